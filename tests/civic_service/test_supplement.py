"""代为补正: the agent brings what the window asked for; its originals follow by bag."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from approvals import actions as hall
from approvals.refusals import SupplementIncomplete
from civic_service import actions
from civic_service.actions import Paper
from civic_service.models import Errand, Mandate, PaperHanded
from civic_service.queries import to_send
from civic_service.refusals import (
    MandateAllowsLess,
    MandateOver,
    NothingAsked,
    NotThatCounter,
    PaperNotAsked,
)
from kernel.accounts.models import User
from kernel.cases.queries import current_turn
from kernel.documents.models import Document
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Channel, Delivery, Notice
from kernel.organizations.models import ServicePoint, Window
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.cast import Cast
from tests.civic_service.conftest import Countryside, filed, signed
from tests.civic_service.test_carry_a_matter import running, said
from tests.documents.samples import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SCOPE = ["submit", "supplement", "receive"]


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


def waiting(cast: Cast, there: Countryside, *, scope: list[str] = SCOPE, lines: tuple[str, ...] = ("m2", "m3")) -> str:
    """At the county's counter, which asks for two papers; the number of the matter."""
    until = (database_now() + timedelta(days=60)).date()
    errand = filed(cast, there, at=None, signed=signed(scope=scope, until=until))
    number = errand.case.number
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 1})
    bag = actions.send_bag(by=there.town_clerk, leg="to_county", window=cast.window, numbers_of_cases=[number])
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1})
    hall.notify_supplement(number=number, by=cast.clerk, lines=dict.fromkeys(lines, "看不清"))
    return number


def photograph(number: str, *codes: str, by: User) -> None:
    for code in codes:
        file = SimpleUploadedFile(f"{code}.jpg", jpeg(), "image/jpeg")
        actions.send_asked(by=by, number=number, code=code, file=file)


def test_photographs_answer_the_notice_and_the_time_runs_anew(cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside)
    photograph(number, "m2", by=countryside.agent)
    with pytest.raises(SupplementIncomplete):
        actions.supplement(by=countryside.agent, number=number)
    photograph(number, "m3", by=countryside.second_agent)
    errand = actions.supplement(by=countryside.second_agent, number=number)
    case = errand.case
    assert case.state == "received" and running(case) == {"intake": 5}
    turn = current_turn(case)
    assert turn is not None and turn.organization == cast.window.organization
    assert said(case)[-2:] == ["approvals.supplemented", "civic_service.supplemented_for"]
    assert errand.ahead is None and errand.originals == 1
    with pytest.raises(NothingAsked):
        actions.supplement(by=countryside.agent, number=number)


def test_originals_follow_by_bag_and_join_what_lies_there(cast: Cast, countryside: Countryside) -> None:
    there, number = countryside, waiting(cast, countryside)
    photograph(number, "m2", "m3", by=there.agent)
    errand = actions.supplement(by=there.agent, number=number, papers=[Paper("m2", originals=2), Paper("m3")])
    assert (errand.place, errand.originals, errand.ahead) == (there.room, 2, 1)
    assert running(errand.case) == {"intake": 5, "proxy_to_town": 3}
    assert PaperHanded.objects.get(mandate=errand.mandate, material__code="m2").originals == 2
    bag = actions.send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number])
    assert bag.lines.get().originals_out == 2
    actions.receive_bag(by=there.town_clerk, number=bag.number, counted={number: 2})
    assert running(errand.case) == {"intake": 5, "proxy_to_county": 1}
    point = ServicePoint.objects.get(pk=cast.window.service_point_id)
    other = Window.objects.create(code="9", name="九", organization=cast.window.organization, service_point=point)
    cast.item.receiving_windows.add(other)
    with pytest.raises(NotThatCounter):
        actions.send_bag(by=there.town_clerk, leg="to_county", window=other, numbers_of_cases=[number])
    bag = actions.send_bag(by=there.town_clerk, leg="to_county", window=cast.window, numbers_of_cases=[number])
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 2})
    errand = Errand.objects.with_row().get(pk=errand.pk)
    assert (errand.place, errand.originals, errand.ahead) == (cast.window.service_point.organization, 3, None)
    assert running(errand.case) == {"intake": 5} and errand.case.state == "received"


