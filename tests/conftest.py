"""Guards and fixtures that every test shares."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation

from tests.cast import Cast, build
from tests.emptying import empty
from tests.visible_skips import (  # noqa: F401 - pytest finds its hooks by name here
    WITHOUT_REAL_DATA,
    pytest_collectreport,
    pytest_runtest_logreport,
    pytest_sessionfinish,
    pytest_terminal_summary,
)

pytest_plugins = ["tests.browser", "tests.matrix.tally"]

# taken by ./portal test --fast; the whole suite draws as many as hypothesis itself thinks right
hypothesis.settings.register_profile("fast", max_examples=10)

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def _teardown(self: TransactionTestCase) -> None:
    empty()


TransactionTestCase._fixture_teardown = _teardown  # type: ignore[method-assign]


def pytest_configure() -> None:
    """A database of Valkey for each worker: whoever empties the cache empties his own."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        place = settings.CACHES["default"]
        place["LOCATION"] = f"{place['LOCATION'].partition('?')[0]}?db={1 + int(worker.removeprefix('gw')) % 15}"


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data; the test skips visibly where it is not beside the checkout."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip(WITHOUT_REAL_DATA)
    return folder


@pytest.fixture(autouse=True)
def _no_undefined_template_variable(settings: Any) -> Iterator[None]:
    """An undefined variable in a template is a defect, not an empty string."""
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "‼undefined:%s‼"
    yield


@pytest.fixture(autouse=True)
def _in_chinese(settings: Any) -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _in_one_step(settings: Any) -> None:
    """As in the demo county nobody owes a second factor; the tests about it say whose posts ask for one."""
    settings.SECOND_FACTOR_ROLES = frozenset()


@pytest.fixture
def cast(db: None) -> Cast:
    """The county with everyone in it."""
    return build()
