"""Two agents send one packet, and two towns sign for one bag, at the same moment: one act happens, whoever is later
is told what stands."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.actions import bags, file
from civic_service.models import Bag, Errand
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Role
from tests.cast import Cast, build, post, staff
from tests.civic_service.conftest import FORM, Countryside, filed, settle

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county() -> Iterator[tuple[Cast, Countryside]]:
    cast = build()
    yield cast, settle(cast)


def together(module: ModuleType, name: str, acts: list[Callable[[], str]]) -> list[str]:
    """What the acts come to, each having read what stands before any writes, if its lock lets it: all meet at `name`
    of the module, for a second at most."""
    meeting = threading.Barrier(len(acts), timeout=1)
    outcomes: list[str] = []
    inner = getattr(module, name)

    def meet(*args: Any) -> Any:
        with suppress(threading.BrokenBarrierError):
            meeting.wait()
        return inner(*args)

    def run(act: Callable[[], str]) -> None:
        try:
            outcomes.append(act())
        except (Refusal, DatabaseError) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    setattr(module, name, meet)
    try:
        threads = [threading.Thread(target=run, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
    finally:
        setattr(module, name, inner)
    return sorted(outcomes)


def sending(agent: User, packet: dict[str, Any]) -> Callable[[], str]:
    """The packet over the API, as that agent's telephone sends it: the answer's status and number."""
    client = Client()
    client.force_login(agent, backend="django.contrib.auth.backends.ModelBackend")

    def send() -> str:
        keyed = {"Idempotency-Key": f"{packet['packet']}-{agent.pk}"}
        path = reverse("civic_service_api:file")
        answer = client.post(path, packet, content_type="application/json", headers=keyed)
        return f"{answer.status_code} {answer.json().get('number', answer.json().get('code'))}"

    return send


def packet_of(cast: Cast) -> dict[str, Any]:
    person = {
        "name": "李桂兰",
        "id_number": "990101195604120024",
        "contact_name": "赵磊",
        "contact_phone": "16100000031",
    }
    return {
        "packet": str(uuid4()), "item": cast.item.item.code, "person": person, "values": FORM, "scope": ["submit"],
        "papers": [{"code": "m1", "originals": 1}], "sign": "glass", "signature": "10,10 20,20",
        "until": str(date(database_now().year + 1, 1, 31)),
    }  # fmt: skip


def test_one_packet_from_two_agents_is_one_matter(county: tuple[Cast, Countryside]) -> None:
    cast, there = county
    packet = packet_of(cast)
    first, second = together(file, "_lawful", [sending(there.agent, packet), sending(there.second_agent, packet)])
    case = Case.objects.get()
    assert first == second == f"200 {case.number}"
    assert Errand.objects.count() == 1 and Entry.objects.filter(type="civic_service.filed").count() == 1


def test_two_packets_of_one_villager_make_one_matter_and_a_refusal(county: tuple[Cast, Countryside]) -> None:
    cast, there = county
    acts = [sending(there.agent, packet_of(cast)), sending(there.second_agent, packet_of(cast))]
    first, second = together(file, "_lawful", acts)
    assert (first, second) == (f"200 {Case.objects.get().number}", "409 already_entrusted")


def test_a_packet_without_its_lock_is_found_out(
    county: tuple[Cast, Countryside], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, there = county
    monkeypatch.setattr(file, "lock_applicant", lambda applicant, *, at: database_now())
    acts = [sending(there.agent, packet_of(cast)), sending(there.second_agent, packet_of(cast))]
    first, second = together(file, "_lawful", acts)
    assert first[:3] == second[:3] == "200" and Case.objects.count() == 2


def on_the_road(cast: Cast, there: Countryside) -> tuple[Bag, dict[str, int]]:
    errand = filed(cast, there, at=None)
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[errand.case.number])
    return bag, {errand.case.number: 1}


def signing(clerk: User, bag: Bag, counted: dict[str, int]) -> Callable[[], str]:
    def sign() -> str:
        return actions.receive_bag(by=clerk, number=bag.number, counted=counted).number

    return sign


def test_one_bag_claimed_by_two_towns_and_twice_by_its_own(county: tuple[Cast, Countryside]) -> None:
    cast, there = county
    second = staff("second", "第二位")
    post(second, Role.TOWN_CLERK, there.town)
    bag, counted = on_the_road(cast, there)
    claims = [signing(clerk, bag, counted) for clerk in (there.town_clerk, second, there.other_town_clerk)]
    assert together(bags, "refuse_settled", claims) == sorted([bag.number, "BagSettled", "NotYourPost"])
    assert Errand.objects.get().place == there.town
    assert Entry.objects.filter(type="civic_service.bag_received").count() == 1
    assert Entry.objects.filter(type="civic_service.handed_over").count() == 1
