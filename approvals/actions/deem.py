"""Deemed acceptance 视为受理: nothing said within the intake period (行政许可法 32(4))."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

import structlog
from django.db import DatabaseError, transaction

from approvals import terms
from approvals.actions.chain import enter_step, first_step
from approvals.actions.joint import open_parts
from approvals.actions.locking import lock_case
from approvals.events import DEEMED_ACCEPTED
from approvals.models import Application
from approvals.refusals_of_terms import DeemedAlready
from kernel.cases.actions import move
from kernel.cases.models import Case
from kernel.catalogue.models import Silence
from kernel.clocks.models import Clock
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import Refusal
from kernel.ledger.writer import record
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date

log = structlog.get_logger(__name__)


def deem_accepted(*, at: datetime | None = None) -> list[str]:
    """Deem every silent application accepted as of its receipt; the numbers of those.

    Runs before each sweep, one transaction a case. `at` is for rehearsal; live it is the database's time. Applications
    that nobody ever opened are no exception.
    """
    return one_by_one(_silent(at), settle_silence, at=at, failed="deemed_acceptance_failed")


class Settles(Protocol):
    """Writes what the law made of a silence on a locked case; whether there was one."""

    def __call__(self, case: Case, *, at: datetime) -> bool: ...


def one_by_one(numbers: Iterable[str], settle: Settles, *, at: datetime | None, failed: str) -> list[str]:
    """Settle each of these cases in a transaction of its own; the numbers of those in which there was something.

    One that fails is logged as `failed` and tried again next time; the others do not wait for it.
    """
    return [number for number in numbers if _tried(number, settle, at=at, failed=failed)]


def _tried(number: str, settle: Settles, *, at: datetime | None, failed: str) -> bool:
    try:
        return _locked(number, settle, at=at)
    except (Refusal, DatabaseError, ValueError) as error:
        log.exception(failed, number=number, reason=type(error).__name__)
        return False


def _silent(at: datetime | None) -> list[str]:
    """Received cases of regimes where silence accepts, whose time to answer has run out."""
    instant = database_now() if at is None else at
    return list(
        Case.objects.filter(
            kind="licence",
            state="received",
            phase="open",
            simulated=False,
            item_version__regime__silence=Silence.DEEMED_ACCEPTED,
            pk__in=terms.run_out("intake", instant),
        )
        .order_by("received_at")
        .values_list("number", flat=True)
    )


@transaction.atomic
def _locked(number: str, settle: Settles, *, at: datetime | None) -> bool:
    """Settle one case; False when it was answered or its clock moved in the meantime."""
    case, at = lock_case(number, at=at)
    return settle(case, at=at)


def ran_out(case: Case, *, at: datetime) -> Clock | None:
    """The time to answer of the locked case if it passed in silence and silence accepts; None while it may be answered.

    On a provisional date nothing is said yet: the holidays of that year may still move it.
    """
    silence = case.item_version.regime.silence
    if case.state != "received" or case.simulated or silence != Silence.DEEMED_ACCEPTED:
        return None
    return terms.ran_out(case, "intake", at=at)


def settle_silence(case: Case, *, at: datetime) -> bool:
    """Write what the law made of a silence, before anything else is done to the locked case; whether there was one.

    The minute's watch comes first as a rule; when it was late, the first act finds the same facts.
    """
    intake = ran_out(case, at=at)
    if intake is None:
        return False
    accepted_at, silent_until = intake.started_at, terms.due_day(intake)
    move(case, "deem", at=at, accepted_at=accepted_at)
    Application.objects.filter(case=case).update(accept_mode=Application.AcceptMode.DEEMED)
    statutory, _promised = terms.on_acceptance(case, at=at, accepted_at=accepted_at)
    enter_step(case, first_step(case), at=at)
    record(
        DEEMED_ACCEPTED,
        case.ledger_subject,
        actor=SYSTEM,
        at=at,
        item=case.item_version.name,
        accepted_on=local_date(accepted_at),
        said_nothing_until=silent_until,
        statutory_due=terms.due_day(statutory),
    )
    open_parts(case, who=SYSTEM, at=at)
    return True


def refuse_after_silence(case: Case, move_code: str, *, at: datetime) -> None:
    """Errors: DeemedAlready once the time to answer has passed in silence."""
    intake = ran_out(case, at=at)
    if intake is None:
        return
    day, received = day_words(terms.due_day(intake)), day_words(intake.started_at)
    verb = case.workflow.moves[move_code].label
    raise DeemedAlready(number=case.number, day=day, received=received, verb=verb)
