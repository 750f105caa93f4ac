"""轮到谁: which post gets the next work at a counter, and who is named for a turn. Every page and notice asks here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from kernel.accounts.models import User
from kernel.cases.models import Case, Turn
from kernel.cases.staffing import post_for
from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Absence, Organization, Post, Role, Window
from kernel.organizations.queries import acting_holders
from kernel.workdays.zone import local_date


def counter_post(case: Case, window: Window, *, at: datetime) -> Post | None:
    """The clerk's post that has the case at this window.

    Whoever acted on it there keeps it; else the window's first clerk, its A 岗, or his deputy while he is away; with
    nobody to step in for him the next clerk who is there. A window without any falls back as `post_for` does.
    """
    there = _there(window, at)
    if not there:
        return post_for(role=Role.WINDOW_CLERK, window=window, at=at)
    last = case.turns.exclude(taken_by=None).order_by("-until_at").values_list("taken_by", flat=True).first()
    return next((post for post in there if post.user_id == last), there[0])


def _there(window: Window, at: datetime) -> list[Post]:
    """Its own clerks who are there, or for whom somebody is; all of them if that is nobody."""
    posts = list(_clerks(window, at))
    if not posts:
        return []
    acting = acting_holders(posts, at)
    away = _away(acting.values(), at)
    return [post for post in posts if acting[post.pk].pk not in away] or posts


def _clerks(window: Window, at: datetime) -> QuerySet[Post]:
    """The window's own clerks of that day, the first appointed first."""
    day = local_date(at)
    of_the_day = Q(from_date__lte=day) & (Q(until_date__isnull=True) | Q(until_date__gte=day))
    return Post.objects.filter(of_the_day, role=Role.WINDOW_CLERK, window=window).select_related("user").order_by("pk")


def _away(users: Iterable[User], at: datetime) -> set[int]:
    """Who of these is absent at the instant, so that nobody at all stands in for that post."""
    gone = Absence.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=at), from_at__lte=at, user__in=list(users))
    return set(gone.values_list("user_id", flat=True))


def people_of(turns: Iterable[Turn], *, at: datetime) -> dict[int, User]:
    """Who is named for each turn, by its id: the holder of its post, or his deputy while he is away."""
    with_post = [turn for turn in turns if turn.post is not None]
    acting = acting_holders([turn.post for turn in with_post if turn.post is not None], at) if with_post else {}
    return {turn.pk: acting[turn.post_id] for turn in with_post if turn.post_id is not None}


@dataclass(frozen=True)
class Contact:
    """Whom the applicant asks: a named person where a post has or had the case, the unit and its phone."""

    name: str
    unit: str
    phone: str
    short: str = ""


def contact_of(case: Case, *, at: datetime, turn: Turn | None = None) -> Contact:
    """The person of the turn; after the end, of the last turn that a post had. While papers are waited for, whoever
    asked for them: his name stands on the notice.

    `turn` is the current one, where it is read already.
    """
    if turn is None or turn.post is None:
        return contacts_of([case], at=at)[case.pk]
    return _contact(case, turn, people_of([turn], at=at))


def contact_before(version: ItemVersion, *, at: datetime) -> Contact:
    """Whom one asks about an application that is not handed in: the clerk of the window that will get it; of an item
    without window its unit alone."""
    window = version.receiving_windows.select_related("organization").order_by("code").first()
    if window is None:
        unit = version.organization
        return (
            Contact("", unit.name, version.consult_phone or unit.phone, unit.short_name)
            if unit
            else Contact("", "", "")
        )
    post = next(iter(_there(window, at)), None) or post_for(role=Role.WINDOW_CLERK, window=window, at=at)
    name = acting_holders([post], at)[post.pk].full_name if post is not None else ""
    unit = window.organization
    return Contact(name, unit.name, unit.phone or version.consult_phone, unit.short_name)


def contacts_of(cases: Collection[Case], *, at: datetime) -> dict[int, Contact]:
    """The same for many cases, by their ids, in a fixed number of queries."""
    last = Turn.objects.filter(case__in=cases).exclude(post=None).order_by("case", "-from_at", "-pk").distinct("case")
    # a phone of the person's own is never told, and is not even deciphered
    own = [f"{whose}__{what}" for whose in ("post__user", "taken_by") for what in ("phone", "email")]
    beside = ("organization", "post__user", "post__organization", "taken_by")
    found = {turn.case_id: turn for turn in last.select_related(*beside).defer(*own)}
    people = people_of(found.values(), at=at)
    waiting = {case.pk for case in cases if case.state == "supplement"}
    asked = {turn.pk: turn.taken_by for turn in found.values() if turn.case_id in waiting and turn.taken_by is not None}
    people |= {pk: user for pk, user in asked.items() if user.is_active}
    # what came online is the window's that opened it, wherever it had been waiting
    opened = {case.pk: case.window_id for case in cases if case.pk in waiting and case.window_id is not None}
    windows = Window.objects.select_related("organization").in_bulk(opened.values()) if opened else {}
    units = {case: windows[window].organization for case, window in opened.items()}
    return {case.pk: _contact(case, found.get(case.pk), people, units.get(case.pk)) for case in cases}


def _contact(case: Case, turn: Turn | None, people: Mapping[int, User], asking: Organization | None = None) -> Contact:
    person = people.get(turn.pk) if turn is not None else None
    unit = asking or (turn.organization if turn is not None else None) or case.organization
    phone = unit.phone or case.organization.phone
    return Contact(person.full_name if person is not None else "", unit.name, phone, unit.short_name)


def person_of(turn: Turn | None, *, at: datetime) -> User | None:
    """Who is named for this turn; None for the applicant's, and for one that no post has."""
    return people_of([turn], at=at).get(turn.pk) if turn is not None else None
