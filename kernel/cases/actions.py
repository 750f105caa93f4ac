"""The verbs that every kind of matter shares: open, move, hand the turn. Each is called inside the caller's
transaction, after the case's lock, by the one action of the business app."""

from datetime import datetime
from typing import Any

from django.db import connection

from kernel.accounts.models import Applicant, User
from kernel.cases import kinds
from kernel.cases.models import Case, Turn
from kernel.cases.refusals import MoveNotAllowed
from kernel.catalogue.models import ItemVersion
from kernel.identifiers.numbers import case_number, query_code
from kernel.organizations.models import Organization, Post, Region, Window
from kernel.workdays.zone import local_date

ENDED_PHASES = frozenset({"ended", "closed"})


def open_case(
    *,
    kind: str,
    state: str,
    item_version: ItemVersion,
    applicant: Applicant | None,
    organization: Organization,
    region: Region,
    channel: str,
    at: datetime,
    window: Window | None = None,
    agent: Applicant | None = None,
    applicant_words: str = "",
    simulated: bool = False,
) -> Case:
    """Insert a case in its first state; a draft keeps a provisional number until it is given its own.

    `applicant_words`: his masked name, of a matter of which no document was seen.
    Errors: KeyError for an unknown kind or state.
    """
    first = kinds.get(kind).workflow.states[state]
    case = Case(
        kind=kind,
        state=state,
        phase=first.phase,
        item_version=item_version,
        applicant=applicant,
        applicant_words=applicant_words,
        agent=agent,
        organization=organization,
        region=region,
        window=window,
        channel=channel,
        simulated=simulated,
        query_code=query_code(),
        number=f"CG{_next_number()}",
        received_at=None if first.phase == "draft" else at,
    )
    if first.phase != "draft":
        case.number = _number(case, at)
    case.save(force_insert=True)
    return case


def give_number(case: Case, *, at: datetime) -> None:
    """Its 受理号, dated that day: on submission, or before it where the applicant needs one already."""
    case.number = _number(case, at)


def _number(case: Case, at: datetime) -> str:
    return case_number(case.region.code[:6], local_date(at), kinds.get(case.kind).digit, _next_number() % 100_000)


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        (value,) = cursor.fetchone()
    return int(value)


def move(case: Case, code: str, *, at: datetime, **changes: Any) -> None:
    """Take a lawful move of the case's own workflow and save it with `changes` (column = value).

    The only writer of `state` and `phase`. Errors: MoveNotAllowed.
    """
    workflow = case.workflow
    step = workflow.move_from(case.state, code)
    if step is None:
        wanted = workflow.moves[code].label
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=wanted)
    target = workflow.states[step.target]
    changes |= {"state": target.code, "phase": target.phase}
    if target.phase in ENDED_PHASES and case.ended_at is None:
        changes["ended_at"] = at
    for column, value in changes.items():
        setattr(case, column, value)
    case.save(update_fields=list(changes))


def hand_turn(
    case: Case,
    *,
    step: str,
    step_name: str,
    at: datetime,
    organization: Organization | None = None,
    post: Post | None = None,
    taken_by: User | None = None,
) -> Turn:
    """End the present turn and begin the next; a turn without organisation is the applicant's."""
    end_turn(case, at=at, taken_by=taken_by)
    return Turn.objects.create(
        case=case, step=step, step_name=step_name, organization=organization, post=post, from_at=at
    )


def end_turn(case: Case, *, at: datetime, taken_by: User | None = None) -> None:
    """End the present turn, if there is one, naming who in fact acted."""
    case.turns.current().update(until_at=at, taken_by=taken_by)
