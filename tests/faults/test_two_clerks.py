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
from approvals.actions.locking import lock_case
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county() -> Iterator[Cast]:
    yield build()


def at_once(case: Case, clerks: list[User]) -> list[str]:
    """What each clerk's acceptance came to, both having read the case before either wrote."""
    meeting = threading.Barrier(len(clerks), timeout=1)
    outcomes: list[str] = []
    missing = intake.lacking

    def both_have_read(seen: Case) -> list[Any]:
        with suppress(threading.BrokenBarrierError):
            meeting.wait()
        return missing(seen)

    def accept(clerk: User) -> None:
        try:
            actions.accept(number=case.number, by=clerk, at=MONDAY + timedelta(hours=1))
            outcomes.append("accepted")
        except (Refusal, DatabaseError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    intake.lacking = both_have_read
    try:
        threads = [threading.Thread(target=accept, args=[clerk]) for clerk in clerks]
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
    assert at_once(case, [county.clerk, county.second_clerk]) == ["MoveNotAllowed", "accepted"]
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
    assert outcomes != ["MoveNotAllowed", "accepted"]
    assert MoveNotAllowed.__name__ not in outcomes


def test_the_lock_is_the_first_thing_every_verb_of_a_case_takes() -> None:
    """Every action module goes through the one helper, so that no verb can forget it."""
    modules: list[Callable[..., Any]] = [intake.lock_case, actions.decide.lock_case, actions.finish.lock_case]
    assert all(each is lock_case for each in modules)
