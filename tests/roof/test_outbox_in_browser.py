"""The outbox and the call list in a real browser: axe-core finds nothing, nothing overflows, a call is worked off."""

from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import expect

from kernel.accounts.models import Applicant, User
from kernel.notices.actions import tell
from kernel.notices.models import Call, Delivery
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import build
from tests.notices.telling import PLAIN, Hearers, happen, route

pytestmark = [pytest.mark.browser]
LANDLINE = "053288880001"


@pytest.fixture
def clerk(live_portal: str, settings: Any) -> User:
    """A demonstration in which two applicants are told: one by message, one is to be called."""
    settings.DEMO = True
    cast = build()
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant, cast.other_applicant)
    route(PLAIN, "sms")
    with transaction.atomic():
        tell([happen()])
    Delivery.objects.filter(channel="sms").update(state="failed", said="INVALID_PHONE")
    return cast.clerk


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/outbox/", "/calls/"])
def test_nothing_for_axe_and_no_overflow(open_page: Any, clerk: User, path: str, size: dict[str, int]) -> None:
    page = open_page(path, user=clerk, **size)
    assert axe(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_one_message_is_opened(open_page: Any, clerk: User, size: dict[str, int]) -> None:
    message = Delivery.objects.get(channel="sms")
    page = open_page(f"/outbox/{message.pk}/", user=clerk, **size)
    page.get_by_role("button", name="看原文").click()
    expect(page.get_by_text("发生了一件事")).to_be_visible()
    assert axe(page) == []
    assert overflow(page) <= 0


def test_a_call_is_worked_off(open_page: Any, clerk: User) -> None:
    page = open_page("/calls/", user=clerk, **DESK)
    expect(page.get_by_text(LANDLINE)).to_have_count(0)
    page.get_by_role("button", name="看号码").click()
    expect(page.get_by_text(LANDLINE)).to_be_visible()
    page.get_by_label("备注").fill("没人接")
    page.get_by_role("button", name="没打通").click()
    expect(page.get_by_role("status")).to_contain_text("已登记")
    page.get_by_role("button", name="已告知").click()
    expect(page.get_by_text("没有要打的电话")).to_be_visible()
    assert list(Call.objects.order_by("pk").values_list("reached", flat=True)) == [False, True]
