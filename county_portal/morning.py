"""晨会单: what whoever answers for the hall asks before its doors open (practice §2, deputy director).

Four questions, each answered from what is on record at that instant: who is away and who stands in, which windows have
nobody, what must be done by closing, and which cards have lit up since the last working day began. How citizens rated
the day before joins them with the assessment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.lists import CaseRow, case_rows
from approvals.permissions import CLERKS
from approvals.queries import cases_of
from county_portal import absences
from county_portal.data_health.access import asked_by
from county_portal.data_health.lines import Asked
from ethics_monitor.models import Card
from ethics_monitor.pages.rows import CardRow, card_rows
from kernel.accounts.models import User
from kernel.clocks.models import Clock
from kernel.organizations.models import Absence, Post, Role, Window
from kernel.organizations.queries import posts_of_roles, roster_of, scope_of
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.zone import day_end, day_start, local_date

READERS: Final = (Role.CENTER_DIRECTOR, Role.DEPUTY_DIRECTOR, Role.HALL_MANAGER, Role.SUPERVISION_OFFICE)
# one printed page; what is beyond it stands in the lists that the figures lead to
MOST_DUE: Final = 60
MOST_CARDS: Final = 20


@dataclass(frozen=True)
class Away:
    """Somebody who is away today, with his units."""

    row: absences.Row
    units: tuple[str, ...]


@dataclass(frozen=True)
class EmptyWindow:
    """A window that nobody serves now: its clerks are `away` without a deputy, or it has none at all."""

    window: Window
    away: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The sheet as of `at`. `due_in_all` and `cards_in_all` count what the lists were cut from."""

    at: datetime
    since: date
    away: tuple[Away, ...]
    empty: tuple[EmptyWindow, ...]
    due: tuple[CaseRow, ...]
    due_in_all: int
    cards: tuple[CardRow, ...]
    cards_in_all: int


def sheet_for(user: User, *, at: datetime) -> Sheet:
    """The sheet of the counties that a person's posts answer for. Errors: NotYourPost."""
    asked, since = asked_by(user, at=at, roles=READERS), load(NATIONAL).back(local_date(at), 1)
    due = cases_of(user, at=at).filter(Exists(_due_today(at)))
    cards = Card.objects.visible_to(scope_of(user, at)).shining().filter(found_at__gte=day_start(since))
    newest = cards.exclude(colour="warning").with_row().order_by("-severity", "-found_at", "-pk")
    return Sheet(
        at=at,
        since=since,
        away=_away(asked),
        empty=_empty_windows(asked),
        due=tuple(case_rows(due.with_row().order_by("pk")[:MOST_DUE], now=at, with_people=True)),
        due_in_all=due.count(),
        cards=tuple(card_rows(newest[:MOST_CARDS], now=at)),
        cards_in_all=newest.count(),
    )


def _due_today(at: datetime) -> QuerySet[Clock]:
    """Terms of a case that run out between now and midnight: to answer, as promised, by law."""
    running = Clock.objects.running().filter(subject_kind="case", subject_id=OuterRef("pk"), simulated=False)
    kinds = (Clock.Kind.INTAKE, Clock.Kind.PROMISED, Clock.Kind.STATUTORY)
    return running.filter(kind__in=kinds, due_at__gt=at, due_at__lte=day_end(local_date(at)))


def _away(asked: Asked) -> tuple[Away, ...]:
    today = local_date(asked.now)
    in_county = Post.objects.filter(asked.here("organization__region__code"), user=OuterRef("user"))
    found = (
        Absence.objects.filter(Q(until_at=None) | Q(until_at__gt=asked.now), Exists(in_county))
        .filter(from_at__lte=day_end(today))
        .select_related("user")
        .order_by("from_at", "pk")
    )
    rows = absences.rows_of(list(found), at=asked.now)
    units = _units_of({row.absence.user_id for row in rows}, asked)
    return tuple(Away(row, units.get(row.absence.user_id, ())) for row in rows)


def _units_of(users: Collection[int], asked: Asked) -> dict[int, tuple[str, ...]]:
    held: dict[int, dict[str, None]] = {}
    posts = Post.objects.filter(asked.here("organization__region__code"), user__in=users)
    for user, unit in posts.order_by("pk").values_list("user_id", "organization__name"):
        held.setdefault(user, {})[unit] = None
    return {user: tuple(names) for user, names in held.items()}


def _empty_windows(asked: Asked) -> tuple[EmptyWindow, ...]:
    """Windows of which no clerk's post is served now; a post without a window serves every window of its unit."""
    posts = list(posts_of_roles(CLERKS, at=asked.now).filter(asked.here("organization__region__code")))
    roster = roster_of(posts, asked.now, asked.now)
    served = [post for post in posts if roster.present(post, asked.now) is not None]
    at_window = {post.window_id for post in served if post.window_id is not None}
    in_unit = {post.organization_id for post in served if post.window_id is None}
    empty = (
        Window.objects.filter(asked.here("organization__region__code"), organization__region__simulated=False)
        .exclude(Q(pk__in=at_window) | Q(organization__in=in_unit))
        .select_related("organization")
        .order_by("code", "pk")
    )
    return tuple(EmptyWindow(window, _clerks_of(window, posts, served)) for window in empty)


def _clerks_of(window: Window, posts: Collection[Post], served: Collection[Post]) -> tuple[str, ...]:
    serving = {post.pk for post in served}
    mine = [post for post in posts if post.window_id == window.pk or _whole_unit(post, window)]
    return tuple(dict.fromkeys(post.user.full_name for post in mine if post.pk not in serving))


def _whole_unit(post: Post, window: Window) -> bool:
    return post.window_id is None and post.organization_id == window.organization_id
