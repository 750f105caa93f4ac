"""Tests of the frame run on its own routes, so that they do not wait for any desk."""

from typing import Any

import pytest


@pytest.fixture
def frame_only(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.pages.urls"
    settings.DEMO = True
