"""A villager's matter through the pages: agent, town's clerk and window clerk, each at his own desk."""

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from approvals import actions as hall
from civic_service import actions
from civic_service.models import Bag, Errand
from civic_service.queries import usual_items
from kernel.accounts.models import User
from kernel.catalogue.models import ItemVersion
from kernel.documents.models import Document
from kernel.ledger.locking import database_now
from kernel.organizations.models import Role
from tests.cast import MONDAY, Cast, licence_item, post
from tests.civic_service.conftest import FORM, Countryside, at_town, filed
from tests.documents.samples import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def sheet() -> SimpleUploadedFile:
    """A picture of the mandate with the thumb-print, as a form without script carries it."""
    return SimpleUploadedFile("sheet.jpg", jpeg(), "image/jpeg")


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "packet": str(uuid4()), "name": "李桂兰", "id_kind": "resident_id", "id_number": "990101195604120024",
        "phone": "", "contact_name": "赵磊", "contact_phone": "16100000031", "paper_m1": "1", "originals_m1": "1",
        "paper_m2": "1", "copies_m2": "2", "mode": "whole", "sign": "thumb", "first_witness": "田小禾",
        "second_witness": "石大山", "sheet": sheet(), "until": "2026-12-31", "scope": ["submit", "receive"],
        **{f"field_{name}": value for name, value in FORM.items()}, **changes,
    }  # fmt: skip


def form(**facts: Any) -> dict[str, Any]:
    return {"idempotency_key": uuid4().hex, **facts}


def test_from_the_village_to_the_counter(cast: Cast, countryside: Countryside) -> None:
    agent, town, clerk = as_(countryside.agent), as_(countryside.town_clerk), as_(cast.clerk)
    assert "第三类医疗器械" in agent.get("/proxy/new/?q=医疗").content.decode()
    assert "只收这几样" in agent.get("/proxy/new/LW030/").content.decode()
    answer = agent.post("/proxy/new/LW030/file/", typed())
    errand = Errand.objects.get()
    assert answer["Location"] == f"/proxy/errands/{errand.case.number}/receipt/"
    slip = agent.get(answer["Location"]).content.decode()
    assert errand.case.query_code in slip and "不是受理" in slip and "李*兰" in slip and "李桂兰" not in slip
    assert errand.case.number in agent.get("/proxy/").content.decode()

    agent.post("/proxy/bags/send/to_town/", form(case=[errand.case.number]))
    bag = Bag.objects.get()
    assert bag.number in town.get("/proxy/").content.decode()
    page = town.get(f"/proxy/bags/{bag.number}/").content.decode()
    assert "打开，一件一件对" in page and "签收就是本机关收件" not in page
    counted = {"case": [errand.case.number], f"originals_{errand.case.number}": "1"}
    town.post(f"/proxy/bags/{bag.number}/receive/", form(**counted))
    assert "送县里 C01 窗口" in town.get("/proxy/").content.decode()
    town.post("/proxy/bags/send/to_county/", form(case=[errand.case.number], window="C01"))
    bag = Bag.objects.latest("pk")
    assert bag.number in clerk.get("/proxy/").content.decode()
    answer = clerk.post(f"/proxy/bags/{bag.number}/receive/", form(**counted))
    assert answer.status_code in (302, 303), answer.content.decode()
    errand.case.refresh_from_db()
    assert errand.case.state == "received"
    assert clerk.get(f"/cases/{errand.case.number}/").status_code == 200
    assert agent.get(f"/cases/{errand.case.number}/").status_code == 200
    # whoever opened the bag goes on from its lines: the counter at its case, the agent along the errand
    assert f'href="/cases/{errand.case.number}/"' in clerk.get(f"/proxy/bags/{bag.number}/").content.decode()
    assert f'href="/cases/{errand.case.number}/"' in agent.get(f"/proxy/errands/{errand.case.number}/").content.decode()
    assert f'href="/proxy/errands/{errand.case.number}/"' in town.get(f"/proxy/bags/{bag.number}/").content.decode()
    page = agent.get(f"/proxy/errands/{errand.case.number}/").content.decode()
    assert "收到“第三类医疗器械经营许可”申请" in page


