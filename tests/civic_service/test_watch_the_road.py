"""The service's own promises are watched: what is late or short asks to be confirmed, and counts for nobody before."""

from datetime import timedelta

import pytest

from civic_service import actions
from ethics_monitor import actions as supervision
from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.ledger.models import Entry
from tests.cast import MONDAY, Cast, local
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _rules(cast: Cast) -> None:
    supervision.install_rules(at=local(2026, 1, 5))


def shown() -> list[tuple[str, str, str]]:
    """Rule, state and unit of every card."""
    return list(Card.objects.order_by("pk").values_list("rule_code", "state", "organization_code"))


def test_a_room_that_keeps_papers_past_the_third_day(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    sweep(at=MONDAY + 3 * DAY)
    assert shown() == []
    sweep(at=MONDAY + 4 * DAY)
    assert shown() == [("V01", "to_verify", countryside.room.code)]
    card = Card.objects.get()
    assert (card.about_number, card.person_id, card.counts_at) == (errand.case.number, countryside.agent.pk, None)
    confirmed = supervision.confirm(number=card.number, by=cast.supervisor, at=MONDAY + 4 * DAY + HOUR)
    assert confirmed.state == "issued"


def test_a_town_that_keeps_them_past_the_next_day(cast: Cast, countryside: Countryside) -> None:
    at_town(cast, countryside)
    sweep(at=MONDAY + 2 * DAY)
    assert shown() == [("V01", "to_verify", countryside.town.code)]
    assert Card.objects.get().person_id == countryside.town_clerk.pk


def test_a_bag_that_differs_from_its_list(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number], at=MONDAY + HOUR)
    actions.receive_bag(
        by=countryside.town_clerk, number=bag.number, counted={errand.case.number: 0}, at=MONDAY + 2 * HOUR
    )
    judge(list(Entry.objects.filter(type="civic_service.short")))
    assert [(code, state) for code, state, _unit in shown()] == [("V02", "to_verify")]
