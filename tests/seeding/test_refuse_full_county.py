"""The demo goes into an empty portal only, and its sign-ins are told only where it was loaded."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from county_portal.demo import signins
from county_portal.demo.seeding import CountyNotEmpty, load_county
from kernel.accounts.models import User
from kernel.organizations.models import Region


@pytest.mark.django_db
def test_a_county_that_is_somebodys_is_refused_and_left_alone() -> None:
    Region.objects.create(code="370281000000", name="胶州市", level="county", sort_key="jiao zhou shi")
    with pytest.raises(CountyNotEmpty, match="不是空的"), transaction.atomic():
        list(load_county())
    with pytest.raises(CommandError, match="只能装入空库"):
        call_command("seed_demo", verbosity=0)
    assert Region.objects.count() == 1
    assert not User.objects.exists()


def test_without_a_loaded_county_no_sign_in_is_printed(settings: Any, tmp_path: Path) -> None:
    settings.RUN_DIR = tmp_path
    assert signins.listed() == []
    with pytest.raises(CommandError, match="先运行 seed_demo"):
        call_command("demo_signins")
