"""Who holds which post when, and who acts for whom. Pure reads; `at` is always given."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from kernel.accounts.models import User
from kernel.ledger.actors import Actor
from kernel.organizations.models import Absence, Deputy, Organization, Post, Role, Window
from kernel.organizations.queries.rosters import existing, roster_of
from kernel.organizations.refusals import NotYourPost
from kernel.organizations.words import kept
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class HeldPost:
    """A post in somebody's hands at an instant; `acting` when he stands in for an absent holder."""

    post: Post
    user: User
    acting: bool


def posts_held(user: User, at: datetime) -> list[HeldPost]:
    """His own posts of that day, then those he acts for because holder and earlier deputies are away.

    Leave does not take a post away: an absent holder keeps his authority, his deputy has it too.
    A closed account holds nothing.
    """
    if not user.is_active:
        return []
    day = local_date(at)
    duties = Deputy.objects.filter(existing(day), user=user).values("post_id")
    posts = list(_posts_on(day).filter(Q(user=user) | Q(pk__in=duties)))
    own = [HeldPost(post, user, acting=False) for post in posts if post.user_id == user.pk]
    candidates = [post for post in posts if post.user_id != user.pk]
    if not candidates:
        return own
    acting = acting_holders(candidates, at)
    return own + [HeldPost(post, user, acting=True) for post in candidates if acting[post.pk].pk == user.pk]


def held(
    user: User,
    *,
    role: str | None = None,
    roles: Collection[str] = (),
    organization: Organization | None = None,
    window: Window | None = None,
    at: datetime,
) -> HeldPost:
    """The post by which he may act: of this role (or one of `roles`), there; his own before one he acts for.

    A post without a window covers every window of its organisation. Errors: `NotYourPost`.
    """
    wanted = {*roles, role} if role else set(roles)
    for each in posts_held(user, at):
        post = each.post
        fits = post.role in wanted and (organization is None or post.organization_id == organization.pk)
        if fits and (window is None or post.window_id in (None, window.pk)):
            return each
    raise NotYourPost(roles=sorted(wanted))


def acting_holder(post: Post, at: datetime) -> User | None:
    """Who answers for a post at an instant: the holder, or while he is away the first deputy who is not.

    With nobody to step in it stays with the holder, so that a post of that day always has one name;
    None when the post does not exist on that day. The SQL function `acting_holder(post_id, at)` says the same.
    """
    day = local_date(at)
    if post.from_date > day or (post.until_date is not None and post.until_date < day):
        return None
    return acting_holders([post], at)[post.pk]


def acting_holders(posts: Iterable[Post], at: datetime) -> dict[int, User]:
    """Who answers for each of these posts, by post id, in two queries when their users are loaded.

    The posts are taken to be of that day.
    """
    rows = list(posts)
    roster = roster_of(rows, at, at)
    return {post.pk: roster.acting(post, at) for post in rows}


def posts_of(users: Collection[int], at: datetime) -> list[Post]:
    """Their own posts of that day, by user ids."""
    return list(_posts_on(local_date(at)).filter(user__in=users))


def posts_in(units: Collection[int], *, role: str, at: datetime) -> list[Post]:
    """The posts of this role in these units, by their ids, on that day."""
    return list(_posts_on(local_date(at)).filter(organization__in=units, role=role))


def posts_of_roles(roles: Collection[str], *, at: datetime) -> QuerySet[Post]:
    """Every post of these roles on that day."""
    return _posts_on(local_date(at)).filter(role__in=list(roles))


def present(users: Collection[int], *, at: datetime) -> set[int]:
    """Who of these, by their ids, is not away."""
    return set(users) - set(_absences(at).filter(user__in=users).values_list("user_id", flat=True))


def posts_without_anyone(at: datetime) -> list[Post]:
    """无人顶岗: posts of that day whose holder is away and for whom no deputy is there. For the data-health page."""
    day = local_date(at)
    away = set(_absences(at).values_list("user_id", flat=True)) | set(
        User.objects.filter(is_active=False).values_list("pk", flat=True)
    )
    empty = list(_posts_on(day).filter(user__in=away).select_related("user", "window"))
    acting = acting_holders(empty, at)
    return [post for post in empty if acting[post.pk].pk == post.user_id]


def actor(by: HeldPost) -> Actor:
    """The holder in the ledger's words: name masked, post (marked when he stands in) and codes of this moment."""
    post = by.post
    words = kept(post.title or Role(post.role).label)
    return Actor(
        person=by.user.masked_name,
        post=f"{words}（顶岗）" if by.acting else words,
        organization=post.organization.code,
        region=post.organization.region.code,
    )


def _posts_on(day: date) -> QuerySet[Post]:
    return Post.objects.filter(existing(day)).select_related("user", "organization__region", "window").order_by("pk")


def _absences(at: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at)