def test_what_was_typed_comes_back_with_what_is_wrong(cast: Cast, countryside: Countryside) -> None:
    answer = as_(countryside.agent).post("/proxy/new/LW030/file/", typed(second_witness="", until=""))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'value="990101195604120024"' in page and 'value="田小禾"' in page
    answer = as_(countryside.agent).post("/proxy/new/LW030/file/", typed(second_witness=""))
    assert answer.status_code == 422 and "按手印要有两位见证人" in answer.content.decode()
    assert not Errand.objects.exists()


def test_a_thumb_print_comes_with_its_picture(cast: Cast, countryside: Countryside) -> None:
    agent, path = as_(countryside.agent), "/proxy/new/LW030/file/"
    answer = agent.post(path, typed(sheet=""))
    assert answer.status_code == 422 and "按手印的委托书要拍照" in answer.content.decode()
    answer = agent.post(path, typed(sheet=SimpleUploadedFile("sheet.jpg", b"no picture", "image/jpeg")))
    assert answer.status_code in (415, 422) and not Errand.objects.exists()
    agent.post(path, typed())
    errand = Errand.objects.get()
    assert Document.objects.uploads().get(subject_kind="case", subject_id=errand.pk).material_code == "mandate"


def test_photographs_are_opened_by_whoever_sees_the_matter(cast: Cast, countryside: Countryside) -> None:
    agent = as_(countryside.agent)
    agent.post("/proxy/new/LW030/file/", typed())
    errand = Errand.objects.get()
    found = Document.objects.get(subject_kind="case", subject_id=errand.pk, material_code="mandate")
    link = f"/documents/{found.number}/"
    for who in (agent, as_(countryside.town_clerk)):
        page = who.get(f"/proxy/errands/{errand.case.number}/").content.decode()
        [offered] = re.findall(rf'href="({link}[^"]*)">.*?按了手印的委托书 1</a>', page)
        assert b"".join(who.get(html.unescape(offered)).streaming_content) == jpeg()
    stranger = as_(countryside.other_agent)
    assert stranger.get(f"/proxy/errands/{errand.case.number}/").status_code == 404
    assert stranger.get(link).status_code == 404


def test_the_way_of_a_bag_has_its_spaces_in_english(cast: Cast, countryside: Countryside) -> None:
    sent = actions.send_bag(
        by=countryside.agent, leg=Bag.Leg.TO_TOWN, numbers_of_cases=[filed(cast, countryside).case.number], at=MONDAY
    )
    town = as_(countryside.town_clerk)
    assert f"{sent.sender}到{sent.receiver}" in town.get("/proxy/").content.decode()
    town.cookies["django_language"] = "en"
    assert f"{sent.sender} to {sent.receiver}" in town.get("/proxy/").content.decode()


def test_what_was_only_shown_stands_on_the_slip(cast: Cast, countryside: Countryside) -> None:
    agent = as_(countryside.agent)
    slip = agent.get(agent.post("/proxy/new/LW030/file/", typed(originals_m1=""))["Location"]).content.decode()
    kept, shown = Errand.objects.get().mandate.papers.get().material.name, cast.item.materials.get(code="m1").name
    assert f"<b>{kept}</b>" in slip and f"<b>{shown}</b>" not in slip and f"看过、没有留下的：{shown}</p>" in slip
    errand = agent.get(f"/proxy/errands/{Errand.objects.get().case.number}/").content.decode()
    assert f"看过、没有留下的：{shown}</p>" in errand


