"""查看完整信息: masked on the page; in full once, for a reason, and the access log has the line before it is shown."""

from typing import Any

import pytest
from django.test import Client

from kernel.cases.models import Case
from kernel.ledger.models import AccessEntry, Entry
from kernel.organizations.models import Role
from tests.cast import Cast, post, staff
from tests.hall.conftest import BrowserOf, received

NUMBER, PHONE = "990101198309270015", "16100000001"
TO = {"receiver": "赵收件", "phone": "16100000088", "address": "示范县城关镇人民路 18 号"}


@pytest.fixture
def case(cast: Cast) -> Case:
    cast.item.form_schema = [*cast.item.form_schema, {"name": "tel", "label": "联系电话", "type": "phone"}]
    cast.item.save()
    values = {"premises": "人民路 18 号", "area": "120", "tel": "16100000099"}
    return received(cast, values=values, delivery="post", post_to=TO)


def look(browser: Client, case: Case, why: str = "核对送达地址") -> Any:
    return browser.post(f"/cases/{case.number}/reveal/", {"why": why}, headers={"HX-Request": "true"})


def look_by_api(browser: Client, case: Case, why: str = "核对送达地址") -> Any:
    return browser.post(f"/api/v1/cases/{case.number}/reveal/", {"why": why}, content_type="application/json")


def test_the_page_masks_every_phone_and_name(cast: Cast, desk: Client, case: Case) -> None:
    page = desk.get(f"/cases/{case.number}/").content.decode()
    for whole in ("陈宏", NUMBER, PHONE, "16100000099", "16100000088", "赵收件"):
        assert whole not in page, whole
    assert "161****0099" in page and "161****0088" in page and "人民路 18 号" in page
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("ask", [look, look_by_api])
def test_in_full_once_and_on_record_first(cast: Cast, desk: Client, case: Case, ask: Any) -> None:
    answer = ask(desk, case)
    shown = answer.content.decode()
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    for whole in ("陈宏", NUMBER, PHONE, "16100000099", "16100000088", "赵收件"):
        assert whole in shown, whole
    rows = list(AccessEntry.objects.order_by("position"))
    assert [row.fields for row in rows][1] == ["application"] and "id_number" in rows[0].fields
    assert {(row.why, row.post, row.whom_id) for row in rows} == {("核对送达地址", "C01 窗口人员", cast.applicant.pk)}
    assert PHONE not in desk.get(f"/cases/{case.number}/").content.decode()
    ask(desk, case)
    assert AccessEntry.objects.count() == 2 * len(rows)
    assert not Entry.objects.filter(type__contains="reveal").exists()


@pytest.mark.parametrize("ask", [look, look_by_api])
def test_without_a_reason_nothing_is_shown(cast: Cast, desk: Client, case: Case, ask: Any) -> None:
    answer = ask(desk, case, why=" ")
    assert (
        answer.status_code == 422 and "须写明理由" in answer.content.decode() and NUMBER not in answer.content.decode()
    )
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("ask", [look, look_by_api])
def test_who_may_not_see_the_case_sees_nobody(cast: Cast, browser_of: BrowserOf, case: Case, ask: Any) -> None:
    for who in (cast.administrator, cast.other_clerk, cast.stranger, cast.citizen):
        answer = ask(browser_of(who), case)
        assert answer.status_code in (403, 404) and NUMBER not in answer.content.decode()
    assert not AccessEntry.objects.exists()
    assert ask(browser_of(cast.inspector), case).status_code == 200


def test_who_only_follows_cases_works_with_masked_names(cast: Cast, browser_of: BrowserOf, case: Case) -> None:
    director = staff("zxzr", "中心主任")
    post(director, Role.CENTER_DIRECTOR, cast.centre, title="主任")
    browser = browser_of(director)
    page = browser.get(f"/cases/{case.number}/").content.decode()
    assert "陈*" in page and "查看完整信息" not in page
    for ask in (look, look_by_api):
        refused = ask(browser, case)
        assert refused.status_code == 403 and NUMBER not in refused.content.decode()
    assert not AccessEntry.objects.exists()
