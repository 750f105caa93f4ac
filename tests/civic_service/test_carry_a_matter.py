"""A villager's matter goes from the village through two bags to the county, and its result comes home."""

from datetime import timedelta
from uuid import uuid4

import pytest

from approvals import actions as hall
from approvals.refusals import NotReceivedHere
from civic_service import actions
from civic_service.actions import Paper
from civic_service.models import Bag, Errand
from civic_service.observers import expect_results
from civic_service.queries import to_send
from civic_service.refusals import (
    AlreadyEntrusted,
    BagLost,
    BagSettled,
    LineUnknown,
    MandateTermWrong,
    NotForAgents,
    NothingToSend,
    NotInHand,
    NotReturnedYet,
    NotThatCounter,
    PacketTaken,
    PaperUnknown,
    ReasonNeeded,
    WitnessesMissing,
)
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.organizations.models import Post
from kernel.organizations.refusals import NotYourPost
from tests.cast import MONDAY, Cast
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed, signed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def running(case: Case) -> dict[str, int]:
    """Kinds of the terms that run, with their days."""
    return dict(Clock.objects.of(case.ledger_subject).running().values_list("kind", "length"))


def said(case: Case) -> list[str]:
    return list(
        Entry.objects.filter(subject_kind="case", subject_id=case.pk)
        .order_by("position")
        .values_list("type", flat=True)
    )


@pytest.mark.long
def test_all_the_way_and_back(cast: Cast, countryside: Countryside) -> None:
    there = countryside
    errand = filed(cast, there)
    case = errand.case
    assert (case.state, case.phase, case.received_at, case.channel) == ("entrusted", "draft", None, "village")
    assert len(case.number) == 21 and running(case) == {"proxy_to_town": 3}
    assert current_turn(case).organization == there.room

    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[case.number], at=MONDAY + HOUR)
    assert (bag.receiver, bag.lines.get().originals_out) == (there.town, 1)
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={case.number: 1}, at=MONDAY + 2 * HOUR)
    assert running(case) == {"proxy_to_county": 1}
    assert current_turn(case).organization == there.town

    bag = actions.send_bag(
        by=there.town_clerk, leg="to_county", window=cast.window, numbers_of_cases=[case.number], at=MONDAY + 3 * HOUR
    )
    number = case.number
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1}, at=MONDAY + DAY)
    case.refresh_from_db()
    assert (case.number, case.state, case.received_at, case.window) == (number, "received", MONDAY + DAY, cast.window)
    assert running(case) == {"intake": 5}
    assert current_turn(case).post == Post.objects.get(user=cast.clerk)

    hall.accept(number=number, by=cast.clerk, at=MONDAY + DAY + HOUR)
    hall.complete_step(number=number, by=cast.reviewer, opinion="同意", at=MONDAY + 2 * DAY)
    hall.grant(number=number, by=cast.approver, at=MONDAY + 2 * DAY + HOUR)
    with pytest.raises(NotInHand):
        actions.send_bag(by=there.town_clerk, leg="back_to_village", numbers_of_cases=[number], at=MONDAY + 3 * DAY)
    bag = actions.send_bag(
        by=cast.clerk, leg="back_to_town", window=cast.window, numbers_of_cases=[number], at=MONDAY + 3 * DAY
    )
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1}, at=MONDAY + 3 * DAY + HOUR)
    bag = actions.send_bag(
        by=there.town_clerk, leg="back_to_village", numbers_of_cases=[number], at=MONDAY + 3 * DAY + 2 * HOUR
    )
    actions.receive_bag(by=there.second_agent, number=bag.number, counted={number: 1}, at=MONDAY + 3 * DAY + 3 * HOUR)
    with pytest.raises(NotReturnedYet):
        actions.call_back(by=there.agent, number=number, reached="yes", at=MONDAY + 3 * DAY + 3 * HOUR)
    actions.give_back(by=there.agent, number=number, receiver="李桂兰", at=MONDAY + 3 * DAY + 4 * HOUR)
    assert running(case)["proxy_call_back"] == 5
    tried = actions.call_back(by=there.agent, number=number, reached="no", at=MONDAY + 3 * DAY + 5 * HOUR)
    assert tried.called_at is None and running(case)["proxy_call_back"] == 5, "to be tried again"
    done = actions.call_back(by=there.agent, number=number, reached="yes", note="满意", at=MONDAY + 4 * DAY)
    assert done.reached == "yes" and "proxy_call_back" not in running(case)
    assert [kind for kind in said(case) if kind.startswith("civic_service")] == [
        "civic_service.filed",
        *["civic_service.on_the_road", "civic_service.handed_over"] * 2,
        # the picture of the sheet never came
        "civic_service.without_mandate",
        *["civic_service.on_the_road", "civic_service.handed_over"] * 2,
        "civic_service.returned",
        *["civic_service.called_back"] * 2,
    ]
    assert "李桂兰" not in "".join(entry.body for entry in Entry.objects.all())


