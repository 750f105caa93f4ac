"""A bag that was said to be lost turns up: with its receiver, with its sender, and too late for a matter of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.models import Bag, BagLine, Errand
from civic_service.queries import to_give, to_send
from civic_service.refusals import BagLost, BagNotLost, BagSettled, LineUnknown, NothingAside, ReasonNeeded
from kernel.accounts.models import User
from kernel.cases.queries import current_turn
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from tests.cast import MONDAY, Cast
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed
from tests.civic_service.test_carry_a_matter import running, said

pytestmark = [pytest.mark.django_db, pytest.mark.long]
DAY = timedelta(days=1)


def lost(there: Countryside, *errands: Errand) -> Bag:
    """Closed in the room an hour after the filing, said to be lost an hour later by the town's clerk."""
    numbers = [errand.case.number for errand in errands]
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=numbers, at=MONDAY + HOUR)
    return actions.lose_bag(by=there.town_clerk, number=bag.number, reason="车上没有", at=MONDAY + 2 * HOUR)


def find(bag: Bag, errand: Errand, *, by: User, originals: int = 1, hours: int = 3) -> Bag:
    counted = {errand.case.number: originals}
    return actions.find_bag(by=by, number=bag.number, counted=counted, at=MONDAY + hours * HOUR)


def again(errand: Errand) -> Errand:
    return Errand.objects.with_row().get(pk=errand.pk)


def test_its_receiver_has_it_and_the_matter_goes_on_from_there(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside)
    bag = lost(there, errand)
    assert (bag.lost_by, bag.lost_at) == (there.town_clerk, MONDAY + 2 * HOUR)
    assert current_turn(errand.case).organization == there.room
    find(bag, errand, by=there.town_clerk)
    bag.refresh_from_db()
    assert (bag.found_with, bag.received_by, bag.received_at) == (there.town, there.town_clerk, MONDAY + 3 * HOUR)
    assert (bag.lost_by, bag.lost_at, bag.lost_because) == (there.town_clerk, MONDAY + 2 * HOUR, "车上没有")
    assert again(errand).place == there.town and list(to_send("to_county", unit=there.town)) == [errand]
    assert running(errand.case) == {"proxy_to_county": 1}
    assert current_turn(errand.case).organization == there.town
    assert said(errand.case)[-1] == "civic_service.found"
    with pytest.raises(BagSettled) as refused:
        find(bag, errand, by=there.town_clerk, hours=4)
    assert "签收" in refused.value.sentence
    with pytest.raises(BagSettled):
        actions.lose_bag(by=there.agent, number=bag.number, reason="又没了", at=MONDAY + 4 * HOUR)


