"""The call list at the page and by the API: a person's news together, page by page, nobody lost behind the silent."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from county_portal import call_list
from county_portal.call_list import callees
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.ledger.locking import database_now
from kernel.notices.actions import note_call, tell
from kernel.notices.models import Call, Delivery
from tests.cast import Cast
from tests.notices.telling import PLAIN, Hearers, happen, route
from tests.roof.conftest import as_


@pytest.fixture
def people(cast: Cast) -> list[Applicant]:
    """Five people who are to be told one thing each, and the second of them another."""
    route(PLAIN, "sms")
    made = []
    for place in range(5):
        name, document = f"周{'一二三四五'[place]}", f"E0000000{place}"
        made.append(
            register_applicant(
                kind="natural", name=name, id_kind="passport", id_number=document, phone=f"0531888000{place}0",
                born=date(1980, 1, 1),
            )
        )  # fmt: skip
        Hearers.are(made[-1])
        tell([happen(number=place + 1)])
    Hearers.are(made[1])
    tell([happen(number=9, what="第二件")])
    return made


def walk(cast: Cast) -> list[list[int]]:
    """The pages of the list, as how much news each person on them is to be told."""
    found, after = [], ""
    while True:
        page, after = callees(cast.clerk, at=database_now(), after=after)
        found.append([each.first.applicant_id for each in page])
        if not after:
            return found


def post(browser: Client, name: str, call: Delivery, **facts: Any) -> Any:
    return browser.post(reverse(name, args=[call.pk]), facts | {"idempotency_key": uuid4().hex})


def test_a_persons_news_stands_together(cast: Cast, people: list[Applicant]) -> None:
    page, further = callees(cast.clerk, at=database_now())
    assert [len(each.news) for each in page] == [1, 2, 1, 1, 1] and not further


def test_page_by_page_everybody_comes_once(
    cast: Cast, people: list[Applicant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(call_list, "PAGE", 2)
    ids = [each.pk for each in people]
    assert walk(cast) == [ids[:2], ids[2:4], ids[4:]]
    for silent in people[:2]:
        first = Delivery.objects.filter(applicant=silent).order_by("pk").first()
        assert first is not None
        note_call(delivery_id=first.pk, by=cast.clerk, reached=False)
    assert walk(cast) == [ids[2:4], [ids[4], ids[0]], ids[1:2]]


def test_the_page_leads_on(cast: Cast, people: list[Applicant], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_list, "PAGE", 4)
    browser = as_(cast.clerk)
    shown = browser.get(reverse("calls"))
    further = shown.context["further"]
    assert f"?after={further}" in shown.content.decode()
    behind = browser.get(reverse("calls"), {"after": further}).content.decode()
    assert behind.count("btn-grave") == 1 and "回到最前" in behind
    assert browser.get(reverse("calls"), {"after": "9-9-x"}).content.decode().count("btn-grave") == 4
    last = Delivery.objects.get(applicant=people[4])
    back = post(browser, "call_note", last, reached="no", after=further)
    assert back["Location"] == f"{reverse('calls')}?after={further}"


def test_how_often_somebody_was_tried_is_shown(cast: Cast, people: list[Applicant]) -> None:
    note_call(delivery_id=Delivery.objects.get(applicant=people[0]).pk, by=cast.clerk, reached=False)
    assert "打过 1 次没打通" in as_(cast.clerk).get(reverse("calls")).content.decode()


def test_what_is_ticked_was_told(cast: Cast, people: list[Applicant]) -> None:
    first, second = Delivery.objects.filter(applicant=people[1]).order_by("pk")
    post(as_(cast.clerk), "call_note", first, reached="yes", also=[second.pk])
    assert set(Delivery.objects.filter(applicant=people[1]).values_list("state", flat=True)) == {"sent"}


def test_what_is_not_ticked_was_not(cast: Cast, people: list[Applicant]) -> None:
    first, second = Delivery.objects.filter(applicant=people[1]).order_by("pk")
    post(as_(cast.clerk), "call_note", first, reached="yes")
    second.refresh_from_db()
    assert second.state == "waiting"


@pytest.mark.parametrize("also", ["x", "9" * 30, "-1"])
def test_news_that_nothing_is_is_not_told(cast: Cast, people: list[Applicant], also: str) -> None:
    first = Delivery.objects.get(applicant=people[0])
    assert post(as_(cast.clerk), "call_note", first, reached="yes", also=[also]).status_code == 404
    assert Call.objects.count() == 0


def test_a_person_is_given_up_at_the_page(cast: Cast, people: list[Applicant]) -> None:
    first = Delivery.objects.filter(applicant=people[1]).order_by("pk")[0]
    browser = as_(cast.clerk)
    assert post(browser, "call_give_up", first, reason="because").status_code == 404
    assert post(browser, "call_give_up", first, reason="no_such_number", note="空号").status_code == 302
    found = Delivery.objects.filter(applicant=people[1]).values_list("state", "said")
    assert set(found) == {("given_up", "no_such_number")}


def test_a_person_is_given_up_by_the_api(cast: Cast, people: list[Applicant]) -> None:
    browser = as_(cast.clerk)
    rows = browser.get(reverse("roof_api:calls")).json()["results"]
    assert [row["applicant"] for row in rows] == [each.pk for each in people] + [people[1].pk]

    def give_up(reason: str) -> Any:
        return browser.post(
            reverse("roof_api:call_give_up", args=[rows[0]["id"]]),
            {"reason": reason},
            content_type="application/json",
            headers={"Idempotency-Key": uuid4().hex},
        )

    assert give_up("because").status_code == 422
    assert give_up("refuses").json()["state"] == "given_up"
    assert len(browser.get(reverse("roof_api:calls")).json()["results"]) == 5


def test_the_list_costs_the_same_however_long(
    cast: Cast, people: list[Applicant], django_assert_max_num_queries: Any
) -> None:
    browser = as_(cast.clerk)
    browser.get(reverse("calls"))
    with django_assert_max_num_queries(9):
        browser.get(reverse("calls"))
