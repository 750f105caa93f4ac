"""Where the agent may not take the result, his papers come home and no word says that the result did."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions as hall
from civic_service import actions
from civic_service.events import HANDED_OVER, ON_THE_ROAD, PAPERS_RETURNED, RETURNED
from civic_service.letters import ErrandFiles
from civic_service.models import Errand
from civic_service.told import words_of
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from tests.cast import MONDAY, Cast
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed, signed
from tests.civic_service.test_bring_home import DAY, carried, granted

pytestmark = pytest.mark.django_db


def home(cast: Cast, there: Countryside, errand: Errand, *, at: datetime | None = None) -> None:
    carried(cast.clerk, "back_to_town", errand, there.town_clerk, window=cast.window, at=at)
    carried(there.town_clerk, "back_to_village", errand, there.agent, at=at and at + HOUR)


def said_of(errand: Errand, *types: str) -> list[str]:
    """What the villager is told of entries of these types, in order."""
    entries = list(Entry.objects.filter(subject_id=errand.pk, subject_kind="case", type__in=types).order_by("pk"))
    words = words_of(entries)
    return [str(words[entry.pk].text) for entry in entries]


@pytest.mark.long
def test_without_leave_to_take_it_papers_alone_are_spoken_of(
    client: Client, cast: Cast, countryside: Countryside
) -> None:
    errand = granted(cast, countryside, signed=signed(scope=["submit"]))
    home(cast, countryside, errand)
    number = errand.case.number
    on_the_way = said_of(errand, ON_THE_ROAD.code, HANDED_OVER.code)[-4:]
    assert all("您的材料" in said and "办好的结果交" not in said and "结果送到" not in said for said in on_the_way)
    assert all("由机关交给您" in said for said in on_the_way)
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("civic_service:errand", args=[number])).content.decode()
    assert "结果没有随来" in page and "结果和原件一起交" not in page
    actions.give_back(by=countryside.agent, number=number, receiver="李桂兰")
    assert Case.objects.get(pk=errand.pk).state == "granted"
    assert not Entry.objects.filter(type=RETURNED.code).exists()
    [entry] = Entry.objects.filter(type=PAPERS_RETURNED.code)
    [told] = said_of(errand, PAPERS_RETURNED.code)
    assert "材料已退到" in told and "由机关交给您" in told
    assert "由机关交给您" in ErrandFiles([entry]).result(entry, ErrandFiles([entry]).errand(entry))
    assert Clock.objects.running().filter(subject_id=errand.pk, kind="proxy_call_back").exists()


@pytest.mark.long
def test_with_leave_to_take_it_the_result_is_spoken_of(cast: Cast, countryside: Countryside) -> None:
    errand = granted(cast, countryside)
    home(cast, countryside, errand)
    actions.give_back(by=countryside.agent, number=errand.case.number, receiver="李桂兰")
    assert all("办好的结果" in said for said in said_of(errand, ON_THE_ROAD.code, HANDED_OVER.code)[-4:])
    [told] = said_of(errand, RETURNED.code)
    assert "结果和原件已交到" in told and not Entry.objects.filter(type=PAPERS_RETURNED.code).exists()


@pytest.mark.long
@pytest.mark.parametrize(("over", "with_result"), [("before the way home", False), ("on the way home", True)])
def test_a_mandate_that_expired_before_the_way_home_brings_the_papers_alone(
    cast: Cast, countryside: Countryside, over: str, with_result: bool
) -> None:
    there, until = countryside, MONDAY.date() + (DAY if over == "before the way home" else 2 * DAY)
    errand = at_town(cast, there)
    errand.mandate.until_day = until
    errand.mandate.save()
    carried(there.town_clerk, "to_county", errand, cast.clerk, window=cast.window, at=MONDAY + 2 * HOUR)
    number = errand.case.number
    hall.accept(number=number, by=cast.clerk, at=MONDAY + 3 * HOUR)
    hall.complete_step(number=number, by=cast.reviewer, opinion="材料齐全", at=MONDAY + 4 * HOUR)
    hall.grant(number=number, by=cast.approver, at=MONDAY + 5 * HOUR)
    # the second leg, and the villager's door, lie after its last day in either case
    carried(cast.clerk, "back_to_town", errand, there.town_clerk, window=cast.window, at=MONDAY + 2 * DAY)
    carried(there.town_clerk, "back_to_village", errand, there.agent, at=MONDAY + 3 * DAY)
    actions.give_back(by=there.agent, number=number, receiver="李桂兰", at=MONDAY + 3 * DAY + HOUR)
    said = said_of(errand, ON_THE_ROAD.code, HANDED_OVER.code)[-4:]
    assert [("办好的结果" in each and "您的材料" not in each) for each in said] == [with_result] * 4
    assert Entry.objects.filter(type=RETURNED.code).exists() is with_result
    assert Case.objects.get(pk=errand.pk).state == ("delivered" if with_result else "granted")


def test_a_withdrawn_matter_has_no_result(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    carried(countryside.town_clerk, "to_county", errand, cast.clerk, window=cast.window, at=MONDAY + 2 * HOUR)
    hall.withdraw(number=errand.case.number, by=cast.clerk, reason="不办了", at=MONDAY + 3 * HOUR)
    home(cast, countryside, errand, at=MONDAY + 4 * HOUR)
    actions.give_back(by=countryside.agent, number=errand.case.number, receiver="李桂兰", at=MONDAY + 6 * HOUR)
    assert all("您的材料" in said for said in said_of(errand, ON_THE_ROAD.code)[-2:])
    assert not Entry.objects.filter(type=RETURNED.code).exists()
    assert filed(cast, countryside, at=MONDAY + DAY).pk != errand.pk
