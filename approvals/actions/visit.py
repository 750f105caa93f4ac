"""One visit to a window, from the papers on the counter to the answer, in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from approvals import postal
from approvals.actions.intake import accept, refuse
from approvals.actions.receive import receive_at_window
from approvals.models import Ending
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Window


@transaction.atomic
def visit(
    *,
    by: User,
    window: Window,
    version: ItemVersion,
    applicant: Applicant,
    values: Mapping[str, Any],
    materials: Iterable[str],
    outcome: str,
    reason: str = "",
    ground: str = Ending.Ground.OTHER,
    other_organ: str = "",
    agent: Applicant | None = None,
    delivery: str = "window",
    post_to: Mapping[str, Any] = postal.NOWHERE,
    at: datetime | None = None,
) -> Case:
    """Receive, and on the same visit accept or refuse: either all of it happened or none.

    `outcome`: receive | accept | refuse. Errors: those of the single verbs; ValueError for another outcome.
    """
    if outcome not in ("receive", "accept", "refuse"):
        raise ValueError(f"a visit does not end with {outcome}")
    case = receive_at_window(
        by=by,
        window=window,
        version=version,
        applicant=applicant,
        values=values,
        materials=materials,
        agent=agent,
        delivery=delivery,
        post_to=post_to,
        at=at,
    )
    if outcome == "accept":
        return accept(number=case.number, by=by, at=at)
    if outcome == "refuse":
        return refuse(number=case.number, by=by, reason=reason, ground=ground, other_organ=other_organ, at=at)
    return case
