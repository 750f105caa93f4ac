"""当场一次告知 and the next visit: the earlier list is known, another list is asked about first and stays on record."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from approvals import actions
from approvals.models import SpotNotice
from approvals.queries import told_before
from approvals.refusals import AnotherList
from ethics_monitor import actions as supervision
from ethics_monitor.event_rules import judge
from ethics_monitor.letters import order
from ethics_monitor.models import Card
from kernel.ledger.models import Entry
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, licence_item, local


def tell(cast: Cast, *missing: str, at: datetime = MONDAY, **more: Any) -> SpotNotice:
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item, "applicant": cast.applicant, "at": at}
    return actions.tell_on_the_spot(**(facts | {"missing": missing} | more))


def said(notice: SpotNotice) -> dict[str, Any]:
    entry = Entry.objects.of(notice.ledger_subject).get()
    return dict(entry.payload)


def test_the_first_list_is_compared_with_nothing(cast: Cast) -> None:
    notice = tell(cast, "m1", "m2")
    assert said(notice) | {"item": ""} == {
        "item": "", "missing": ["申请表", "经营场所证明"], "new_papers": [], "new_count": 0, "earlier_notice": None,
    }  # fmt: skip


def test_naming_again_what_is_still_missing_is_no_other_list(cast: Cast) -> None:
    first = tell(cast, "m1", "m2")
    again = tell(cast, "m2", at=MONDAY + timedelta(days=1))
    assert said(again)["new_papers"] == [] and said(again)["earlier_notice"] == first.ledger_subject.number
    assert not again.added.exists() and again.earlier == first


def test_another_list_is_asked_about_and_then_on_record(cast: Cast) -> None:
    first = tell(cast, "m1", "m2")
    with pytest.raises(AnotherList) as refusal:
        tell(cast, "m2", "m3", at=MONDAY + timedelta(days=1))
    for words in ("质量管理制度", first.ledger_subject.number, "9月7日"):
        assert words in refusal.value.sentence
    assert SpotNotice.objects.count() == 1
    second = tell(cast, "m2", "m3", at=MONDAY + timedelta(days=1), knowing_new=True)
    assert said(second)["new_papers"] == ["质量管理制度"]
    assert said(second)["earlier_notice"] == first.ledger_subject.number
    assert [paper.code for paper in second.added.all()] == ["m3"]
    third = tell(cast, "m3", at=MONDAY + timedelta(days=2))
    assert said(third)["new_papers"] == [] and said(third)["earlier_notice"] == second.ledger_subject.number


def test_another_list_is_put_before_the_supervision_office_and_naming_again_is_not(cast: Cast, client: Client) -> None:
    supervision.install_rules(at=local(2026, 1, 5))
    tell(cast, "m1", "m2")
    tell(cast, "m2", at=MONDAY + timedelta(days=1))
    second = tell(cast, "m3", at=MONDAY + timedelta(days=2), knowing_new=True)
    told = list(Entry.objects.filter(type="approvals.told_on_the_spot").order_by("pk"))
    assert judge(told) == 1 and judge(told) == 0
    card = Card.objects.get()
    assert (card.rule_code, card.state, card.colour, card.counts_at) == ("M01", "to_verify", "yellow", None)
    [said] = [entry.sentence() for entry in Entry.objects.of(card.ledger_subject)]
    assert said.startswith(f"“{cast.item.name}”办件{card.about_number}：再次告知时增加材料")
    assert card.about == second.ledger_subject and card.organization_code == cast.bureau.code
    client.force_login(cast.supervisor, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/supervision/cards/{card.number}/").content.decode()
    assert "<dt>上次没有告知过的材料</dt><dd>质量管理制度</dd>" in page
    assert supervision.confirm(number=card.number, by=cast.supervisor).state == "issued"
    assert order(list(Entry.objects.of(card.ledger_subject))) == 1, "its 督办单"


def test_as_many_papers_but_other_ones_are_another_list(cast: Cast) -> None:
    tell(cast, "m1")
    with pytest.raises(AnotherList):
        tell(cast, "m2", at=MONDAY + timedelta(days=1))


def test_another_person_another_item_and_a_visit_that_came_are_nothing_to_compare_with(cast: Cast) -> None:
    tell(cast, "m1")
    assert said(tell(cast, "m2", applicant=cast.other_applicant))["earlier_notice"] is None
    other = licence_item(cast.bureau, cast.window, cast.clerk, cast.supervisor, code="LW031")
    assert said(tell(cast, "m2", version=other))["earlier_notice"] is None
    receive(cast, at=MONDAY + timedelta(days=1))
    assert told_before(cast.applicant, cast.item) == []
    assert said(tell(cast, "m2", at=MONDAY + timedelta(days=2)))["earlier_notice"] is None


def test_a_new_version_of_the_item_does_not_make_the_list_forgotten(cast: Cast) -> None:
    first = tell(cast, "m1")
    cast.item.state = "retired"
    cast.item.save()
    newer = licence_item(cast.bureau, cast.window, cast.clerk, cast.supervisor, number=2)
    assert told_before(cast.applicant, newer) == [first]
    assert said(tell(cast, "m1", version=newer, at=MONDAY + timedelta(days=1)))["new_papers"] == []
