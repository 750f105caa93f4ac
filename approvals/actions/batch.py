"""At the window: up to twenty matters of one item that one agency brings. All of them are received, or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from approvals.actions.receive import receive_at_window, require_window
from approvals.batches.refusals import (
    BatchAgentNotFirm,
    BatchMandateUnseen,
    BatchNeedsPerson,
    BatchPapersMissing,
    BatchRowsWrong,
    BatchSize,
    BatchTwice,
)
from approvals.events import BATCH_RECEIVED
from approvals.models import Batch, BatchLine
from approvals.permissions import at_window
from kernel.accounts.locking import lock_applicant
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.refusals import Refusal
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import actor

MOST: Final = 20
FEWEST: Final = 2


@dataclass(frozen=True)
class BatchRow:
    """One applicant of the list, and what the item's form asks of him."""

    applicant: Applicant
    values: Mapping[str, Any]


@transaction.atomic
def receive_batch(
    *,
    by: User,
    window: Window,
    version: ItemVersion,
    agent: Applicant,
    mandate_seen: bool,
    rows: Sequence[BatchRow],
    materials: Iterable[str],
    at: datetime | None = None,
) -> Batch:
    """Receive every row as `receive_at_window` receives one, all at one instant, and keep who brought them together.

    `materials`: the papers that every one of them has handed in.
    Errors: NotYourPost, BatchSize, BatchNeedsPerson, BatchAgentNotFirm, BatchMandateUnseen, BatchPapersMissing,
    BatchRowsWrong (each row with its reason), NotReceivedHere, ItemNotAccepting.
    """
    at = _lock(rows, at)
    post = at_window(by, window, at=at)
    ticked = frozenset(materials)
    _require_batch(version, window, agent, rows, mandate_seen=mandate_seen, ticked=ticked)
    visit = {"by": by, "window": window, "version": version, "agent": agent, "materials": ticked, "at": at}
    cases = _received(rows, visit)
    batch = Batch.objects.create(window=window, item_version=version, agent=agent, received_by=by, received_at=at)
    BatchLine.objects.bulk_create(
        BatchLine(batch=batch, position=place, case=case) for place, case in enumerate(cases, start=1)
    )
    record(
        BATCH_RECEIVED,
        batch.ledger_subject,
        actor=actor(post),
        at=at,
        item=version.name,
        agent=agent.name_masked,
        cases=[case.number for case in cases],
    )
    return batch


def _lock(rows: Sequence[BatchRow], at: datetime | None) -> datetime:
    """Everybody of the list, in one order, so that two lists with the same people wait for each other.

    Errors: BatchSize, ActOutOfTime.
    """
    if not FEWEST <= len(rows) <= MOST:
        raise BatchSize(most=MOST, count=len(rows))
    people = sorted({row.applicant.pk: row.applicant for row in rows}.values(), key=lambda each: each.pk)
    return max(lock_applicant(person, at=at) for person in people)


def _require_batch(
    version: ItemVersion,
    window: Window,
    agent: Applicant,
    rows: Sequence[BatchRow],
    *,
    mandate_seen: bool,
    ticked: frozenset[str],
) -> None:
    """What holds for the whole list."""
    require_window(version, window)
    if version.needs_person:
        raise BatchNeedsPerson(name=version.name, reason=version.needs_person)
    if agent.kind != Applicant.Kind.LEGAL:
        raise BatchAgentNotFirm
    if not mandate_seen:
        raise BatchMandateUnseen
    needed = version.materials.filter(required=True, tolerable=False, shared=False)
    missing = [paper.name for paper in needed if paper.code not in ticked]
    if missing:
        raise BatchPapersMissing(names="、".join(missing))
    _require_each_once(rows)


def _require_each_once(rows: Sequence[BatchRow]) -> None:
    """Errors: BatchRowsWrong for a person who stands in the list twice."""
    first: dict[int, int] = {}
    twice = []
    for place, row in enumerate(rows, start=1):
        known = first.setdefault(row.applicant.pk, place)
        if known != place:
            twice.append((place, str(BatchTwice(place=known))))
    if twice:
        raise BatchRowsWrong(twice)


def _received(rows: Sequence[BatchRow], visit: Mapping[str, Any]) -> list[Case]:
    """The cases of all rows. Errors: BatchRowsWrong, with every row that was refused."""
    cases, wrong = [], []
    for place, row in enumerate(rows, start=1):
        try:
            with transaction.atomic():
                cases.append(receive_at_window(applicant=row.applicant, values=row.values, **visit))
        except Refusal as refusal:
            errors = refusal.facts.get("errors") or {"": refusal.sentence}
            wrong += [(place, str(said)) for said in errors.values()]
    if wrong:
        raise BatchRowsWrong(wrong)
    return cases
