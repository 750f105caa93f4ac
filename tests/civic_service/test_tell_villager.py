"""Each step of the road is told: by message where there is a mobile, else as a line of the call list."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from civic_service import actions
from civic_service.events import FILED, HANDED_OVER, LOST, ON_THE_ROAD, RECALLED, SHORT, TAKEN_OVER
from civic_service.models import Bag
from civic_service.told import words_of
from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Channel, Delivery, Notice
from kernel.notices.queries import calls_of
from kernel.workdays.words import last_day_words
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed


@pytest.fixture(autouse=True)
def routes(cast: Cast) -> None:
    plant_routes()


def tell_all() -> None:
    tell(list(Entry.objects.order_by("pk")))


def told(channel: str) -> list[str]:
    """Types of the entries that were told by this channel, in order."""
    return list(
        Delivery.objects.filter(channel=channel).order_by("pk").values_list("entry__type", flat=True)
    )  # fmt: skip


def test_without_a_mobile_somebody_calls(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={number: 1})
    tell_all()
    assert told(Channel.CALL) == [FILED.code, ON_THE_ROAD.code, HANDED_OVER.code]
    assert told(Channel.SMS) == []
    assert calls_of(countryside.agent, database_now()).count() == 3
    assert calls_of(cast.clerk, database_now()).count() == 0


def test_with_a_mobile_a_message_goes(cast: Cast, countryside: Countryside, settings: Any) -> None:
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    errand = filed(cast, countryside, applicant=cast.applicant, at=None)
    actions.take_over(number=errand.case.number)
    tell_all()
    assert told(Channel.SMS) == [FILED.code, TAKEN_OVER.code]
    assert Notice.objects.filter(recipient=countryside.agent, entry__type=TAKEN_OVER.code).exists()
    assert Notice.objects.filter(recipient=countryside.town_clerk, entry__type=TAKEN_OVER.code).exists()
    assert not Notice.objects.filter(recipient__in=(countryside.other_agent, countryside.other_town_clerk)).exists()


def test_a_short_bag_is_told_at_both_ends(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, packet=uuid4(), at=None)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={number: 0})
    tell_all()
    for person in (countryside.agent, countryside.second_agent, countryside.town_clerk):
        assert Notice.objects.filter(recipient=person, entry__type=SHORT.code).count() == 1


@pytest.mark.parametrize("found", [{}, {"originals": 0}])
def test_what_was_not_in_the_bag_is_not_called_miscounted(
    cast: Cast, countryside: Countryside, found: dict[str, int]
) -> None:
    errand = filed(cast, countryside, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    counted = {number: found["originals"]} if found else {}
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted=counted)
    [entry] = Entry.objects.filter(type=SHORT.code)
    said = str(words_of([entry])[entry.pk].text)
    assert ("袋里没有这一件" in said) is not bool(found)
    assert ("应有原件 1 份，实收 0 份" in said) is bool(found)


def test_recalled_on_the_road_he_fetches_them_where_the_bag_goes(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number])
    actions.recall(by=countryside.agent, number=errand.case.number, reason="不办了")
    [entry] = Entry.objects.filter(type=RECALLED.code)
    assert "材料请到松山乡便民服务中心取" in str(words_of([entry])[entry.pk].text)


def test_a_recall_is_told_too(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    actions.recall(by=countryside.agent, number=errand.case.number, reason="不办了")
    tell_all()
    assert RECALLED.code in told(Channel.CALL)


@pytest.mark.long
def test_a_lost_bag_is_told_of_each_matter_at_both_ends_and_on_its_page(
    cast: Cast, countryside: Countryside, settings: Any
) -> None:
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    errand = filed(cast, countryside, applicant=cast.applicant, at=None)
    other = filed(cast, countryside, at=None)
    numbers = [errand.case.number, other.case.number]
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=numbers)
    actions.lose_bag(by=countryside.town_clerk, number=bag.number, reason="车翻进河里")
    tell_all()
    assert set(Entry.objects.filter(type=LOST.code).values_list("subject_number", flat=True)) == set(numbers)
    for person in (countryside.agent, countryside.second_agent, countryside.town_clerk):
        assert Notice.objects.filter(recipient=person, entry__type=LOST.code).count() == 2
    assert not Notice.objects.filter(recipient=countryside.other_town_clerk).exists()
    message = Delivery.objects.get(entry__type=LOST.code, channel=Channel.SMS).text
    assert message == (
        f"对不起，“第三类医疗器械经营许可”（{errand.case.number}）：您的材料在路上丢了。怎么补，请马上和代办员商量。"
        "有事找上岭村便民服务室石同志，电话161-0000-0001。"
    )
    call = Delivery.objects.get(entry__type=LOST.code, channel=Channel.CALL)
    assert "原件 1 份" in call.text and "松山乡便民服务中心" in call.text and "河" not in call.text + message
    mine = Client()
    mine.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    notice = Notice.objects.get(recipient=cast.citizen, entry__type=LOST.code)
    page = mine.get(notice.link).content.decode()
    assert "装袋交出，送往松山乡便民服务中心" in page and "送往松山乡便民服务中心的路上丢了" in page


def test_a_villager_is_told_what_goes_home(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, applicant=cast.applicant, at=None)
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    tell_all()
    sent = Entry.objects.get(type=ON_THE_ROAD.code)
    assert "：您的材料交出去了，正送往松山乡便民服务中心。" in Delivery.objects.get(entry=sent).text
    Bag.objects.filter(pk=bag.pk).update(leg=Bag.Leg.BACK_TO_VILLAGE)
    Case.objects.filter(pk=errand.pk).update(state="delivered", phase="ended", ended_at=bag.sent_at)
    assert "办好的结果交出去了" in str(words_of([sent])[sent.pk].text)


def test_a_message_says_which_papers_by_when_and_whom_to_ask(
    cast: Cast, countryside: Countryside, settings: Any
) -> None:
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    errand = filed(cast, countryside, applicant=cast.applicant, at=None)
    tell_all()
    day = last_day_words(Entry.objects.get(type=FILED.code).facts()["at_town_by"], seen_from=database_now())
    assert Delivery.objects.get().text == (
        f"上岭村便民服务室收下材料，替您办“第三类医疗器械经营许可”（{errand.case.number}），最迟{day}送到乡镇，还不算受理。"
        "有事找上岭村便民服务室石同志，电话161-0000-0001。"
    )
    notice = Notice.objects.get(recipient=cast.citizen)
    assert "申请表" in notice.text and "原件 1 份" in notice.text and "石玉芬" in notice.text
    assert "papers for" in notice.texts["en"]
