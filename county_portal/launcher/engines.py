"""Both engines together, and the environment in which the portal's processes find them."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

from county_portal.launcher import layout as layouts
from county_portal.launcher.layout import Layout
from county_portal.launcher.postgres import (
    APP,
    GENEROUS_SETTINGS,
    OWNER,
    SETTINGS,
    THROWAWAY_SETTINGS,
    Postgres,
)
from county_portal.launcher.scratch import engines_base, scratch
from county_portal.launcher.valkey import Valkey


@dataclass
class Engines:
    """PostgreSQL and Valkey of one layout."""

    layout: Layout
    postgres: Postgres
    valkey: Valkey

    def start(self) -> None:
        """Start both. Errors: Refusal; what was started is stopped again."""
        layouts.prepare_engines(self.layout)
        try:
            self.postgres.start()
            self.valkey.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Valkey first: nobody needs a hint about work that cannot be done any more."""
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.layout.socket_dir, ignore_errors=True)

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """The caller's environment plus where the engines are. The owner's role is for migrations only."""
        app, owner = self.postgres.url(APP), self.postgres.url(OWNER)
        return {
            **os.environ,
            "PYTHONPATH": str(self.layout.root),
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "county_portal.settings",
            "PORTAL_RUN_DIR": str(self.layout.run_dir),
            "PORTAL_PG_BIN": str(self.postgres.bin),
            "DATABASE_URL": owner if as_owner else app,
            "DATABASE_OWNER_URL": owner,
            "DATABASE_APP_ROLE": APP,
            "REDIS_URL": f"unix://{self.layout.valkey_socket}",
            # kombu and redis-py spell a socket differently
            "BROKER_URL": f"redis+socket://{self.layout.valkey_socket}",
        }


def of(layout: Layout) -> Engines:
    """The engines of the portal itself: durable, and the owner is no superuser."""
    return Engines(layout, Postgres(layout, SETTINGS), Valkey(layout))


@contextlib.contextmanager
def throwaway(*, generous: bool = False) -> Iterator[Engines]:
    """Running engines for tests and measurements, whose folder is gone afterwards.

    The owner is a superuser here: tests make databases and step over triggers.
    """
    with scratch(engines_base(), "throwaway-") as folder:
        # the engines' account must pass through; what is inside is closed by itself
        folder.chmod(0o711)
        named = layouts.of_run_dir(folder / "run", name=layouts.short_hash(str(folder)))
        layout = Layout(named.root, named.run_dir, folder / "data", named.socket_dir, named.account)
        layout.data_dir.mkdir()
        layouts.prepare(layout)
        settings = {**SETTINGS, **THROWAWAY_SETTINGS, **(GENEROUS_SETTINGS if generous else {})}
        engines = Engines(layout, Postgres(layout, settings, owner_is_superuser=True), Valkey(layout))
        try:
            engines.start()
            yield engines
        finally:
            engines.stop()
