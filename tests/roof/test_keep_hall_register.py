"""应进必进台账: the share in the hall, what is outside with reason and day, who writes it and who only reads it."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from county_portal import hall_register
from county_portal.tasks import tell_to_review
from kernel.catalogue.actions import bring_item_in, keep_item_off_hall
from kernel.catalogue.models import Item
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions import tell
from kernel.notices.models import Notice
from kernel.organizations.actions import bring_unit_in, keep_unit_off_hall
from kernel.organizations.models import Organization, ServicePoint, Window
from kernel.organizations.refusals import NotYourPost, OffHallNeedsReason
from kernel.workdays.zone import local_date
from tests.cast import Cast, licence_item
from tests.roof.conftest import Offices, as_

PAGE, API = "/hall-register/", "/api/v1/hall-register/"


def next_month() -> date:
    return local_date(database_now()) + timedelta(days=30)


def read(offices: Offices) -> dict[str, Any]:
    answer: dict[str, Any] = as_(offices.director).get(API).json()
    return answer


@pytest.fixture
def second(cast: Cast) -> Item:
    """A second item, of another unit than the first."""
    author, publisher = cast.clerk, cast.second_supervisor
    return licence_item(
        cast.other_bureau, cast.other_window, author, publisher, code="N1", name="动物防疫条件审查"
    ).item


def test_an_item_outside_lowers_the_rate_and_is_listed_with_reason_and_day(
    offices: Offices, cast: Cast, second: Item
) -> None:
    assert (read(offices)["items"], read(offices)["item_rate"], read(offices)["outside"]) == (2, 100.0, [])
    keep_item_off_hall(item=second, reason=" 专用设备不能搬 ", review_on=next_month(), by=offices.director)

    found = read(offices)
    assert (found["items_in"], found["item_rate"], found["unit_rate"]) == (1, 50.0, 100.0)
    [line] = found["outside"]
    assert (line["subject"], line["code"], line["reason"], line["late"]) == ("item", "N1", "专用设备不能搬", False)
    assert line["review_on"] == next_month().isoformat()
    entry = Entry.objects.get(type="catalogue.off_hall")
    assert "“动物防疫条件审查”暂不进驻大厅：专用设备不能搬" in entry.sentence()

    bring_item_in(item=second, by=offices.deputy_director)
    assert (read(offices)["item_rate"], read(offices)["outside"]) == (100.0, [])


def test_the_items_of_a_unit_outside_are_outside_with_it(offices: Offices, cast: Cast, second: Item) -> None:
    keep_unit_off_hall(unit=cast.other_bureau, reason="涉密", review_on=next_month(), by=offices.director)
    found = read(offices)
    assert (found["items_in"], found["item_rate"], found["unit_rate"]) == (1, 50.0, 50.0)
    assert [line["subject"] for line in found["outside"]] == ["unit"]
    assert [line["code"] for line in found["with_unit"]] == ["N1"]
    assert [line["code"] for line in found["inside"]] == ["LW030"]
    page = as_(offices.director).get(PAGE).content.decode()
    with_unit, inside = page.index("单位没有进厅，事项随单位的"), page.index("<h2>在大厅的")
    assert with_unit < page.index("N1</td>") < inside < page.index("LW030</td>")
    bring_unit_in(unit=cast.other_bureau, by=offices.director)
    assert read(offices)["unit_rate"] == 100.0
    unit = Organization.objects.get(pk=cast.other_bureau.pk)
    assert (unit.in_hall, unit.off_hall_reason, unit.off_hall_review_on) == (True, "", None)


def test_a_day_that_has_passed_is_told(offices: Offices, second: Item) -> None:
    yesterday = local_date(database_now()) - timedelta(days=1)
    Item.objects.filter(pk=second.pk).update(off_hall_reason="场地不够", off_hall_review_on=yesterday)
    assert read(offices)["outside"][0]["late"] is True
    page = as_(offices.director).get(PAGE).content.decode()
    assert "该复核了" in page and "场地不够" in page and "事项进驻率 50.0%（1/2）" in page


def test_an_item_that_no_window_of_the_hall_receives_is_outside_and_waits_for_its_reason(
    offices: Offices, cast: Cast, second: Item
) -> None:
    town = ServicePoint.objects.create(organization=cast.other_bureau, name="厅外服务点")
    elsewhere = Window.objects.create(code="X1", name="厅外", organization=cast.other_bureau, service_point=town)
    second.versions.get().receiving_windows.set([elsewhere])
    found = read(offices)
    assert (found["items_in"], found["item_rate"], found["outside"]) == (1, 50.0, [])
    assert found["unexplained"] == [{"code": "N1", "name": "动物防疫条件审查", "unit": "县农业农村局"}]
    assert "1 个县级事项没有大厅窗口收件" in as_(offices.director).get(PAGE).content.decode()
    cast.item.receiving_windows.clear()
    assert (read(offices)["item_rate"], len(read(offices)["unexplained"])) == (0.0, 2)

    keep_item_off_hall(item=second, reason="专用设备不能搬", review_on=next_month(), by=offices.director)
    assert [line["code"] for line in read(offices)["unexplained"]] == ["LW030"]
    keep_unit_off_hall(unit=cast.bureau, reason="涉密", review_on=next_month(), by=offices.director)
    assert (read(offices)["unexplained"], read(offices)["item_rate"]) == ([], 0.0)


def test_the_sheet_has_what_is_outside_what_is_unexplained_and_the_units(
    offices: Offices, cast: Cast, second: Item
) -> None:
    keep_item_off_hall(item=second, reason="=1+1", review_on=next_month(), by=offices.director)
    cast.item.receiving_windows.clear()
    answer = as_(offices.supervisor).get(f"{PAGE}export/hall-register.xlsx")
    assert answer.status_code == 200 and "hall-register.xlsx" in answer["Content-Disposition"]
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][:4] == ("不在大厅，有理由", "事项", "N1", "动物防疫条件审查") and rows[1][5] == "'=1+1"
    assert rows[2][:3] == ("不在大厅，没有写理由", "事项", "LW030")
    assert rows[3][:3] == ("0/1 个县级事项在大厅办", "单位", "BM01")
    cast.item.receiving_windows.add(cast.window)
    keep_unit_off_hall(unit=cast.bureau, reason="涉密", review_on=next_month(), by=offices.director)
    states = {row[2]: row[0] for row in hall_register.exported(hall_register.register_for(offices.director))}
    assert states["LW030"] == "不在大厅，随单位" and "N1" in states
    bring_unit_in(unit=cast.bureau, by=offices.director)
    states = {row[2]: row[0] for row in hall_register.exported(hall_register.register_for(offices.director))}
    assert states["LW030"] == "在大厅"
    assert as_(offices.clerk).get(f"{PAGE}export/hall-register.xlsx").status_code == 403


def test_a_review_date_that_has_come_is_told_once_to_the_keepers(offices: Offices, cast: Cast, second: Item) -> None:
    day = next_month()
    keep_item_off_hall(item=second, reason="场地不够", review_on=day, by=offices.director)
    keep_unit_off_hall(unit=cast.bureau, reason="涉密", review_on=day, by=offices.director)
    tell_to_review()
    assert not Entry.objects.filter(type__endswith="off_hall_review_due").exists(), "the day has not come"
    yesterday = local_date(database_now()) - timedelta(days=1)
    Item.objects.filter(pk=second.pk).update(off_hall_review_on=yesterday)
    Organization.objects.filter(pk=cast.bureau.pk).update(off_hall_review_on=yesterday)
    tell_to_review()
    tell_to_review()
    entries = list(Entry.objects.filter(type__endswith="off_hall_review_due").order_by("pk"))
    assert [entry.subject_kind for entry in entries] == ["organization", "item"]
    assert "“动物防疫条件审查”没有进驻大厅（场地不够）" in entries[1].sentence()
    tell(entries)
    for entry in entries:
        told = Notice.objects.filter(entry_id=entry.pk)
        assert {each.recipient for each in told} == {offices.director, offices.deputy_director}
        assert {each.link for each in told} == {PAGE}
    Item.objects.filter(pk=second.pk).update(off_hall_review_on=yesterday - timedelta(days=1))
    tell_to_review()
    assert Entry.objects.filter(type="catalogue.off_hall_review_due").count() == 2, "another day is told of again"


def test_only_county_level_items_in_force_count(offices: Offices, second: Item) -> None:
    second.versions.update(use_level="5")
    assert read(offices)["items"] == 1


@pytest.mark.parametrize(
    ("reason", "days"), [("", 30), ("  ", 30), ("长" * 201, 30), ("涉密", 0), ("涉密", -1), ("涉密", None)]
)
def test_outside_needs_a_reason_and_a_day_to_come(
    offices: Offices, second: Item, reason: str, days: int | None
) -> None:
    day = None if days is None else local_date(database_now()) + timedelta(days=days)
    with pytest.raises(OffHallNeedsReason, match="写明原因"):
        keep_item_off_hall(item=second, reason=reason, review_on=day, by=offices.director)
    second.refresh_from_db()
    assert second.off_hall_reason == ""


@pytest.mark.parametrize("who", ["supervisor", "clerk", "department_head", "system", "inspector"])
def test_others_do_not_write_it(offices: Offices, cast: Cast, second: Item, who: str) -> None:
    by, day = getattr(offices, who), next_month()
    with pytest.raises(NotYourPost):
        keep_item_off_hall(item=second, reason="涉密", review_on=day, by=by)
    with pytest.raises(NotYourPost):
        keep_unit_off_hall(unit=cast.other_bureau, reason="涉密", review_on=day, by=by)
    with pytest.raises(NotYourPost):
        bring_unit_in(unit=cast.other_bureau, by=by)


def test_what_is_not_in_force_has_no_line(offices: Offices, second: Item) -> None:
    second.versions.update(state="retired")
    with pytest.raises(NotFound):
        keep_item_off_hall(item=second, reason="涉密", review_on=next_month(), by=offices.director)


def test_the_page_writes_a_line_and_says_what_is_wrong_with_one(offices: Offices, second: Item) -> None:
    line = {"subject": "item", "code": "N1", "reason": "场地不够", "review_on": next_month().isoformat()}
    browser = as_(offices.director)
    assert browser.post(f"{PAGE}enter/", line | {"idempotency_key": "one"}).status_code == 302
    assert "场地不够" in browser.get(PAGE).content.decode()

    wrong = browser.post(f"{PAGE}enter/", {"subject": "item", "reason": "涉密", "idempotency_key": "two"})
    assert wrong.status_code == 422 and 'value="涉密"' in wrong.content.decode()
    none = browser.post(f"{PAGE}enter/", line | {"code": "NONE", "idempotency_key": "three"})
    assert none.status_code == 404
    back = browser.post(f"{PAGE}enter/", {"subject": "item", "code": "N1", "idempotency_key": "four"})
    assert back.status_code == 302 and read(offices)["outside"] == []


def test_the_supervision_office_reads_and_sees_no_form(offices: Offices) -> None:
    page = as_(offices.supervisor).get(PAGE)
    assert page.status_code == 200 and '<form class="pane"' not in page.content.decode()
    assert as_(offices.clerk).get(PAGE).status_code == 403 and as_(offices.citizen).get(PAGE).status_code == 403


def test_the_page_asks_a_fixed_number_of_queries(
    offices: Offices, cast: Cast, second: Item, django_assert_max_num_queries: Any
) -> None:
    browser = as_(offices.director)
    browser.get(PAGE)
    for number in range(6):
        licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code=f"T{number}")
    with django_assert_max_num_queries(20):
        browser.get(PAGE)
