"""Deemed renewal 视为准予延续: applied for in time, and not decided while the licence still held (行政许可法 50)."""

from datetime import datetime

from approvals import terms
from approvals.actions.acknowledge import push
from approvals.actions.chain import hand_to_delivery
from approvals.actions.deem import one_by_one
from approvals.events import DEEMED_RENEWED
from approvals.models import Decision, StepRecord
from approvals.refusals_of_terms import RenewedAlready
from approvals.renewal import EXPIRY
from kernel.cases.actions import move
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.writer import record
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date


def deem_renewed(*, at: datetime | None = None) -> list[str]:
    """Deem renewed, as of the licence's last day, what was applied for in time and is still undecided; the numbers.

    Runs each minute after deemed acceptance, one transaction a case, as that does. What is not accepted yet waits for
    its own silence. No letter is made of it: a decision bears the name of whoever decided and the terms he set, and
    nobody did; the holder is handed the renewed licence, which the organ makes out, and the window delivers that.
    """
    return one_by_one(_undecided(at), settle_expiry, at=at, failed="deemed_renewal_failed")


def _undecided(at: datetime | None) -> list[str]:
    instant = database_now() if at is None else at
    found = Case.objects.filter(kind="licence", state="accepted", phase="open", simulated=False)
    lapsed = found.filter(pk__in=terms.run_out(EXPIRY, instant))
    return list(lapsed.order_by("received_at").values_list("number", flat=True))


def ran_out(case: Case, *, at: datetime) -> Clock | None:
    """The clock of the locked case if the licence ran out before a decision; None while one may be made."""
    if case.state != "accepted" or case.simulated or not case.item_version.expiry_field:
        return None
    return terms.ran_out(case, EXPIRY, at=at)


def settle_expiry(case: Case, *, at: datetime) -> bool:
    """Write what the law made of the silence on the locked case; whether there was one.

    True is the last day of the licence, however late the watch came by: the other terms end there, and the one to
    deliver begins. So it is where the organ accepted after that day: a licence that is renewed has no gap.
    """
    clock = ran_out(case, at=at)
    if clock is None:
        return False
    assert clock.due_at is not None
    since = clock.due_at
    move(case, "deem_renewed", at=at, decided_at=since)
    _end_step(case, since)
    Decision.objects.create(
        case=case, outcome=Decision.Outcome.GRANT, content=case.item_version.name, decided_by=None, decided_at=since
    )
    push(case, at=at)
    terms.on_deemed_renewal(case, since=since, at=at)
    hand_to_delivery(case, at=at)
    record(
        DEEMED_RENEWED,
        case.ledger_subject,
        actor=SYSTEM,
        at=at,
        item=case.item_version.name,
        expired_on=local_date(since),
    )
    return True


def _end_step(case: Case, since: datetime) -> None:
    """Nobody finished the step that was open."""
    step = case.step_records.filter(ended_at=None).first()
    if step is not None:
        step.ended_at, step.outcome = max(since, step.started_at), StepRecord.Outcome.STOPPED
        step.save(update_fields=["ended_at", "outcome"])


def refuse_after_expiry(case: Case, *, at: datetime) -> None:
    """Errors: RenewedAlready once the licence has run out undecided: the law has decided."""
    clock = ran_out(case, at=at)
    if clock is not None and clock.due_at is not None:
        raise RenewedAlready(number=case.number, day=day_words(clock.due_at, with_year=True))
