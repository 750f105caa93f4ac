"""轮到谁: one answer everywhere. A window's first clerk has its cases; whoever acted keeps them."""

from datetime import timedelta

import pytest

from approvals import actions
from approvals.whose import person_of
from kernel.accounts.models import User
from kernel.cases.models import Case, Turn
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed
from kernel.ledger.locking import database_now
from kernel.organizations.models import Absence, Deputy, Role
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, later, post, staff


@pytest.fixture
def b_post(cast: Cast) -> User:
    """徐玉鹏, B 岗 of C01, who has nothing waiting while 韩雪 has."""
    clerk = staff("xuyp", "徐玉鹏")
    post(clerk, Role.WINDOW_CLERK, cast.bureau, cast.window, "C01 窗口 B 岗")
    return clerk


def turn(case: Case) -> Turn:
    found = current_turn(case)
    assert found is not None
    return found


def person(case: Case, at=MONDAY) -> User | None:
    return person_of(turn(case), at=at)


def test_a_windows_first_clerk_has_its_cases_however_many_wait(cast: Cast, b_post: User) -> None:
    for _each in range(3):
        assert person(receive(cast)) == cast.clerk


def test_whoever_sent_the_notice_gets_the_papers_that_answer_it(cast: Cast, b_post: User) -> None:
    case = receive(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=b_post, lines={"m2": "缺"}, at=MONDAY)
    actions.supplement(number=case.number, by=b_post, materials=("m2",), at=later(MONDAY, hours=1))
    assert person(case) == b_post


def test_after_the_notice_it_comes_back_to_the_first_clerk_who_sent_it(cast: Cast, b_post: User) -> None:
    receive(cast)
    case = receive(cast, materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "缺"}, at=MONDAY)
    actions.supplement(number=case.number, by=cast.second_clerk, materials=("m2",), at=later(MONDAY, hours=1))
    assert person(case) == cast.clerk


def test_while_she_is_away_her_deputy_is_named_and_the_post_stays_hers(cast: Cast, b_post: User) -> None:
    hers = cast.clerk.posts.get()
    Deputy.objects.create(post=hers, user=cast.second_clerk, rank=1, from_date=hers.from_date)
    Absence.objects.create(user=cast.clerk, from_at=MONDAY, until_at=MONDAY + timedelta(days=1), reason="training")
    case = receive(cast, by=b_post)
    assert turn(case).post == hers and person(case) == cast.second_clerk
    assert person(case, at=MONDAY + timedelta(days=2)) == cast.clerk


def test_away_without_a_deputy_the_window_goes_on(cast: Cast, b_post: User) -> None:
    Absence.objects.create(user=cast.clerk, from_at=MONDAY, reason="training")
    assert person(receive(cast, by=b_post)) == b_post


def test_the_verb_that_was_pressed_is_the_one_refused(cast: Cast) -> None:
    case = actions.accept(number=receive(cast).number, by=cast.clerk, at=MONDAY)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=MONDAY)
    actions.grant(number=case.number, by=cast.approver, at=MONDAY)
    facts = {"number": case.number, "by": cast.approver, "at": database_now()}
    pressed = {
        "不能办“不予许可”": lambda: actions.deny(reason="不符", **facts),
        "不能办“准予许可”": lambda: actions.grant(**facts),
        "不能办“转下一环节”": lambda: actions.complete_step(opinion="", **facts),
        "不能办“退回上一环节”": lambda: actions.return_step(reason="再看", **facts),
        "不能办“勾收材料”": lambda: actions.tick_material(number=case.number, by=cast.clerk, code="m1", received=True),
    }
    for words, act in pressed.items():
        with pytest.raises(MoveNotAllowed) as refusal:
            act()
        assert f"现在是“准予许可”，{words}" in refusal.value.sentence
