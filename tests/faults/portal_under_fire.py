"""Engines, worker and relay of their own, as `./portal up` starts them, to be killed while they are at work."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import psycopg2
from celery import Celery
from django.conf import settings
from redis import Redis

from county_portal.launcher import engines, processes
from county_portal.launcher.children import Child
from county_portal.launcher.engines import Engines
from county_portal.launcher.postgres import OWNER
from county_portal.launcher.refusals import Refusal
from tests.ledger.sessions import url_of_test_database

# asked of one process: a dead one's session goes on for a while, and is not the one that is to be hit
SWEEP_AT_WORK = """
SELECT EXISTS (
    SELECT FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.classid = 27235 AND l.granted AND a.application_name = '{name}'
)"""
RELAY_HAS_WORK = """
SELECT EXISTS (SELECT FROM ledger_pending) OR EXISTS (
    SELECT FROM ledger_observercursor WHERE stream_no < (SELECT max(stream_no) FROM ledger_streamposition)
)"""
RELAY_AT_WORK = f"""{RELAY_HAS_WORK} AND EXISTS (
    SELECT FROM pg_stat_activity WHERE application_name = '{{name}}' AND xact_start IS NOT NULL
)"""


class UnderFire:
    """One portal without its web process; each child is started again as the launcher does."""

    def __init__(self, portal: Engines, environment: dict[str, str], children: dict[str, Child]) -> None:
        self.portal, self._environment = portal, environment
        self.worker, self.relay = children["worker"], children["relay"]
        self.kills = {"worker": 0, "relay": 0, "PostgreSQL": 0}
        self.unfinished = 0
        self._names: dict[str, str] = {}
        self._valkey = Redis(unix_socket_path=str(portal.layout.valkey_socket))

    def begin(self, child: Child) -> None:
        """Start a child under a name of its own, by which its session is known."""
        self._names[child.name] = f"{child.name}-{time.monotonic_ns()}"
        self._environment["PGAPPNAME"] = self._names[child.name]
        child.begin()

    def tell(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement, as the set-up's superuser."""
        with self.portal.postgres.session() as session, session.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def add_clocks(self, most: int) -> None:
        """Clocks like those that are there, of new instants, behind the watch: these come by the queue."""
        columns = (
            "column_name FROM information_schema.columns WHERE table_name = 'clocks_clock' AND column_name <> 'id'"
        )
        names = [name for (name,) in self.tell(f"SELECT {columns} AND is_generated = 'NEVER'")]
        changed = {"name": f"name || '-{time.monotonic_ns()}'", "until": "until - interval '3 minutes'"}
        changed |= {"due_at": "due_at - interval '3 minutes'"}
        self.tell(
            f"INSERT INTO clocks_clock ({', '.join(names)})"
            f" SELECT {', '.join(changed.get(name, name) for name in names)} FROM clocks_clock"
            f" WHERE kind <> 'rectify' AND name NOT LIKE '%-%' ORDER BY random() LIMIT {most} RETURNING id"
        )

    def say_watch(self) -> None:
        """What the beat says each minute."""
        broker = f"redis+socket://{self.portal.layout.valkey_socket}"
        with Celery(broker=broker, set_as_current=False) as beat:
            beat.send_task("county_portal.watch", ignore_result=True)

    def kill(self, child: Child, at_work: str, *, moment: float) -> None:
        """Kill -9 a child that was seen at work and is so still after a moment; then start it again."""
        if self._is_hit(child, at_work, moment):
            self.kills[child.name] += 1
        assert child.process is not None
        os.kill(child.process.pid, signal.SIGKILL)
        assert child.process.wait(10) == -signal.SIGKILL
        if child is self.worker:
            self.unfinished += self._valkey.hlen("unacked")
        self.begin(child)

    def crash(self, *, moment: float) -> None:
        """Kill -9 the postmaster while a sweep is at work, and start it again once its orphans have let go."""
        postgres = self.portal.postgres
        if self._is_hit(self.worker, SWEEP_AT_WORK, moment):
            self.kills["PostgreSQL"] += 1
        assert postgres.process is not None
        os.kill(postgres.process.pid, signal.SIGKILL)
        postgres.process.wait(10)
        until = time.monotonic() + 30
        while True:
            postgres.launch()
            try:
                postgres.wait()
            except Refusal:
                assert time.monotonic() < until, "PostgreSQL did not come back"
                time.sleep(0.2)
            else:
                return

    def _is_hit(self, child: Child, at_work: str, moment: float) -> bool:
        """Wait until the child is at work, and a moment more; whether it is so still."""
        with self.portal.postgres.session() as session, session.cursor() as cursor:

            def busy() -> bool:
                cursor.execute(at_work.format(name=self._names[child.name]))
                return cursor.fetchone() == (True,)

            for _try in range(8):
                if child is self.worker:
                    # a dead worker's session may hold the sweep's lock for a moment yet: the next minute's beat
                    self.say_watch()
                if within(1.5, busy):
                    time.sleep(moment)
                    return busy()
            return False


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """True once the condition holds; looked at hundreds of times a second, since what it waits for is short."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(psycopg2.OperationalError):
            if condition():
                return True
        time.sleep(0.002)
    return False


@contextmanager
def under_fire(binaries: Path) -> Iterator[UnderFire]:
    """The test's database in a cluster of its own that keeps what is committed, with a worker and a relay running."""
    with engines.throwaway() as portal, socket.socket() as unused:
        _restore(portal, binaries)
        keys = Path(settings.FIELD_KEYS_FILE)
        if keys.exists():
            (portal.layout.run_dir / "field_keys.json").write_text(keys.read_text())
        make, environment = processes._child, portal.environment()

        def impatient(owner: Engines, variables: dict[str, str], name: str, argv: list[str], *fds: int) -> Child:
            words = ["tests.faults.impatient" if part == "county_portal" else part for part in argv]
            return make(owner, variables, name, words, *fds)

        with mock.patch.object(processes, "_child", impatient):
            children = {child.name: child for child in processes.of(portal, environment, unused)}
        fire = UnderFire(portal, environment, children)
        try:
            for child in (fire.worker, fire.relay):
                fire.begin(child)
            yield fire
        finally:
            for child in (fire.worker, fire.relay):
                child.finish()


def _restore(portal: Engines, binaries: Path) -> None:
    dump = portal.layout.run_dir / "dump"
    for argv in (
        ["pg_dump", "-Fc", "-f", str(dump), url_of_test_database()],
        ["pg_restore", "--no-owner", "--exit-on-error", "-d", portal.postgres.url(OWNER), str(dump)],
    ):
        done = subprocess.run([str(binaries / argv[0]), *argv[1:]], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    with portal.postgres.session() as session, session.cursor() as cursor:
        # a throw-away cluster may lose its last commits in a crash; the county's does not
        cursor.execute("ALTER DATABASE portal SET synchronous_commit = on")
        cursor.execute("ANALYZE")
