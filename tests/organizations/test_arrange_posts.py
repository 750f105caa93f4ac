"""Posts given and ended, deputies named, absences registered: by whom, and what the database refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.accounts.models import User
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.ledger.models import Entry
from kernel.organizations.actions import appoint, end_absence, end_post, name_deputy, register_absence
from kernel.organizations.models import Absence, Deputy, Post, Role
from kernel.organizations.queries import acting_holder, held, posts_held
from kernel.organizations.refusals import (
    AdministratorsApart,
    AlreadyAbsent,
    DeputyTaken,
    NotYourPost,
    OwnDeputy,
    PostOverlaps,
    WrongDates,
)
from kernel.workdays.zone import local_date
from tests.organizations.conftest import Hall

START = date(2026, 1, 1)


def reviewer(hall: Hall, **changes: Any) -> Post:
    facts: dict[str, Any] = {
        "by": hall.security,
        "user": hall.wei,
        "role": Role.REVIEWER,
        "organization": hall.bureau,
        "from_date": START,
    }
    return appoint(**(facts | changes))


def test_the_security_administrator_gives_a_post_and_it_is_written_down(hall: Hall) -> None:
    post = reviewer(hall, window=hall.window)
    assert held(hall.wei, role=Role.REVIEWER, at=database_now()).post == post
    entry = Entry.objects.get(type="organizations.appointed")
    assert (entry.subject_kind, entry.subject_id, entry.person) == ("post", post.pk, "安***员")
    assert "卫*" in entry.sentence() and "卫东" not in entry.body


@pytest.mark.parametrize("who", ["han", "ding", "jiang", "wang", "stranger"])
def test_nobody_else_gives_posts(hall: Hall, who: str) -> None:
    with pytest.raises(NotYourPost):
        reviewer(hall, by=getattr(hall, who))
    assert posts_held(hall.wei, database_now()) == []
    assert not Entry.objects.exists()


def test_at_the_very_first_start_the_system_appoints_and_never_again(hall: Hall) -> None:
    with pytest.raises(NotYourPost):
        reviewer(hall, by=None)
    Post.objects.filter(role=Role.ADMIN_SECURITY).delete()
    first = reviewer(hall, by=None, user=hall.security, role=Role.ADMIN_SECURITY)
    assert Entry.objects.get().person == "系统" and first.user == hall.security


def test_the_same_post_is_not_held_twice_on_one_day(hall: Hall) -> None:
    reviewer(hall, until_date=date(2026, 6, 30))
    with pytest.raises(PostOverlaps):
        reviewer(hall, from_date=date(2026, 6, 30))
    reviewer(hall, from_date=date(2026, 7, 1))
    reviewer(hall, window=hall.window)
    reviewer(hall, organization=hall.water)
    with pytest.raises(PostOverlaps):
        reviewer(hall, window=hall.window)


def test_a_post_does_not_end_before_it_begins(hall: Hall) -> None:
    with pytest.raises(WrongDates):
        reviewer(hall, until_date=START - timedelta(days=1))


@pytest.mark.parametrize("second", [Role.ADMIN_AUDIT, Role.ADMIN_SYSTEM, Role.WINDOW_CLERK, Role.CENTER_DIRECTOR])
def test_the_three_administrators_are_three_persons_without_case_work(hall: Hall, second: Role) -> None:
    with pytest.raises(AdministratorsApart):
        reviewer(hall, user=hall.security, role=second)
    with pytest.raises(AdministratorsApart):
        reviewer(hall, user=hall.han, role=Role.ADMIN_AUDIT)


def test_an_administrators_deputy_does_no_case_work_either(hall: Hall) -> None:
    security = Post.objects.get(user=hall.security)
    approver = Post.objects.get(user=hall.ding)
    with pytest.raises(AdministratorsApart):
        name_deputy(by=hall.security, post=security, user=hall.lu, from_date=START)
    with pytest.raises(AdministratorsApart):
        name_deputy(by=hall.security, post=approver, user=hall.security, from_date=START)
    name_deputy(by=hall.security, post=security, user=hall.wei, from_date=START)
    with pytest.raises(AdministratorsApart):
        reviewer(hall)
    with pytest.raises(AdministratorsApart):
        name_deputy(by=hall.security, post=approver, user=hall.wei, from_date=START)


def test_a_post_that_ended_yesterday_gives_nothing_today(hall: Hall) -> None:
    today = local_date(database_now())
    post = Post.objects.get(user=hall.han)
    assert held(hall.han, role=Role.WINDOW_CLERK, at=database_now())
    end_post(by=hall.security, post=post, until_date=today - timedelta(days=1))
    assert posts_held(hall.han, database_now()) == []
    assert acting_holder(post, database_now()) == hall.han  # the row in hand is the old one
    post.refresh_from_db()
    assert acting_holder(post, database_now()) is None


@pytest.mark.parametrize("days", [-2, -400])
def test_a_post_is_not_taken_back_for_days_on_which_it_was_used(hall: Hall, days: int) -> None:
    post = Post.objects.get(user=hall.han)
    with pytest.raises(WrongDates):
        end_post(by=hall.security, post=post, until_date=local_date(database_now()) + timedelta(days=days))


def test_an_ended_post_is_not_made_longer(hall: Hall) -> None:
    today = local_date(database_now())
    post = Post.objects.get(user=hall.han)
    end_post(by=hall.security, post=post, until_date=today)
    with pytest.raises(WrongDates):
        end_post(by=hall.security, post=post, until_date=today + timedelta(days=1))
    with pytest.raises(NotYourPost):
        end_post(by=hall.han, post=post, until_date=today)


def test_a_leader_of_the_unit_names_the_deputy_and_a_clerk_does_not(hall: Hall) -> None:
    post = Post.objects.get(user=hall.ding)
    for who in (hall.han, hall.stranger, hall.wang):
        with pytest.raises(NotYourPost):
            name_deputy(by=who, post=post, user=hall.lu, from_date=START)
    reviewer(hall, role=Role.DEPARTMENT_HEAD)
    deputy = name_deputy(by=hall.wei, post=post, user=hall.lu, from_date=START)
    assert (deputy.user, deputy.rank) == (hall.lu, 1)
    assert Entry.objects.filter(type="organizations.deputy_named", subject_id=post.pk).exists()


def test_the_town_clerk_arranges_duty_in_the_towns_villages(hall: Hall) -> None:
    post = Post.objects.get(user=hall.shi)
    assert name_deputy(by=hall.wang, post=post, user=hall.stranger, from_date=START).post == post
    with pytest.raises(NotYourPost):
        name_deputy(by=hall.wang, post=Post.objects.get(user=hall.ding), user=hall.lu, from_date=START)


def test_nobody_is_his_own_deputy(hall: Hall) -> None:
    post = Post.objects.get(user=hall.ding)
    with pytest.raises(OwnDeputy):
        name_deputy(by=hall.security, post=post, user=hall.ding, from_date=START)
    Deputy.objects.create(post=post, user=hall.lu, from_date=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(user=hall.lu)


def test_one_rank_has_one_deputy_and_one_deputy_one_rank(hall: Hall) -> None:
    post = Post.objects.get(user=hall.ding)
    name_deputy(by=hall.security, post=post, user=hall.lu, from_date=START)
    for user, rank in ((hall.wei, 1), (hall.lu, 2)):
        with pytest.raises(DeputyTaken):
            name_deputy(by=hall.security, post=post, user=user, rank=rank, from_date=START)
    name_deputy(by=hall.security, post=post, user=hall.wei, rank=2, from_date=START)
    with pytest.raises(WrongDates):
        name_deputy(by=hall.security, post=post, user=hall.wang, rank=3, from_date=START, until_date=date(2025, 1, 1))


Leave = Callable[..., Absence]


@pytest.fixture
def leave(hall: Hall) -> Leave:
    def register(by: User, user: User, hours: tuple[float, float | None] = (-1, 8)) -> Absence:
        now = database_now()
        return register_absence(
            by=by,
            user=user,
            from_at=now + timedelta(hours=hours[0]),
            until_at=None if hours[1] is None else now + timedelta(hours=hours[1]),
            reason=Absence.Reason.ANNUAL_LEAVE,
        )

    return register


def test_who_goes_on_leave_says_so_and_the_deputy_steps_in_by_himself(hall: Hall, leave: Leave) -> None:
    post = Post.objects.get(user=hall.ding)
    Deputy.objects.create(post=post, user=hall.lu, from_date=START)
    absence = leave(hall.ding, hall.ding)
    assert acting_holder(post, database_now()) == hall.lu
    assert "年休假" in Entry.objects.get(subject_kind="absence").sentence()
    end_absence(by=hall.ding, absence=absence, until_at=database_now())
    assert acting_holder(post, database_now()) == hall.ding


def test_others_leave_is_registered_by_who_arranges_duty_there(hall: Hall, leave: Leave) -> None:
    for who in (hall.han, hall.stranger, hall.wang):
        with pytest.raises(NotYourPost):
            leave(who, hall.ding)
    assert not Absence.objects.exists()
    leave(hall.wang, hall.shi)
    reviewer(hall, role=Role.HALL_MANAGER)
    leave(hall.wei, hall.ding)
    assert Absence.objects.count() == 2


def test_a_person_is_away_once_at_a_time(hall: Hall, leave: Leave) -> None:
    leave(hall.ding, hall.ding, (-2, 1))
    with pytest.raises(AlreadyAbsent):
        leave(hall.ding, hall.ding, (0, None))
    leave(hall.ding, hall.ding, (2, None))
    with pytest.raises(WrongDates):
        leave(hall.lu, hall.lu, (2, 1))


def test_a_return_is_not_later_than_was_said(hall: Hall, leave: Leave) -> None:
    absence = leave(hall.ding, hall.ding)
    for hours in (-2, 9):
        with pytest.raises(WrongDates):
            end_absence(by=hall.ding, absence=absence, until_at=database_now() + timedelta(hours=hours))
    with pytest.raises(NotYourPost):
        end_absence(by=hall.stranger, absence=absence, until_at=database_now())


def test_no_act_lies_in_the_future(hall: Hall) -> None:
    with pytest.raises(ActOutOfTime):
        reviewer(hall, at=database_now() + timedelta(hours=1))
    assert posts_held(hall.wei, database_now()) == []
