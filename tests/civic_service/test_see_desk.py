"""What each desk has before it: the two day counts, her own month, what was short, an errand by its number."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import actions as hall
from civic_service import actions
from civic_service.models import Bag, Errand, Mandate
from civic_service.piles import NO_COUNTER, piles_of_town
from civic_service.queries import counts_of, month_of
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ItemVersion
from kernel.ledger.locking import database_now
from kernel.organizations.models import ServicePoint, Window
from kernel.workdays.zone import local_date
from tests.cast import MONDAY, Cast
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed, signed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def desk(client: Client, user: User) -> Any:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("civic_service:desk"))


def look_up(client: Client, user: User, typed: str) -> Any:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(reverse("look_up"), {"q": typed})


def other_villager() -> Applicant:
    said = {"name": "周大山", "id_kind": "passport", "id_number": "E00000077", "phone": "16100000077"}
    return register_applicant(kind="natural", **said)


@pytest.mark.long
def test_the_agent_sees_her_own_term_and_the_organs(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    number = errand.case.number
    before = counts_of([errand], now=MONDAY + 2 * HOUR)[errand.pk]
    assert before.own is not None and before.organ is None
    bag = actions.send_bag(
        by=countryside.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window, at=MONDAY + 2 * HOUR
    )
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1}, at=MONDAY + 3 * HOUR)
    hall.accept(number=number, by=cast.clerk, at=MONDAY + 4 * HOUR)
    after = counts_of([errand], now=MONDAY + 5 * HOUR)[errand.pk]
    assert after.own is None and after.organ is not None
    # eight working days promised, twenty by statute: two weekends are worked around a week of holidays
    assert (after.organ.promised_due, after.organ.statutory_due) == (date(2026, 9, 17), date(2026, 10, 10))
    for page in (desk(client, countryside.agent), client.get(reverse("civic_service:errand", args=[number]))):
        said = page.content.decode()
        assert "机关最迟" in said and "9月17日" in said
    assert "逐日说明" in said


def test_many_errands_cost_no_more_queries_than_one(cast: Cast, countryside: Countryside) -> None:
    filed(cast, countryside, at=None)
    filed(cast, countryside, at=None, applicant=other_villager())
    errands = list(Errand.objects.all())
    with CaptureQueriesContext(connection) as one:
        counts_of(errands[:1], now=database_now())
    with CaptureQueriesContext(connection) as both:
        counts_of(errands, now=database_now())
    assert len(both) == len(one)


def test_each_agent_counts_her_own_month(cast: Cast, countryside: Countryside) -> None:
    mine = filed(cast, countryside, at=None)
    others = signed(witnesses=("田秀英", "石大山"))
    theirs = filed(cast, countryside, at=None, by=countryside.second_agent, applicant=other_villager(), signed=others)
    since = database_now() - DAY
    month = month_of(countryside.agent, countryside.room, since=since)
    assert (month.filed, month.of_room) == (1, 2)
    actions.take_over(number=mine.case.number)
    actions.recall(by=countryside.second_agent, number=theirs.case.number, reason="不办了")
    mine_now = month_of(countryside.agent, countryside.room, since=since)
    theirs_now = month_of(countryside.second_agent, countryside.room, since=since)
    assert (mine_now.taken_over, mine_now.recalled) == (1, 0)
    assert (theirs_now.taken_over, theirs_now.recalled) == (0, 1)


@pytest.mark.long
def test_what_was_short_stands_on_both_desks(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    assert "近一个月与清单不符的" not in desk(client, countryside.town_clerk).content.decode()
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={number: 0})
    for user in (countryside.town_clerk, countryside.agent):
        said = desk(client, user).content.decode()
        assert "近一个月与清单不符的" in said and "原件应有 1，实收 0" in said
    assert "近一个月与清单不符的" not in desk(client, countryside.other_town_clerk).content.decode()


def test_an_errand_is_found_by_the_number_of_its_mandate(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    there = reverse("civic_service:errand", args=[errand.case.number])
    for asked in (errand.mandate.number, errand.case.number, errand.mandate.number.lower()):
        assert look_up(client, countryside.agent, asked)["Location"] == there
    absent = look_up(client, countryside.other_town_clerk, errand.mandate.number)
    assert absent.status_code == 200 and "没有找到" in absent.content.decode()
    assert f'href="{reverse("civic_service:desk")}"' in absent.content.decode(), "her own tabs stay"


def test_a_bag_is_found_by_its_number(client: Client, cast: Cast, countryside: Countryside) -> None:
    number = filed(cast, countryside).case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + HOUR)
    there = reverse("civic_service:bag", args=[bag.number])
    for user in (countryside.agent, countryside.town_clerk):
        assert look_up(client, user, bag.number.lower())["Location"] == there
    for stranger in (countryside.other_town_clerk, cast.clerk):
        assert "没有找到" in look_up(client, stranger, bag.number).content.decode()


def test_what_needs_the_person_is_shown_with_its_reason(client: Client, cast: Cast, countryside: Countryside) -> None:
    ItemVersion.objects.filter(pk=cast.item.pk).update(needs_person="要当场按指纹")
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("civic_service:choose"), {"q": "医疗"}).content.decode()
    assert "要当场按指纹" in page and reverse("civic_service:filing", args=[cast.item.item.code]) not in page


@pytest.mark.long
def test_what_no_counter_receives_stays_in_sight(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    cast.item.receiving_windows.clear()
    said = desk(client, countryside.town_clerk).content.decode()
    assert "县里没有窗口收的" in said and errand.case.number in said
    cast.item.receiving_windows.add(countryside.counter)
    assert "县里没有窗口收的" not in desk(client, countryside.town_clerk).content.decode()


@pytest.mark.long
def test_a_counter_in_its_organs_own_house_has_its_pile(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    bureau = cast.window.organization
    house = ServicePoint.objects.create(organization=bureau, name="局机关办事处")
    own = Window.objects.create(code="B01", name="局内综合", organization=bureau, service_point=house)
    cast.item.receiving_windows.set([own])
    said = desk(client, countryside.town_clerk).content.decode()
    assert "县里没有窗口收的" not in said and "送县里 B01 窗口" in said and errand.case.number in said
    # where the hall receives it too, it goes there as before
    cast.item.receiving_windows.add(cast.window)
    assert [pile.window for pile in piles_of_town(countryside.town)] == [cast.window]
    cast.item.receiving_windows.set([own])
    bag = actions.send_bag(
        by=countryside.town_clerk, leg="to_county", numbers_of_cases=[errand.case.number], window=own
    )
    assert bag.receiver == bureau
    # another town's counter is none of the county's
    other = ServicePoint.objects.create(organization=countryside.other_town, name="柳林镇便民服务中心")
    theirs = Window.objects.create(code="100-1", name="综合", organization=countryside.other_town, service_point=other)
    cast.item.receiving_windows.set([theirs])
    second = at_town(cast, countryside, at=MONDAY + DAY, applicant=cast.applicant)
    [pile] = piles_of_town(countryside.town)
    assert (pile.leg, list(pile.errands)) == (NO_COUNTER, [second])


def returned(cast: Cast, there: Countryside) -> Errand:
    """Refused at the county's counter, and its papers given back at the town."""
    number = at_town(cast, there).case.number
    bag = actions.send_bag(by=there.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window)
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1})
    hall.refuse(number=number, by=cast.clerk, reason="不属于本机关职权范围")
    bag = actions.send_bag(by=cast.clerk, leg="back_to_town", numbers_of_cases=[number], window=cast.window)
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    return actions.give_back(by=there.town_clerk, number=number, receiver="李桂兰")


