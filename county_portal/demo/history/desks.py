"""Who takes which piece of work at which moment, read once from the posts of the county."""

from collections import defaultdict
from datetime import datetime
from random import Random
from typing import Final

from county_portal.demo.history.plan import Hand
from kernel.accounts.models import User
from kernel.organizations.models import Absence, Deputy, Post, Role

# the sections of the approval bureau by the zone of the counter that received the matter
SECTIONS: Final = {"A": "市场准入科", "B": "投资建设科", "C": "社会事务科", "E": "社会事务科"}


class Desks:
    """Posts by counter and by role, with their absences and deputies."""

    def __init__(self) -> None:
        self._clerks: dict[str, list[Post]] = defaultdict(list)
        self._posts: dict[tuple[str, str], list[Post]] = defaultdict(list)
        for post in Post.objects.select_related("user", "organization__region", "window").order_by("pk"):
            if post.role == Role.WINDOW_CLERK and post.window is not None:
                self._clerks[post.window.code].append(post)
            self._posts[post.organization.code, post.role].append(post)
        self._away: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        for absence in Absence.objects.all():
            self._away[absence.user_id].append((absence.from_at, absence.until_at))
        self._deputies = {
            deputy.post_id: deputy.user for deputy in Deputy.objects.filter(rank=1).select_related("user")
        }

    def clerk(self, window: str, at: datetime, random: Random, *, first: bool = False) -> Hand:
        """A clerk at that counter; the A 岗 more often than the others, with `first` always."""
        posts = self._clerks[window]
        post = posts[0] if first or random.random() < 0.6 else random.choice(posts)
        return self._hand(post, at)

    def step(self, unit: str, role: str, window: str, at: datetime, random: Random, *, first: bool = False) -> Hand:
        """Who does a step of `role` in a department; reviewers of the approval bureau by their section.

        With `first` always the senior one of several.
        """
        posts = self._posts[unit, role]
        section = SECTIONS.get(window[:1], "")
        if unit == "BM01" and role == Role.REVIEWER:
            own = [post for post in posts if post.title.startswith(section)]
            # the cast comes first and has the fullest desk
            return self._hand(own[0] if first or random.random() < 0.45 else random.choice(own), at)
        if role == Role.SITE_INSPECTOR:
            return self._hand(posts[0] if first else random.choice(posts), at)
        return self._hand(posts[0], at)

    def _hand(self, post: Post, at: datetime) -> Hand:
        deputy = self._deputies.get(post.pk)
        if deputy is not None and self._is_away(post.user, at):
            return Hand(post, deputy)
        return Hand(post, post.user)

    def _is_away(self, user: User, at: datetime) -> bool:
        return any(begin <= at and (end is None or at < end) for begin, end in self._away[user.pk])
