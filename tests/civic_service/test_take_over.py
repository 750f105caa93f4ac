"""The villager takes his matter back from the agent, with number and code."""

import pytest
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.events import TAKEN_OVER
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed


def ask(client: Client, number: str, code: str):
    return client.post(reverse("take_over"), {"number": number, "code": code})


def test_the_mandate_ends_and_the_matter_is_his_draft(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    page = ask(client, errand.case.number, errand.case.query_code)
    assert page.status_code == 200 and "委托终止了" in page.content.decode()
    errand.case.refresh_from_db()
    errand.mandate.refresh_from_db()
    assert errand.case.state == "draft" and errand.mandate.revoked_at is not None
    assert not Clock.objects.running().filter(subject_id=errand.case.pk).exists()
    [entry] = Entry.objects.filter(type=TAKEN_OVER.code)
    assert entry.person == errand.case.applicant.name_masked


def test_in_a_bag_it_goes_back_from_there(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number])
    assert ask(client, errand.case.number, errand.case.query_code).status_code == 200
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={errand.case.number: 1})
    errand.case.refresh_from_db()
    assert errand.case.state == "draft"


@pytest.mark.parametrize("code", ["000000", "", "12345"])
def test_a_wrong_code_and_an_absent_number_look_alike(
    client: Client, cast: Cast, countryside: Countryside, code: str
) -> None:
    errand = filed(cast, countryside)
    wrong = ask(client, errand.case.number, code if code != errand.case.query_code else "111111")
    absent = ask(client, errand.case.number[:-4] + "0000", code)
    assert (wrong.status_code, absent.status_code) == (404, 404)
    errand.case.refresh_from_db()
    assert errand.case.state == "entrusted"


def test_once_the_organ_has_it_it_stays(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    case = errand.case
    assert ask(client, case.number, case.query_code).status_code == 200
    again = ask(client, case.number, case.query_code)
    assert again.status_code in (404, 409)
    with pytest.raises(MoveNotAllowed):
        actions.take_over(number=case.number)


def test_over_the_api(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = filed(cast, countryside).case
    said = {"number": case.number, "code": case.query_code}
    answer = client.post(reverse("roof_api:take_over"), said, content_type="application/json")
    assert answer.json() == {"number": case.number, "place": str(countryside.room.name)}


def test_the_tracking_page_leads_there(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = filed(cast, countryside).case
    client.post(reverse("track"), {"number": case.number, "code": case.query_code})
    page = client.get(reverse("tracked", args=[case.number])).content.decode()
    assert f"{reverse('take_over')}?number={case.number}" in page
