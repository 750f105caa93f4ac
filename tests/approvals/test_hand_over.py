"""交接: what is in a clerk's hands at a window goes to a colleague there, all of it or nothing, and comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals import actions
from approvals.models import HandOver
from approvals.shifts.hands import colleagues_at, in_hands, under_way
from approvals.shifts.refusals import (
    HandedBack,
    NoSuchColleague,
    NoteMissing,
    NothingToHandBack,
    NothingToHandOver,
    NotInYourHands,
)
from kernel.accounts.models import User
from kernel.cases.models import Turn
from kernel.clocks.models import Clock
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions import tell
from kernel.notices.models import Notice
from kernel.organizations.models import Absence, Post, Role
from kernel.organizations.refusals import NotYourPost
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, post, staff

NOON = MONDAY + timedelta(hours=2)


@pytest.fixture
def two(cast: Cast) -> list[str]:
    """Two matters that wait for the clerk of C01."""
    return sorted(receive(cast).number for _each in range(2))


def hand_over(cast: Cast, numbers: list[str], **changes: Any) -> HandOver:
    facts = {"window": cast.window, "to": "zhoum", "note": "第二件等补一张表", "by": cast.clerk, "at": NOON}
    return actions.hand_over(numbers=numbers, **facts | changes)


def hands() -> dict[str, str]:
    """Who has which matter now."""
    return dict(Turn.objects.current().values_list("case__number", "post__user__username"))


def test_all_of_them_go_to_the_colleague_with_one_note(cast: Cast, two: list[str]) -> None:
    made = hand_over(cast, two)
    assert hands() == dict.fromkeys(two, "zhoum")
    turn = Turn.objects.current().get(case__number=two[0])
    assert (turn.step, turn.step_name, turn.from_at, turn.organization) == ("intake", "收件审看", NOON, cast.bureau)
    told = Entry.objects.filter(type="approvals.handed_over").order_by("pk")
    assert [entry.subject_number for entry in told] == two
    assert told[0].payload == {"step": "收件审看", "to": "周*", "note": "第二件等补一张表"}
    shift = Entry.objects.get(type="approvals.shift_handed_over")
    assert (shift.subject_number, shift.payload["count"], shift.person) == (made.number, 2, "韩*")
    assert list(in_hands(cast.clerk, cast.window, at=database_now())) == []


def test_the_colleague_is_told_once_and_works_on(cast: Cast, two: list[str]) -> None:
    hand_over(cast, two)
    tell(list(Entry.objects.order_by("pk")))
    notices = Notice.objects.filter(recipient=cast.second_clerk, entry__type="approvals.shift_handed_over")
    assert [notice.link for notice in notices] == [reverse("approvals:shift")]
    actions.accept(number=two[0], by=cast.second_clerk, at=NOON + timedelta(hours=1))


def test_one_that_is_not_in_her_hands_and_none_is_handed_over(cast: Cast, two: list[str]) -> None:
    actions.accept(number=two[1], by=cast.clerk, at=NOON)
    for wrong in (two[1], "99010120260907000000"):
        with pytest.raises(NotInYourHands) as refusal:
            hand_over(cast, [two[0], wrong])
        assert wrong in str(refusal.value)
    assert hands()[two[0]] == "hanx" and not HandOver.objects.exists()


def test_nobody_hands_over_what_another_has(cast: Cast, two: list[str]) -> None:
    with pytest.raises(NotInYourHands):
        hand_over(cast, two, by=cast.second_clerk, to="hanx")
    with pytest.raises(NotYourPost):
        hand_over(cast, two, by=cast.other_clerk)
    assert hands() == dict.fromkeys(two, "hanx")


@pytest.mark.parametrize("to", ["hanx", "ludy", "mengqh", "nobody", ""])
def test_only_a_colleague_of_this_window_takes_over(cast: Cast, two: list[str], to: str) -> None:
    with pytest.raises(NoSuchColleague):
        hand_over(cast, two, to=to)


def test_who_is_away_takes_nothing(cast: Cast, two: list[str]) -> None:
    third = staff("third", "第三")
    post(third, Role.WINDOW_CLERK, cast.bureau, cast.window)
    Absence.objects.create(user=cast.second_clerk, from_at=MONDAY, reason="training")
    User.objects.filter(pk=third.pk).update(is_active=False)
    with pytest.raises(NoSuchColleague):
        hand_over(cast, two)
    assert colleagues_at(cast.window, but=cast.clerk, at=NOON) == []


def test_a_hand_over_says_where_things_stand_and_names_something(cast: Cast, two: list[str]) -> None:
    with pytest.raises(NoteMissing):
        hand_over(cast, two, note=" ")
    with pytest.raises(NothingToHandOver):
        hand_over(cast, [])


@pytest.mark.parametrize("who", ["second_clerk", "clerk"])
def test_what_is_left_comes_back_by_either_of_the_two(cast: Cast, two: list[str], who: str) -> None:
    made = hand_over(cast, two)
    actions.accept(number=two[0], by=cast.second_clerk, at=NOON + timedelta(minutes=5))
    assert [given.waiting for given in under_way(getattr(cast, who), at=database_now())] == [1]
    actions.hand_back(hand_over=made.pk, by=getattr(cast, who), at=NOON + timedelta(hours=1))
    assert hands() == {two[0]: "mengqh", two[1]: "hanx"}
    assert Entry.objects.get(type="approvals.handed_back").subject_number == two[1]
    assert Entry.objects.get(type="approvals.shift_handed_back").payload["count"] == 1
    assert under_way(getattr(cast, who), at=database_now()) == []
    with pytest.raises(HandedBack):
        actions.hand_back(hand_over=made.pk, by=cast.clerk)


def test_nobody_else_hands_it_back(cast: Cast, two: list[str]) -> None:
    made = hand_over(cast, two)
    for key, who in ((made.pk, cast.other_clerk), (made.pk, cast.reviewer), (made.pk + 1, cast.clerk)):
        with pytest.raises(NotFound):
            actions.hand_back(hand_over=key, by=who)
    assert hands() == dict.fromkeys(two, "zhoum")


def test_nothing_comes_back_once_all_of_it_moved_on(cast: Cast, two: list[str]) -> None:
    made = hand_over(cast, two)
    for number in two:
        actions.accept(number=number, by=cast.second_clerk, at=NOON + timedelta(minutes=5))
    with pytest.raises(NothingToHandBack):
        actions.hand_back(hand_over=made.pk, by=cast.second_clerk)


def test_what_was_handed_on_once_more_comes_back_from_there(cast: Cast, two: list[str]) -> None:
    first = hand_over(cast, two)
    third = staff("third", "第三")
    post(third, Role.WINDOW_CLERK, cast.bureau, cast.window)
    hand_over(cast, [two[0]], by=cast.second_clerk, to="third", at=NOON + timedelta(minutes=5))
    actions.hand_back(hand_over=first.pk, by=cast.clerk, at=NOON + timedelta(minutes=9))
    assert hands() == {two[0]: "third", two[1]: "hanx"}


def test_the_database_refuses_a_hand_over_to_oneself(cast: Cast, two: list[str]) -> None:
    made = hand_over(cast, two)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(pk=made.pk).update(to_post=Post.objects.get(user=cast.clerk))
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(pk=made.pk).update(back_at=NOON)


def test_a_deadline_goes_on_as_it_was(cast: Cast, two: list[str]) -> None:
    clocks = Clock.objects.order_by("pk").values_list("subject_id", "kind", "due_at", "ended_at")
    before = list(clocks)
    hand_over(cast, two)
    assert before and list(clocks.all()) == before
