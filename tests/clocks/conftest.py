"""Fixtures for tests that commit."""

import pytest
from django.apps import apps

from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national


@pytest.fixture
def national_calendar(transactional_db: None) -> None:
    """The national calendar, planted anew where a committing test before this one emptied the tables."""
    if not Calendar.objects.exists():
        plant_national(apps)
