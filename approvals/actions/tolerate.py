"""容缺受理: accepted with minor papers missing, which come by a day that the applicant promised."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals import terms
from approvals.actions.locking import lock_case
from approvals.events import TOLERATED, TOLERATED_CAME
from approvals.models import MaterialTick, Tolerance
from approvals.permissions import receiving_clerk
from approvals.refusals import NothingOwed, PapersOwed
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.catalogue.models import Material
from kernel.ledger.actors import Actor
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.words import day_words


def tolerate(case: Case, papers: Collection[Material], *, who: Actor, at: datetime) -> Tolerance:
    """Write down which papers are owed and by when; inside the acceptance, which holds the case's lock."""
    until = terms.due_day(terms.on_tolerance(case, at=at))
    tolerance = Tolerance.objects.create(case=case, until=until)
    tolerance.papers.set(papers)
    names = [paper.name for paper in papers]
    record(TOLERATED, case.ledger_subject, actor=who, at=at, papers=names, until=until)
    return tolerance


@transaction.atomic
def make_good(*, number: str, by: User, materials: Iterable[str], at: datetime | None = None) -> Case:
    """Papers that were tolerated have come to the counter; with the last one nothing is owed any more.

    `materials`: codes of those that came; each is ticked. Late ones are taken as well, while nothing is decided.
    Errors: NotYourPost, NothingOwed, MoveNotAllowed once it is decided.
    """
    case, at = lock_case(number, at=at)
    post = receiving_clerk(by, case, at=at)
    if case.state != "accepted":
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=_("补齐容缺材料"))
    brought = owed(case).filter(material__code__in=set(materials))
    names = [tick.material.name for tick in brought]
    if not names:
        raise NothingOwed(number=case.number)
    brought.update(received_at=at, received_by=by)
    left = [tick.material.name for tick in owed(case)]
    if not left:
        Tolerance.objects.filter(case=case).update(supplied_at=at)
        terms.stop(case, terms.TOLERANCE, at=at, outcome="supplied")
    record(TOLERATED_CAME, case.ledger_subject, actor=actor(post), at=at, papers=names, left=left)
    return case


def owed(case: Case) -> QuerySet[MaterialTick]:
    """Ticks of the tolerated papers that have not come."""
    tolerated = Material.objects.filter(tolerances=case.pk)
    return case.ticks.filter(received_at=None, material__in=tolerated).select_related("material")


def owes(case: Case) -> dict[str, Any]:
    """What was tolerated at acceptance and has not come, for whoever reads of the case while it is under way."""
    tolerance = Tolerance.objects.filter(case=case, supplied_at=None).first() if case.state == "accepted" else None
    return {"tolerance": tolerance, "owed": [tick.material for tick in owed(case)] if tolerance else []}


def refuse_while_owed(case: Case) -> None:
    """Nothing is granted on papers that are not there. Errors: PapersOwed."""
    tolerance = Tolerance.objects.filter(case=case, supplied_at=None).first()
    if tolerance is not None:
        names = "、".join(tick.material.name for tick in owed(case))
        raise PapersOwed(names=names, until=day_words(tolerance.until))
