"""Each step of the road is told: by message where there is a mobile, else as a line of the call list."""

from typing import Any
from uuid import uuid4

import pytest

from civic_service import actions
from civic_service.events import FILED, HANDED_OVER, ON_THE_ROAD, RECALLED, SHORT, TAKEN_OVER
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Channel, Delivery, Notice
from kernel.notices.queries import calls_of
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


def test_a_recall_is_told_too(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside, at=None)
    actions.recall(by=countryside.agent, number=errand.case.number, reason="不办了")
    tell_all()
    assert RECALLED.code in told(Channel.CALL)
