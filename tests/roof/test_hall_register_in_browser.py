"""应进必进台账 at a desk and on a phone: its form is there to be filled, and axe-core finds nothing."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from kernel.ledger.locking import database_now
from kernel.organizations.models import Role
from kernel.workdays.zone import local_date
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import build, post, staff

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_line_is_written(open_page: Any, live_portal: str, size: dict[str, int]) -> None:
    cast = build()
    keeper = staff("shaom", "邵敏")
    post(keeper, Role.HALL_MANAGER, cast.centre, title="值班长")
    page = open_page("/hall-register/", user=keeper, **size)
    assert (axe(page), overflow(page) <= 0) == ([], True)
    page.get_by_label("编码").fill("LW030")
    page.get_by_label("未进厅原因").fill("专用设备不能搬")
    page.get_by_label("清理复核日期").fill(f"{local_date(database_now()) + timedelta(days=30)}")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("cell", name="专用设备不能搬")).to_be_visible()
