"""What goes back to the villager: the result with his originals, or his papers alone where the mandate has ended."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions as hall
from approvals.models import DeliveryRecord
from civic_service import actions
from civic_service.events import PAPERS_RETURNED, RECOUNTED, SHORT
from civic_service.models import BagLine, Errand
from civic_service.observers import expect_results
from civic_service.refusals import (
    MandateAllowsLess,
    MandateOver,
    MandateTermWrong,
    NoResultYet,
    NotInHand,
    WitnessesNotTwo,
)
from ethics_monitor import actions as supervision
from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.accounts.actions import register_applicant
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.organizations.queries import posts_held
from tests.cast import MONDAY, Cast, local
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed, signed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def carried(by: Any, leg: str, errand: Errand, to: Any, *, found: int = 1, **more: Any) -> str:
    """One leg: closed by one, opened by the other half an hour later."""
    at = more.pop("at", None)
    number = errand.case.number
    bag = actions.send_bag(by=by, leg=leg, numbers_of_cases=[number], at=at, **more)
    actions.receive_bag(by=to, number=bag.number, counted={number: found}, at=at and at + HOUR / 2)
    return bag.number


def granted(cast: Cast, there: Countryside, **changes: Any) -> Errand:
    """Carried to the county, received there and granted."""
    errand = filed(cast, there, at=None, **changes)
    carried(there.agent, "to_town", errand, there.town_clerk)
    carried(there.town_clerk, "to_county", errand, cast.clerk, window=cast.window)
    number = errand.case.number
    hall.accept(number=number, by=cast.clerk)
    hall.complete_step(number=number, by=cast.reviewer, opinion="材料齐全")
    hall.grant(number=number, by=cast.approver)
    return fresh(errand)


def fresh(errand: Errand) -> Errand:
    return Errand.objects.with_row().get(pk=errand.pk)


def test_before_there_is_a_result_nothing_is_given_back(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    with pytest.raises(NoResultYet):
        actions.give_back(by=countryside.agent, number=errand.case.number, receiver="李桂兰")
    assert fresh(errand).returned_at is None


@pytest.mark.long
def test_the_organ_has_delivered_when_the_result_leaves_with_the_agent(cast: Cast, countryside: Countryside) -> None:
    errand = granted(cast, countryside)
    carried(cast.clerk, "back_to_town", errand, countryside.town_clerk, window=cast.window)
    case = Case.objects.get(pk=errand.pk)
    assert case.state == "delivered"
    record = DeliveryRecord.objects.get(case=case)
    assert (record.receiver, record.receiver_is) == (countryside.agent.full_name, "agent")
    assert not Clock.objects.running().filter(subject_id=case.pk, kind="delivery").exists()
    carried(countryside.town_clerk, "back_to_village", errand, countryside.agent)
    assert case.turns.current().get().organization == countryside.room
    actions.give_back(by=countryside.agent, number=case.number, receiver="李桂兰")
    assert not case.turns.current().exists()


@pytest.mark.long
def test_who_may_not_take_the_result_carries_the_papers_alone(cast: Cast, countryside: Countryside) -> None:
    errand = granted(cast, countryside, signed=signed(scope=["submit"]))
    carried(cast.clerk, "back_to_town", errand, countryside.town_clerk, window=cast.window)
    case = Case.objects.get(pk=errand.pk)
    assert case.state == "granted" and not DeliveryRecord.objects.exists()
    assert case.turns.current().get().organization != countryside.town


@pytest.mark.long
@pytest.mark.parametrize("how", ["recalled", "taken_over"])
def test_papers_of_an_ended_mandate_go_home(client: Client, cast: Cast, countryside: Countryside, how: str) -> None:
    errand = at_town(cast, countryside)
    number = errand.case.number
    if how == "recalled":
        actions.recall(by=countryside.agent, number=number, reason="不办了")
    else:
        actions.take_over(number=number)
    client.force_login(countryside.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert number in client.get(reverse("civic_service:desk")).content.decode()
    with pytest.raises(NotInHand):
        actions.give_back(by=countryside.agent, number=number, receiver="李桂兰")
    carried(countryside.town_clerk, "back_to_village", errand, countryside.agent)
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    assert number in client.get(reverse("civic_service:desk")).content.decode()
    page = client.get(reverse("civic_service:errand", args=[number])).content.decode()
    assert "只退还材料" in page and 'name="paper"' in page
    said = {"receiver": "李桂兰", "paper": ["m1"], "idempotency_key": str(uuid4())}
    assert client.post(reverse("civic_service:errand_verb", args=[number, "give-back"]), said).status_code == 302
    assert Entry.objects.filter(type=PAPERS_RETURNED.code, subject_id=errand.pk).count() == 1
    assert not errand.mandate.papers.filter(originals__gt=0, given_back_at=None).exists()
    assert not Clock.objects.running().filter(subject_id=errand.pk).exists()


@pytest.mark.long
def test_recalled_on_the_road_to_the_county_it_goes_home_from_there(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside, at=MONDAY)
    number = errand.case.number
    bag = actions.send_bag(
        by=countryside.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window, at=MONDAY + 2 * HOUR
    )
    actions.recall(by=countryside.agent, number=number, reason="不办了", at=MONDAY + 3 * HOUR)
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1}, at=MONDAY + 4 * HOUR)
    assert fresh(errand).case.state == "recalled"
    carried(cast.clerk, "back_to_town", errand, countryside.town_clerk, window=cast.window, at=MONDAY + 5 * HOUR)
    assert fresh(errand).place == countryside.town


def test_in_the_room_it_is_given_back_where_it_lies(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    actions.recall(by=countryside.agent, number=errand.case.number, reason="不办了")
    actions.give_back(by=countryside.agent, number=errand.case.number, receiver="李桂兰")
    assert fresh(errand).returned_at is not None


def test_the_next_bag_says_what_the_last_one_held(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    carried(countryside.agent, "to_town", errand, countryside.town_clerk, found=0)
    carried(countryside.town_clerk, "to_county", errand, cast.clerk, found=0, window=cast.window)
    assert list(BagLine.objects.order_by("pk").values_list("originals_out", "originals_in")) == [(1, 0), (0, 0)]
    assert Entry.objects.filter(type=SHORT.code).count() == 1


@pytest.mark.long
def test_what_an_organ_keeps_is_said_when_the_bag_is_closed(cast: Cast, countryside: Countryside) -> None:
    errand = granted(cast, countryside)
    number = errand.case.number
    carried(
        cast.clerk, "back_to_town", errand, countryside.town_clerk, found=0, window=cast.window, counted={number: 0}
    )
    [entry] = Entry.objects.filter(type=RECOUNTED.code)
    assert (entry.facts()["originals"], entry.facts()["found"]) == (0, 1)
    assert not Entry.objects.filter(type=SHORT.code).exists()
    carried(countryside.town_clerk, "back_to_village", errand, countryside.agent, found=0)
    actions.give_back(by=countryside.agent, number=number, receiver="李桂兰", papers=[])
    assert errand.mandate.papers.filter(originals__gt=0, given_back_at=None).count() == 1
    assert fresh(errand).originals == 1


def test_a_blank_is_not_a_count(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    client.force_login(countryside.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    said = {"case": [number], f"originals_{number}": " ", "idempotency_key": str(uuid4())}
    answer = client.post(reverse("civic_service:bag_verb", args=[bag.number, "receive"]), said)
    assert answer.status_code == 422 or answer.status_code == 400
    assert "原件份数没有填" in answer.content.decode()
    bag.refresh_from_db()
    assert bag.received_at is None


def test_a_mandate_that_is_over_carries_nothing_on(cast: Cast, countryside: Countryside) -> None:
    until = MONDAY.date() + DAY
    errand = filed(cast, countryside, signed=signed(until=until))
    number = errand.case.number
    with pytest.raises(MandateOver):
        actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + 2 * DAY)
    actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + DAY)


def test_a_mandate_that_lets_nobody_hand_in_is_not_taken(cast: Cast, countryside: Countryside) -> None:
    with pytest.raises(MandateAllowsLess):
        filed(cast, countryside, signed=signed(scope=["receive"]))


@pytest.mark.parametrize(
    "two",
    [
        *[("田小禾", "田小禾"), ("李桂兰", "田小禾"), ("田小禾", "石玉芬")],
        *[("石 玉芬", "田小禾"), ("田小禾", "李\u3000桂·兰"), ("阿依·古丽", "阿依•古丽"), ("ＡＢ", "ab")],
    ],
)
def test_witnesses_are_two_others(cast: Cast, countryside: Countryside, two: tuple[str, str]) -> None:
    with pytest.raises(WitnessesNotTwo):
        filed(cast, countryside, signed=signed(witnesses=two))


def test_a_mandate_is_measured_from_the_day_it_was_signed(cast: Cast, countryside: Countryside) -> None:
    day = signed(until=MONDAY.date(), when=MONDAY)
    errand = filed(cast, countryside, signed=day, at=MONDAY + DAY)
    assert errand.mandate.signed_at == MONDAY and errand.mandate.until_day == MONDAY.date()
    longest = signed(until=MONDAY.date() + 366 * DAY, when=MONDAY)
    with pytest.raises(MandateTermWrong):
        filed(cast, countryside, applicant=cast.applicant, signed=longest, at=MONDAY + DAY)
    # a clock that stood still for longer than a packet may wait does not make a mandate of then
    with pytest.raises(MandateTermWrong):
        filed(cast, countryside, applicant=cast.applicant, signed=day, at=MONDAY + 32 * DAY)


def test_who_gives_a_childs_mandate_is_no_witness_of_it(cast: Cast, countryside: Countryside) -> None:
    child = register_applicant(
        kind="natural",
        name="李小宝",
        id_kind="resident_id",
        id_number="990101201804120019",
        contact_name="赵磊",
        contact_phone="16100000031",
        guardian=countryside.villager,
    )
    with pytest.raises(WitnessesNotTwo):
        filed(cast, countryside, applicant=child, signed=signed(witnesses=("田小禾", "李桂兰")))
    assert filed(cast, countryside, applicant=child).mandate.first_witness == "田小禾"


def cards() -> list[tuple[str, str]]:
    return list(Card.objects.order_by("pk").values_list("rule_code", "organization_code"))


def test_who_does_not_sign_for_a_bag_answers_for_its_lateness(cast: Cast, countryside: Countryside) -> None:
    supervision.install_rules(at=local(2026, 1, 5))
    errand = filed(cast, countryside)
    actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number], at=MONDAY + HOUR)
    sweep(at=MONDAY + 4 * DAY)
    assert cards() == [("V01", countryside.town.code)]


def test_what_was_not_in_the_bag_is_the_senders_lateness(cast: Cast, countryside: Countryside) -> None:
    supervision.install_rules(at=local(2026, 1, 5))
    errand, other = filed(cast, countryside), filed(cast, countryside, applicant=cast.applicant)
    numbers = [errand.case.number, other.case.number]
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=numbers, at=MONDAY + HOUR)
    counted = {other.case.number: 1}
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted=counted, at=MONDAY + 2 * HOUR)
    assert errand.case.turns.current().get().organization == countryside.room
    assert other.case.turns.current().get().organization == countryside.town
    sweep(at=MONDAY + 4 * DAY)
    late = Card.objects.filter(rule_code="V01").values_list("about_id", "organization_code")
    assert set(late) == {(errand.pk, countryside.room.code), (other.pk, countryside.town.code)}


def test_who_closed_a_bag_answers_for_what_it_says(cast: Cast, countryside: Countryside) -> None:
    supervision.install_rules(at=local(2026, 1, 5))
    errand = filed(cast, countryside)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number], at=MONDAY + HOUR)
    counted = {errand.case.number: 0}
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted=counted, at=MONDAY + 2 * DAY)
    judge(list(Entry.objects.filter(type=SHORT.code)))
    assert cards() == [("V02", countryside.room.code)]
    assert Card.objects.get().true_at == MONDAY + HOUR


@pytest.mark.long
def test_a_result_that_lies_in_the_room_is_the_rooms_lateness(cast: Cast, countryside: Countryside) -> None:
    supervision.install_rules(at=local(2026, 1, 5))
    start = MONDAY
    errand = filed(cast, countryside, at=start)
    carried(countryside.agent, "to_town", errand, countryside.town_clerk, at=start + HOUR)
    carried(countryside.town_clerk, "to_county", errand, cast.clerk, window=cast.window, at=start + 2 * HOUR)
    number = errand.case.number
    hall.accept(number=number, by=cast.clerk, at=start + 3 * HOUR)
    hall.complete_step(number=number, by=cast.reviewer, opinion="材料齐全", at=start + 4 * HOUR)
    hall.grant(number=number, by=cast.approver, at=start + 5 * HOUR)
    expect_results(list(Entry.objects.all()))
    carried(cast.clerk, "back_to_town", errand, countryside.town_clerk, window=cast.window, at=start + 6 * HOUR)
    carried(countryside.town_clerk, "back_to_village", errand, countryside.agent, at=start + 7 * HOUR)
    sweep(at=start + 4 * DAY)
    assert ("V05", countryside.room.code) in cards()
    assert [each.post.organization for each in posts_held(countryside.agent, start)] == [countryside.room]
