"""交接: who hands over at a window, to whom, and what is in whose hands there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from approvals.models import HandOver
from approvals.permissions import CLERKS
from approvals.shifts.refusals import NoSuchColleague
from kernel.accounts.models import User
from kernel.cases.models import Case, CaseQuerySet, Turn
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Post, Window
from kernel.organizations.queries import HeldPost, posts_held, posts_of_roles, present
from kernel.organizations.refusals import NotYourPost

# what has turns at a window
KINDS = ("licence", "registered")


def clerks_post(user: User, window: Window, *, at: datetime) -> HeldPost:
    """The clerk's post at this very window by which matters wait for him; his own first. Errors: NotYourPost."""
    for post in posts_held(user, at):
        if post.post.role in CLERKS and post.post.window_id == window.pk:
            return post
    raise NotYourPost(roles=sorted(CLERKS))


def colleagues_at(window: Window, *, but: User, at: datetime) -> list[Post]:
    """The clerks' posts of this window that others hold who are there now."""
    posts = list(posts_of_roles(CLERKS, at=at).filter(window=window, user__is_active=True).exclude(user=but))
    there = present({post.user_id for post in posts}, at=at)
    return [post for post in posts if post.user_id in there]


def colleague_at(window: Window, username: str, *, by: User, at: datetime) -> Post:
    """The post of the colleague of that user name. Errors: NoSuchColleague."""
    for post in colleagues_at(window, but=by, at=at):
        if post.user.username == username:
            return post
    raise NoSuchColleague


def gave_or_took(user: User, made: HandOver, *, at: datetime) -> HeldPost:
    """The post by which he gave or took what was handed over. Errors: NotFound, as if there were no such hand-over."""
    for post in posts_held(user, at):
        if post.post.pk in (made.to_post_id, made.from_post_id):
            return post
    raise NotFound


def in_hands(user: User, window: Window, *, at: datetime) -> CaseQuerySet:
    """What waits for his clerk's post at the window, the longest received first. Errors: NotYourPost."""
    post = clerks_post(user, window, at=at).post
    mine = Turn.objects.current().filter(case=OuterRef("pk"), post=post)
    return Case.objects.filter(Exists(mine), kind__in=KINDS, simulated=False).with_row().order_by("received_at", "pk")


@dataclass(frozen=True)
class Given:
    """A hand-over that is not back yet, as either side is shown it; `waiting` of its matters still wait there."""

    hand_over: HandOver
    taken: bool
    waiting: int


def under_way(user: User, *, at: datetime) -> list[Given]:
    """What he gave or took by the posts in his hands, is not back and still waits where it was handed to."""
    posts = {held.post.pk for held in posts_held(user, at)}
    still = Count("lines", filter=Q(lines__turn__until_at__isnull=True))
    mine = Q(from_post__in=posts) | Q(to_post__in=posts)
    found = HandOver.objects.filter(mine, back_at=None).annotate(waiting=still).filter(waiting__gt=0)
    rows = found.select_related("window", "from_post__user", "to_post__user")
    return [Given(each, each.to_post_id in posts, each.waiting) for each in rows]
