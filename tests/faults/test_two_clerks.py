"""Two clerks answer one application at the same moment: one act happens, the other is told so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from approvals import actions
from approvals.actions import intake
from approvals.models import SupplementNotice
from approvals.refusals import NoticeAlreadyIssued
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, build

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county() -> Iterator[Cast]:
    yield build()


Act = Callable[[Case, User], object]


def accept(case: Case, clerk: User) -> None:
    actions.accept(number=case.number, by=clerk, at=MONDAY + timedelta(hours=1))


def notify(case: Case, clerk: User) -> None:
    lines = {"m2": f"缺房产证明({clerk.username})", "m3": "缺"}
    actions.notify_supplement(number=case.number, by=clerk, lines=lines, at=MONDAY + timedelta(hours=1))


def at_once(case: Case, clerks: list[User], act: Act = accept) -> list[str]:
    """What each clerk's act came to, both having read the case before either wrote."""
    meeting = threading.Barrier(len(clerks), timeout=1)
    outcomes: list[str] = []
    missing = intake.lacking

    def both_have_read(seen: Case) -> list[Any]:
        with suppress(threading.BrokenBarrierError):
            meeting.wait()
        return missing(seen)

    def answer(clerk: User) -> None:
        try:
            act(case, clerk)
            outcomes.append("done")
        except (Refusal, DatabaseError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    intake.lacking = both_have_read
    try:
        threads = [threading.Thread(target=answer, args=[clerk]) for clerk in clerks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
    finally:
        intake.lacking = missing
    return sorted(outcomes)


def is_whole(case: Case) -> bool:
    """One acceptance entry, one clock of each kind, one step, one turn."""
    accepted = Entry.objects.of(case.ledger_subject).filter(type="approvals.accepted").count()
    clocks = Clock.objects.of(case.ledger_subject).running().filter(kind="promised").count()
    return (accepted, clocks, case.step_records.count(), case.turns.current().count()) == (1, 1, 1, 1)


def test_one_acceptance_happens_and_the_other_clerk_is_told(county: Cast) -> None:
    case = receive(county)
    assert at_once(case, [county.clerk, county.second_clerk]) == ["MoveNotAllowed", "done"]
    assert is_whole(case)


def test_without_the_lock_of_the_case_the_second_clerk_is_not_told(
    county: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock taken away, the law is only saved by the database's constraints, and as an error, not as a sentence."""
    case = receive(county)

    def read_only(number: str, *, at: Any) -> Any:
        return Case.objects.get(number=number), at

    monkeypatch.setattr(intake, "lock_case", read_only)
    outcomes = at_once(case, [county.clerk, county.second_clerk])
    assert outcomes != ["MoveNotAllowed", "done"]
    assert MoveNotAllowed.__name__ not in outcomes


def notice_is_whole(case: Case) -> bool:
    """One notice with the lines of one clerk, one entry, one letter's worth of clocks and turns."""
    notice = SupplementNotice.objects.get(case=case)
    told = {line.what for line in notice.lines.all()} - {"缺"}
    entries = Entry.objects.of(case.ledger_subject).filter(type="approvals.supplement_notified").count()
    running = Clock.objects.of(case.ledger_subject).running().filter(kind="intake").count()
    by_one = told == {f"缺房产证明({notice.told_by.username})"}
    return by_one and (notice.lines.count(), entries, running, case.turns.current().count()) == (2, 1, 0, 1)


def test_of_two_supplement_notices_at_once_one_is_issued_and_the_other_clerk_is_told(county: Cast) -> None:
    case = receive(county, materials=("m1",))
    outcomes = at_once(case, [county.clerk, county.second_clerk], notify)
    assert outcomes == sorted([NoticeAlreadyIssued.__name__, "done"])
    assert notice_is_whole(case)


def test_without_the_lock_of_the_case_the_tables_key_alone_refuses_the_second_notice(
    county: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = receive(county, materials=("m1",))
    monkeypatch.setattr(intake, "lock_case", lambda number, *, at: (Case.objects.get(number=number), at))
    outcomes = at_once(case, [county.clerk, county.second_clerk], notify)
    assert NoticeAlreadyIssued.__name__ not in outcomes and outcomes != ["done", "done"]
    assert notice_is_whole(case)


def test_an_acceptance_and_a_notice_at_once_are_one_answer(county: Cast) -> None:
    case = receive(county, materials=("m1", "m2"))

    def either(of: Case, clerk: User) -> None:
        accept(of, clerk) if clerk == county.clerk else notify(of, clerk)

    refused, done = at_once(case, [county.clerk, county.second_clerk], either)
    # after the notice the papers are no longer ticked: what the acceptance lacks first depends on who came first
    assert done == "done" and refused in ("MoveNotAllowed", "MaterialsMissing")
    case.refresh_from_db()
    assert case.state == ("supplement" if SupplementNotice.objects.filter(case=case).exists() else "accepted")
