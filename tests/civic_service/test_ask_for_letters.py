"""Papers of errands and bags: each asked for once, in the room's name, without a seal; many cost no more than one."""

import json
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals.actions import refuse
from civic_service import actions
from civic_service.models import Errand
from civic_service.observers import ask_for_letters
from kernel.accounts.actions import register_applicant
from kernel.documents.models import Letter
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.organizations.models import Organization
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)


def entries_of(*subjects: Subject) -> list[Any]:
    keys = {(subject.kind, subject.id) for subject in subjects}
    return [entry for entry in Entry.objects.order_by("pk") if (entry.subject_kind, entry.subject_id) in keys]


def words_of(subject: Subject, letter_type: str) -> dict[str, Any]:
    letter = Letter.objects.get(subject_kind=subject.kind, subject_id=subject.id, letter_type=letter_type)
    return json.loads(letter.words)


def types_of(subject: Subject) -> list[str]:
    letters = Letter.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("pk")
    return list(letters.values_list("letter_type", flat=True))


def villager(serial: int) -> Any:
    return register_applicant(
        kind="natural", name=f"孙𬱖{serial}", id_kind="passport", id_number=f"E{serial:08d}", phone="16100000009"
    )


def now_filed(cast: Cast, there: Countryside, serial: int = 1, **changes: Any) -> Errand:
    return filed(cast, there, at=database_now(), applicant=villager(serial), **changes)


def test_what_a_villager_gives_has_a_mandate_and_a_receipt_that_is_not_the_organs(
    cast: Cast, countryside: Countryside
) -> None:
    subject = now_filed(cast, countryside).case.ledger_subject
    for _again in range(2):
        ask_for_letters(entries_of(subject))
    assert types_of(subject) == ["mandate", "held_receipt"]
    mandate, held = words_of(subject, "mandate"), words_of(subject, "held_receipt")
    assert mandate["applicant"] == "孙𬱖1" and mandate["witnesses"] == ["田小禾", "石大山"]
    assert mandate["scope"] == "代交材料、代领结果" and mandate["seal"] == ""
    assert mandate["identity"].startswith("护照 ") and "E00000001" not in mandate["identity"]
    assert held["organ"] == countryside.room.name and held["handler"] == "石玉芬" and held["phone"]
    assert [(row["name"], row["originals"], row["copies"]) for row in held["papers"]] == [
        ("申请表", "1", "—"),
        ("经营场所证明", "—", "2"),
        ("质量管理制度", "—", "1"),
    ]


def test_a_room_without_a_phone_names_its_towns(cast: Cast, countryside: Countryside) -> None:
    Organization.objects.filter(pk=countryside.room.pk).update(phone="")
    Organization.objects.filter(pk=countryside.town.pk).update(phone="16100000114")
    subject = now_filed(cast, countryside).case.ledger_subject
    ask_for_letters(entries_of(subject))
    assert words_of(subject, "held_receipt")["phone"] == "16100000114"


def test_a_recall_says_who_has_the_papers(cast: Cast, countryside: Countryside) -> None:
    lying, sent = now_filed(cast, countryside, 1), now_filed(cast, countryside, 2)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[sent.case.number])
    for errand in (lying, sent):
        actions.recall(by=countryside.agent, number=errand.case.number, reason="儿子回来自己办")
    ask_for_letters(entries_of(lying.case.ledger_subject, sent.case.ledger_subject))
    assert words_of(lying.case.ledger_subject, "recall")["lies_at"] == countryside.room.name
    assert bag.number in words_of(sent.case.ledger_subject, "recall")["lies_at"]
    assert words_of(sent.case.ledger_subject, "recall")["reason"] == "儿子回来自己办"


@pytest.mark.long
def test_a_bag_has_its_sheet_and_what_was_not_in_it_is_on_paper(cast: Cast, countryside: Countryside) -> None:
    errands = [now_filed(cast, countryside, serial) for serial in (1, 2, 3)]
    numbers = [errand.case.number for errand in errands]
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=numbers)
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={numbers[0]: 1, numbers[1]: 0})
    ask_for_letters(entries_of(bag.ledger_subject))
    assert types_of(bag.ledger_subject) == ["bag_sheet", "bag_received"]
    sheet, found = words_of(bag.ledger_subject, "bag_sheet"), words_of(bag.ledger_subject, "bag_received")
    assert (sheet["organ"], sheet["handler"]) == (countryside.room.name, "石玉芬")
    assert (sheet["matters"], sheet["originals"]) == ("3", "3") and {row["in"] for row in sheet["lines"]} == {""}
    assert (found["organ"], found["handler"]) == (countryside.town.name, "汪海")
    assert [(row["in"], row["note"]) for row in found["lines"]] == [("1", ""), ("0", "少原件1份"), ("", "袋里没有")]
    assert (found["found_matters"], found["found_originals"], found["short"]) == ("2", "1", 2)
    # the sheet travels open: nobody's whole name is on it
    assert "孙𬱖1" not in json.dumps(sheet, ensure_ascii=False)


@pytest.mark.long
def test_who_gets_his_result_signs_for_the_originals_alone(cast: Cast, countryside: Countryside) -> None:
    errand = now_filed(cast, countryside)
    cast.item.receiving_windows.add(countryside.counter)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={number: 1})
    actions.hand_in(by=countryside.town_clerk, number=number, window=countryside.counter)
    refuse(number=number, by=countryside.town_clerk, reason="不属于本机关职权")
    back = actions.send_bag(by=countryside.town_clerk, leg="back_to_village", numbers_of_cases=[number])
    actions.receive_bag(by=countryside.agent, number=back.number, counted={number: 1})
    actions.give_back(by=countryside.agent, number=number, receiver="赵磊")
    ask_for_letters([entry for entry in entries_of(errand.case.ledger_subject) if "civic" in entry.type])
    words = words_of(errand.case.ledger_subject, "handed_home")
    assert words["receiver"] == "赵磊" and [row["name"] for row in words["papers"]] == ["申请表"]
    # the organ's letter was not made here
    assert words["result"] == "见随附的决定文书"


@pytest.mark.long
def test_many_cost_no_more_queries_than_one(cast: Cast, countryside: Countryside) -> None:
    counts = []
    # the first is what makes the templates and reads the calendar
    for many in ((1,), (2,), (3, 4, 5, 6)):
        errands = [now_filed(cast, countryside, serial, signed=signed()) for serial in many]
        numbers = [errand.case.number for errand in errands]
        bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=numbers)
        entries = entries_of(bag.ledger_subject, *(errand.case.ledger_subject for errand in errands))
        with CaptureQueriesContext(connection) as asked:
            ask_for_letters(entries)
        counts.append(len(asked))
    assert counts[2] <= counts[1]


def test_what_was_drawn_on_glass_is_on_the_mandate(cast: Cast, countryside: Countryside) -> None:
    drawn = signed(sign="glass", witnesses=("", ""), signature="10,20 30,40;50,60")
    subject = now_filed(cast, countryside, signed=drawn).case.ledger_subject
    ask_for_letters(entries_of(subject))
    words = words_of(subject, "mandate")
    assert words["drawn"] == [[[10, 20], [30, 40]], [[50, 60]]] and words["witnesses"] == []
