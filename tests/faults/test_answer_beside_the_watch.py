"""An answer that is not committed while the watch deems: the watch waits, an answer of the last minute stands."""

import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from approvals import actions
from approvals.actions import deem
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from tests.approvals.test_intake import receive
from tests.approvals.test_late_answer import LAST_MINUTE
from tests.cast import Cast, build
from tests.ledger.sessions import OtherSession

pytestmark = pytest.mark.django_db(transaction=True)
AFTER_MIDNIGHT = LAST_MINUTE + timedelta(minutes=2)


class Deeming(threading.Thread):
    """The watch in a thread of its own."""

    found: list[str] | None = None

    def run(self) -> None:
        self.found = actions.deem_accepted(at=AFTER_MIDNIGHT)
        connection.close()

    def waits(self) -> bool:
        time.sleep(0.5)
        return self.is_alive()


@pytest.fixture
def received() -> tuple[Cast, Case]:
    cast = build()
    return cast, receive(cast)


def accept(cast: Cast, case: Case) -> None:
    actions.accept(number=case.number, by=cast.clerk, at=LAST_MINUTE)


def types(case: Case) -> list[str]:
    return [entry.type.removeprefix("approvals.") for entry in Entry.objects.of(case.ledger_subject)]


@pytest.mark.parametrize(("commits", "told"), [(True, "accepted"), (False, "deemed_accepted")])
@pytest.mark.long
def test_the_watch_waits_for_the_clerk(
    received: tuple[Cast, Case], commits: bool, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, case = received
    failed: list[str] = []
    monkeypatch.setattr(deem, "log", SimpleNamespace(exception=lambda event, **_facts: failed.append(event)))
    deeming = Deeming()
    with OtherSession() as clerk:
        clerk.do(accept, cast, case)
        deeming.start()
        assert deeming.waits()
        clerk.commit() if commits else clerk.rollback()
        deeming.join(20)
    assert deeming.found == ([] if commits else [case.number])
    # without the lock of the case only the constraints save the day, as an error in the log
    assert types(case) == ["received", told] and failed == []
