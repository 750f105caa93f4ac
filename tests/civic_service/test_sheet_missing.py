"""An organ receives a matter whose thumb-printed mandate nobody has seen: it is shown, and V04 waits for a person."""

from hashlib import sha256
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.actions import Shot
from civic_service.events import WITHOUT_MANDATE
from civic_service.models import Bag, Errand
from ethics_monitor import actions as supervision
from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from tests.cast import MONDAY, Cast, local
from tests.civic_service.conftest import HOUR, Countryside, filed, signed
from tests.documents.samples import jpeg

pytestmark = pytest.mark.django_db
SHEET = jpeg(comment=b"the thumb-print")
TAG = '<span class="tag">按了手印的照片还没有传来</span>'
SHOT = Shot("mandate", sha256(SHEET).hexdigest(), len(SHEET))


@pytest.fixture(autouse=True)
def file_room(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def to_county(cast: Cast, there: Countryside, errand: Errand) -> Bag:
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + HOUR)
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1}, at=MONDAY + 2 * HOUR)
    return actions.send_bag(
        by=there.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window, at=MONDAY + 3 * HOUR
    )


def cards() -> list[tuple[str, str, str]]:
    return list(Card.objects.values_list("rule_code", "organization_code", "state"))


@pytest.mark.long
def test_it_is_shown_and_the_room_answers(client: Client, cast: Cast, countryside: Countryside) -> None:
    supervision.install_rules(at=local(2026, 1, 5))
    there, errand = countryside, filed(cast, countryside, photos=[SHOT])
    bag = to_county(cast, there, errand)
    page = reverse("civic_service:bag", args=[bag.number])
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "照片还没有传来，请催代办员" in client.get(page).content.decode()
    number = errand.case.number
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1}, at=MONDAY + 4 * HOUR)
    assert "照片还没有传来，请催代办员" in client.get(page).content.decode()
    [entry] = Entry.objects.filter(type=WITHOUT_MANDATE.code)
    assert entry.facts()["mandate"] == errand.mandate.number
    judge([entry])
    assert cards() == [("V04", there.room.code, "to_verify")]
    # when it has come nothing is missing any more; what was, stays on record
    actions.take_piece(by=there.agent, errand=errand, position=1, offset=0, piece=SHEET, at=database_now())
    assert "照片还没有传来" not in client.get(page).content.decode()
    client.force_login(there.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    said = client.get(reverse("civic_service:errand", args=[number])).content.decode()
    assert TAG not in said and len(cards()) == 1


@pytest.mark.parametrize("why", ["it has come", "signed on glass"])
def test_a_mandate_that_was_seen_is_none_of_it(cast: Cast, countryside: Countryside, why: str) -> None:
    there = countryside
    glass = signed(sign="glass", witnesses=("", ""), signature="1,2 3,4")
    if why == "signed on glass":
        errand = filed(cast, there, signed=glass, photos=[])
    else:
        errand = filed(cast, there, photos=[SHOT])
        actions.take_piece(by=there.agent, errand=errand, position=1, offset=0, piece=SHEET, at=database_now())
    bag = to_county_later(cast, there, errand)
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={errand.case.number: 1})
    assert not Entry.objects.filter(type=WITHOUT_MANDATE.code).exists()


def to_county_later(cast: Cast, there: Countryside, errand: Errand) -> Bag:
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    return actions.send_bag(by=there.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window)


def test_the_town_that_receives_it_reads_it_too(client: Client, cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside, at=None, photos=[SHOT])
    cast.item.receiving_windows.add(there.counter)
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    assert not Entry.objects.filter(type=WITHOUT_MANDATE.code).exists()
    client.force_login(there.town_clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert TAG in client.get(reverse("civic_service:errand", args=[number])).content.decode()
    said = {"window": there.counter.full_code, "idempotency_key": str(uuid4())}
    assert client.post(reverse("civic_service:errand_verb", args=[number, "hand-in"]), said).status_code == 302
    [entry] = Entry.objects.filter(type=WITHOUT_MANDATE.code)
    assert entry.facts()["sent_at"] == bag.sent_at
