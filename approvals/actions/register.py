"""登记件: what a department handles in its own system is registered with its number there, and its result."""

from datetime import datetime

from django.db import transaction

from approvals import terms
from approvals.actions.locking import lock_item, lock_registered
from approvals.models import Registration
from approvals.permissions import registering_clerk
from approvals.refusals import ReasonMissing
from approvals.registered.events import REGISTERED, REGISTERED_FINISHED, REGISTRATION_CANCELLED
from approvals.registered.naming import Named, foreign
from approvals.registered.refusals import ForeignNumberTaken, NotExternal, RegisteredOnAnotherDay
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, hand_turn, move, open_case
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.clocks.models import Clock
from kernel.ledger.actors import SYSTEM, Actor
from kernel.ledger.writer import record
from kernel.organizations.counties import county_region
from kernel.organizations.models import Window
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date


@transaction.atomic
def register_external(
    *,
    by: User | None,
    window: Window | None,
    version: ItemVersion,
    foreign_number: str,
    who: Named,
    result: str = "",
    at: datetime | None = None,
) -> Case:
    """Register that the department received a matter at `at`; with `result` that it was finished in the same moment.

    Its system tells nothing between 收件 and 办结, so that what was received counts as accepted then: promise and
    statute run from `at`, whatever the item's start event is. `by` is None, and so is `window`, for an import.
    Errors: NotYourPost, NotExternal, ForeignNumberMalformed, ForeignNumberTaken, ActOutOfTime; ValueError for a result
    there is not.
    """
    at = lock_item(version, at=at)
    post = None if by is None else registering_clerk(by, version, at=at, window=window)
    _require_external(version)
    number = _not_yet(version, foreign(foreign_number))
    case = open_case(
        kind="registered",
        state="registered",
        item_version=version,
        applicant=who.applicant,
        applicant_words=who.words,
        organization=version.organization,
        region=county_region(version.organization),
        channel="window" if post is not None else "imported",
        window=window,
        at=at,
    )
    case.accepted_at = at
    case.save(update_fields=["accepted_at"])
    registration = Registration(case=case, item_id=version.item_id, foreign_number=number, registered_by=by)
    registration.save(force_insert=True)
    _begin(registration, post, terms.on_acceptance(case, at=at, accepted_at=at), at=at)
    if result:
        _finish(registration, post, result, by=by, at=at)
    return case


def _require_external(version: ItemVersion) -> None:
    published = version.state == ItemVersion.State.PUBLISHED
    if not published or version.handling != ItemVersion.Handling.EXTERNAL:
        raise NotExternal(name=version.name)


def _not_yet(version: ItemVersion, number: str) -> str:
    """The number, if it is free. Errors: ForeignNumberTaken."""
    taken = Registration.objects.filter(item=version.item_id, foreign_number=number, cancelled=False)
    known = taken.values_list("case__number", flat=True).first()
    if known is not None:
        raise ForeignNumberTaken(foreign_number=number, number=known)
    return number


def _begin(registration: Registration, post: HeldPost | None, started: tuple[Clock, Clock], *, at: datetime) -> None:
    """The department has the turn, and the registration is on record with its terms."""
    case, (statutory, promised) = registration.case, started
    unit = case.organization
    own = post.post if post is not None and post.post.organization_id == unit.pk else None
    hand_turn(case, step="external", step_name="部门系统办理", at=at, organization=unit, post=own)
    record(
        REGISTERED,
        case.ledger_subject,
        actor=_who(case, post),
        at=at,
        item=case.item_version.name,
        foreign_number=registration.foreign_number,
        channel=case.channel,
        promised_due=terms.due_day(promised),
        statutory_due=terms.due_day(statutory),
        provisional=promised.provisional or statutory.provisional,
    )


def _who(case: Case, post: HeldPost | None) -> Actor:
    """The clerk; of an import the system, for the unit whose matter it is."""
    if post is not None:
        return actor(post)
    return Actor(person=SYSTEM.person, organization=case.organization.code, region=case.region.code)


@transaction.atomic
def finish_external(*, number: str, by: User | None, result: str, at: datetime | None = None) -> Case:
    """Register that the department's system says it is finished, and how; promise and statute stop at `at`.

    Errors: NotYourPost, NotFound, MoveNotAllowed, ActOutOfTime (before its receipt); ValueError for a result there is
    not.
    """
    case, at = lock_registered(number, at=at)
    post = None if by is None else registering_clerk(by, case.item_version, at=at)
    _finish(case.registration, post, result, by=by, at=at)
    return case


def _finish(registration: Registration, post: HeldPost | None, result: str, *, by: User | None, at: datetime) -> None:
    case = registration.case
    registration.result, registration.finished_by = Registration.Result(result), by
    move(case, "finish", at=at, decided_at=at)
    registration.save(update_fields=["result", "finished_by"])
    for kind in ("promised", "statutory"):
        terms.stop(case, kind, at=at, outcome="decided")
    end_turn(case, at=at, taken_by=by)
    record(
        REGISTERED_FINISHED,
        case.ledger_subject,
        actor=_who(case, post),
        at=at,
        foreign_number=registration.foreign_number,
        result=str(Registration.Result(result).label),
    )


@transaction.atomic
def cancel_registration(*, number: str, by: User, reason: str, at: datetime | None = None) -> Case:
    """撤销登记: a slip of the hand, taken back on the day it was made; the number is free again.

    What should not have been registered ran no term: its clocks end where they began and accuse nobody.
    Errors: NotYourPost, NotFound, ReasonMissing, RegisteredOnAnotherDay, MoveNotAllowed.
    """
    case, at = lock_registered(number, at=at)
    post = registering_clerk(by, case.item_version, at=at)
    if not reason.strip():
        raise ReasonMissing
    if local_date(case.created_at) != local_date(at):
        raise RegisteredOnAnotherDay(number=case.number, day=day_words(case.created_at))
    move(case, "cancel", at=at)
    Registration.objects.filter(case=case).update(cancelled=True)
    for clock in Clock.objects.of(case.ledger_subject).running():
        terms.stop(case, clock.kind, at=clock.started_at, outcome="cancelled")
    end_turn(case, at=at, taken_by=by)
    number = case.registration.foreign_number
    record(REGISTRATION_CANCELLED, case.ledger_subject, actor=actor(post), at=at, foreign_number=number, reason=reason)
    return case
