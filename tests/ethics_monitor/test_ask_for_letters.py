"""Papers of cards: one when it counts, none before; one when a report goes back, one when it is struck out."""

import json
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ethics_monitor import actions, letters, observers
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.documents.models import Letter
from kernel.ledger.models import Entry
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters

MORNING = local(2026, 9, 18, 9)


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)
    # what is told here happened weeks ago
    monkeypatch.setattr(observers, "ON_PAPER_AFTER", timedelta(days=3650))


@pytest.fixture
def yellow(matters: Matters) -> Card:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(rule_code="T02")


@pytest.fixture
def red(matters: Matters) -> Card:
    matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(rule_code="T03")


def ask() -> None:
    observers.ask_for_letters(list(Entry.objects.order_by("pk")))


def types_of(card: Card) -> list[str]:
    return list(
        Letter.objects.filter(subject_kind="card", subject_id=card.pk)
        .order_by("pk")
        .values_list("letter_type", flat=True)
    )


def words_of(card: Card, letter_type: str) -> dict[str, Any]:
    return json.loads(Letter.objects.get(subject_id=card.pk, letter_type=letter_type).words)


def test_a_yellow_has_its_sheet_at_once_and_again_when_it_is_returned(yellow: Card, cast: Cast) -> None:
    ask()
    sheet = words_of(yellow, "yellow_card")
    assert (sheet["organ"], sheet["handler"]) == (cast.centre.name, cast.supervisor.full_name)
    assert (sheet["applicant"], sheet["item"]) == (cast.bureau.name, cast.item.name)
    # the post is named, the person only as the card has him
    assert sheet["person"] == yellow.person_name and cast.reviewer.full_name not in json.dumps(
        sheet, ensure_ascii=False
    )
    assert sheet["due"] == "2026年9月17日（星期四）24时" and sheet["answer_by"] == "2026年9月22日（星期二）"
    actions.acknowledge(number=yellow.number, by=cast.reviewer, at=MORNING)
    actions.report_rectification(number=yellow.number, by=cast.reviewer, text="已于当日补作决定并送达", at=MORNING)
    actions.return_report(number=yellow.number, by=cast.supervisor, reason="没有说明原因", at=MORNING)
    for _again in range(2):
        ask()
    assert types_of(yellow) == ["yellow_card", "rectify_again"]
    again = words_of(yellow, "rectify_again")
    assert (again["reason"], again["reported"]) == ("没有说明原因", "已于当日补作决定并送达")


def test_a_red_has_none_until_it_is_upheld(red: Card, cast: Cast) -> None:
    ask()
    assert types_of(red) == []
    actions.confirm(number=red.number, by=cast.supervisor, at=MORNING)
    ask()
    assert types_of(red) == ["red_card"]
    letter = Letter.objects.get(subject_id=red.pk)
    assert (letter.title, letter.seal) == ("红牌督办单", "督查专用章")


def test_one_that_is_dismissed_or_warns_has_none(red: Card, matters: Matters, cast: Cast) -> None:
    actions.dismiss(number=red.number, by=cast.supervisor, reason="系统故障", at=MORNING)
    ask()
    assert not Letter.objects.filter(subject_kind="card").exists()


def test_what_is_struck_out_is_struck_out_on_paper(yellow: Card, cast: Cast) -> None:
    ask()
    actions.propose_revocation(number=yellow.number, by=cast.supervisor, reason="决定在期限内作出", at=MORNING)
    actions.confirm_revocation(number=yellow.number, by=cast.second_supervisor, at=MORNING)
    ask()
    assert types_of(yellow) == ["yellow_card", "card_revoked"]
    words = words_of(yellow, "card_revoked")
    assert (words["reason"], words["handler"]) == ("决定在期限内作出", cast.second_supervisor.full_name)


def test_a_county_without_an_office_is_said(yellow: Card, cast: Cast) -> None:
    Card.objects.update(region_code="990202000000")
    with pytest.raises(KeyError, match="990202"):
        letters.order(list(Entry.objects.of(yellow.ledger_subject)))


def test_many_cost_no_more_queries_than_one(matters: Matters) -> None:
    counts = []
    # the first is what makes the templates and reads the calendar
    for many in (1, 1, 4):
        for _ in range(many):
            matters.due()
        sweep(at=PROMISED_DAY_AFTER)
        asked_for = Letter.objects.values("entry")
        entries = list(Entry.objects.filter(type="ethics_monitor.card_issued").exclude(pk__in=asked_for))
        with CaptureQueriesContext(connection) as asked:
            letters.order(entries)
        counts.append(len(asked))
    assert Letter.objects.count() == 6 and counts[2] <= counts[1]
