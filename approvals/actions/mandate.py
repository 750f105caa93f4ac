"""A mandate is granted by the principal, or entered at a window from its paper; either side ends it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from approvals.events import MANDATE_ENDED, MANDATE_ENTERED, MANDATE_GRANTED
from approvals.permissions import at_window
from kernel.accounts import mandates
from kernel.accounts.locking import lock_applicant, lock_principal
from kernel.accounts.models import Applicant, Mandate, User
from kernel.accounts.queries import citizen_named
from kernel.accounts.refusals import AgentWithoutAccount
from kernel.ledger.actors import Actor
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import actor


@transaction.atomic
def grant_mandate(
    *,
    principal: Applicant,
    agent: str,
    from_date: date,
    until_date: date,
    items: Collection[str] = (),
    by: User,
    at: datetime | None = None,
) -> Mandate:
    """The account of a firm or person lets another one, by user name or phone, act for it; in all matters without
    `items`. Whether there is such an account is told to nobody.

    Errors: NotFound (another's applicant), those of `mandates.grant`.
    """
    at = lock_applicant(principal, at=at)
    if not Applicant.objects.of_user(by).filter(pk=principal.pk).exists():
        raise NotFound
    days = {"from_date": from_date, "until_date": until_date}
    mandate = mandates.grant(
        principal=principal, agent=citizen_named(agent.strip()), named=agent, items=items, by=by, at=at, **days
    )
    who = Actor(person=principal.name_masked, post="委托人")
    record(
        MANDATE_GRANTED,
        mandate.ledger_subject,
        actor=who,
        at=at,
        principal=principal.name_masked,
        until=until_date,
        items=sorted(items),
    )
    return mandate


@transaction.atomic
def enter_mandates(
    *,
    principals: Collection[Applicant],
    agent: Applicant,
    from_date: date,
    until_date: date,
    paper_date: date,
    items: Collection[str] = (),
    window: Window,
    by: User,
    at: datetime | None = None,
) -> list[Mandate]:
    """A clerk saw the paper: who lets this agent act for him, from when until when. Of a firm one, of its employees
    the whole list; all of it or nothing.

    Errors: NotYourPost, AgentWithoutAccount, those of `mandates.grant`.
    """
    rows = []
    # in one order, so that two lists with the same people wait for each other
    for principal in sorted(principals, key=lambda each: each.pk):
        at_this = lock_applicant(principal, at=at)
        post = at_window(by, window, at=at_this)
        if agent.user is None or agent.kind != Applicant.Kind.NATURAL:
            raise AgentWithoutAccount
        mandate = mandates.grant(
            principal=principal,
            agent=agent.user,
            named=agent.name_masked,
            from_date=from_date,
            until_date=until_date,
            paper_date=paper_date,
            items=items,
            by=by,
            at=at_this,
        )
        record(
            MANDATE_ENTERED,
            mandate.ledger_subject,
            actor=actor(post),
            at=at_this,
            principal=principal.name_masked,
            agent=agent.name_masked,
            paper_date=paper_date,
            until=until_date,
            items=sorted(items),
        )
        rows.append(mandate)
    return rows


@transaction.atomic
def end_mandate(*, number: str, by: User, at: datetime | None = None) -> Mandate:
    """The principal ends a mandate, or the agent lays it down. Errors: NotFound, also for one that was ended before."""
    principal, at = lock_principal(_key(number), at=at)
    mandate = principal.agency.get(pk=_key(number))
    his_own = Applicant.objects.of_user(by).filter(pk=principal.pk).exists()
    if mandate.ended_at is not None or not (his_own or mandate.agent_id == by.pk):
        raise NotFound
    mandates.end(mandate, by=by, at=at)
    who = Actor(person=principal.name_masked, post="委托人") if his_own else Actor(by.masked_name, post="经办人")
    record(MANDATE_ENDED, mandate.ledger_subject, actor=who, at=at, principal=principal.name_masked)
    return mandate


def _key(number: str) -> int:
    digits = number.removeprefix("WT")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 12 else 0
