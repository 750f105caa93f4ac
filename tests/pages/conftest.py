"""Tests of the frame run on its own routes, so that they do not wait for any desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_chinese(settings: Any) -> Iterator[None]:
    """A request leaves its language behind in the thread; the next test begins in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def frame_only(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.pages.urls"
    settings.DEMO = True