@pytest.mark.long
def test_whom_to_call_stands_beside_the_last_day_for_it(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = returned(cast, countryside)
    due = counts_of([errand], now=database_now())[errand.pk].own
    assert due is not None and due.first_due is not None
    for user in (countryside.agent, countryside.town_clerk):
        said = desk(client, user).content.decode()
        assert "最迟回访" in said and f"{due.first_due.month}月{due.first_due.day}日" in said
    page = client.get(reverse("civic_service:errand", args=[errand.case.number])).content.decode()
    assert "最迟回访" in page and "代办最迟" not in page and "村民手里" in page
    actions.call_back(by=countryside.agent, number=errand.case.number, reached="yes")
    assert "最迟回访" not in desk(client, countryside.agent).content.decode()


@pytest.mark.long
def test_whoever_closed_a_bag_finds_it_again(client: Client, cast: Cast, countryside: Countryside) -> None:
    returned(cast, countryside)
    up, down, back = (Bag.objects.get(leg=leg) for leg in ("to_county", "back_to_town", "to_town"))
    for user, mine, others in ((cast.clerk, down, up), (countryside.town_clerk, up, down)):
        said = desk(client, user).content.decode()
        sent = said[said.index("近一个月交出的代办袋") :]
        assert mine.number in sent and others.number not in sent
    assert (
        "近一个月交出的代办袋" in desk(client, countryside.agent).content.decode() and back.sender == countryside.room
    )


@pytest.mark.long
def test_a_bag_on_the_road_is_listed_however_old(
    client: Client, cast: Cast, countryside: Countryside, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, now = countryside, database_now()

    def sent(days: int, applicant: Applicant | None = None) -> Bag:
        errand = filed(cast, there, at=None, applicant=applicant or there.villager)
        bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[errand.case.number])
        Bag.objects.filter(pk=bag.pk).update(sent_at=now - days * DAY)
        return bag

    old = sent(70)
    # a month ago less a day: of the last calendar month, whatever day it is today
    lately, past = sent(30, cast.applicant), sent(40, other_villager())
    for bag in (lately, past):
        Bag.objects.filter(pk=bag.pk).update(received_by=there.town_clerk, received_at=now)
    said = desk(client, there.agent).content.decode()
    listed = said[said.index("近一个月交出的代办袋") :]
    assert old.number in listed and lately.number in listed and past.number not in listed
    assert listed.index(old.number) < listed.index(lately.number) and "条，一共" not in said
    monkeypatch.setattr("civic_service.pages.desk.MOST_SENT", 1)
    monkeypatch.setattr("civic_service.pages.desk.MOST_ON_THE_ROAD", 1)
    said = desk(client, there.agent).content.decode()
    listed = said[said.index("近一个月交出的代办袋") :]
    assert old.number in listed and lately.number not in listed and "这里只列 1 条，一共 2 条" in listed
    assert "这里只列 1 条，一共 3 条" in said[: said.index("近一个月交出的代办袋")]
    town = desk(client, there.town_clerk).content.decode()
    opened = town[town.index("近一个月签收的代办袋") :]
    assert lately.number in opened or past.number in opened
    assert "这里只列 1 条，一共 2 条" in opened


@pytest.mark.long
def test_a_mandate_that_expired_on_the_road_is_received_and_said(
    client: Client, cast: Cast, countryside: Countryside
) -> None:
    there, errand = countryside, filed(cast, countryside, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    page = reverse("civic_service:bag", args=[bag.number])
    client.force_login(there.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "委托已到期" not in client.get(page).content.decode()
    yesterday = local_date(database_now()) - DAY
    Mandate.objects.filter(pk=errand.mandate_id).update(until_day=yesterday)
    said = client.get(page).content.decode()
    assert "委托已到期" in said and "不能再往前送" in said
    assert "已到期" in client.get(reverse("civic_service:errand", args=[number])).content.decode()
    Mandate.objects.filter(pk=errand.mandate_id).update(until_day=yesterday + DAY)
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    bag = actions.send_bag(by=there.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window)
    Mandate.objects.filter(pk=errand.mandate_id).update(until_day=yesterday)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    said = client.get(reverse("civic_service:bag", args=[bag.number])).content.decode()
    assert "委托已到期" in said and "照常收件" in said
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1})
    errand.case.refresh_from_db()
    assert errand.case.state == "received"
