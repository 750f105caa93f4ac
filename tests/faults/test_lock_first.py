"""The lock of its subject is the first thing that every verb of a case writes; what decides is read after it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import actions
from approvals.actions import intake
from approvals.actions.batch import BatchRow
from approvals.registered.naming import named
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.documents.actions import add_upload
from kernel.ledger.locking import database_now
from kernel.organizations.models import Post, Role
from kernel.workdays.zone import local_date
from tests.approvals.renewals import receive_renewal, renews
from tests.approvals.test_apply import draft
from tests.approvals.test_intake import ALL, FORM, receive
from tests.approvals.test_receive_batch import agency
from tests.cast import MONDAY, Cast, person
from tests.documents.samples import PDF

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIGNED = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
SHARED = {"helper": "x", "until": None, "may_supplement": True}
Facts = dict[str, Any]
# what takes a lock or writes; a SAVEPOINT does neither
LOCKS_OR_WRITES = re.compile(
    r"^(INSERT|UPDATE|DELETE|MERGE|WITH)\b|\bFOR (NO KEY )?(UPDATE|SHARE)|FOR KEY SHARE|nextval"
)
# called by the one action of another app, which holds the lock: see the registry of kinds
IN_ANOTHERS_TRANSACTION = {"hand_over_prepared", "prepare", "receive_prepared", "supplement_prepared"}
# these make the row that is their subject
BEGINS_ITS_SUBJECT = {"consult"}
LOCK_OF = 'FROM "{table}".* FOR NO KEY UPDATE'
AFTER_SILENCE = MONDAY + timedelta(days=30)


def received(cast: Cast, **changes: Any) -> Facts:
    return {"number": receive(cast, **changes).number, "by": cast.clerk, "at": MONDAY + HOUR}


def supplementing(cast: Cast) -> Facts:
    facts = received(cast, materials=("m1",))
    actions.notify_supplement(**facts, lines={"m2": "缺", "m3": "缺"})
    return facts | {"at": MONDAY + 2 * HOUR, "materials": ("m2", "m3")}


def accepted(cast: Cast) -> Facts:
    facts = received(cast)
    actions.accept(**facts)
    return facts | {"by": cast.reviewer, "at": MONDAY + 2 * HOUR}


def owing(cast: Cast) -> Facts:
    facts = received(cast, materials=("m1", "m2"))
    actions.accept(**facts)
    return facts | {"at": MONDAY + 2 * HOUR, "materials": ("m3",)}


def questioned(cast: Cast) -> Facts:
    facts = accepted(cast)
    actions.ask(**facts | {"by": cast.citizen, "text": "要盖章吗"})
    return facts | {"question": 1, "at": MONDAY + 3 * HOUR}


def enquired(cast: Cast) -> Facts:
    facts = accepted(cast)
    actions.enquire(**facts, text="面积不一致，为什么")
    return facts | {"by": cast.citizen, "question": 1, "at": MONDAY + 3 * HOUR}


def shared(cast: Cast) -> Facts:
    facts = accepted(cast) | {"by": cast.citizen}
    actions.share(**facts | SHARED)
    return facts | {"share": 1, "at": MONDAY + 3 * HOUR}


def granting(cast: Cast) -> Facts:
    days = {"from_date": local_date(database_now()), "until_date": date(2028, 6, 1)}
    return {"principal": cast.applicant, "agent": "wangyan", "by": cast.citizen, **days}


def with_a_mandate(cast: Cast) -> Facts:
    return {"number": actions.grant_mandate(**granting(cast)).number, "by": cast.citizen}


def entered(cast: Cast) -> Facts:
    paper = {"paper_date": date(2026, 9, 1), "window": cast.window, "by": cast.clerk}
    facts = granting(cast) | paper | {"agent": cast.other_applicant, "principals": [cast.applicant]}
    del facts["principal"]
    return facts


def at_counter_with(person: Applicant, cast: Cast) -> Facts:
    return {"applicant": person, "identity_seen": True, "window": cast.window, "by": cast.clerk}


def at_the_last_step(cast: Cast) -> Facts:
    facts = accepted(cast)
    actions.complete_step(**facts, opinion="")
    return facts | {"by": cast.approver, "at": MONDAY + 3 * HOUR}


def granted(cast: Cast) -> Facts:
    facts = at_the_last_step(cast)
    actions.grant(**facts)
    return facts | {"by": cast.clerk, "at": MONDAY + 4 * HOUR}


def pushed(cast: Cast) -> Facts:
    cast.item.supervising_organization = cast.other_bureau
    cast.item.save()
    signing = Post.objects.create(
        user=cast.other_clerk, role=Role.REVIEWER, organization=cast.other_bureau, from_date=date(2020, 1, 1)
    )
    return granted(cast) | {"by": signing.user}


def several_pushed(cast: Cast) -> Facts:
    facts = pushed(cast)
    return facts | {"numbers": [facts.pop("number")]}


def delivered(cast: Cast) -> Facts:
    facts = granted(cast)
    actions.deliver(**facts, **SIGNED)
    return facts | {"at": MONDAY + 5 * HOUR}


def drafted(cast: Cast) -> Facts:
    return {"number": draft(cast, **FORM).number, "by": cast.citizen}


def with_a_paper(cast: Cast) -> Facts:
    facts = drafted(cast)
    case = Case.objects.get(number=facts["number"])
    paper = add_upload(by=cast.citizen, subject=case.ledger_subject, pieces=[PDF], name="a.pdf", material_code="m1")
    return facts | {"document": paper.number}


def silent(cast: Cast) -> dict[str, datetime]:
    receive(cast)
    return {"at": AFTER_SILENCE}


def renewing(cast: Cast) -> dict[str, datetime]:
    case = receive_renewal(renews(cast), last=local_date(MONDAY + 30 * DAY))
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY + HOUR)
    return {"at": MONDAY + 31 * DAY}


def to_correct(cast: Cast) -> Facts:
    case = receive_renewal(renews(cast))
    return {"number": case.number, "by": cast.clerk, "last": local_date(MONDAY + 90 * DAY), "checked": "原件"}


def consulted(cast: Cast) -> Facts:
    return {"number": actions.consult(by=cast.clerk, window=cast.window).number, "by": cast.clerk}


def at_the_window(cast: Cast) -> Facts:
    return {"by": cast.clerk, "window": cast.window, "version": cast.item, "applicant": cast.applicant, "at": MONDAY}


def online(cast: Cast) -> Facts:
    return {"by": cast.citizen, "version": cast.item, "applicant": cast.applicant, "values": FORM}


def to_register(cast: Cast) -> Facts:
    cast.item.handling = "external"
    cast.item.save()
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item, "at": MONDAY}
    return facts | {"foreign_number": "BDC-117", "who": named("周小宁")}


def registered(cast: Cast) -> Facts:
    return {"number": actions.register_external(**to_register(cast)).number, "by": cast.clerk}


def handed(cast: Cast) -> Facts:
    return {"hand_over": actions.hand_over(**to_hand_over(cast)).pk, "by": cast.second_clerk}


def to_hand_over(cast: Cast) -> Facts:
    facts = received(cast)
    given = {"numbers": [facts["number"]], "window": cast.window, "to": cast.second_clerk.username}
    return given | {"note": "等补一张表", "by": cast.clerk}


def brought_together(cast: Cast) -> Facts:
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item, "at": MONDAY, "materials": ALL}
    rows = [BatchRow(cast.applicant, FORM), BatchRow(cast.other_applicant, FORM)]
    return facts | {"agent": agency(), "mandate_seen": True, "rows": rows}


CASE, APPLICANT, ITEM = "cases_case", "accounts_applicant", "catalogue_item"
PREPARED: dict[str, tuple[str, Callable[[Cast], Facts]]] = {
    "accept": (CASE, received),
    "acknowledge_decision": (CASE, pushed),
    "acknowledge_decisions": (CASE, several_pushed),
    "answer": (CASE, lambda cast: questioned(cast) | {"text": "不用"}),
    "ask": (CASE, lambda cast: accepted(cast) | {"by": cast.citizen, "text": "要盖章吗"}),
    "cancel_registration": (CASE, lambda cast: registered(cast) | {"reason": "扫错了条码"}),
    "close": (CASE, delivered),
    "complete_step": (CASE, lambda cast: accepted(cast) | {"opinion": ""}),
    "correct_expiry": (CASE, to_correct),
    "deem_accepted": (CASE, silent),
    "deem_renewed": (CASE, renewing),
    "deliver": (CASE, lambda cast: granted(cast) | SIGNED),
    "deny": (CASE, lambda cast: at_the_last_step(cast) | {"reason": "不符合条件"}),
    "discard_draft": (CASE, drafted),
    "end_mandate": (APPLICANT, with_a_mandate),
    "explain_delay": (
        CASE,
        lambda cast: accepted(cast) | {"cause": "many", "ready_by": date(2027, 1, 4), "at": MONDAY + 30 * DAY},
    ),
    "enter_mandates": (APPLICANT, entered),
    "enquire": (CASE, lambda cast: accepted(cast) | {"text": "面积不一致，为什么"}),
    "finish_external": (CASE, lambda cast: registered(cast) | {"result": "granted"}),
    "grant_mandate": (APPLICANT, granting),
    "grant": (CASE, at_the_last_step),
    "hand_back": ("approvals_handover", handed),
    "hand_over": (CASE, to_hand_over),
    "make_good": (CASE, owing),
    "notify_supplement": (CASE, lambda cast: received(cast, materials=("m1",)) | {"lines": {"m2": "缺", "m3": "缺"}}),
    "open_account": (APPLICANT, lambda cast: at_counter_with(person("周小宁", "990101199302020026"), cast)),
    "receive_batch": (APPLICANT, brought_together),
    "receive_at_window": (APPLICANT, lambda cast: at_the_window(cast) | {"values": FORM, "materials": ALL}),
    "refuse": (CASE, lambda cast: received(cast) | {"reason": "不属于本机关职权范围"}),
    "register_external": (ITEM, to_register),
    "remove_paper": (CASE, with_a_paper),
    "renew_slip": (APPLICANT, lambda cast: at_counter_with(cast.applicant, cast)),
    "reply": (CASE, lambda cast: enquired(cast) | {"text": "后来加建了"}),
    "return_step": (CASE, lambda cast: at_the_last_step(cast) | {"reason": "再审一次"}),
    "save_draft": (APPLICANT, online),
    "share": (
        CASE,
        lambda cast: accepted(cast) | {"by": cast.citizen, "helper": "x", "until": None, "may_supplement": True},
    ),
    "submit": (CASE, lambda cast: drafted(cast) | {"materials": ()}),
    "supplement": (CASE, supplementing),
    "take_back": (CASE, shared),
    "tell_on_the_spot": (APPLICANT, lambda cast: at_the_window(cast) | {"missing": ("m1",)}),
    "terminate": (CASE, lambda cast: received(cast) | {"reason": "事项已取消"}),
    "tick_material": (CASE, lambda cast: received(cast, materials=("m1",)) | {"code": "m2", "received": True}),
    "undo_consultation": ("approvals_consultation", consulted),
    "visit": (
        APPLICANT,
        lambda cast: at_the_window(cast) | {"values": FORM, "materials": ALL, "outcome": "accept"},
    ),
    "withdraw": (CASE, lambda cast: received(cast) | {"reason": "不办了"}),
}


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_every_verb_is_looked_at() -> None:
    assert set(PREPARED) == set(actions.__all__) - IN_ANOTHERS_TRANSACTION - BEGINS_ITS_SUBJECT


def statements_of(verb: str, facts: Facts) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        getattr(actions, verb)(**facts)
    return [query["sql"].strip() for query in captured.captured_queries]


@pytest.mark.parametrize("verb", sorted(PREPARED))
def test_the_lock_is_the_first_thing_every_verb_of_a_case_takes(cast: Cast, verb: str) -> None:
    table, prepare = PREPARED[verb]
    said = statements_of(verb, prepare(cast))
    changing = [sql for sql in said if LOCKS_OR_WRITES.search(sql)]
    assert len(changing) > 1, "a verb that changes nothing shows nothing"
    assert re.search(LOCK_OF.format(table=table), changing[0]), changing[0]


@pytest.mark.parametrize("verb", sorted(set(PREPARED) - {"deem_accepted", "deem_renewed", "save_draft", "visit"}))
def test_nothing_of_the_case_is_read_before_its_lock(cast: Cast, verb: str) -> None:
    """What was read before the lock may be another's past; the watch alone looks first for whom to lock."""
    _table, prepare = PREPARED[verb]
    said = statements_of(verb, prepare(cast))
    first = next(place for place, sql in enumerate(said) if LOCKS_OR_WRITES.search(sql))
    assert [sql for sql in said[:first] if sql.startswith("SELECT")] == []


def test_a_verb_without_its_lock_is_found_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = received(cast)
    monkeypatch.setattr(intake, "lock_case", lambda number, *, at: (Case.objects.get(number=number), at))
    changing = [sql for sql in statements_of("accept", facts) if LOCKS_OR_WRITES.search(sql)]
    assert not re.search(LOCK_OF.format(table=CASE), changing[0])
