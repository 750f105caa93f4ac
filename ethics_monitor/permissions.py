"""Which posts may do what to a card, on one screen; every action asks here and nowhere else."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db.models import Q

from ethics_monitor.models import Card
from ethics_monitor.refusals import TakenOver
from kernel.accounts.models import User
from kernel.organizations.models import Post, Role
from kernel.organizations.queries import HeldPost, held, posts_held
from kernel.organizations.refusals import NotYourPost

# domain.md §3.1: H handles, W leads a window, D and U lead the unit. To be told of a card is not to answer it: an
# answer speaks for whoever was responsible, and only those above him may give it in his place.
HEADS: Final = frozenset({Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD})


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
    """Who signs for a card and reports: H, W or the unit's D and U, each by his post of that day or as its deputy.

    Taking it over changes who verifies, not who answers. Errors: NotYourPost.
    """
    for each in posts_held(user, at):
        if _answers(each.post, card):
            return each
    raise NotYourPost


def _answers(post: Post, card: Card) -> bool:
    """The responsible post; a head of the unit; the head of a window for a clerk of that window, for nobody else."""
    if post.pk == card.post_id:
        return True
    if post.organization_id != card.organization_id:
        return False
    return post.role in HEADS or (post.role == Role.WINDOW_HEAD and _is_led_by(post, card.post))


def _is_led_by(head: Post, post: Post | None) -> bool:
    """Whether it is a clerk's post at the head's window; a head without a window has those of the whole unit."""
    return post is not None and post.role == Role.WINDOW_CLERK and head.window_id in (None, post.window_id)


def answered_by(posts: Collection[Post]) -> Q:
    """The cards that these posts answer for; the same rule as `of_unit`, for lists."""
    which = Q(post__in=[post.pk for post in posts])
    which |= Q(organization__in=[post.organization_id for post in posts if post.role in HEADS])
    for head in posts:
        if head.role == Role.WINDOW_HEAD:
            window = {} if head.window_id is None else {"post__window": head.window_id}
            which |= Q(organization=head.organization_id, post__role=Role.WINDOW_CLERK, **window)
    return which


def discipline(user: User, *, at: datetime) -> HeldPost:
    """The discipline organ. Errors: NotYourPost."""
    return held(user, role=Role.DISCIPLINE_INSPECTION, at=at)


def rule_keeper(user: User, *, at: datetime) -> HeldPost:
    """Who drafts and activates rules: the supervision office. Errors: NotYourPost."""
    return held(user, role=Role.SUPERVISION_OFFICE, at=at)


# who lays matters side by side, and takes what he finds away as evidence; the hall's own leaders see cards alone
INSPECTORS: Final = frozenset({Role.SUPERVISION_OFFICE, Role.DISCIPLINE_INSPECTION})


def inspector(user: User, *, at: datetime) -> HeldPost:
    """The supervision office or the discipline organ. Errors: NotYourPost."""
    return held(user, roles=INSPECTORS, at=at)


def proposer(user: User, *, at: datetime) -> HeldPost:
    """Who turns a lead into a card: the supervision office alone (practice.md 1.10). Errors: NotYourPost."""
    return held(user, role=Role.SUPERVISION_OFFICE, at=at)
