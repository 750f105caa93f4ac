"""The roof's pages in a real browser: axe-core finds nothing and nothing overflows, on a desk and on a phone."""

from datetime import timedelta
from typing import Any

import pytest

from kernel.accounts.actions import unmask
from kernel.ledger.locking import database_now
from kernel.ledger.seals import seal
from kernel.organizations.models import Absence
from kernel.workdays.zone import local_date
from tests.browser import DESK, PHONE, axe, overflow
from tests.cast import build, local, post, staff

pytestmark = [pytest.mark.browser]


@pytest.fixture
def auditor(live_portal: str) -> Any:
    cast = build()
    auditor = staff("admaud", "审计管理员")
    post(auditor, "admin_audit", cast.centre, title="审计管理员")
    Absence.objects.create(user=cast.department_head, from_at=database_now(), reason="出差")
    unmask(cast.applicant, "phone", by=cast.clerk, why="核对一件很长很长的事情，" * 6)
    today = local_date(database_now())
    for days in (2, 1):
        seal(label=today - timedelta(days=days))
    return auditor


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("path", ["/health/data/", "/access-log/", "/seals/", "/seals/2/"])
def test_nothing_for_axe_and_no_overflow(open_page: Any, auditor: Any, path: str, size: dict[str, int]) -> None:
    page = open_page(path, user=auditor, **size)
    page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    assert axe(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("day", [(2026, 11, 27), (2026, 11, 29), (2026, 10, 1)], ids=["open", "sunday", "holiday"])
def test_home_is_read_by_everyone_on_any_day(open_page: Any, live_portal: str, monkeypatch: Any, day: Any) -> None:
    build()
    monkeypatch.setattr("county_portal.pages.home.database_now", lambda: local(*day))
    page = open_page("/", **DESK)
    assert page.locator(".open li[aria-current=date]").count() == 1
    assert axe(page) == []