def test_the_town_receives_only_what_lists_its_counter(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    facts = {"by": countryside.town_clerk, "number": errand.case.number, "window": countryside.counter}
    with pytest.raises(NotReceivedHere):
        actions.hand_in(**facts, at=MONDAY + 2 * HOUR)
    cast.item.receiving_windows.add(countryside.counter)
    handed = actions.hand_in(**facts, at=MONDAY + 2 * HOUR)
    assert (handed.case.state, handed.case.received_at) == ("received", MONDAY + 2 * HOUR)
    assert running(handed.case) == {"intake": 5}
    with pytest.raises(NotInHand):
        actions.hand_in(**facts, at=MONDAY + 3 * HOUR)


def test_one_packet_is_one_matter_and_two_contents_are_shown(cast: Cast, countryside: Countryside) -> None:
    packet = uuid4()
    first = filed(cast, countryside, packet=packet)
    again = filed(cast, countryside, packet=packet, by=countryside.second_agent, at=MONDAY + HOUR)
    assert again.pk == first.pk and Errand.objects.count() == 1
    later = signed(when=MONDAY - HOUR)
    assert filed(cast, countryside, packet=packet, signed=later, at=MONDAY + HOUR).pk == first.pk
    with pytest.raises(PacketTaken) as refused:
        filed(cast, countryside, packet=packet, papers=[Paper("m1", originals=2)], at=MONDAY + HOUR)
    assert first.case.number in refused.value.sentence
    others = signed(witnesses=("田秀英", "石大山"))
    with pytest.raises(AlreadyEntrusted):
        filed(cast, countryside, by=countryside.second_agent, signed=others, at=MONDAY + HOUR)
    assert Case.objects.count() == 1


def test_what_may_not_be_filed(cast: Cast, countryside: Countryside) -> None:
    with pytest.raises(WitnessesMissing):
        filed(cast, countryside, signed=signed(witnesses=("田小禾", " ")))
    with pytest.raises(PaperUnknown):
        filed(cast, countryside, papers=[Paper("m9", originals=1)])
    for until in (MONDAY.date() - DAY, MONDAY.date() + 366 * DAY):
        with pytest.raises(MandateTermWrong):
            filed(cast, countryside, signed=signed(until=until))
    with pytest.raises(NotYourPost):
        filed(cast, countryside, by=countryside.town_clerk)
    Post.objects.filter(user=countryside.agent).update(until_date=(MONDAY - DAY).date())
    with pytest.raises(NotYourPost):
        filed(cast, countryside)
    cast.item.case_kind = "other"
    with pytest.raises(NotForAgents):
        filed(cast, countryside, by=countryside.second_agent)
    assert not Case.objects.exists() and not Errand.objects.exists()


def test_a_bag_is_short_received_once_and_only_where_it_is_addressed(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    with pytest.raises(NothingToSend):
        actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[], at=MONDAY + HOUR)
    with pytest.raises(NotInHand):
        actions.send_bag(
            by=countryside.other_agent, leg="to_town", numbers_of_cases=[errand.case.number], at=MONDAY + HOUR
        )
    facts = {"by": countryside.agent, "leg": "to_town", "numbers_of_cases": [errand.case.number]}
    bag = actions.send_bag(**facts, at=MONDAY + HOUR)
    with pytest.raises(NotInHand):
        actions.send_bag(**facts, at=MONDAY + HOUR)
    with pytest.raises(NotYourPost):
        actions.receive_bag(by=countryside.other_town_clerk, number=bag.number, counted={}, at=MONDAY + 2 * HOUR)
    with pytest.raises(LineUnknown):
        actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={"9": 1}, at=MONDAY + 2 * HOUR)
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={}, at=MONDAY + 2 * HOUR)
    assert said(errand.case)[-1] == "civic_service.short"
    assert running(errand.case) == {"proxy_to_town": 3}
    with pytest.raises(BagSettled) as refused:
        actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={}, at=MONDAY + 3 * HOUR)
    assert "签收" in refused.value.sentence
    # what was not in the bag lies where it was, and travels again
    again = actions.send_bag(**facts, at=MONDAY + 3 * HOUR)
    actions.receive_bag(
        by=countryside.town_clerk, number=again.number, counted={errand.case.number: 0}, at=MONDAY + 4 * HOUR
    )
    assert said(errand.case)[-1] == "civic_service.short"
    assert running(errand.case) == {"proxy_to_county": 1}