def test_what_follows_is_no_result(cast: Cast, countryside: Countryside) -> None:
    """Refused meanwhile, all papers go home together: what lies in the room goes up first."""
    there, number = countryside, waiting(cast, countryside)
    photograph(number, "m2", "m3", by=there.agent)
    errand = actions.supplement(by=there.agent, number=number, papers=[Paper("m2", originals=1)])
    hall.refuse(number=number, by=cast.clerk, reason="不属于本机关职权范围")
    assert list(to_send("to_town", unit=there.room)) == [errand]
    assert list(to_send("back_to_village", unit=there.town)) == []


def test_the_mandate_must_cover_it(cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside, scope=["submit", "receive"])
    with pytest.raises(MandateAllowsLess):
        photograph(number, "m2", by=countryside.agent)
    with pytest.raises(MandateAllowsLess):
        actions.supplement(by=countryside.agent, number=number)


def test_a_mandate_that_is_over_answers_nothing(cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside)
    photograph(number, "m2", "m3", by=countryside.agent)
    Mandate.objects.update(until_day=local_date(database_now()) - timedelta(days=1))
    with pytest.raises(MandateOver):
        actions.supplement(by=countryside.agent, number=number)
    with pytest.raises(MandateOver):
        photograph(number, "m2", by=countryside.agent)


def test_only_what_was_asked_by_whoever_is_of_the_room(cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside)
    for stranger in (countryside.other_agent, countryside.town_clerk, cast.clerk):
        with pytest.raises(NotYourPost):
            photograph(number, "m2", by=stranger)
        with pytest.raises(NotYourPost):
            actions.supplement(by=stranger, number=number)
    with pytest.raises(PaperNotAsked):
        photograph(number, "m1", by=countryside.agent)
    photograph(number, "m2", "m3", by=countryside.agent)
    with pytest.raises(PaperNotAsked):
        actions.supplement(by=countryside.agent, number=number, papers=[Paper("m1", originals=1)])


def test_the_room_and_the_villager_are_told(cast: Cast, countryside: Countryside) -> None:
    plant_routes()
    number = waiting(cast, countryside)
    photograph(number, "m2", "m3", by=countryside.agent)
    actions.supplement(by=countryside.agent, number=number)
    tell(list(Entry.objects.order_by("pk")))
    asked = Notice.objects.filter(entry__type="approvals.supplement_notified")
    assert set(asked.values_list("recipient", flat=True)) >= {countryside.agent.pk, countryside.second_agent.pk}
    assert not asked.filter(recipient=countryside.other_agent).exists()
    calls = Delivery.objects.filter(channel=Channel.CALL, entry__type="approvals.supplemented")
    assert calls.count() == 1, "she has no mobile: somebody calls her"


def test_her_page_shows_what_is_asked_and_takes_it(client: Client, cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside)
    client.force_login(countryside.agent)
    assert "窗口要补材料的" in client.get(reverse("civic_service:desk")).text
    page = reverse("civic_service:errand", args=[number])
    shown = client.get(page).text
    assert "窗口要补的材料" in shown and "看不清" in shown and "还剩" in shown and "逐日说明" in shown
    for code in ("m2", "m3"):
        path = reverse("civic_service:errand_paper", args=[number, code])
        sent = client.post(path, {"file": SimpleUploadedFile("a.jpg", jpeg(), "image/jpeg")})
        assert sent.status_code == 302
    assert client.get(page).text.count("照片已到") == 2
    verb = reverse("civic_service:errand_verb", args=[number, "supplement"])
    post = {"code": ["m2", "m3"], "originals_m2": "1", "idempotency_key": "supplement-1"}
    assert client.post(verb, post).status_code == 302
    assert Errand.objects.get(case__number=number).case.state == "received"
    assert "窗口要补的材料" not in client.get(page).text
    client.force_login(countryside.other_agent)
    assert client.get(page).status_code == 404


