"""Who may sign for a card and report on it: the responsible post, and those above it; nobody else of the unit."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from ethics_monitor import actions, permissions
from ethics_monitor.models import Card
from ethics_monitor.queries.pages import of_my_posts
from ethics_monitor.sweep import sweep
from kernel.accounts.models import User
from kernel.organizations.models import Absence, Deputy, Post, Role, Window
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast, local, post, staff
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters

MORNING = local(2026, 9, 18, 9)
SAID = "已补作决定，今后每日核对"


@dataclass
class Unit:
    """The bureau with two windows and everybody who leads something, and a card for each of three posts."""

    people: dict[str, User]
    cards: dict[str, Card]


@pytest.fixture
def unit(matters: Matters) -> Unit:
    cast = matters.cast
    second = Window.objects.create(
        code="C02", name="另一窗口", organization=cast.bureau, service_point=cast.window.service_point
    )
    seats: dict[str, tuple[str, Any, Window | None]] = {
        "clerk of C02": (Role.WINDOW_CLERK, cast.bureau, second),
        "head of C02": (Role.WINDOW_HEAD, cast.bureau, second),
        "chief representative": (Role.CHIEF_REPRESENTATIVE, cast.bureau, None),
        "leader": (Role.DEPARTMENT_LEADER, cast.bureau, None),
        "colleague": (Role.REVIEWER, cast.bureau, None),
        "leader elsewhere": (Role.DEPARTMENT_LEADER, cast.other_bureau, None),
    }
    people = {name: staff(f"w{place}", name) for place, name in enumerate(seats)}
    for name, (role, organization, window) in seats.items():
        post(people[name], role, organization, window, name)
    people |= {
        "clerk of C01": cast.clerk, "head of C01": cast.second_clerk, "reviewer": cast.reviewer,
        "approver": cast.approver, "deputy": cast.deputy, "head": cast.department_head, "office": cast.supervisor,
        "discipline": cast.inspector, "clerk elsewhere": cast.other_clerk, "administrator": cast.administrator,
    }  # fmt: skip
    # as at the demo county's counters: the first clerk of a window leads it
    post(people["clerk of C02"], Role.WINDOW_HEAD, cast.bureau, second, "C02 窗口负责人")
    named = {
        "clerk of C01": Post.objects.get(user=cast.clerk),
        "reviewer": Post.objects.get(user=cast.reviewer),
        "approver": Post.objects.get(user=cast.approver),
        "chief representative": Post.objects.get(user=people["chief representative"]),
    }
    cases = {name: matters.open(post=holder) for name, holder in named.items()}
    for case in cases.values():
        matters.clock(case)
    sweep(at=PROMISED_DAY_AFTER)
    cards = {name: Card.objects.get(rule_code="T02", about_id=case.pk) for name, case in cases.items()}
    return Unit(people, cards)


HEADS = {"chief representative", "leader", "head"}
# whose card it is, and who may answer it; everybody else of the cast may not
MAY = {
    "clerk of C01": {"clerk of C01", "head of C01", *HEADS},
    "reviewer": {"reviewer", *HEADS},
    "approver": {"approver", *HEADS},
    "chief representative": HEADS,
}


def may(user: User, card: Card) -> bool:
    try:
        permissions.of_unit(user, card, at=MORNING)
    except NotYourPost:
        return False
    return True


@pytest.mark.parametrize("whose", MAY)
def test_the_responsible_post_and_those_above_it_answer(unit: Unit, whose: str) -> None:
    card = unit.cards[whose]
    assert {name for name, user in unit.people.items() if may(user, card)} == MAY[whose]


@pytest.mark.long
def test_the_list_of_ones_cards_holds_what_one_may_answer(unit: Unit) -> None:
    """The list is one query and the permission is asked card by card: they say the same."""
    for name, user in unit.people.items():
        listed = set(of_my_posts(user, at=MORNING).filter(colour="yellow"))
        assert listed == {card for card in unit.cards.values() if may(user, card)}, name


@pytest.mark.long
@pytest.mark.parametrize("who", ["clerk of C02", "head of C02", "head of C01", "colleague", "deputy", "discipline"])
def test_to_be_of_the_unit_is_not_enough(unit: Unit, who: str) -> None:
    card, user = unit.cards["approver"], unit.people[who]
    actions.take_over(number=card.number, by=unit.people["discipline"], reason="反复超期", at=MORNING)
    with pytest.raises(NotYourPost):
        actions.acknowledge(number=card.number, by=user, at=MORNING)
    actions.acknowledge(number=card.number, by=unit.people["approver"], at=MORNING)
    with pytest.raises(NotYourPost):
        actions.report_rectification(number=card.number, by=user, text=SAID, at=MORNING)
    # taken over or not, the unit answers
    assert actions.report_rectification(number=card.number, by=unit.people["leader"], text=SAID, at=MORNING)


def test_a_deputy_answers_while_the_holder_is_away(unit: Unit, cast: Cast) -> None:
    assert not may(cast.deputy, unit.cards["approver"])
    Absence.objects.create(user=cast.approver, from_at=local(2026, 9, 18, 8), reason="training")
    assert may(cast.deputy, unit.cards["approver"]) and not may(cast.deputy, unit.cards["reviewer"])


def test_the_deputy_of_a_window_head_answers_for_that_window_only(unit: Unit, cast: Cast) -> None:
    head = Post.objects.get(user=cast.second_clerk, role=Role.WINDOW_HEAD)
    Deputy.objects.create(post=head, user=unit.people["colleague"], rank=1, from_date=date(2020, 1, 1))
    Absence.objects.create(user=cast.second_clerk, from_at=local(2026, 9, 18, 8), reason="training")
    answers = {whose for whose, card in unit.cards.items() if may(unit.people["colleague"], card)}
    assert answers == {"clerk of C01"}


def test_a_post_that_has_ended_answers_nothing(unit: Unit, cast: Cast) -> None:
    Post.objects.filter(user=cast.reviewer).update(until_date=date(2026, 9, 17))
    assert not may(cast.reviewer, unit.cards["reviewer"])


def test_a_card_of_nobody_is_answered_by_the_heads(unit: Unit) -> None:
    card = unit.cards["clerk of C01"]
    Card.objects.filter(pk=card.pk).update(post=None, person=None)
    card.refresh_from_db()
    assert {name for name, user in unit.people.items() if may(user, card)} == HEADS
