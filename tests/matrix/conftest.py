"""One world for all of the matrix, committed; every test inside a transaction of its own that is taken back."""

from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from django.test import TransactionTestCase, override_settings

from tests.matrix import cells
from tests.matrix.world import World, build_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everyone and everything; building it for every test would take longer than the tests.

    It is committed: a transaction around all of them would stay open for minutes, and the ledger's sequencer of every
    database of the cluster would wait for its end.
    """
    room = tmp_path_factory.mktemp("documents")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=room, DEMO=True, NOTICE_CHANNELS=frozenset({"sms"})),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(current_app, "send_task", _nobody_hears)
        try:
            with transaction.atomic():
                world = build_world()
            yield world
        finally:
            TransactionTestCase("__init__")._fixture_teardown()


@pytest.fixture
def _django_db_helper(world: World) -> Iterator[None]:
    """In place of pytest-django's, which would want to own the setting-up of the world too."""
    with transaction.atomic():
        cells.Untouched.fingerprint = cells.fingerprint()
        yield
        transaction.set_rollback(True)


def _nobody_hears(*_args: object, **_options: object) -> None:
    """In place of the broker."""
