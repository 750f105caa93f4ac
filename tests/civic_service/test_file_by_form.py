"""The agent's form without script: counts, contacts, and who may not file any longer."""

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from civic_service.models import Errand
from kernel.accounts.actions import Contact, change_contact
from kernel.accounts.models import Applicant, User
from tests.cast import Cast
from tests.civic_service.conftest import FORM, Countryside
from tests.civic_service.test_pages import as_, typed

pytestmark = [pytest.mark.django_db]
PATH = "/proxy/new/LW030/file/"
UNCHANGED = "村民自己有账号，仍按账号里的手机联系他"


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_count_without_a_tick_is_a_paper(cast: Cast, countryside: Countryside) -> None:
    agent = as_(countryside.agent)
    slip = agent.get(agent.post(PATH, typed(paper_m1="", originals_m1="１", copies_m3="0"))["Location"])
    assert "原件 1 份" in slip.content.decode()
    found = {each.material.code: each.originals for each in Errand.objects.get().mandate.papers.all()}
    assert found == {"m1": 1, "m2": 0}


def test_what_is_no_count_is_said_at_its_paper(cast: Cast, countryside: Countryside) -> None:
    agent, name = as_(countryside.agent), cast.item.materials.get(code="m1").name
    for wrong in ("1份", "两", "-1", "100"):
        answer = agent.post(PATH, typed(paper_m1="", originals_m1=wrong))
        page = answer.content.decode()
        assert answer.status_code == 422 and f"<li>{name}：原件：" in page
        assert f'name="originals_m1" value="{wrong}"' in page and 'id="count-m1" data-count-said>原件：' in page
        assert 'name="paper_m1" value="1" checked' in page
    assert not Errand.objects.exists()


def test_what_he_said_to_the_agent_is_where_he_is_reached(cast: Cast, countryside: Countryside) -> None:
    agent = as_(countryside.agent)
    slip = agent.get(agent.post(PATH, typed(phone="16100000077"))["Location"]).content.decode()
    villager = Applicant.objects.get(pk=countryside.villager.pk)
    assert (villager.phone, villager.contact_phone) == ("16100000077", "16100000031") and UNCHANGED not in slip


def test_a_contact_that_is_given_alone_comes_before_an_old_number(cast: Cast, countryside: Countryside) -> None:
    change_contact(applicant=countryside.villager, contact=Contact(phone="16100000078", address="上岭村"))
    as_(countryside.agent).post(PATH, typed(contact_name="赵敏", contact_phone="16100000079"))
    villager = Applicant.objects.get(pk=countryside.villager.pk)
    assert (villager.phone, villager.contact_name, villager.contact_phone) == (None, "赵敏", "16100000079")
    assert villager.address == "上岭村"
    as_(countryside.agent).post(PATH, typed(contact_name="", contact_phone=""))
    assert Applicant.objects.get(pk=villager.pk).contact_phone == "16100000079"


def test_who_has_an_account_is_reached_as_he_says_there_and_the_agent_is_told(
    cast: Cast, countryside: Countryside
) -> None:
    give_account(countryside.villager)
    agent = as_(countryside.agent)
    answer = agent.post(PATH, typed(phone="16100000077", contact_name="", contact_phone=""))
    assert UNCHANGED in agent.get(answer["Location"]).content.decode()
    assert Applicant.objects.get(pk=countryside.villager.pk).phone == "16100000078"


def test_a_packet_from_the_telephone_says_so_too(cast: Cast, countryside: Countryside) -> None:
    give_account(countryside.villager)
    agent = as_(countryside.agent)
    packet = packet_of(phone="16100000077", until="2026-12-31")
    sent = agent.post("/api/v1/errands/file/", packet, "application/json", headers={"Idempotency-Key": uuid4().hex})
    assert sent.status_code == 200, sent.json()
    assert Applicant.objects.get(pk=countryside.villager.pk).phone == "16100000078"
    assert UNCHANGED in agent.get("/proxy/").content.decode()


def give_account(villager: Applicant) -> None:
    change_contact(applicant=villager, contact=Contact(phone="16100000078"))
    Applicant.objects.filter(pk=villager.pk).update(user=User.objects.create(username="own"))


def packet_of(*, phone: str, until: str) -> dict[str, Any]:
    person = {"name": "李桂兰", "id_kind": "resident_id", "id_number": "990101195604120024", "phone": phone}
    return {
        "packet": str(uuid4()), "item": "LW030", "person": person, "values": FORM, "papers": [], "until": until,
        "scope": ["submit"], "sign": "glass", "signature": "1,2 3,4",
    }  # fmt: skip


def test_only_documents_of_a_person_are_offered(cast: Cast, countryside: Countryside) -> None:
    page = as_(countryside.agent).get("/proxy/new/LW030/").content.decode()
    kinds = page[page.index('id="p-kind"') :].partition("</select>")[0]
    assert re.findall(r'value="([a-z_]+)"', kinds) == ["resident_id", "passport", "hmt_residence"]


def test_an_item_without_papers_says_so(cast: Cast, countryside: Countryside) -> None:
    cast.item.materials.all().delete()
    page = as_(countryside.agent).get("/proxy/new/LW030/").content.decode()
    assert "这件事不用交材料。" in page and "只收这几样" not in page
