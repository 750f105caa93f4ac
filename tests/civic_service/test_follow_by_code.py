"""The villager follows his errand with number and code from the receipt, from the village on."""

import pytest
from django.test import Client

from civic_service import actions
from kernel.ledger.locking import database_now
from tests.cast import MONDAY, Cast
from tests.civic_service.conftest import HOUR, Countryside, at_town, filed

pytestmark = pytest.mark.django_db


def told(number: str, code: str) -> str:
    browser = Client()
    answer = browser.post("/track/", {"number": number, "code": code})
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(answer["Location"]).content.decode()


@pytest.mark.long
def test_in_the_village_in_the_town_and_recalled(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    number, code = errand.case.number, errand.case.query_code
    page = told(number, code)
    assert "上岭村便民服务室" in page and "代办员已接件" in page
    assert "还没交到受理窗口" in page and "没有超期" not in page, "no day binds anybody yet"
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + HOUR)
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={number: 1}, at=MONDAY + 2 * HOUR)
    assert "松山乡便民服务中心" in told(number, code)
    actions.recall(by=countryside.agent, number=number, reason="不办了", at=database_now())
    assert "委托撤回了，材料退还您" in told(number, code)


def test_the_number_stays_when_the_organ_receives_it(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    cast.item.receiving_windows.add(countryside.counter)
    actions.hand_in(by=countryside.town_clerk, number=errand.case.number, window=countryside.counter)
    page = told(errand.case.number, errand.case.query_code)
    assert "等窗口审看材料" in page and "正常，没有超期" in page


def test_who_has_an_account_finds_it_among_his_matters_and_not_among_his_drafts(
    cast: Cast, countryside: Countryside
) -> None:
    errand = filed(cast, countryside, applicant=cast.applicant)
    mine = Client()
    mine.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = mine.get("/my/").content.decode()
    assert errand.case.number in page and "没填完的" not in page
    assert "代办员已接件" in mine.get(f"/my/{errand.case.number}/").content.decode()
    assert mine.post(f"/my/{errand.case.number}/discard/", {"idempotency_key": "k"}).status_code == 404
