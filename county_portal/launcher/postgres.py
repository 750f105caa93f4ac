"""PostgreSQL of the embedded portal: one cluster, one socket, two roles."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection

from county_portal.launcher import binaries
from county_portal.launcher.children import end, spawn, tail, turn_over
from county_portal.launcher.layout import Layout, make_private
from county_portal.launcher.refusals import Refusal

ADMIN, OWNER, APP, DATABASE = "portal_admin", "portal_owner", "portal_app", "portal"
START_SECONDS = 90.0

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "Asia/Shanghai",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_duration_statement": "2s",
}
# nothing of a throw-away cluster is ever needed again
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_duration_statement": "-1",
    # statistics taken between two tests, when a table was empty, are worse than none for the next one that fills it
    "autovacuum_analyze_threshold": "2000000000",
}
GENEROUS_SETTINGS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}

FAILURES = (
    (r"no space left|could not (write|extend).*(space|quota)", "磁盘已满,PostgreSQL 起不来:请清理磁盘后再启动。"),
    (
        r"incompatible with server|initialized by postgresql version",
        "数据是另一个版本的 PostgreSQL 写的:请换回原来的版本,演示数据可用 ./portal up --fresh 重建。",
    ),
    (
        r"address already in use|another (postmaster|server)",
        "上一个 PostgreSQL 还没有退尽:请等几秒再启动,仍不行就执行 ./portal down。",
    ),
    (
        r"pg_control|not a valid data directory|could not open (file|directory)"
        r"|could not locate a valid checkpoint|panic",
        "数据目录已损坏:有备份请恢复,演示数据可用 ./portal up --fresh 重建。",
    ),
    (
        r"shared memory|semaphore|out of memory|cannot allocate",
        "内存或共享内存不够,PostgreSQL 起不来:请腾出至少 512 MB 内存再试。",
    ),
)


@dataclass
class Postgres:
    """One cluster. Its superuser serves only the set-up; the portal knows the owner and the application's role."""

    layout: Layout
    settings: dict[str, str]
    owner_is_superuser: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.bin = binaries.postgres_bin(self.layout.account)
        self.data = self.layout.postgres_data
        self.log = self.layout.logs / "postgres.log"

    def start(self) -> None:
        """Initialise where nothing is yet, start, wait until it answers. Errors: Refusal."""
        self.check_data()
        if not self.data.exists():
            self._initialise()
        self.wait_for_predecessor()
        turn_over(self.log)
        self.launch()
        self.wait()
        self._ensure_roles()

    def check_data(self) -> None:
        """Refuse a folder that is not a whole cluster of our version."""
        if not self.data.exists():
            return
        version = self.data / "PG_VERSION"
        if not version.is_file() or not (self.data / "global" / "pg_control").is_file():
            raise Refusal(f"数据目录 {self.data} 不完整:有备份请恢复,演示数据可用 ./portal up --fresh 重建。")
        ours = binaries.major_version(self.bin)
        if version.read_text().strip() != str(ours):
            raise Refusal(
                f"数据目录 {self.data} 是 PostgreSQL {version.read_text().strip()} 的,现在的程序是 {ours}:"
                "请用 PORTAL_PG_BIN 指到原来的版本,演示数据可用 ./portal up --fresh 重建。"
            )

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the postmaster; SIGINT is its fast shutdown, also when the launcher is killed."""
        options = {**self.settings, "unix_socket_directories": str(self.layout.socket_dir)}
        argv: list[str | Path] = [self.bin / "postgres", "-D", self.data]
        for name, value in options.items():
            argv += ["-c", f"{name}={value}"]
        self.process = spawn(
            argv,
            log=self.log,
            environment=_clean_environment(),
            folder=Path("/"),
            death_signal=signal.SIGINT,
            account=self.layout.account,
        )
        return self.process

    def wait(self) -> None:
        """Return when the cluster takes connections. Errors: Refusal with the sentence that fits its log."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise Refusal(explain(self.log))
            with contextlib.suppress(psycopg2.OperationalError):
                psycopg2.connect(self.url(ADMIN, "postgres")).close()
                return
            time.sleep(0.05)
        raise Refusal(f"PostgreSQL 在 {START_SECONDS:.0f} 秒内没有就绪:请看 {self.log}。")

    def wait_for_predecessor(self) -> None:
        """A killed launcher's cluster needs a moment for its fast shutdown."""
        for _ in range(100):
            pid = self._running_postmaster()
            if pid is None:
                return
            time.sleep(0.1)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        for _ in range(100):
            if self._running_postmaster() is None:
                return
            time.sleep(0.1)
        raise Refusal(f"上一个 PostgreSQL(进程 {pid})还没有退出:请执行 kill -QUIT {pid} 后再启动。")

    def stop(self) -> None:
        """Fast shutdown; immediate when that takes too long, since the next start recovers."""
        if self.process is not None:
            end(self.process, by=signal.SIGINT, within=30.0, then=signal.SIGQUIT)

    def url(self, role: str, database: str = DATABASE) -> str:
        """libpq URL of a role over the socket."""
        return f"postgresql://{role}@/{database}?host={self.layout.socket_dir}"

    @contextlib.contextmanager
    def session(self, role: str = ADMIN, database: str = DATABASE) -> Iterator[Connection]:
        """A connection whose statements each commit by themselves."""
        connection = psycopg2.connect(self.url(role, database))
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def _initialise(self) -> None:
        """initdb beside, then rename: a half-made cluster never bears the real name."""
        account, new = self.layout.account, self.data.with_name("pg.new")
        shutil.rmtree(new, ignore_errors=True)
        make_private(new, account)
        argv = [
            self.bin / "initdb",
            "-D",
            new,
            "-U",
            ADMIN,
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        with self.log.open("ab") as output:
            done = subprocess.run(
                [str(part) for part in argv],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=_clean_environment(),
                check=False,
                **(account.identity() if account else {}),
            )
        if done.returncode != 0:
            raise Refusal(explain(self.log))
        new.rename(self.data)

    def _running_postmaster(self) -> int | None:
        """The process that postmaster.pid names, if it is alive and really serves this folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError, IndexError):
            return None
        return pid if os.fsencode(self.data) in command else None

    def _ensure_roles(self) -> None:
        """Two roles and one database; what the owner makes, the application may read and write but never drop."""
        superuser = "SUPERUSER" if self.owner_is_superuser else "NOSUPERUSER"
        with self.session(database="postgres") as connection, connection.cursor() as cursor:
            for role in (OWNER, APP):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE ROLE {role} LOGIN {superuser if role == OWNER else 'NOSUPERUSER'}")
        # test databases are copies of template1 and so get the same rights
        self._grant("template1")
        self.ensure_database()

    def ensure_database(self) -> None:
        """The portal's database, owned by the role that migrates it."""
        with self.session(database="postgres") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def drop_database(self) -> None:
        """Throw the portal's database away."""
        with self.session(database="postgres") as connection, connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")

    def _grant(self, database: str) -> None:
        rights = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT"}
        with self.session(database=database) as connection, connection.cursor() as cursor:
            for kind, right in rights.items():
                cursor.execute(f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT {right} ON {kind} TO {APP}")


def explain(log: Path) -> str:
    """The sentence that fits the end of PostgreSQL's log."""
    end_of_log = tail(log, 12)
    for pattern, sentence in FAILURES:
        if re.search(pattern, end_of_log, re.IGNORECASE):
            return f"{sentence}(详见 {log})"
    return f"PostgreSQL 起不来({tail(log, 1)}):请看 {log}。"


def _clean_environment() -> dict[str, str]:
    """Without the caller's PG* variables, which would lead initdb and the server astray."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}
