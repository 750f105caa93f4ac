"""Accounts, posts, deputies and the absences of the anchor day, written in bulk with their ledger entries."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password

from county_portal.demo.anchor import Anchor
from county_portal.demo.staff import Roster
from kernel.accounts.models import User
from kernel.ledger.actors import SYSTEM
from kernel.ledger.rows import entry_of, record_rows
from kernel.organizations.events import ABSENCE_REGISTERED, APPOINTED, DEPUTY_NAMED
from kernel.organizations.models import Absence, Deputy, Organization, Post, Role, Window
from kernel.workdays.zone import day_end, day_start

# appointments begin before the first day of the history
IN_OFFICE_DAYS: Final = 400
LEAVE_OF_THE_APPROVER: Final = -2


def build(anchor: Anchor, random: Random, password: str) -> int:
    """Everybody with an account, all with one password: hashed once, for the hash of a demo guards nothing.

    Returns the number of accounts.
    """
    roster = Roster(random)
    hashed = make_password(password)
    people = User.objects.bulk_create(
        User(username=seat.username, full_name=seat.name, is_staff_member=True, password=hashed)
        for seat in roster.seats
    )
    users = {user.username: user for user in people}
    posts = _posts(anchor, roster, users)
    _deputies(anchor, roster, users, posts)
    _absences(anchor, users, posts)
    return len(people)


def _posts(anchor: Anchor, roster: Roster, users: dict[str, User]) -> list[Post]:
    units = {unit.code: unit for unit in Organization.objects.select_related("region")}
    windows = {window.code: window for window in Window.objects.all()}
    since = anchor.d0 - timedelta(days=IN_OFFICE_DAYS)
    posts = Post.objects.bulk_create(
        Post(
            user=users[seat.username],
            role=role,
            organization=units[unit],
            window=windows.get(window),
            title=title,
            from_date=since,
        )
        for seat in roster.seats
        for role, unit, window, title in seat.posts
    )
    record_rows(
        APPOINTED,
        [
            entry_of(
                post.ledger_subject, actor=SYSTEM, at=_morning(since), holder=post.user.masked_name,
                role=str(Role(post.role).label), unit=str(post.organization),
                window=post.window.code if post.window else "", since=since, until=None,
            )
            for post in posts
        ],
        first=True,
    )  # fmt: skip
    return posts


def _morning(day: date) -> datetime:
    return day_start(day) + timedelta(hours=9)


def _deputies(anchor: Anchor, roster: Roster, users: dict[str, User], posts: list[Post]) -> None:
    held = {(post.user.username, post.role, post.window.code if post.window else ""): post for post in posts}
    since = anchor.d0 - timedelta(days=IN_OFFICE_DAYS)
    deputies = Deputy.objects.bulk_create(
        Deputy(post=held[holder, role, window], user=users[deputy], from_date=since)
        for holder, role, window, deputy in roster.stand_ins()
    )
    record_rows(
        DEPUTY_NAMED,
        [
            entry_of(
                row.post.ledger_subject, actor=SYSTEM, at=_morning(since), holder=row.post.user.masked_name,
                role=str(Role(row.post.role).label), deputy=row.user.masked_name, rank=row.rank, since=since,
                until=None,
            )
            for row in deputies
        ],
    )  # fmt: skip


def _absences(anchor: Anchor, users: dict[str, User], posts: list[Post]) -> None:
    """Four away on D0 with a B 岗 acting, and C09 with nobody to step in (无人顶岗)."""
    at_window = {post.window.code: post.user for post in reversed(posts) if post.window and "A 岗" in post.title}
    begin, end = day_start(anchor.d0), day_end(anchor.d0)
    rows = Absence.objects.bulk_create(
        [
            Absence(
                user=users["dingyf"],
                reason="annual_leave",
                from_at=anchor.at(LEAVE_OF_THE_APPROVER, "13:30"),
                until_at=end,
            ),
            Absence(user=users["taor"], reason="site_visit", from_at=begin, until_at=end),
            Absence(user=at_window["F03"], reason="training", from_at=begin, until_at=end),
            Absence(user=at_window["D04"], reason="sick_leave", from_at=begin, until_at=end),
            Absence(user=at_window["C09"], reason="other", from_at=begin, until_at=end),
        ]
    )
    record_rows(
        ABSENCE_REGISTERED,
        [
            entry_of(
                row.ledger_subject, actor=SYSTEM, at=min(row.from_at, anchor.at(-1, "17:00")),
                absent=row.user.masked_name, reason=str(Absence.Reason(row.reason).label), from_at=row.from_at,
                until_at=row.until_at,
            )
            for row in rows
        ],
        first=True,
    )  # fmt: skip
