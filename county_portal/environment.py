"""Every environment variable of the portal is read here, typed, and nowhere else. `.env.example` lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environs import Env

ROOT = Path(__file__).resolve().parent.parent
# the invented county that the product starts with
DEMO_COUNTY = "示范县"
# 三员 need a second factor first of all; the words are those of kernel.organizations.models.Role
ADMINISTRATORS = ["admin_system", "admin_security", "admin_audit"]


@dataclass(frozen=True)
class CountyFacts:
    """What every page says of the county and who runs the site; what is empty is not shown."""

    name: str
    centre: str
    host_organ: str
    icp_number: str
    police_number: str
    site_code: str
    mark_url: str


@dataclass(frozen=True)
class Environment:
    """Values the portal is run with; a malformed one stops the start with environs' own message."""

    debug: bool
    secret_key_file: Path
    field_keys_file: Path
    run_dir: Path
    database_url: str
    database_owner_url: str
    database_app_role: str
    test_database: str
    test_template: str
    redis_url: str
    broker_url: str
    allowed_hosts: list[str]
    trusted_origins: list[str]
    trusted_proxies: int
    demo: bool
    secure_cookies: bool
    log_json: bool
    public_url: str
    clamd: str
    seal_provider: str
    web_threads: int
    max_body_bytes: int
    body_idle_seconds: float
    email: Mapping[str, Any]
    email_from: str
    sms_url: str
    sms_key: str
    webhook_networks: list[str]
    reply_working_days: int
    device_port: int
    second_factor_roles: list[str]
    backup_days: int
    drill_days: int
    county: CountyFacts


def read() -> Environment:
    """Read the process environment. Errors: `environs.EnvValidationError` naming the variable."""
    env = Env()
    run_dir = env.path("PORTAL_RUN_DIR", ROOT / ".run")
    database_url = env.str("DATABASE_URL", "postgresql://portal_app@127.0.0.1/portal")
    return Environment(
        debug=env.bool("PORTAL_DEBUG", False),
        secret_key_file=env.path("PORTAL_SECRET_KEY_FILE", run_dir / "secret_key"),
        field_keys_file=env.path("PORTAL_FIELD_KEYS_FILE", run_dir / "field_keys.json"),
        run_dir=run_dir,
        database_url=database_url,
        database_owner_url=env.str("DATABASE_OWNER_URL", database_url),
        database_app_role=env.str("DATABASE_APP_ROLE", "portal_app"),
        test_database=env.str("PORTAL_TEST_DATABASE", "test_portal"),
        test_template=env.str("PORTAL_TEST_TEMPLATE", ""),
        redis_url=env.str("REDIS_URL", "redis://127.0.0.1:6379/0"),
        broker_url=env.str("BROKER_URL", env.str("REDIS_URL", "redis://127.0.0.1:6379/0")),
        allowed_hosts=env.list("PORTAL_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"]),
        trusted_origins=env.list("PORTAL_TRUSTED_ORIGINS", []),
        trusted_proxies=env.int("PORTAL_TRUSTED_PROXIES", 0),
        demo=env.bool("PORTAL_DEMO", False),
        secure_cookies=env.bool("PORTAL_SECURE_COOKIES", False),
        log_json=env.bool("PORTAL_LOG_JSON", True),
        public_url=env.str("PORTAL_PUBLIC_URL", "http://127.0.0.1:8000"),
        clamd=env.str("PORTAL_CLAMD", ""),
        seal_provider=env.str("PORTAL_SEAL_PROVIDER", "printed_place"),
        web_threads=env.int("PORTAL_WEB_THREADS", 6),
        max_body_bytes=env.int("PORTAL_MAX_BODY_MB", 64) * 2**20,
        body_idle_seconds=env.float("PORTAL_BODY_IDLE_SECONDS", 20.0),
        email=env.dj_email_url("PORTAL_EMAIL_URL", "dummy://"),
        email_from=env.str("PORTAL_EMAIL_FROM", "portal@localhost"),
        sms_url=env.str("PORTAL_SMS_URL", ""),
        sms_key=env.str("PORTAL_SMS_KEY", ""),
        webhook_networks=env.list("PORTAL_WEBHOOK_NETWORKS", []),
        reply_working_days=env.int("PORTAL_REPLY_WORKING_DAYS", 2),
        device_port=env.int("PORTAL_DEVICE_PORT", 17800),
        second_factor_roles=env.list("PORTAL_SECOND_FACTOR_ROLES", ADMINISTRATORS),
        backup_days=env.int("PORTAL_BACKUP_DAYS", 2),
        drill_days=env.int("PORTAL_DRILL_DAYS", 100),
        county=_county(env),
    )


def _county(env: Env) -> CountyFacts:
    return CountyFacts(
        name=env.str("PORTAL_COUNTY_NAME", DEMO_COUNTY),
        centre=env.str("PORTAL_CENTRE_NAME", f"{DEMO_COUNTY}综合服务中心"),
        host_organ=env.str("PORTAL_HOST_ORGAN", f"{DEMO_COUNTY}行政审批服务局"),
        icp_number=env.str("PORTAL_ICP_NUMBER", ""),
        police_number=env.str("PORTAL_POLICE_NUMBER", ""),
        site_code=env.str("PORTAL_SITE_CODE", ""),
        mark_url=env.str("PORTAL_MARK_URL", ""),
    )


@dataclass(frozen=True)
class LauncherEnvironment:
    """What `./portal` itself is told."""

    run_dir: Path
    pg_bin: Path | None
    valkey_bin: Path | None
    min_free_mb: int
    hosts_given: bool
    public_url_given: bool


def read_launcher() -> LauncherEnvironment:
    """Read the variables of the launcher; an empty one counts as absent."""
    env = Env()
    pg_bin, valkey_bin = env.str("PORTAL_PG_BIN", ""), env.str("PORTAL_VALKEY_BIN", "")
    return LauncherEnvironment(
        run_dir=env.path("PORTAL_RUN_DIR", ROOT / ".run"),
        pg_bin=Path(pg_bin) if pg_bin else None,
        valkey_bin=Path(valkey_bin) if valkey_bin else None,
        min_free_mb=env.int("PORTAL_MIN_FREE_MB", 300),
        hosts_given=bool(env.str("PORTAL_HOSTS", "")),
        public_url_given=bool(env.str("PORTAL_PUBLIC_URL", "")),
    )
