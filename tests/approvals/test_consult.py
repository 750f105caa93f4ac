"""咨询件: noted in one key, counted, and taken back by whoever noted it while he still remembers."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.consultations import consulted_today
from approvals.models import Consultation
from approvals.refusals import ConsultationUndone, NotReceivedHere
from approvals.refusals_of_terms import UndoTooLate
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from tests.cast import MONDAY, Cast, licence_item

MINUTE = timedelta(minutes=1)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def press(client: Client, door: str = "approvals:consult", **facts: str) -> tuple[int, str]:
    data = {"idempotency_key": uuid4().hex, "window": "C01", "item": "", **facts}
    answer = client.post(reverse(door), data, headers={"HX-Request": "true"})
    return answer.status_code, answer.content.decode()


def test_it_says_where_and_when_and_not_who(cast: Cast) -> None:
    noted = actions.consult(by=cast.clerk, window=cast.window, version=cast.item, at=MONDAY)
    entry = Entry.objects.of(noted.ledger_subject).get()
    assert (entry.type, entry.at, entry.post) == ("approvals.consulted", MONDAY, "C01 窗口人员")
    assert dict(entry.payload) == {"window": "C01", "item": "第三类医疗器械经营许可"}
    assert noted.item == cast.item.item


def test_without_an_item_too(cast: Cast) -> None:
    noted = actions.consult(by=cast.clerk, window=cast.window)
    assert noted.item is None and Entry.objects.of(noted.ledger_subject).get().payload["item"] is None


def test_only_at_ones_own_window_about_what_it_receives(cast: Cast) -> None:
    elsewhere = licence_item(cast.other_bureau, cast.other_window, cast.clerk, cast.second_supervisor, code="LW031")
    for who in (cast.other_clerk, cast.reviewer, cast.supervisor, cast.citizen):
        with pytest.raises(NotYourPost):
            actions.consult(by=who, window=cast.window)
    with pytest.raises(NotReceivedHere):
        actions.consult(by=cast.clerk, window=cast.window, version=elsewhere)
    assert not Consultation.objects.exists()


def test_taking_it_back_is_another_entry(cast: Cast) -> None:
    noted = actions.consult(by=cast.clerk, window=cast.window, at=MONDAY)
    actions.undo_consultation(number=noted.number, by=cast.clerk, at=MONDAY + 5 * MINUTE)
    assert [entry.type for entry in Entry.objects.of(noted.ledger_subject)] == [
        "approvals.consulted", "approvals.consultation_undone",
    ]  # fmt: skip
    assert Consultation.objects.count() == 1 and not Consultation.objects.standing().exists()
    with pytest.raises(ConsultationUndone):
        actions.undo_consultation(number=noted.number, by=cast.clerk, at=MONDAY + 5 * MINUTE)


def test_not_after_five_minutes_and_not_by_a_colleague(cast: Cast) -> None:
    noted = actions.consult(by=cast.clerk, window=cast.window, at=MONDAY)
    with pytest.raises(UndoTooLate):
        actions.undo_consultation(number=noted.number, by=cast.clerk, at=MONDAY + 5 * MINUTE + timedelta(seconds=1))
    for number, who in ((noted.number, cast.second_clerk), ("ZX99999999", cast.clerk), ("ZXA", cast.clerk)):
        with pytest.raises(NotFound):
            actions.undo_consultation(number=number, by=who, at=MONDAY + MINUTE)
    assert Consultation.objects.standing().count() == 1


def test_the_figure_is_the_windows_and_of_today(cast: Cast) -> None:
    now = database_now()
    for who, at in ((cast.clerk, now), (cast.second_clerk, now), (cast.clerk, now - timedelta(days=1))):
        actions.consult(by=who, window=cast.window, at=at)
    actions.consult(by=cast.other_clerk, window=cast.other_window)
    found = consulted_today(cast.window, cast.second_clerk, now=now)
    assert found.count == 2 and found.last is not None and found.last.noted_by == cast.second_clerk
    assert consulted_today(cast.window, cast.second_clerk, now=now + 6 * MINUTE).last is None


def test_one_key_on_the_desk_and_one_to_take_it_back(cast: Cast) -> None:
    client = browser(cast.clerk)
    assert 'data-key="F6"' in client.get("/hall/").content.decode()
    assert "今天咨询 1" in press(client)[1]
    status, said = press(client, item="LW030")
    assert status == 200 and "今天咨询 2" in said
    assert f'name="item" value="{cast.item.item.code}"' in said
    last = Consultation.objects.latest("pk")
    assert last.item == cast.item.item and last.number in said
    assert "今天咨询 1" in press(client, "approvals:consult_undo", number=last.number)[1]
    status, said = press(client, "approvals:consult_undo", number=last.number)
    assert status == 409 and "已经撤销了" in said and "今天咨询 1" in said
    assert "今天咨询 1" in client.get("/hall/").content.decode()


def test_the_same_press_sent_twice_counts_once(cast: Cast) -> None:
    client, key = browser(cast.clerk), uuid4().hex
    for _sent in range(2):
        assert "今天咨询 1" in press(client, idempotency_key=key)[1]


def test_without_script_the_desk_comes_back(cast: Cast) -> None:
    answer = browser(cast.clerk).post(
        reverse("approvals:consult"), {"idempotency_key": uuid4().hex, "window": "C01", "item": ""}
    )
    assert answer.status_code == 302 and answer.url.startswith("/hall/")


def test_the_api_notes_and_takes_back(cast: Cast) -> None:
    client = browser(cast.clerk)

    def send(door: str, **facts: str) -> tuple[int, dict[str, str]]:
        key = {"Idempotency-Key": uuid4().hex}
        answer = client.post(reverse(door), facts, content_type="application/json", headers=key)
        return answer.status_code, answer.json()

    status, noted = send("approvals_api:consult", window="C01", item="LW030")
    assert (status, noted["undone_at"]) == (201, None)
    status, back = send("approvals_api:consult_undo", number=noted["number"])
    assert status == 200 and back["undone_at"]
    assert send("approvals_api:consult_undo", number=noted["number"])[0] == 409
    assert send("approvals_api:consult", window="C06")[0] == 403
