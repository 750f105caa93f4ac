"""The villager takes his matter back from the agent, with number and code."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions as hall
from approvals.application_form import load
from civic_service import actions
from civic_service.events import TAKEN_OVER
from civic_service.models import Errand
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from tests.cast import Cast, user
from tests.civic_service.conftest import FORM, Countryside, at_town, filed


def ask(client: Client, number: str, code: str):
    return client.post(reverse("take_over"), {"number": number, "code": code})


def test_the_mandate_ends_and_the_matter_is_his_draft(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    page = ask(client, errand.case.number, errand.case.query_code)
    assert page.status_code == 200 and "委托终止了" in page.content.decode()
    errand.case.refresh_from_db()
    errand.mandate.refresh_from_db()
    assert errand.case.state == "taken_over" and errand.mandate.revoked_at is not None
    assert not Clock.objects.running().filter(subject_id=errand.case.pk).exists()
    [entry] = Entry.objects.filter(type=TAKEN_OVER.code)
    assert entry.person == errand.case.applicant.name_masked


def test_in_a_bag_it_goes_back_from_there(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number])
    said = ask(client, errand.case.number, errand.case.query_code).content.decode()
    # he is not sent where they are no longer, nor before they have come
    assert "路上，正送往松山乡便民服务中心" in said and "先打电话问到了没有" in said
    [entry] = Entry.objects.filter(type=TAKEN_OVER.code)
    assert entry.facts()["place"] == "松山乡便民服务中心"
    actions.receive_bag(by=countryside.town_clerk, number=bag.number, counted={errand.case.number: 1})
    errand.case.refresh_from_db()
    assert errand.case.state == "taken_over"


def test_lost_with_its_bag_he_is_told_whom_to_ask(client: Client, cast: Cast, countryside: Countryside) -> None:
    errand = filed(cast, countryside)
    bag = actions.send_bag(by=countryside.agent, leg="to_town", numbers_of_cases=[errand.case.number])
    actions.lose_bag(by=countryside.agent, number=bag.number, reason="车上没有")
    said = ask(client, errand.case.number, errand.case.query_code).content.decode()
    assert "从上岭村便民服务室交出的路上丢了" in said and "和代办员商量" in said and "先到上面写的地方" not in said


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


def test_once_the_organ_has_it_the_mandate_ends_and_the_matter_goes_on(
    client: Client, cast: Cast, countryside: Countryside
) -> None:
    case = at_town(cast, countryside).case
    bag = actions.send_bag(
        by=countryside.town_clerk, leg="to_county", numbers_of_cases=[case.number], window=cast.window
    )
    actions.receive_bag(by=cast.clerk, number=bag.number, counted={case.number: 1})
    tracked = client.post(reverse("track"), {"number": case.number, "code": case.query_code}, follow=True)
    assert "不想再请代办员了" in tracked.content.decode()
    ended = ask(client, case.number, case.query_code)
    errand = Errand.objects.with_row().get(pk=case.pk)
    assert ended.status_code == 200 and "事接着办" in ended.content.decode()
    assert errand.case.query_code in ended.content.decode() and errand.case.query_code != case.query_code
    assert errand.case.state == "received" and errand.mandate.revoked_at is not None
    with pytest.raises(MoveNotAllowed):
        actions.take_over(number=case.number)
    # the mandate has ended, there is none to end
    assert ask(client, case.number, errand.case.query_code).status_code == 409


def key() -> dict[str, str]:
    return {"idempotency_key": str(uuid4())}


def taken(cast: Cast, there: Countryside) -> Case:
    """Taken back, by a villager who has an account too."""
    there.villager.user = user("guilan", "李*兰", staff_member=False)
    there.villager.save()
    case = filed(cast, there).case
    actions.take_over(number=case.number)
    case.refresh_from_db()
    return case


def test_he_hands_it_in_online_under_the_same_number(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = taken(cast, countryside)
    client.force_login(countryside.villager.user, backend="django.contrib.auth.backends.ModelBackend")
    assert f"?draft={case.number}" in client.get(reverse("my")).content.decode()
    code = cast.item.item.code
    typed = {f"field_{key}": said for key, said in FORM.items()} | {"applicant": str(countryside.villager.pk)}
    saved = client.post(reverse("apply_save", args=[code]), typed)
    assert saved.json()["number"] == case.number
    assert client.get(reverse("apply_check", args=[code, case.number])).status_code == 200
    answer = client.post(reverse("apply_submit", args=[code, case.number]), {"delivery": "window", **key()})
    assert answer.status_code in (200, 204, 302), answer.content.decode()
    now = Case.objects.get(pk=case.pk)
    assert (now.number, now.state, now.channel) == (case.number, "received", "online")
    assert not now.ticks.filter(received_at__isnull=False, material__shared=False).exists()


def test_he_brings_it_to_the_window_under_the_same_number(cast: Cast, countryside: Countryside) -> None:
    case = taken(cast, countryside)
    received = hall.receive_at_window(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=countryside.villager,
        values={**FORM, "area": "90"}, materials=["m1"],
    )  # fmt: skip
    assert received.number == case.number and received.query_code == case.query_code
    now = Case.objects.get(pk=case.pk)
    assert (now.state, now.channel, now.window) == ("received", "window", cast.window)
    assert load(now.application.form)["area"] == "90"
    assert [tick.material.code for tick in now.ticks.filter(received_by=cast.clerk)] == ["m1"]
    assert Clock.objects.running().filter(subject_id=case.pk, kind="intake").exists()
    assert Case.objects.filter(applicant=countryside.villager).count() == 1


def test_the_clerk_reads_that_it_goes_on(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = taken(cast, countryside)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    person = {"window": cast.window.code, "item": cast.item.item.code, "id_kind": "resident_id"}
    said = client.post(reverse("approvals:person"), {**person, "id_number": "990101195604120024"}).content.decode()
    assert case.number in said


def test_he_gives_it_up(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = taken(cast, countryside)
    client.force_login(countryside.villager.user, backend="django.contrib.auth.backends.ModelBackend")
    gone = client.post(reverse("my_discard", args=[case.number]), key())
    assert gone.status_code == 404 and Case.objects.filter(pk=case.pk).exists()
    client.post(reverse("my_withdraw", args=[case.number]), {"reason": "不办了", **key()})
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_number_and_code_go_on_telling(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = taken(cast, countryside)
    client.post(reverse("track"), {"number": case.number, "code": case.query_code})
    page = client.get(reverse("tracked", args=[case.number]))
    assert page.status_code == 200 and "还没有交给窗口" in page.content.decode()
    assert reverse("take_over") not in page.content.decode()


def test_over_the_api(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = filed(cast, countryside).case
    said = {"number": case.number, "code": case.query_code}
    answer = client.post(reverse("roof_api:take_over"), said, content_type="application/json")
    old = case.query_code
    case.refresh_from_db()
    assert answer.json() == {"number": case.number, "place": str(countryside.room.name), "code": case.query_code}
    assert ask(client, case.number, old).status_code == 404


def test_the_tracking_page_leads_there(client: Client, cast: Cast, countryside: Countryside) -> None:
    case = filed(cast, countryside).case
    client.post(reverse("track"), {"number": case.number, "code": case.query_code})
    page = client.get(reverse("tracked", args=[case.number])).content.decode()
    assert f"{reverse('take_over')}?number={case.number}" in page
