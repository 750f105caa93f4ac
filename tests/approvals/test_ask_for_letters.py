"""Letters of a batch of entries: each that the law asks for, once, and many cost no more queries than one."""

import json
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import actions
from approvals.letters import BUILDERS
from approvals.observers import ask_for_letters
from kernel.cases.models import Case
from kernel.documents.models import Letter
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.hall.conftest import accepted, decided, received

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)


def entries_of(*cases: Case) -> list[Any]:
    return list(Entry.objects.filter(subject_kind="case", subject_id__in=[case.pk for case in cases]).order_by("pk"))


def types_of(case: Case) -> list[str]:
    return list(Letter.objects.filter(subject_id=case.pk).order_by("pk").values_list("letter_type", flat=True))


def words_of(case: Case, letter_type: str) -> dict[str, Any]:
    return json.loads(Letter.objects.get(subject_id=case.pk, letter_type=letter_type).words)


def test_each_entry_has_the_letter_that_it_calls_for_once(cast: Cast) -> None:
    granted = decided(cast)
    denied = actions.deny(number=_at_the_end(cast).number, by=cast.approver, reason="面积不够")
    lacking = received(cast, materials=("m1",))
    actions.notify_supplement(number=lacking.number, by=cast.clerk, lines={"m2": "没有盖章"})
    refused = actions.refuse(number=received(cast).number, by=cast.clerk, reason="不属本机关")
    entries = entries_of(granted, denied, lacking, refused)
    for _again in range(2):
        ask_for_letters(entries)
    assert types_of(granted) == ["receipt", "acceptance", "grant"]
    assert types_of(denied) == ["receipt", "acceptance", "deny"]
    assert types_of(lacking) == ["receipt", "supplement"]
    assert types_of(refused) == ["receipt", "refusal_to_accept"]
    assert [paper["name"] for paper in words_of(lacking, "receipt")["materials"]] == ["申请表"]
    assert [paper["note"] for paper in words_of(lacking, "supplement")["missing"]] == ["没有盖章"]
    assert words_of(denied, "deny")["reason"] == "面积不够" and words_of(refused, "refusal_to_accept")["reason"]
    running = Letter.objects.filter(letter_type="receipt").order_by("running").values_list("running", flat=True)
    assert list(running) == [1, 2, 3, 4]


def _at_the_end(cast: Cast) -> Case:
    return actions.complete_step(number=accepted(cast).number, by=cast.reviewer, opinion="同意")


def test_many_cost_no_more_queries_than_one(cast: Cast) -> None:
    counts = []
    for many in (1, 6):
        entries = entries_of(*(decided(cast) for _ in range(many)))
        with CaptureQueriesContext(connection) as asked:
            ask_for_letters(entries)
        counts.append(len(asked))
    assert Letter.objects.count() == 7 * 3
    assert counts[1] <= counts[0]


def test_an_entry_that_calls_for_none_costs_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    entries = [entry for entry in entries_of(decided(cast)) if entry.type not in BUILDERS]
    assert entries
    with django_assert_num_queries(0):
        ask_for_letters(entries)
