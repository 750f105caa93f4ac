"""PostgreSQL of the embedded portal: one cluster, one socket, two roles."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection as Connection

from county_portal.launcher import binaries, cluster
from county_portal.launcher.children import end, spawn, turn_over
from county_portal.launcher.layout import Layout, make_private
from county_portal.launcher.refusals import Refusal

ADMIN, OWNER, APP, DATABASE = "portal_admin", "portal_owner", "portal_app", "portal"
START_SECONDS = 90.0
# a cluster that is up and still turns its own administrator away will not change its mind
REFUSED_SECONDS = 5.0

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
        cluster.check(self.data, self.layout, self.bin)
        if not self.data.exists():
            self._initialise()
        self.wait_for_predecessor()
        turn_over(self.log)
        self.launch()
        self.wait()
        self._ensure_roles()

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
        started, refused_since = time.monotonic(), float("inf")
        while (now := time.monotonic()) < started + START_SECONDS:
            if self.process is None or self.process.poll() is not None:
                raise Refusal(cluster.explain(self.log))
            try:
                psycopg2.connect(self.url(ADMIN, "postgres"), connect_timeout=10).close()
            except psycopg2.OperationalError as error:
                refused_since = float("inf") if cluster.passes(error) else min(refused_since, now)
                if now - refused_since > REFUSED_SECONDS:
                    raise Refusal(cluster.explain_answer(error)) from error
            else:
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
            raise Refusal(cluster.explain(self.log))
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


def _clean_environment() -> dict[str, str]:
    """Without the caller's PG* variables, which would lead initdb and the server astray."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C.UTF-8"}
