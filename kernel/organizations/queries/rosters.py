"""Who answers for posts at any instant of a span of time, in a fixed number of queries however many are asked for."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from kernel.accounts.models import User
from kernel.organizations.models import Absence, Deputy, Post
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class Roster:
    """Posts in order of their ids, with their deputies by rank and everybody's absences of the span."""

    posts: Collection[Post]
    deputies: Mapping[int, list[Deputy]]
    absences: Mapping[int, list[Absence]]
    closed: frozenset[int]

    def of_day(self, at: datetime) -> list[Post]:
        """The posts that exist on the day of this instant."""
        day = local_date(at)
        return [post for post in self.posts if _within(post.from_date, day, post.until_date)]

    def acting(self, post: Post, at: datetime) -> User:
        """Who answers for the post, taken to be of that day: `present`; with nobody to step in it stays with the
        holder."""
        return self.present(post, at) or post.user

    def present(self, post: Post, at: datetime) -> User | None:
        """Its holder, or while he is away the first deputy who is not; None with nobody to step in."""
        if not self._is_away(post.user_id, at):
            return post.user
        day = local_date(at)
        for deputy in self.deputies.get(post.pk, ()):
            if _within(deputy.from_date, day, deputy.until_date) and not self._is_away(deputy.user_id, at):
                return deputy.user
        return None

    def _is_away(self, user: int, at: datetime) -> bool:
        """Absent at the instant, or his account closed."""
        return user in self.closed or any(
            each.from_at <= at and (each.until_at is None or each.until_at > at) for each in self.absences.get(user, ())
        )


def existing(first: date, last: date | None = None) -> Q:
    """What has `from_date` and `until_date` and exists on that day, or on any from `first` to `last`."""
    return Q(from_date__lte=last or first) & (Q(until_date__isnull=True) | Q(until_date__gte=first))


def roster(which: Q, first: datetime, last: datetime) -> Roster:
    """The posts that are wanted, as they were held between two instants."""
    posts = Post.objects.filter(which, existing(local_date(first), local_date(last)))
    rows = posts.select_related("user", "organization__region", "window").order_by("pk")
    return roster_of(list(rows), first, last)


def roster_of(posts: Collection[Post], first: datetime, last: datetime) -> Roster:
    """The same of posts that are at hand with their users, in two queries."""
    days = existing(local_date(first), local_date(last))
    deputies: defaultdict[int, list[Deputy]] = defaultdict(list)
    for deputy in Deputy.objects.filter(days, post__in=posts).select_related("user").order_by("rank"):
        deputies[deputy.post_id].append(deputy)
    people = {post.user_id: post.user for post in posts}
    people |= {each.user_id: each.user for duties in deputies.values() for each in duties}
    away = Absence.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=first), from_at__lte=last, user__in=people.keys()
    )
    absences: defaultdict[int, list[Absence]] = defaultdict(list)
    for absence in away:
        absences[absence.user_id].append(absence)
    closed = frozenset(pk for pk, user in people.items() if not user.is_active)
    return Roster(posts, deputies, absences, closed)


def _within(first: date, day: date, last: date | None) -> bool:
    return first <= day and (last is None or last >= day)
