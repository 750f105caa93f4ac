"""Who holds which post when; the SQL of the sweep says the same as the Python of the pages."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kernel.organizations.models import Absence, Deputy, Post, Role
from kernel.organizations.queries import (
    acting_holder,
    acting_holders,
    actor,
    held,
    posts_held,
    posts_without_anyone,
    remedies,
    roster,
    scope_of,
)
from kernel.organizations.refusals import NotYourPost
from tests.organizations.conftest import DAY, NOON, Hall, person
from tests.organizations.conftest import _region as region


def acting_by_sql(post: Post, at: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT acting_holder(%s, %s)", [post.pk, at])
        answer: int | None = cursor.fetchone()[0]
    return answer


def test_a_post_is_held_on_its_last_day_and_not_on_the_next(hall: Hall, approver_post: Post) -> None:
    approver_post.until_date = DAY
    approver_post.save()
    last_moment = NOON.replace(hour=23, minute=59, second=59)
    assert [each.post for each in posts_held(hall.ding, last_moment)] == [approver_post]
    assert posts_held(hall.ding, last_moment + timedelta(seconds=1)) == []
    assert posts_held(hall.ding, NOON.replace(year=2025)) == []


def test_the_stranger_holds_and_sees_nothing(hall: Hall, with_deputies: Post) -> None:
    assert posts_held(hall.stranger, NOON) == []
    assert scope_of(hall.stranger, NOON).nothing
    assert not scope_of(hall.han, NOON).nothing
    with pytest.raises(NotYourPost):
        held(hall.stranger, roles=list(Role), at=NOON)


def test_a_closed_account_holds_nothing_and_its_deputy_steps_in(hall: Hall, with_deputies: Post) -> None:
    hall.ding.is_active = False
    hall.ding.save()
    assert posts_held(hall.ding, NOON) == []
    assert acting_holder(with_deputies, NOON) == hall.lu
    assert acting_by_sql(with_deputies, NOON) == hall.lu.pk


def test_the_deputy_acts_exactly_while_the_holder_is_away(
    hall: Hall, with_deputies: Post, away: Callable[..., Absence]
) -> None:
    away(hall.ding)
    assert held(hall.lu, role=Role.APPROVER, at=NOON).acting
    # the first instant of the absence counts, the last does not: it is the moment of return
    assert acting_holder(with_deputies, NOON - timedelta(hours=1)) == hall.lu
    assert acting_holder(with_deputies, NOON + timedelta(hours=1)) == hall.ding
    with pytest.raises(NotYourPost):
        held(hall.lu, role=Role.APPROVER, at=NOON + timedelta(hours=1))
    # leave does not take the post away
    assert not held(hall.ding, role=Role.APPROVER, at=NOON).acting


def test_the_second_deputy_acts_only_when_the_first_is_away_too(
    hall: Hall, with_deputies: Post, away: Callable[..., Absence]
) -> None:
    away(hall.ding)
    with pytest.raises(NotYourPost):
        held(hall.wei, role=Role.APPROVER, at=NOON)
    away(hall.lu)
    assert held(hall.wei, role=Role.APPROVER, at=NOON).acting
    with pytest.raises(NotYourPost):
        held(hall.lu, role=Role.APPROVER, at=NOON)


def test_a_post_with_nobody_to_step_in_stays_with_its_holder_and_is_told(
    hall: Hall, approver_post: Post, away: Callable[..., Absence]
) -> None:
    assert posts_without_anyone(NOON) == []
    away(hall.ding)
    assert acting_holder(approver_post, NOON) == hall.ding
    assert posts_without_anyone(NOON) == [approver_post]
    Deputy.objects.create(post=approver_post, user=hall.lu, from_date=DAY, until_date=DAY)
    assert posts_without_anyone(NOON) == []
    assert posts_without_anyone(NOON + timedelta(days=1)) == []


def test_asking_for_many_posts_costs_no_more_queries(
    hall: Hall, with_deputies: Post, django_assert_num_queries: Any
) -> None:
    posts = list(Post.objects.select_related("user"))
    with django_assert_num_queries(2):
        assert len(acting_holders(posts, NOON)) == len(posts) > 5


def test_a_post_of_another_day_has_no_holder(hall: Hall, approver_post: Post) -> None:
    before = NOON.replace(year=2025)
    assert acting_holder(approver_post, before) is None
    assert acting_by_sql(approver_post, before) is None


def test_a_window_post_covers_its_window_and_a_unit_post_every_window(hall: Hall) -> None:
    assert held(hall.han, role=Role.WINDOW_CLERK, window=hall.window, at=NOON).post.window == hall.window
    with pytest.raises(NotYourPost):
        held(hall.han, role=Role.WINDOW_CLERK, window=hall.other_window, at=NOON)
    assert held(hall.ding, role=Role.APPROVER, window=hall.other_window, at=NOON)
    with pytest.raises(NotYourPost):
        held(hall.ding, role=Role.APPROVER, organization=hall.water, at=NOON)
    with pytest.raises(NotYourPost):
        held(hall.ding, role=Role.REVIEWER, at=NOON)


def test_scopes_follow_the_posts(hall: Hall) -> None:
    assert scope_of(hall.jiang, NOON).everything
    assert scope_of(hall.han, NOON).organization_ids == {hall.bureau.pk}
    assert scope_of(hall.han, NOON).window_ids == {hall.window.pk}
    town = scope_of(hall.wang, NOON)
    assert town.region_codes == {hall.town.code, hall.village.code}
    assert town.organization_ids == {hall.town_centre.pk, hall.village_room.pk}
    village = scope_of(hall.shi, NOON)
    assert village.region_codes == {hall.village.code}
    assert village.organization_ids == {hall.village_room.pk}


def test_the_acting_deputy_sees_what_the_holder_sees(
    hall: Hall, with_deputies: Post, away: Callable[..., Absence]
) -> None:
    assert scope_of(hall.wei, NOON).nothing
    away(hall.ding)
    away(hall.lu)
    assert scope_of(hall.wei, NOON).organization_ids == {hall.bureau.pk}


@pytest.mark.parametrize("role", [Role.ADMIN_SYSTEM, Role.ADMIN_SECURITY, Role.ADMIN_AUDIT])
def test_no_administrator_sees_a_case(hall: Hall, role: Role) -> None:
    Post.objects.create(user=hall.stranger, role=role, organization=hall.bureau, from_date=DAY)
    scope = scope_of(hall.stranger, NOON)
    assert scope.nothing
    assert scope.roles == {role}


def test_a_village_that_moved_away_leaves_the_town_clerks_scope(hall: Hall) -> None:
    other = region("990101100000", "柳林镇", "town", hall.county)
    hall.village.parent = other
    hall.village.valid_from = DAY
    hall.village.save()
    former = region(hall.village.code[:-1] + "9", "上岭村", "village", hall.town)
    former.code, former.valid_until, former.merged_into = hall.village.code, DAY, hall.village
    former.save()
    assert hall.village.code not in scope_of(hall.wang, NOON).region_codes


def test_the_ledgers_words_are_masked(hall: Hall) -> None:
    who = actor(held(hall.ding, role=Role.APPROVER, at=NOON))
    assert (who.person, who.post, who.organization, who.region) == ("丁*凡", "批准人", "BM01", "990101000000")


def test_the_ledger_is_written_in_chinese_and_tells_who_stands_in(
    hall: Hall, with_deputies: Post, away: Callable[..., Absence]
) -> None:
    away(hall.ding)
    with override("en"):
        assert actor(held(hall.lu, role=Role.APPROVER, at=NOON)).post == "批准人（顶岗）"


def test_a_refusal_can_name_its_remedies(hall: Hall) -> None:
    named = remedies(hall.bureau)
    assert (named.review_organ, named.review_days, named.court_months) == ("示范县人民政府", 60, 6)


# hours from 2026-10-12 00:00 UTC; the windows are small so that edges meet often
HOUR = st.integers(0, 96)
SPAN = st.tuples(HOUR, st.integers(1, 48))
DATES = st.tuples(st.integers(0, 4), st.integers(0, 4))


class DeputyWindows(TestCase):
    """Random absences and deputies: exactly one answers, Python and SQL name the same one."""

    @given(
        absences=st.lists(st.tuples(st.integers(0, 3), SPAN), max_size=6),
        deputies=st.lists(st.tuples(st.integers(1, 3), DATES), max_size=3),
        post_days=DATES,
        closed=st.sets(st.integers(0, 3), max_size=2),
        hour=HOUR,
    )
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @pytest.mark.long
    def test_exactly_one_answers(self, absences, deputies, post_days, closed, hour) -> None:
        start = datetime(2026, 10, 12, tzinfo=NOON.tzinfo)
        first_day = date(2026, 10, 12)
        people = [person(f"p{index}", "某某") for index in range(4)]
        county = region("990101000000", "示范县", "county", None)
        unit = county.organizations.create(code="BM01", identifier="b", name="某局", kind="own")

        def days(pair: tuple[int, int]) -> dict[str, date]:
            return {
                "from_date": first_day + timedelta(days=pair[0]),
                "until_date": first_day + timedelta(days=pair[0] + pair[1]),
            }

        post = Post.objects.create(user=people[0], role=Role.APPROVER, organization=unit, **days(post_days))
        for rank, (index, pair) in enumerate(dict(deputies).items(), start=1):
            Deputy.objects.create(post=post, user=people[index], rank=rank, **days(pair))
        busy: dict[int, int] = {}
        for index, (begin, length) in sorted(absences):
            if begin >= busy.get(index, 0):
                busy[index] = begin + length
                Absence.objects.create(
                    user=people[index],
                    from_at=start + timedelta(hours=begin),
                    until_at=start + timedelta(hours=begin + length),
                    reason="other",
                )
        for index in closed:
            people[index].is_active = False
            people[index].save()
        at = start + timedelta(hours=hour)
        answer = acting_holder(post, at)
        assert (answer.pk if answer else None) == acting_by_sql(post, at)
        span = roster(Q(pk=post.pk), start - timedelta(days=30), start + timedelta(days=30))
        assert [span.acting(each, at) for each in span.of_day(at)] == ([answer] if answer else [])
        acting = [user for user in people if any(each.acting for each in posts_held(user, at))]
        if answer is None or answer == people[0]:
            assert acting == []
        else:
            assert acting == [answer]
