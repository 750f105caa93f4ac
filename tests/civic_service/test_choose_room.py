"""An agent with posts in two rooms says for which one she works."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from civic_service import actions
from civic_service.models import Errand
from civic_service.refusals import PacketTaken, WhichRoom
from kernel.organizations.models import Role
from kernel.organizations.refusals import NotYourPost
from tests.cast import MONDAY, Cast, post
from tests.civic_service.conftest import HOUR, Countryside, filed, signed
from tests.civic_service.test_pages import as_, typed

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def second_room(countryside: Countryside) -> None:
    post(countryside.agent, Role.VILLAGE_AGENT, countryside.other_room, title="下岭村代办员 B 岗")


def test_what_she_takes_is_of_the_room_she_says(cast: Cast, countryside: Countryside) -> None:
    with pytest.raises(WhichRoom) as refused:
        filed(cast, countryside)
    assert "上岭村" in refused.value.sentence and "下岭村" in refused.value.sentence
    errand = filed(cast, countryside, room=countryside.other_room)
    assert (errand.room, errand.place, errand.town) == (
        countryside.other_room,
        countryside.other_room,
        countryside.town,
    )
    assert errand.mandate.post.organization == countryside.other_room
    with pytest.raises(NotYourPost):
        filed(cast, countryside, by=countryside.second_agent, room=countryside.other_room)
    assert filed(cast, countryside, packet=errand.packet, at=MONDAY + HOUR).pk == errand.pk
    with pytest.raises(PacketTaken):
        filed(cast, countryside, packet=errand.packet, room=countryside.room, at=MONDAY + HOUR)


def test_who_has_one_room_need_not_say(cast: Cast, countryside: Countryside) -> None:
    assert filed(cast, countryside, by=countryside.other_agent).room == countryside.other_room


def test_a_bag_leaves_from_where_its_matters_lie(cast: Cast, countryside: Countryside) -> None:
    for room, person in ((countryside.room, countryside.villager), (countryside.other_room, cast.applicant)):
        errand = filed(cast, countryside, room=room, applicant=person, signed=signed(witnesses=("田小禾", "石大山")))
        way = {"leg": "to_town", "numbers_of_cases": [errand.case.number]}
        bag = actions.send_bag(by=countryside.agent, **way, at=MONDAY + timedelta(hours=1))
        assert (bag.sender, bag.receiver) == (room, countryside.town)


def test_the_pages_ask_once_and_keep_to_it(cast: Cast, countryside: Countryside) -> None:
    agent, desk = as_(countryside.agent), reverse("civic_service:desk")
    asked = agent.get(desk).text
    assert "现在在哪个服务室？" in asked and f"?room={countryside.other_room.code}" in asked
    form = reverse("civic_service:filing", args=["LW030"])
    assert "selected>下岭村" not in agent.get(form).text
    here = agent.get(f"{desk}?room={countryside.other_room.code}").text
    assert "<h1" in here and "接件登记" in here and 'aria-current="true">下岭村' in here
    assert 'aria-current="true">下岭村' in agent.get(desk).text
    assert "selected>下岭村" in agent.get(form).text
    assert 'aria-current="true">上岭村' in agent.get(f"{desk}?room={countryside.room.code}").text
    assert 'aria-current="true">上岭村' in agent.get(f"{desk}?room=nowhere").text


def test_the_form_says_which_room(cast: Cast, countryside: Countryside) -> None:
    agent, path = as_(countryside.agent), reverse("civic_service:file", args=["LW030"])
    refused = agent.post(path, typed())
    assert refused.status_code == 422 and "请先选这份登记是哪个服务室接的" in refused.text
    assert agent.post(path, typed(room="nowhere")).status_code == 422 and not Errand.objects.exists()
    agent.post(path, typed(room=countryside.other_room.code))
    assert Errand.objects.get().room == countryside.other_room


def test_one_room_shows_no_choice(client: Client, cast: Cast, countryside: Countryside) -> None:
    client.force_login(countryside.second_agent)
    assert "现在在哪个服务室" not in client.get(reverse("civic_service:desk")).text
    assert 'name="room"' not in client.get(reverse("civic_service:filing", args=["LW030"])).text
