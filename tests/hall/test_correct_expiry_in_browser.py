"""更正到期日 in a real browser: the dialog shows the day on record, the page the one on the licence."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date
from tests.approvals.renewals import receive_renewal, renews
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import Cast

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_day_is_read_again_from_the_licence(cast: Cast, open_page: Any, size: dict[str, int]) -> None:
    today = local_date(database_now())
    on_record, on_licence = today + timedelta(days=40), today + timedelta(days=400)
    case = receive_renewal(renews(cast), last=on_record, at=None)
    page = open_page(f"/cases/{case.number}/", user=cast.clerk, **size)
    page.get_by_role("button", name="更正到期日…").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("原许可有效期到")).to_have_value(on_record.isoformat())
    assert axe(page) == [] and overflow(page) <= 0
    dialog.get_by_label("原许可有效期到").fill(on_licence.isoformat())
    dialog.get_by_label("对照什么改的").fill("原许可证原件")
    dialog.locator("[data-confirm]").click()
    expect(page.locator(".note-ok").first).to_be_visible()
    expect(page.locator(".c-form dl.fact").first).to_contain_text(
        f"{on_licence:%Y}年{on_licence.month}月{on_licence.day}日"
    )
    assert axe(page) == [] and overflow(page) <= 0