def test_at_a_counter_of_the_county_it_is_received_by_the_organ(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    facts = {"leg": "to_county", "window": cast.window, "numbers_of_cases": [errand.case.number]}
    bag = actions.send_bag(by=countryside.town_clerk, **facts, at=MONDAY + 2 * HOUR)
    actions.lose_bag(by=countryside.town_clerk, number=bag.number, reason="班车没带到", at=MONDAY + 3 * HOUR)
    find(bag, errand, by=cast.clerk, hours=26)
    case = again(errand).case
    assert (case.state, case.received_at, case.window) == ("received", MONDAY + 26 * HOUR, cast.window)
    assert running(case) == {"intake": 5}


def test_its_sender_finds_it_and_sends_it_again(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside)
    bag = lost(there, errand)
    find(bag, errand, by=there.second_agent, originals=0)
    bag.refresh_from_db()
    errand = again(errand)
    assert (bag.found_with, errand.place, errand.originals) == (there.room, there.room, 0)
    assert running(errand.case) == {"proxy_to_town": 3} and current_turn(errand.case).organization == there.room
    assert not Entry.objects.filter(type="civic_service.bag_received").exists()
    facts = {"leg": "to_town", "numbers_of_cases": [errand.case.number]}
    second = actions.send_bag(by=there.agent, **facts, at=MONDAY + 4 * HOUR)
    assert second.lines.get().originals_out == 0


def test_who_may_not_and_what_is_not_lost(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside)
    facts = {"leg": "to_town", "numbers_of_cases": [errand.case.number]}
    bag = actions.send_bag(by=there.agent, **facts, at=MONDAY + HOUR)
    with pytest.raises(BagNotLost):
        find(bag, errand, by=there.town_clerk, hours=2)
    actions.lose_bag(by=there.agent, number=bag.number, reason="丢在路上", at=MONDAY + 2 * HOUR)
    for stranger in (there.other_agent, there.other_town_clerk, cast.clerk):
        with pytest.raises(NotYourPost):
            find(bag, errand, by=stranger)
    with pytest.raises(LineUnknown):
        actions.find_bag(by=there.agent, number=bag.number, counted={"9": 1}, at=MONDAY + 3 * HOUR)
    with pytest.raises(BagLost):
        actions.lose_bag(by=there.agent, number=bag.number, reason="丢在路上", at=MONDAY + 3 * HOUR)
    bag.refresh_from_db()
    assert bag.received_at is None and again(errand).place == there.room


def test_what_was_not_in_it_lies_where_it_lay(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    bag = lost(countryside, errand)
    actions.find_bag(by=countryside.town_clerk, number=bag.number, counted={}, at=MONDAY + 3 * HOUR)
    assert said(errand.case)[-1] == "civic_service.short"
    assert again(errand).place == countryside.room and running(errand.case) == {"proxy_to_town": 3}


def test_papers_of_a_mandate_that_ended_meanwhile_go_home_from_there(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside)
    bag = lost(there, errand)
    actions.take_over(number=errand.case.number, at=MONDAY + 2 * HOUR)
    assert list(to_give(there.room)) == [errand]
    find(bag, errand, by=there.town_clerk)
    assert list(to_give(there.room)) == [] and list(to_send("back_to_village", unit=there.town)) == [errand]
    assert again(errand).case.state == "taken_over" and not bag.lines.get().aside


def test_a_matter_that_went_on_with_other_papers_stays_there_and_these_go_home(
    cast: Cast, countryside: Countryside
) -> None:
    there, errand = countryside, filed(cast, countryside)
    bag = lost(there, errand)
    number = errand.case.number
    second = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + 3 * HOUR)
    find(bag, errand, by=there.town_clerk, hours=4)
    line = BagLine.objects.get(bag=bag)
    assert (line.aside, line.originals_in) == (True, 1) and said(errand.case)[-1] == "civic_service.found_aside"
    assert again(errand).place == there.room and running(errand.case) == {"proxy_to_town": 3}
    actions.receive_bag(by=there.town_clerk, number=second.number, counted={number: 1}, at=MONDAY + 5 * HOUR)
    assert again(errand).place == there.town

    give = {"number": bag.number, "case": number, "at": MONDAY + 6 * HOUR}
    with pytest.raises(NotYourPost):
        actions.give_found(by=there.agent, **give, receiver="李桂兰")
    with pytest.raises(ReasonNeeded):
        actions.give_found(by=there.town_clerk, **give, receiver=" ")
    actions.give_found(by=there.town_clerk, **give, receiver="李桂兰")
    line.refresh_from_db()
    assert (line.given_at, line.given_to) == (MONDAY + 6 * HOUR, "李桂兰")
    assert said(errand.case)[-1] == "civic_service.found_given"
    with pytest.raises(NothingAside):
        actions.give_found(by=there.town_clerk, **give, receiver="李桂兰")
    assert "李桂兰" not in "".join(entry.body for entry in Entry.objects.all())


def test_a_second_bag_that_was_lost_too_is_no_other_way(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside)
    bag = lost(there, errand)
    facts = {"leg": "to_town", "numbers_of_cases": [errand.case.number]}
    second = actions.send_bag(by=there.agent, **facts, at=MONDAY + 3 * HOUR)
    actions.lose_bag(by=there.agent, number=second.number, reason="也丢了", at=MONDAY + 4 * HOUR)
    find(bag, errand, by=there.town_clerk, hours=5)
    assert again(errand).place == there.town
    find(second, errand, by=there.town_clerk, hours=6)
    assert second.lines.get().aside and running(errand.case) == {"proxy_to_county": 1}


def test_the_desks_show_what_is_lost_and_the_page_takes_it_in(
    client: Client, cast: Cast, countryside: Countryside
) -> None:
    there, errand = countryside, filed(cast, countryside, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.lose_bag(by=there.town_clerk, number=bag.number, reason="车上没有")
    for user in (there.agent, there.town_clerk):
        client.force_login(user)
        assert "丢失还没有找到的代办袋" in client.get(reverse("civic_service:desk")).text
    page = reverse("civic_service:bag", args=[bag.number])
    assert "车上没有" in client.get(page).text and there.town_clerk.full_name in client.get(page).text
    post = {"case": [number], f"originals_{number}": "1", "idempotency_key": "find-1"}
    assert client.post(reverse("civic_service:bag_verb", args=[bag.number, "find"]), post).status_code == 302
    assert again(errand).place == there.town
    assert "丢失还没有找到的代办袋" not in client.get(reverse("civic_service:desk")).text


def test_the_desk_gives_back_what_was_put_aside(client: Client, cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.lose_bag(by=there.agent, number=bag.number, reason="车上没有")
    actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.find_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    client.force_login(there.town_clerk)
    assert "找到后要退还村民的材料" in client.get(reverse("civic_service:desk")).text
    post = {"case": number, "receiver": "李桂兰", "idempotency_key": "give-1"}
    assert client.post(reverse("civic_service:bag_verb", args=[bag.number, "give-found"]), post).status_code == 302
    assert "找到后要退还村民的材料" not in client.get(reverse("civic_service:desk")).text
