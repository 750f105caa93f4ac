"""What a clerk or decider confirms on a telephone: every dialog fits, and everything in it can be touched."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from approvals import actions
from kernel.accounts.models import User
from tests.browser import DESK, PHONE, session_cookie
from tests.cast import Cast, build
from tests.hall.conftest import received
from tests.public.conftest import accepted

pytestmark = [pytest.mark.browser]

# of each dialog of the page, opened: how much wider its contents are than it, and what is too low for a finger
MEASURED = """least => [...document.querySelectorAll("dialog.sheet-dialog[id]")].map((dialog) => {
  dialog.showModal();
  const touched = [...dialog.querySelectorAll("button, input.form-control, select, label.check")];
  const low = touched.filter((each) => each.offsetHeight && each.offsetHeight < least).map((each) => each.outerHTML);
  const box = dialog.getBoundingClientRect();
  const wide = dialog.scrollWidth - dialog.clientWidth;
  const inside = box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
  dialog.close();
  return [dialog.id, wide, inside, low];
})"""


@pytest.fixture
def county(live_portal: str) -> Cast:
    return build()


@pytest.mark.parametrize(("size", "finger"), [(PHONE, True), (DESK, False)], ids=["phone", "desk"])
def test_every_dialog_fits_and_can_be_touched(
    chromium: Browser, live_portal: str, county: Cast, size: Any, finger: bool
) -> None:
    waiting, last, late = received(county), received(county), accepted(county)
    actions.accept(number=last.number, by=county.clerk)
    actions.complete_step(number=last.number, by=county.reviewer, opinion="")
    least = 44 if finger else 28

    def dialogs_of(user: User, path: str) -> list[str]:
        context = chromium.new_context(
            base_url=live_portal, locale="zh-CN", viewport=size, has_touch=finger, is_mobile=finger
        )
        context.add_cookies([session_cookie(user, live_portal)])
        page: Page = context.new_page()
        page.goto(path)
        found = page.evaluate(MEASURED, least)
        context.close()
        assert [each for each in found if each[1] > 0 or not each[2] or each[3]] == []
        return [each[0] for each in found]

    assert "confirm-tell" in dialogs_of(county.clerk, "/hall/?window=C01&item=LW030")
    assert {"d-accept", "d-refuse", "d-notify"} <= set(dialogs_of(county.clerk, f"/cases/{waiting.number}/"))
    assert {"d-grant", "d-deny"} <= set(dialogs_of(county.approver, f"/cases/{last.number}/"))
    assert "d-delay" in dialogs_of(county.reviewer, f"/cases/{late.number}/")