def test_without_the_words_the_page_says_who_supplements(client: Client, cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside, scope=["submit"])
    client.force_login(countryside.agent)
    shown = client.get(reverse("civic_service:errand", args=[number])).text
    assert "委托书没有写“代为补正”" in shown and "传照片" not in shown


def test_what_was_told_on_the_spot_stands_on_the_errand(client: Client, cast: Cast, countryside: Countryside) -> None:
    hall.tell_on_the_spot(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=countryside.villager, missing=["m2"]
    )
    errand = filed(cast, countryside, at=None)
    client.force_login(countryside.agent)
    page = reverse("civic_service:errand", args=[errand.case.number])
    assert "窗口当场告知过还缺" in client.get(page).text
    number = errand.case.number
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[number])
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={number: 1})
    way = {"leg": "to_county", "window": cast.window, "numbers_of_cases": [number]}
    bag = actions.send_bag(by=countryside.town_clerk, **way)
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={number: 1})
    assert errand.case.spot_notices.count() == 1
    assert "窗口当场告知过还缺" not in client.get(page).text


def test_over_the_api(client: Client, cast: Cast, countryside: Countryside) -> None:
    number = waiting(cast, countryside)
    photograph(number, "m2", "m3", by=countryside.agent)
    client.force_login(countryside.agent)
    path = reverse("civic_service_api:supplement", args=[number])
    said_in = {"papers": [{"code": "m2", "originals": 1}]}
    answer = client.post(path, said_in, content_type="application/json", headers={"Idempotency-Key": "s-1"})
    assert (answer.status_code, answer.json()["state"]) == (200, "received")
    client.force_login(countryside.other_agent)
    assert client.post(path, {}, "application/json", headers={"Idempotency-Key": "s-2"}).status_code == 404


def piece(browser: Client, number: str, data: bytes, offset: int, upto: int, **changes: Any) -> Any:
    facts = {"sha256": sha256(data).hexdigest(), "size": len(data), "offset": offset} | changes
    sent = SimpleUploadedFile("piece", data[offset:upto], "application/octet-stream")
    return browser.post(reverse("civic_service:errand_paper", args=[number, "m2"]), facts | {"piece": sent})


def test_a_photograph_comes_piece_by_piece(client: Client, cast: Cast, countryside: Countryside) -> None:
    number, data = waiting(cast, countryside, lines=("m2",)), jpeg()
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    half = len(data) // 2
    assert piece(client, number, data, 0, half).json() == {"offset": half, "kept": False}
    # its answer was lost: told where to go on
    again = piece(client, number, data, 0, half)
    assert (again.status_code, again.json()) == (409, {"offset": half})
    whole = {"offset": len(data), "kept": True}
    assert piece(client, number, data, half, len(data)).json() == whole
    assert piece(client, number, data, half, len(data)).json() == whole
    assert Document.objects.uploads().filter(material_code="m2").count() == 1
    assert actions.supplement(by=countryside.agent, number=number).case.state == "received"


def test_a_piece_of_what_was_not_asked_is_refused(client: Client, cast: Cast, countryside: Countryside) -> None:
    number, data = waiting(cast, countryside, lines=("m3",)), jpeg()
    client.force_login(countryside.agent, backend="django.contrib.auth.backends.ModelBackend")
    assert "没有要这份材料" in piece(client, number, data, 0, len(data)).content.decode()
    assert piece(client, number, data, 0, len(data), sha256="no digest").status_code == 422
    assert not Document.objects.uploads().filter(material_code="m2").exists()
    client.force_login(countryside.other_agent, backend="django.contrib.auth.backends.ModelBackend")
    assert piece(client, number, data, 0, len(data)).status_code == 404