def test_what_a_room_is_asked_for_comes_first(cast: Cast, countryside: Countryside) -> None:
    agent = as_(countryside.agent)
    assert "这里常办的" not in agent.get("/proxy/new/").content.decode()
    agent.post("/proxy/new/LW030/file/", typed())
    page = agent.get("/proxy/new/").content.decode()
    assert page.index("这里常办的") < page.index(f"<b>{cast.item.name}</b>") < page.index("可以代办的")
    assert "这里常办的" not in agent.get("/proxy/new/?q=医疗").content.decode()
    # an item that begins to ask for the person is offered no more
    ItemVersion.objects.filter(pk=cast.item.pk).update(needs_person="要本人按指纹")
    assert "这里常办的" not in agent.get("/proxy/new/").content.decode()


def test_no_more_than_a_few_come_first(cast: Cast, countryside: Countryside) -> None:
    agent = as_(countryside.agent)
    agent.post("/proxy/new/LW030/file/", typed())
    author, publisher = cast.clerk, cast.second_supervisor
    licence_item(cast.bureau, cast.window, author, publisher, code="N1", name="第二件事")
    agent.post("/proxy/new/N1/file/", typed())
    assert Errand.objects.count() == 2
    since = database_now() - timedelta(days=1)
    found = [len(usual_items([countryside.room], since=since, most=most)) for most in (1, 6)]
    assert found == [1, 2]


def test_the_form_sent_twice_is_one_matter(cast: Cast, countryside: Countryside) -> None:
    packet = str(uuid4())
    path = "/proxy/new/LW030/file/"
    first, second = (as_(countryside.agent).post(path, typed(packet=packet)) for _ in range(2))
    assert first["Location"] == second["Location"] and Errand.objects.count() == 1


def test_each_desk_shows_its_own_and_no_other(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    number = errand.case.number
    assert number in as_(countryside.town_clerk).get("/proxy/").content.decode()
    for stranger in (countryside.other_agent, countryside.other_town_clerk):
        assert number not in as_(stranger).get("/proxy/").content.decode()
        assert as_(stranger).get(f"/proxy/errands/{number}/").status_code == 404
        assert as_(stranger).post(f"/proxy/errands/{number}/recall/", form(reason="不办了")).status_code == 404
    assert as_(cast.reviewer).get("/proxy/").status_code == 403
    assert as_(cast.supervisor).get(f"/proxy/errands/{number}/").status_code == 200
    assert as_(cast.supervisor).get(f"/proxy/errands/{number}/receipt/").status_code == 403


def test_a_desk_lands_where_it_works(cast: Cast, countryside: Countryside) -> None:
    for user in (countryside.agent, countryside.town_clerk):
        assert as_(user).get("/desk/")["Location"] == "/proxy/"


def test_verbs_of_the_errand_page(cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    number = errand.case.number
    answer = as_(countryside.agent).post(f"/proxy/errands/{number}/recall/", form(reason=""))
    assert answer.status_code == 422 and "请写明原因" in answer.content.decode()
    assert as_(countryside.agent).post(f"/proxy/errands/{number}/call-back/", form()).status_code == 422
    assert as_(countryside.agent).post(f"/proxy/errands/{number}/dance/", form()).status_code == 404
    as_(countryside.agent).post(f"/proxy/errands/{number}/recall/", form(reason="不办了"))
    errand.case.refresh_from_db()
    assert errand.case.state == "recalled"


def test_the_town_receives_at_its_own_counter_from_the_page(cast: Cast, countryside: Countryside) -> None:
    errand = at_town(cast, countryside)
    cast.item.receiving_windows.add(countryside.counter)
    town = as_(countryside.town_clerk)
    path = f"/proxy/errands/{errand.case.number}/"
    assert "在本乡镇直接收件" in town.get(path).content.decode()
    town.post(f"{path}hand-in/", form(window="200-1"))
    errand.case.refresh_from_db()
    assert errand.case.state == "received"
    assert actions.for_agents(cast.item)


def at_county(cast: Cast, there: Countryside) -> str:
    """In the county's counter, which has received it; its number."""
    number = at_town(cast, there).case.number
    bag = actions.send_bag(by=there.town_clerk, leg="to_county", numbers_of_cases=[number], window=cast.window)
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1})
    return number


