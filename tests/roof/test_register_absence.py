"""Who is away is entered by himself or by whoever arranges the unit's duty; the deputy steps in by himself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.models import Absence, Post
from kernel.organizations.queries import acting_holder
from kernel.workdays.zone import SHANGHAI
from tests.cast import Cast
from tests.roof.conftest import Offices, as_

PAGE = "/absences/"


def typed(user: User, **other: Any) -> dict[str, str]:
    begin = datetime.now(tz=SHANGHAI) - timedelta(hours=1)
    facts = {"user": user.username, "reason": "sick_leave", "from_at": f"{begin:%Y-%m-%dT%H:%M}", "until_at": ""}
    return facts | {"idempotency_key": f"away-{user.pk}-{other}"} | other


def enter(by: User, user: User, **other: Any) -> Any:
    return as_(by).post(PAGE, typed(user, **other))


def test_a_leader_enters_an_absence_and_the_deputy_has_the_post(offices: Offices, cast: Cast) -> None:
    post = Post.objects.get(user=cast.approver)
    assert acting_holder(post, database_now()) == cast.approver
    assert enter(cast.department_head, cast.approver).status_code in (302, 303)
    assert acting_holder(post, database_now()) == cast.deputy
    entry = Entry.objects.get(type="organizations.absence_registered")
    assert entry.person == cast.department_head.masked_name
    page = as_(cast.department_head).get(PAGE).content.decode()
    assert cast.approver.full_name in page and cast.deputy.full_name in page


def test_one_enters_his_own_and_comes_back(offices: Offices, cast: Cast) -> None:
    enter(cast.clerk, cast.clerk)
    absence = Absence.objects.get(user=cast.clerk)
    answer = as_(cast.clerk).post(f"{PAGE}{absence.pk}/back/", {"idempotency_key": "back"})
    assert answer.status_code in (302, 303)
    absence.refresh_from_db()
    assert absence.until_at is not None and absence.until_at <= database_now()
    assert cast.clerk.full_name not in _rows(as_(cast.clerk))


@pytest.mark.parametrize("whose", ["other_clerk", "inspector", "nobody"])
def test_not_for_people_of_another_unit(offices: Offices, cast: Cast, whose: str) -> None:
    known = {"other_clerk": cast.other_clerk, "inspector": cast.inspector, "nobody": User(username="nobody", pk=0)}
    answer = enter(cast.department_head, known[whose])
    assert answer.status_code == 403 and "您负责的单位" in answer.content.decode()
    assert not Absence.objects.exists()


def test_anothers_absence_is_not_ended_and_looks_like_none(offices: Offices, cast: Cast) -> None:
    enter(cast.other_clerk, cast.other_clerk)
    absence = Absence.objects.get()
    for key in (absence.pk, absence.pk + 1):
        answer = as_(cast.clerk).post(f"{PAGE}{key}/back/", {"idempotency_key": f"back-{key}"})
        assert answer.status_code == 404
    absence.refresh_from_db()
    assert absence.until_at is None


def test_what_cannot_be_read_comes_back_with_what_was_typed(offices: Offices, cast: Cast) -> None:
    answer = enter(cast.clerk, cast.clerk, from_at="昨天", until_at="2026-12-01T08:00")
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="2026-12-01T08:00"' in page and "away-from-error" in page
    assert not Absence.objects.exists()


def test_an_end_before_the_beginning_is_refused_with_a_sentence(offices: Offices, cast: Cast) -> None:
    answer = enter(cast.clerk, cast.clerk, until_at="2020-01-01T08:00")
    assert answer.status_code == 422 and "结束早于开始" in answer.content.decode()


def test_twice_for_the_same_days_is_refused(offices: Offices, cast: Cast) -> None:
    enter(cast.clerk, cast.clerk)
    assert enter(cast.clerk, cast.clerk, reason="training").status_code == 409
    assert Absence.objects.count() == 1


def test_nobody_steps_in_is_said(offices: Offices, cast: Cast) -> None:
    enter(cast.other_clerk, cast.other_clerk)
    assert "无人顶岗" in _rows(as_(cast.other_clerk))


def test_a_citizen_has_no_such_page(offices: Offices, cast: Cast) -> None:
    assert as_(cast.citizen).get(PAGE).status_code == 403
    assert as_(cast.citizen).get("/api/v1/absences/").status_code == 403


def test_a_list_of_many_costs_as_many_queries_as_of_one(
    offices: Offices, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    enter(cast.clerk, cast.clerk)
    for who in (cast.approver, cast.reviewer):
        enter(cast.department_head, who)
    browser = as_(cast.department_head)
    with django_assert_max_num_queries(24):
        assert browser.get(PAGE).status_code == 200


def test_the_api_does_the_same(offices: Offices, cast: Cast) -> None:
    browser = as_(cast.department_head)
    begin = (database_now() - timedelta(hours=1)).isoformat()
    body = {"user": cast.approver.username, "reason": "training", "from_at": begin}
    path = reverse("roof_api:absence_enter")
    made = browser.post(path, body, content_type="application/json", headers={"idempotency-key": "a" * 20})
    assert made.status_code == 201 and made.json()["user"] == cast.approver.username
    listed = browser.get(reverse("roof_api:absences")).json()["results"]
    assert [row["id"] for row in listed] == [made.json()["id"]]
    path = reverse("roof_api:absence_back", args=[made.json()["id"]])
    assert (
        browser.post(path, {}, content_type="application/json", headers={"idempotency-key": "b" * 20}).status_code
        == 200
    )


def _rows(browser: Client) -> str:
    page = browser.get(PAGE).content.decode()
    return page[page.index('role="region"') :]
