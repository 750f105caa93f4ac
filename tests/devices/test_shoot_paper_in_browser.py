"""A picture of the document camera is kept with the paper whose line has the focus, by the road of every upload."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from county_portal.devices.simulator import PICTURE
from kernel.documents.models import Document
from tests.browser import PHONE, axe, overflow
from tests.cast import Cast
from tests.devices.conftest import OpenDesk, Peer
from tests.devices.test_read_card_in_browser import INTAKE, connected, said
from tests.hall.conftest import accepted, received

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def line(page: Page, paper: str) -> Any:
    return page.locator(f"#paper-{paper}")


def test_it_lands_on_the_paper_with_the_focus_and_so_does_the_next(
    county: Cast, peer: Peer, open_desk: OpenDesk
) -> None:
    case = accepted(county)
    page = connected(open_desk(f"/cases/{case.number}/", user=county.clerk), peer)
    page.keyboard.press("c")
    page.focus("#scan-m2")
    peer.do("shot")
    expect(line(page, "m2")).to_contain_text("1 个文件")
    expect(said(page)).to_contain_text("正在存到“经营场所证明”")
    kept = Document.objects.uploads().get()
    assert (kept.material_code, kept.size, kept.content_type) == ("m2", PICTURE.stat().st_size, "image/jpeg")
    assert axe(page) == []
    # the line was read again meanwhile; the next picture is of the same paper
    peer.do("shot pyproject.toml")
    expect(line(page, "m2").locator("[data-refusal]")).to_be_visible()
    assert Document.objects.uploads().count() == 1
    expect(page.locator("#case-scans")).to_have_attribute("open", "")


def test_a_tick_names_its_paper_too(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    case = received(county)
    page = connected(open_desk(f"/cases/{case.number}/", user=county.clerk), peer)
    page.focus("[data-ticks] li:nth-child(3) input")
    peer.do("shot")
    expect(line(page, "m3")).to_contain_text("1 个文件")


def test_without_a_line_it_is_asked_which(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    case = received(county)
    page = connected(open_desk(f"/cases/{case.number}/", user=county.clerk), peer)
    peer.do("shot")
    expect(said(page)).to_contain_text("先把光标放到是哪份材料")
    page.goto(INTAKE)
    connected(page, peer)
    peer.do("shot")
    expect(said(page)).to_contain_text("拍照在办件页上收")
    assert Document.objects.uploads().count() == 0


def test_a_wrong_hash_is_not_sent(county: Cast, peer: Peer, open_desk: OpenDesk) -> None:
    case = received(county)
    page = connected(open_desk(f"/cases/{case.number}/", user=county.clerk), peer)
    page.keyboard.press("c")
    page.focus("#scan-m1")
    peer.do("lie hash")
    expect(said(page)).to_contain_text("校验不对")
    assert Document.objects.uploads().count() == 0


@pytest.mark.parametrize("size", [{"width": 1366, "height": 768}, PHONE], ids=["desk", "phone"])
def test_without_a_bridge_a_file_is_chosen_by_keyboard(county: Cast, open_desk: OpenDesk, size: dict[str, int]) -> None:
    case = received(county)
    page = open_desk(f"/cases/{case.number}/", user=county.clerk, switched_on=False, **size)
    page.locator("#case-scans summary").press("Enter")
    page.set_input_files("#scan-m1", PICTURE)
    expect(line(page, "m1")).to_contain_text("1 个文件")
    assert overflow(page) <= 0
    assert axe(page) == []