def test_a_counter_that_was_given_the_number_is_led_to_its_own_page(cast: Cast, countryside: Countryside) -> None:
    lying, number = filed(cast, countryside, applicant=cast.applicant).case.number, at_county(cast, countryside)
    clerk = as_(cast.clerk)
    assert clerk.get(f"/proxy/errands/{number}/")["Location"] == f"/cases/{number}/"
    assert clerk.post("/find/", {"q": number})["Location"] == f"/cases/{number}/"
    # nobody's at a counter before one has received it, and never another unit's
    assert clerk.get(f"/proxy/errands/{lying}/").status_code == 404
    assert as_(cast.other_clerk).get(f"/proxy/errands/{number}/").status_code == 404
    assert lying not in clerk.post("/find/", {"q": lying}).content.decode().partition("<main")[2]
    assert clerk.get(f"/proxy/errands/{number}/receipt/").status_code == 404


def test_who_heads_the_counter_he_serves_sees_each_pile_once(cast: Cast, countryside: Countryside) -> None:
    number = at_county(cast, countryside)
    hall.refuse(number=number, by=cast.clerk, reason="不属于本机关职权范围")
    post(cast.clerk, Role.WINDOW_HEAD, cast.bureau, title="窗口负责人", window=cast.window)
    assert as_(cast.clerk).get("/proxy/").content.decode().count(f'value="{number}"') == 1


def test_a_result_is_handed_over_where_it_lies(cast: Cast, countryside: Countryside) -> None:
    there, number = countryside, at_county(cast, countryside)
    hall.refuse(number=number, by=cast.clerk, reason="不属于本机关职权范围")
    bag = actions.send_bag(by=cast.clerk, leg="back_to_town", numbers_of_cases=[number], window=cast.window)
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    path = f"/proxy/errands/{number}/"
    assert "签收人姓名" in as_(there.town_clerk).get(path).content.decode()
    assert "签收人姓名" not in as_(there.agent).get(path).content.decode()
    bag = actions.send_bag(by=there.town_clerk, leg="back_to_village", numbers_of_cases=[number])
    actions.receive_bag(by=there.agent, number=bag.number, counted={number: 1})
    assert "签收人姓名" not in as_(there.town_clerk).get(path).content.decode()
    assert "签收人姓名" in as_(there.agent).get(path).content.decode()


@pytest.mark.parametrize("how", ["recalled", "taken over"])
def test_whoever_opens_a_bag_sees_what_goes_back(cast: Cast, countryside: Countryside, how: str) -> None:
    there, number = countryside, filed(cast, countryside).case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    page = f"/proxy/bags/{bag.number}/"
    assert "委托已终止，退还村民" not in as_(there.town_clerk).get(page).content.decode()
    if how == "recalled":
        actions.recall(by=there.agent, number=number, reason="不办了")
    else:
        actions.take_over(number=number)
    assert "委托已终止，退还村民" in as_(there.town_clerk).get(page).content.decode()


def test_where_the_papers_are_is_said_on_the_road_and_when_lost(cast: Cast, countryside: Countryside) -> None:
    there, errand = countryside, filed(cast, countryside)
    agent, path = as_(there.agent), f"/proxy/errands/{errand.case.number}/"
    box = f'name="case" value="{errand.case.number}" checked'
    assert box in agent.get("/proxy/").content.decode()
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[errand.case.number])
    for address in (path, "/proxy/"):
        assert "正送往松山乡便民服务中心" in agent.get(address).content.decode()
    actions.lose_bag(by=there.agent, number=bag.number, reason="车上没有")
    page = agent.get(path).content.decode()
    assert f"代办袋 {bag.number} 丢了，还没找到" in page and "正送往" not in page
    page = agent.get("/proxy/").content.decode()
    assert "代办袋丢了，材料还没找到" in page and box not in page
    actions.find_bag(by=there.agent, number=bag.number, counted={errand.case.number: 1})
    page = agent.get(path).content.decode()
    assert "还没找到" not in page and f"<b>{there.room}</b>" in page
    assert box in agent.get("/proxy/").content.decode()
