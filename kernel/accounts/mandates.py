"""Mandates: granted, ended, and the condition by which they count. Called inside the caller's transaction, after the
lock of the principal; which post or account may do so is the caller's question."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from kernel.accounts.models import Applicant, Mandate, MandateItem, User
from kernel.accounts.refusals import AgentIsPrincipal, AgentNotNamed, MandateDates, MandateTooLong, MandateTooWide
from kernel.workdays.zone import local_date

# whoever wants longer grants it again: what nobody renews ends by itself
MOST_DAYS: Final = 1_100
LONGEST_NAME: Final = 60
MOST_ITEMS: Final = 20


def grant(
    *,
    principal: Applicant,
    agent: User | None,
    named: str,
    from_date: date,
    until_date: date,
    items: Collection[str],
    by: User,
    at: datetime,
    paper_date: date | None = None,
) -> Mandate:
    """Let the agent act for the principal; without `items` in every matter.

    Errors: AgentNotNamed, AgentIsPrincipal, MandateDates (over before today, ends before it begins, a paper of
    tomorrow), MandateTooLong, MandateTooWide.
    """
    today = local_date(at)
    if not named.strip():
        raise AgentNotNamed
    if until_date < from_date or until_date < today or (paper_date is not None and paper_date > today):
        raise MandateDates
    if (until_date - from_date).days > MOST_DAYS:
        raise MandateTooLong(years=MOST_DAYS // 365)
    codes = sorted(set(items))
    if len(codes) > MOST_ITEMS:
        raise MandateTooWide(most=MOST_ITEMS, chosen=len(codes))
    if agent is not None and Applicant.objects.of_user(agent).filter(pk=principal.pk).exists():
        raise AgentIsPrincipal
    mandate = Mandate.objects.create(
        principal=principal,
        agent=agent,
        agent_typed=named.strip()[:LONGEST_NAME],
        from_date=from_date,
        until_date=until_date,
        every_item=not codes,
        paper_date=paper_date,
        granted_by=by,
        granted_at=at,
    )
    MandateItem.objects.bulk_create(MandateItem(mandate=mandate, item_code=code) for code in codes)
    return mandate


def end(mandate: Mandate, *, by: User, at: datetime) -> None:
    """End a mandate that was not ended; the agent's rights are gone with the commit."""
    mandate.ended_at, mandate.ended_by = at, by
    mandate.save(update_fields=["ended_at", "ended_by"])


def mandated(user: User, *, at: datetime, principal: str, item: str) -> Exists:
    """The condition on rows of another table that the user acts for their principal in their item.

    `principal` and `item` are the paths of the applicant and of the item's code there.
    """
    covers = Q(every_item=True) | Q(items__item_code=OuterRef(item))
    return Exists(Mandate.objects.in_force(local_date(at)).filter(covers, agent=user, principal=OuterRef(principal)))
