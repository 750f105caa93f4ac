"""What went outside, at the page and by the API: one's own unit's, masked; and the call list worked off."""

import html
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from approvals import actions
from kernel.accounts.models import Applicant
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Delivery
from tests.cast import Cast
from tests.public.conftest import FORM
from tests.roof.conftest import Offices, as_

LANDLINE = "053288880001"


@pytest.fixture
def told(cast: Cast, settings: Any) -> Delivery:
    """A demonstration: one applicant with a mobile number and one with a landline have been told of their cases."""
    settings.DEMO = True
    plant_routes()
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(phone=LANDLINE)
    for applicant in (cast.applicant, cast.other_applicant):
        case = actions.receive_at_window(
            by=cast.clerk, window=cast.window, version=cast.item, applicant=applicant, values=FORM,
            materials=("m1", "m2", "m3"),
        )  # fmt: skip
        tell(list(Entry.objects.of(case.ledger_subject)))
    return Delivery.objects.get(channel="call")


@pytest.mark.parametrize("who", ["clerk", "department_head", "supervisor", "director", "inspector"])
def test_the_unit_and_who_watches_it_see_what_went_out(offices: Offices, told: Delivery, who: str) -> None:
    page = as_(getattr(offices, who)).get(reverse("outbox")).content.decode()
    assert "陈*" in page and "161****0001" in page and "已收到您的申请" in page and "未接通，只留存" in page
    assert not any(words in page for words in ("陈宏", "16100000001", LANDLINE))
    only = as_(getattr(offices, who)).get(reverse("outbox"), {"state": "waiting"}).content.decode()
    assert "王*" in only and "陈*" not in only


@pytest.mark.parametrize("who", ["security", "audit", "citizen"])
def test_others_do_not(offices: Offices, told: Delivery, who: str) -> None:
    assert as_(getattr(offices, who)).get(reverse("outbox")).status_code == 403


def test_another_units_messages_are_not_in_the_list(offices: Offices, cast: Cast, told: Delivery) -> None:
    page = as_(cast.other_clerk).get(reverse("outbox")).content.decode()
    assert "没有外发的通知" in page and "陈*" not in page


def test_the_list_costs_the_same_however_long(offices: Offices, told: Delivery, django_assert_num_queries: Any) -> None:
    browser = as_(offices.clerk)
    browser.get(reverse("outbox"))
    with django_assert_num_queries(9):
        browser.get(reverse("outbox"))


def test_a_call_is_made_at_the_page(offices: Offices, cast: Cast, told: Delivery) -> None:
    browser = as_(cast.clerk)
    listed = browser.get(reverse("calls")).content.decode()
    assert "王*" in listed and LANDLINE not in listed
    dialled = browser.post(reverse("call_dial", args=[told.pk])).content.decode()
    assert LANDLINE in dialled and "收到" in dialled
    facts = {"reached": "yes", "note": "本人接听", "idempotency_key": uuid4().hex}
    assert browser.post(reverse("call_note", args=[told.pk]), facts).status_code == 302
    assert "没有要打的电话" in browser.get(reverse("calls")).content.decode()


def test_a_call_is_made_by_the_api(offices: Offices, cast: Cast, told: Delivery) -> None:
    browser = as_(cast.clerk)
    [row] = browser.get(reverse("roof_api:calls")).json()["results"]
    assert (row["id"], row["channel"], row["state"]) == (told.pk, "call", "waiting") and LANDLINE not in str(row)
    answer = browser.post(reverse("roof_api:call_dial", args=[told.pk]))
    assert answer.json()["phone"] == LANDLINE and answer["Cache-Control"] == "no-store"
    noted = browser.post(
        reverse("roof_api:call_note", args=[told.pk]),
        {"reached": False, "note": "没人接"},
        content_type="application/json",
        headers={"Idempotency-Key": uuid4().hex},
    )
    assert (noted.status_code, noted.json()["tries"], noted.json()["state"]) == (200, 1, "waiting")
    assert len(browser.get(reverse("roof_api:outbox")).json()["results"]) == 2


def test_the_list_of_calls_is_for_those_who_make_them(offices: Offices, told: Delivery) -> None:
    assert as_(offices.supervisor).get(reverse("calls")).status_code == 403
    assert as_(offices.clerk).get(reverse("calls")).status_code == 200


def test_the_newest_stands_first_whatever_was_written_down_first(offices: Offices, told: Delivery) -> None:
    """By the time that is shown: rows that were written down later may tell of what was earlier."""
    browser, at = as_(offices.supervisor), told.ordered_at
    for place, pk in enumerate(Delivery.objects.order_by("pk").values_list("pk", flat=True)):
        Delivery.objects.filter(pk=pk).update(ordered_at=at - timedelta(hours=place))
    page = browser.get(reverse("outbox")).content.decode()
    order = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
    assert [int(pk) for pk in re.findall(r'href="/outbox/(\d+)/"', page)] == order
    rows = browser.get(reverse("roof_api:outbox")).json()["results"]
    assert [row["id"] for row in rows] == order


def test_what_is_older_goes_on_where_the_page_ended(offices: Offices, told: Delivery, monkeypatch: Any) -> None:
    monkeypatch.setattr("county_portal.pages.outbox.PAGE", 1)
    browser, seen, address = as_(offices.supervisor), [], reverse("outbox")
    for _page in range(Delivery.objects.count()):
        page = browser.get(address).content.decode()
        seen += re.findall(r'href="/outbox/(\d+)/"', page)
        following = re.search(r'href="(/outbox/\?before=[^"]+)"', page)
        address = html.unescape(following[1]) if following else ""
    assert address == "" and sorted(map(int, seen)) == sorted(Delivery.objects.values_list("pk", flat=True))
    for words in ("x", "9" * 30, "1-2-3"):
        assert browser.get(reverse("outbox"), {"before": words}).status_code == 200
