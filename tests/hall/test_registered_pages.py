"""Registered matters on their pages and in the API: what is offered, to whom, and how much is seen."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from approvals import actions
from approvals.registered.board import board_for
from approvals.registered.naming import named
from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast, licence_item
from tests.hall.conftest import BrowserOf


@pytest.fixture
def county(cast: Cast) -> Cast:
    cast.item.handling = "external"
    cast.item.save()
    return cast


def form(**changes: str) -> dict[str, str]:
    facts = {"item": "LW030", "window": "C01", "foreign_number": "BDC-117", "who": "周小宁", "do": "receive"}
    return facts | {"idempotency_key": uuid4().hex} | changes


def registered(cast: Cast, number: str = "BDC-117", **changes: Any) -> Case:
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item, "foreign_number": number}
    return actions.register_external(**facts | {"who": named("周小宁")} | changes)


def test_the_desk_offers_an_external_item_with_its_mark_and_opens_the_short_form(county: Cast, desk: Client) -> None:
    listed = desk.get("/hall/").content.decode()
    assert "第三类医疗器械经营许可" in listed and "登记件" in listed
    page = desk.get("/hall/?item=LW030").content.decode()
    assert 'name="foreign_number"' in page and "data-intake" not in page
    # what is handled elsewhere is not received as an application
    assert desk.post("/hall/intake/", {"item": "LW030", "window": "C01", "do": "receive"}).status_code == 404


def test_registering_by_the_form_masks_the_name_and_comes_back_for_the_next(county: Cast, desk: Client) -> None:
    answer = desk.post("/hall/register/", form())
    assert answer.status_code == 302 and answer["Location"] == "/hall/?window=C01&item=LW030"
    assert Case.objects.get().applicant_words == "周*宁"
    page = desk.get(answer["Location"]).content.decode()
    assert "BDC-117 已登记收件" in page and "等登记办结 1 件" in page
    assert "<b>1</b><span>今日收件</span>" in page and "<b>0</b><span>今日受理</span>" in page


def test_a_receipt_of_an_earlier_moment_is_taken_and_one_to_come_refused(county: Cast, desk: Client) -> None:
    assert desk.post("/hall/register/", form(received_at="2026-09-07T10:00")).status_code == 302
    assert Case.objects.get().received_at.isoformat() == "2026-09-07T02:00:00+00:00"
    assert desk.post("/hall/register/", form(foreign_number="2", received_at="2099-01-01T10:00")).status_code == 422
    assert desk.post("/hall/register/", form(foreign_number="2", received_at="昨天")).status_code == 422
    assert desk.post("/hall/register/", form(who="")).status_code == 422
    assert Case.objects.count() == 1


def test_a_scanned_number_opens_its_file_for_who_may_see_it(county: Cast, desk: Client, browser_of: BrowserOf) -> None:
    case = registered(county)
    assert desk.get("/hall/?q=BDC-117")["Location"] == f"/registered/{case.number}/"
    assert "BDC-117" in desk.get(f"/registered/{case.number}/").content.decode()
    assert browser_of(county.other_clerk).get(f"/registered/{case.number}/").status_code == 404
    assert browser_of(county.citizen).get(f"/registered/{case.number}/").status_code == 403
    # a licence has another file
    assert desk.get(f"/cases/{case.number}/").status_code == 404


def test_verbs_are_offered_to_the_counter_and_refused_to_supervision(
    county: Cast, desk: Client, browser_of: BrowserOf
) -> None:
    case = registered(county)
    office = browser_of(county.supervisor)
    assert "d-finish" not in office.get(f"/registered/{case.number}/").content.decode()
    assert "d-cancel" in desk.get(f"/registered/{case.number}/").content.decode()
    Case.objects.filter(pk=case.pk).update(created_at=database_now() - timedelta(days=1))
    offered = desk.get(f"/registered/{case.number}/").content.decode()
    assert "d-finish" in offered and "d-cancel" not in offered, "on another day it is not taken back"
    act = {"result": "granted", "idempotency_key": uuid4().hex}
    assert office.post(f"/registered/{case.number}/finish/", act).status_code == 403
    assert desk.post(f"/registered/{case.number}/finish/", act | {"result": "perhaps"}).status_code == 422
    assert desk.post(f"/registered/{case.number}/finish/", act).status_code == 302
    case.refresh_from_db()
    assert case.state == "finished"


def test_the_board_shows_silent_items_first_and_the_share_observed(county: Cast) -> None:
    silent = licence_item(
        county.bureau, county.window, county.clerk, county.second_supervisor,
        code="LW099", name="不动产登记", handling="external",
    )  # fmt: skip
    silent.item.yearly_volume = 2_500
    silent.item.save()
    case = registered(county)
    old = registered(county, "OLD", at=database_now() - timedelta(days=120))
    now = database_now()
    board = board_for(county.supervisor, days=30, at=now)
    assert [(line.code, line.registered, line.waiting) for line in board.items] == [("LW099", 0, 0), ("LW030", 1, 2)]
    assert board.items[0].silent and (board.items[0].expected, board.items[0].share) == (300, 0)
    assert (board.items[1].expected, board.items[1].share) == (None, None)
    assert board.items[1].stale == 0, "it is promised within eight days"
    county.item.promised_length = 1
    county.item.save()
    board = board_for(county.supervisor, days=30, at=now)
    assert board.items[1].stale == 1, "of two unfinished one is of today"
    assert board.observed == 50.0 and [(unit.items, unit.seen) for unit in board.units] == [(2, 1)]
    actions.cancel_registration(number=case.number, by=county.clerk, reason="扫错了条码")
    assert board_for(county.supervisor, days=30, at=now).observed == 0.0, "what was taken back was not seen"
    assert old.state == "registered"


def test_the_board_is_for_those_who_lead_or_supervise(county: Cast, browser_of: BrowserOf) -> None:
    for who in ("supervisor", "inspector"):
        assert browser_of(getattr(county, who)).get("/registered/").status_code == 200
    for who in ("clerk", "approver", "administrator"):
        assert browser_of(getattr(county, who)).get("/registered/").status_code == 403
        with pytest.raises(NotYourPost):
            board_for(getattr(county, who), days=30, at=database_now())


def test_the_board_costs_the_same_however_many_items(
    county: Cast, browser_of: BrowserOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        registered(county, str(number))
        licence_item(
            county.bureau, county.window, county.clerk, county.second_supervisor,
            code=f"EX{number}", name=f"事项{number}", handling="external",
        )  # fmt: skip
    now = database_now()
    with django_assert_max_num_queries(8):
        board_for(county.supervisor, days=30, at=now)


def api(client: Client, path: str, body: dict[str, Any]) -> Any:
    headers = {"Idempotency-Key": uuid4().hex}
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_the_api_registers_finishes_and_tells_the_same(county: Cast, desk: Client, browser_of: BrowserOf) -> None:
    body = {"window": "C01", "item": "LW030", "foreign_number": "BDC-117", "who": "周小宁"}
    made = api(desk, "registered/enter/", body)
    assert made.status_code == 201 and made.json()["applicant"] == "周*宁"
    number = made.json()["number"]
    assert api(desk, "registered/enter/", body).json()["code"] == "foreign_number_taken"
    done = api(desk, f"registered/{number}/finish/", {"result": "denied"})
    assert (done.status_code, done.json()["state"], done.json()["result"]) == (200, "finished", "denied")
    told = desk.get(f"/api/v1/registered/{number}/").json()
    assert {clock["kind"] for clock in told["clocks"]} == {"promised", "statutory"}
    assert api(desk, f"registered/{number}/cancel/", {"reason": "扫错了"}).json()["state"] == "cancelled"
    assert desk.get("/api/v1/registered/").status_code == 403
    board = browser_of(county.supervisor).get("/api/v1/registered/?days=5").json()
    assert (board["days"], board["observed"], board["items"][0]["code"]) == (5, 0.0, "LW030")