def test_a_lost_bag_gives_its_matters_back(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number], at=MONDAY + HOUR)
    with pytest.raises(ReasonNeeded):
        actions.lose_bag(by=countryside.town_clerk, number=bag.number, reason=" ", at=MONDAY + 2 * HOUR)
    with pytest.raises(NotYourPost):
        actions.lose_bag(by=countryside.other_town_clerk, number=bag.number, reason="没到", at=MONDAY + 2 * HOUR)
    actions.lose_bag(by=countryside.town_clerk, number=bag.number, reason="车上没有", at=MONDAY + 2 * HOUR)
    with pytest.raises(BagLost) as refused:
        actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={}, at=MONDAY + 3 * HOUR)
    assert "找到了" in refused.value.sentence
    assert list(to_send("to_town", unit=countryside.room)) == [errand]


def test_the_county_leg_goes_to_a_counter_that_receives_the_item(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    facts = {"by": countryside.town_clerk, "leg": "to_county", "numbers_of_cases": [errand.case.number]}
    with pytest.raises(NotThatCounter) as refused:
        actions.send_bag(**facts, window=cast.other_window, at=MONDAY + 2 * HOUR)
    assert "C01" in refused.value.sentence
    bag = actions.send_bag(**facts, window=cast.window, at=MONDAY + 2 * HOUR)
    for stranger in (cast.other_clerk, countryside.town_clerk):
        with pytest.raises(NotYourPost):
            actions.receive_bag(by=stranger, number=bag.number, counted={}, at=MONDAY + 3 * HOUR)
    assert Bag.objects.on_the_road().get() == bag


def test_a_mandate_recalled_on_the_road_is_not_received(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    number = errand.case.number
    bag = actions.send_bag(
        by=countryside.town_clerk, leg="to_county", window=cast.window, numbers_of_cases=[number], at=MONDAY + 2 * HOUR
    )
    with pytest.raises(NotYourPost):
        actions.recall(by=countryside.other_agent, number=number, reason="不办了", at=MONDAY + 3 * HOUR)
    recalled = actions.recall(by=countryside.agent, number=number, reason="村民不办了", at=MONDAY + 3 * HOUR)
    assert recalled.case.state == "recalled" and running(recalled.case) == {}
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1}, at=MONDAY + 4 * HOUR)
    case = Case.objects.get(number=number)
    assert (case.state, case.received_at) == ("recalled", None)
    with pytest.raises(NotInHand):
        actions.give_back(by=countryside.agent, number=number, receiver="李桂兰", at=MONDAY + 5 * HOUR)


def test_what_the_organ_has_received_is_no_longer_recalled_here(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    cast.item.receiving_windows.add(countryside.counter)
    actions.hand_in(
        by=countryside.town_clerk, number=errand.case.number, window=countryside.counter, at=MONDAY + 2 * HOUR
    )
    ended = actions.recall(by=countryside.agent, number=errand.case.number, reason="不办了", at=MONDAY + 3 * HOUR)
    assert ended.case.state == "received" and ended.mandate.revoked_at is not None
    assert "intake" in running(ended.case)


@pytest.mark.long
def test_the_term_to_bring_a_result_home_begins_once_with_the_decision(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    cast.item.receiving_windows.add(countryside.counter)
    number = errand.case.number
    actions.hand_in(by=countryside.town_clerk, number=number, window=countryside.counter, at=MONDAY + 2 * HOUR)
    hall.accept(number=number, by=countryside.town_clerk, at=MONDAY + 3 * HOUR)
    hall.complete_step(number=number, by=cast.reviewer, opinion="", at=MONDAY + 4 * HOUR)
    expect_results(list(Entry.objects.all()))
    assert "proxy_return" not in running(errand.case)
    hall.grant(number=number, by=cast.approver, at=MONDAY + 5 * HOUR)
    expect_results(list(Entry.objects.all()))
    expect_results(list(Entry.objects.all()))
    back = Clock.objects.of(errand.case.ledger_subject).get(kind="proxy_return")
    assert (back.started_at, back.length) == (MONDAY + 5 * HOUR, 2)
