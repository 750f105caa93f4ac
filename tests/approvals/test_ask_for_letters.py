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
from kernel.catalogue.models import ItemVersion, Regime
from kernel.documents.models import Letter
from kernel.ledger.models import Entry
from kernel.organizations.models import Organization
from tests.approvals.test_apply import draft
from tests.approvals.test_intake import FORM
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


@pytest.mark.long
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
    assert types_of(refused) == ["receipt", "refusal_to_accept", "papers_returned"]
    assert [paper["name"] for paper in words_of(lacking, "receipt")["materials"]] == ["申请表"]
    assert [paper["note"] for paper in words_of(lacking, "supplement")["missing"]] == ["没有盖章"]
    assert words_of(denied, "deny")["reason"] == "面积不够" and words_of(refused, "refusal_to_accept")["reason"]
    running = Letter.objects.filter(letter_type="receipt").order_by("running").values_list("running", flat=True)
    assert list(running) == [1, 2, 3, 4]


def test_papers_that_came_after_the_notice_have_a_receipt_of_their_own(cast: Cast) -> None:
    case = received(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "没有盖章"})
    actions.supplement(number=case.number, by=cast.clerk, materials=["m2"])
    ask_for_letters(entries_of(case))
    assert types_of(case) == ["receipt", "supplement", "supplement_receipt"]
    words = words_of(case, "supplement_receipt")
    assert [paper["name"] for paper in words["materials"]] == ["经营场所证明"] and words["supplements"]
    assert words["handler"] == cast.clerk.full_name


def test_an_ending_gives_the_papers_back_and_a_termination_names_both_remedies(cast: Cast) -> None:
    withdrawn = actions.withdraw(number=received(cast).number, by=cast.citizen)
    stopped = actions.terminate(number=received(cast, materials=("m1",)).number, by=cast.clerk, reason="事项已取消")
    ask_for_letters(entries_of(withdrawn, stopped))
    assert types_of(withdrawn) == ["receipt", "withdrawal", "papers_returned"]
    assert types_of(stopped) == ["receipt", "termination", "papers_returned"]
    assert words_of(withdrawn, "papers_returned")["ended"] == "撤回申请"
    assert len(words_of(withdrawn, "papers_returned")["papers"]) == 3
    # nobody of the office did it: the clerk before whom it lay is named
    assert words_of(withdrawn, "withdrawal")["handler"] == cast.clerk.full_name
    assert words_of(stopped, "termination")["court"] == cast.bureau.court
    assert words_of(stopped, "termination")["reason"] == "事项已取消"


def test_what_came_online_has_no_papers_to_give_back(cast: Cast) -> None:
    case = actions.submit(number=draft(cast, **FORM).number, by=cast.citizen, materials=())
    case.ticks.update(received_at=case.received_at)
    actions.withdraw(number=case.number, by=cast.citizen)
    ask_for_letters(entries_of(case))
    assert types_of(case) == ["receipt", "withdrawal"]
    assert words_of(case, "receipt")["handler"] == cast.clerk.full_name


def test_a_delivery_names_the_decision_by_its_number(cast: Cast) -> None:
    case = decided(cast)
    signed = {"method": "window", "receiver": "孙𬱖", "receiver_is": "agent"}
    actions.deliver(number=case.number, by=cast.clerk, **signed)
    ask_for_letters(entries_of(case))
    assert types_of(case) == ["receipt", "acceptance", "grant", "delivery"]
    words = words_of(case, "delivery")
    grant = Letter.objects.get(subject_id=case.pk, letter_type="grant")
    assert (words["document"], words["document_serial"]) == (grant.title, grant.serial)
    assert (words["receiver"], words["receiver_is"]) == ("孙𬱖", "代办人")


def test_what_is_no_licence_is_not_called_one(cast: Cast) -> None:
    regime = Regime.objects.create(code="benefit", name="行政给付", legal_basis="", intake_days=5,
        silence="nothing", supplement_term_days=15)  # fmt: skip
    ItemVersion.objects.filter(pk=cast.item.pk).update(regime=regime, legal_basis="《社会救助暂行办法》第四十八条")
    cast.item.refresh_from_db()
    denied = actions.deny(number=_at_the_end(cast).number, by=cast.approver, reason="收入超过标准")
    ask_for_letters(entries_of(denied))
    letter = Letter.objects.get(subject_id=denied.pk, letter_type="deny")
    assert (letter.title, letter.seal) == ("不予办理决定书", "业务办理专用章")
    assert words_of(denied, "acceptance")["basis"] == "《社会救助暂行办法》第四十八条"


def _at_the_end(cast: Cast) -> Case:
    return actions.complete_step(number=accepted(cast).number, by=cast.reviewer, opinion="同意")


@pytest.mark.long
def test_many_cost_no_more_queries_than_one(cast: Cast) -> None:
    counts = []
    # the first is what makes the templates and reads the calendar
    for many in (1, 1, 6):
        entries = entries_of(*(decided(cast) for _ in range(many)))
        with CaptureQueriesContext(connection) as asked:
            ask_for_letters(entries)
        counts.append(len(asked))
    assert Letter.objects.count() == 8 * 3
    assert counts[2] <= counts[1]


def test_an_entry_that_calls_for_none_costs_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    entries = [entry for entry in entries_of(decided(cast)) if entry.type not in BUILDERS]
    assert entries
    with django_assert_num_queries(0):
        ask_for_letters(entries)


@pytest.mark.parametrize(
    ("names", "serial"),
    [
        ({"document_mark": "示审批", "short_name": "审批局"}, "示审批收〔"),
        ({"short_name": "审批局"}, "审批局收〔"),
        # the whole name of a unit is no mark
        ({}, "收〔"),
    ],
)
def test_a_letters_number_begins_with_the_mark_of_its_organ(cast: Cast, names: dict[str, str], serial: str) -> None:
    Organization.objects.filter(pk=cast.bureau.pk).update(**names)
    ask_for_letters(entries_of(received(cast)))
    assert Letter.objects.get().serial.startswith(serial)
