"""Which posts may do what to a card, on one screen; every action asks here and nowhere else."""

from datetime import datetime
from typing import Final

from ethics_monitor.models import Card
from ethics_monitor.refusals import TakenOver
from kernel.accounts.models import User
from kernel.organizations.models import Role
from kernel.organizations.queries import HeldPost, held, posts_held
from kernel.organizations.refusals import NotYourPost

# who answers for a unit beside the responsible post itself
LEADERS: Final = frozenset({Role.WINDOW_HEAD, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD})


def verifier(user: User, card: Card, *, at: datetime) -> HeldPost:
    """The supervision office; once the discipline organ has taken the card over, that organ alone.

    Errors: NotYourPost; TakenOver for the office.
    """
    if card.taken_over_at is None:
        return held(user, role=Role.SUPERVISION_OFFICE, at=at)
    by = held(user, roles={Role.SUPERVISION_OFFICE, Role.DISCIPLINE_INSPECTION}, at=at)
    if by.post.role != Role.DISCIPLINE_INSPECTION:
        raise TakenOver(number=card.number)
    return by


def of_unit(user: User, card: Card, *, at: datetime) -> HeldPost:
    """The responsible post or a leader of the unit. Errors: NotYourPost."""
    for each in posts_held(user, at):
        post = each.post
        if post.pk == card.post_id or (post.organization_id == card.organization_id and post.role in LEADERS):
            return each
    raise NotYourPost


def discipline(user: User, *, at: datetime) -> HeldPost:
    """The discipline organ. Errors: NotYourPost."""
    return held(user, role=Role.DISCIPLINE_INSPECTION, at=at)


def rule_keeper(user: User, *, at: datetime) -> HeldPost:
    """Who drafts and activates rules: the supervision office. Errors: NotYourPost."""
    return held(user, role=Role.SUPERVISION_OFFICE, at=at)
