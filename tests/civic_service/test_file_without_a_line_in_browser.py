"""The agent's telephone without a line: nothing is lost, nothing is sent twice, and a person sees what is refused."""

import gzip
import hashlib
import json
import os
import shutil
import signal
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from playwright.sync_api import BrowserContext, Page, Response, Route, expect

from civic_service.models import Errand
from civic_service.packets import from_scan
from kernel.accounts.models import User
from kernel.documents.models import Document
from kernel.documents.storage import path_of
from tests.browser import ARGUMENTS, CHROMIUM, PHONE, axe, overflow, session_cookie, wait_until
from tests.cast import Cast, build
from tests.civic_service.conftest import Countryside, settle

pytestmark = [pytest.mark.browser]

FORM = "/proxy/new/LW030/"
LEFT = """() => new Promise((done) => {
  const asked = indexedDB.open("county-portal-packets");
  asked.onsuccess = () => {
    const photos = asked.result.transaction("photos").objectStore("photos").count();
    const packets = asked.result.transaction("packets").objectStore("packets").count();
    packets.onsuccess = () => done([packets.result, photos.result]);
  };
})"""


@pytest.fixture
def places(live_portal: str, settings: Any, tmp_path: Path) -> tuple[Cast, Countryside]:
    settings.MEDIA_ROOT = tmp_path / "documents"
    cast = build()
    return cast, settle(cast)


@pytest.fixture
def photo(chromium: Any) -> bytes:
    """A real photograph's worth of noise, 1,800 pixels wide."""
    page = chromium.new_page(viewport={"width": 1800, "height": 1200})
    page.set_content("<canvas width=1800 height=1200></canvas>")
    page.evaluate("""() => {
      const pen = document.querySelector("canvas").getContext("2d");
      for (let x = 0; x < 1800; x += 6) for (let y = 0; y < 1200; y += 6) {
        pen.fillStyle = `rgb(${(x * y) % 256},${(x * 7) % 256},${(y * 13) % 256})`; pen.fillRect(x, y, 6, 6);
      }
    }""")
    data = page.screenshot(type="jpeg", quality=90)
    page.close()
    return data


def fill(page: Page, *, name: str = "李桂兰") -> None:
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("证件号码").fill("990101195604120024")
    page.get_by_label("联系人", exact=True).fill("赵磊")
    page.get_by_label("联系人手机").fill("16100000031")
    page.locator("[name=field_premises]").fill("上岭村 3 组")
    page.get_by_label("面积（平方米）").fill("80")
    page.locator("[name=paper_m2]").check()
    sign(page)


def sign(page: Page) -> None:
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 30)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 20 + 12 * step, box["y"] + 30 + (step % 3) * 12)
    page.mouse.up()
    assert page.locator("[name=signature]").input_value()


def shoot(page: Page, data: bytes, paper: str = "m1", name: str = "IMG_1.jpg") -> None:
    file = {"name": name, "mimeType": "image/jpeg", "buffer": data}
    before = page.locator(f"[data-shots={paper}] button").count()
    page.locator(f"[data-photo={paper}]").set_input_files(file)
    expect(page.locator(f"[data-shots={paper}] button")).to_have_count(before + 1)


def arrived() -> Document | None:
    return Document.objects.uploads().first()


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="接受委托，出回执").click()


def weight(answer: Response) -> int:
    """Bytes of one answer on the wire, heads too."""
    body = answer.body()
    assert "/static/" in answer.url or answer.headers["content-encoding"] == "gzip"
    pressed = brotli.compress(body) if "/static/" in answer.url else gzip.compress(body)
    return len(pressed) + sum(len(name) + len(value) + 4 for name, value in answer.headers.items())


@pytest.mark.parametrize("path", ["/proxy/", "/proxy/new/", FORM])
def test_the_first_page_is_light(open_page: Any, places: tuple[Cast, Countryside], live_portal: str, path: str) -> None:
    """Every byte that a telephone with nothing in its memory fetches, heads too, as production presses them."""
    page = open_page("about:blank", user=places[1].agent, **PHONE)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_portal}{path}", wait_until="networkidle")
    # a module is known only when the one before it has been read
    before = 0
    while before < len(answers):
        before = len(answers)
        page.wait_for_timeout(1_000)
    fetched = {answer.url.removeprefix(live_portal): weight(answer) for answer in answers}
    assert len(fetched) > 25 and "/static/js/proxy/sender.js" in fetched
    assert sum(fetched.values()) <= 60_000, fetched


def test_without_a_line_it_waits_and_goes_by_itself(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    fill(page)
    shoot(page, photo)
    assert page.locator("[name=paper_m1]").is_checked()
    assert (axe(page), overflow(page) <= 0) == ([], True)
    page.context.set_offline(True)
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    expect(page.locator("[data-outbox]")).to_contain_text("信号弱。1 件登记、1 张照片已存在手机里")
    assert (axe(page), Errand.objects.count()) == ([], 0)
    page.context.set_offline(False)
    wait_until(page, lambda: arrived() is not None, seconds=20)
    expect(page.locator("[data-outbox]")).to_be_hidden()
    assert page.evaluate(LEFT) == [0, 0]
    errand = Errand.objects.get()
    document = arrived()
    assert document is not None and document.subject_number == errand.case.number
    kept = path_of(document.stored_name).read_bytes()
    assert len(kept) < len(photo) and errand.photos.get().sha256 == hashlib.sha256(kept).hexdigest()


def test_an_answer_that_was_lost_is_asked_for_again_and_the_photographs_follow(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    fill(page)
    shoot(page, photo)

    def lost(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.context.route("**/errands/file/", lost)
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert Errand.objects.count() == 1
    page.goto("/proxy/")
    page.locator("[data-pocket] [data-do=edit]").click()
    page.wait_for_url("**packet=**")
    page.context.unroute("**/errands/file/")
    # the finger's drawing is not drawn again; what the form says is the same
    hand_over(page)
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()
    wait_until(page, lambda: arrived() is not None, seconds=20)
    wait_until(page, lambda: page.evaluate(LEFT) == [0, 0])
    assert Errand.objects.count() == 1


def test_over_a_line_that_drops_each_file_goes_on_where_it_was(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    dropped = {"pieces": 0, "answers": 0}

    def shaky(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        dropped["pieces"] += 1
        if dropped["pieces"] % 3 == 1:
            route.abort("connectionreset")
        elif dropped["pieces"] % 3 == 2:
            # the server took it, the answer was lost
            route.fetch()
            dropped["answers"] += 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/photos/*/", shaky)
    fill(page)
    shoot(page, photo)
    hand_over(page)
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()
    for _try in range(40):
        if arrived() is not None:
            break
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(150)
    document = arrived()
    assert document is not None and dropped["answers"] >= 2
    assert Document.objects.count() == Errand.objects.count() == 1
    sha256 = Errand.objects.get().photos.get().sha256
    assert hashlib.sha256(path_of(document.stored_name).read_bytes()).hexdigest() == sha256


def test_an_answer_that_was_lost_makes_no_second_matter(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    lost = []

    def once(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/errands/file/", once)
    fill(page)
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    assert lost == [200]
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-outbox]")).to_be_hidden()
    wait_until(page, lambda: page.evaluate(LEFT) == [0, 0])
    assert Errand.objects.count() == 1


def test_what_is_refused_is_shown_with_everything_as_it_was(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    fill(page)
    page.get_by_label("证件号码").fill("990101195604120025")
    hand_over(page)
    expect(page.locator("[data-problem]")).to_be_visible()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("李桂兰")
    assert (axe(page), Errand.objects.count()) == ([], 0)
    page.get_by_label("证件号码").fill("990101195604120024")
    hand_over(page)
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()


def test_a_thumb_print_is_photographed_before_the_villager_goes(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    fill(page)
    page.get_by_text("按手印，两人见证").click()
    page.get_by_label("见证人一").fill("田小禾")
    page.get_by_label("见证人二").fill("石大山")
    page.context.set_offline(True)
    hand_over(page)
    expect(page.locator("[data-problem]")).to_contain_text("按手印的委托书要拍照")
    assert (axe(page), overflow(page) <= 0) == ([], True)
    shoot(page, photo, "mandate")
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.context.set_offline(False)
    wait_until(page, lambda: arrived() is not None, seconds=20)
    document = arrived()
    assert document is not None and document.material_code == "mandate"


def test_the_same_villager_at_two_agents_is_shown_to_a_person(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    first = open_page(FORM, user=places[1].agent, **PHONE)
    fill(first)
    hand_over(first)
    expect(first.get_by_role("heading", name="代办接件回执")).to_be_visible()
    second = open_page(FORM, user=places[1].second_agent, **PHONE)
    fill(second)
    second.context.set_offline(True)
    hand_over(second)
    expect(second.locator("[data-waiting]")).to_be_visible()
    second.context.set_offline(False)
    expect(second.locator("[data-outbox]")).to_contain_text("1 件登记没有被收下")
    second.goto("/proxy/")
    expect(second.locator("[data-pocket]")).to_contain_text("已在代办途中")
    assert (axe(second), overflow(second) <= 0, Errand.objects.count()) == ([], True, 1)
    second.locator("[data-pocket] [data-do=drop]").click()
    second.locator("dialog[data-drop] button[value=drop]").click()
    expect(second.locator("[data-pocket]")).to_be_hidden()


class Telephone:
    """A browser with a memory of its own on disk, which can be killed."""

    def __init__(self, driver: Any, folder: Path, address: str, user: User) -> None:
        self.driver, self.folder, self.address, self.user = driver, folder, address, user

    def open(self) -> BrowserContext:
        context = self.driver.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=ARGUMENTS, base_url=self.address, viewport=PHONE,
            locale="zh-CN", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        context.add_cookies([session_cookie(self.user, self.address)])
        return context

    def kill(self) -> None:
        """Every process of this browser and of no other."""
        mine = str(self.folder)
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if mine in each.read_bytes().decode(errors="replace"):
                    os.kill(int(each.parent.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                continue


@pytest.fixture
def telephone(chromium: Any, live_portal: str, places: tuple[Cast, Countryside], tmp_path: Path) -> Iterator[Telephone]:
    phone = Telephone(chromium.browser_type, tmp_path / "telephone", live_portal, places[1].agent)
    yield phone
    phone.kill()
    shutil.rmtree(phone.folder, ignore_errors=True)


def test_a_killed_browser_offers_what_was_filled_in(telephone: Telephone, photo: bytes) -> None:
    context = telephone.open()
    page = context.new_page()
    page.goto(FORM)
    fill(page)
    shoot(page, photo)
    expect(page.locator("[data-kept-here]")).to_contain_text("已存在手机里")
    page.wait_for_timeout(600)
    telephone.kill()
    context = telephone.open()
    page = context.new_page()
    page.goto(FORM)
    offer = page.locator("[data-kept-offer]")
    expect(offer).to_contain_text("有一份没登记完的：李桂兰")
    offer.get_by_role("button", name="接着填").click()
    expect(page.get_by_label("证件号码")).to_have_value("990101195604120024")
    expect(page.locator("[data-shots=m1] button")).to_have_count(1)
    assert page.locator("[name=signature]").input_value()
    hand_over(page)
    expect(page.get_by_role("heading", name="代办接件回执")).to_be_visible()
    wait_until(page, lambda: arrived() is not None, seconds=20)
    context.close()


def test_what_is_typed_before_the_script_is_there_is_kept(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    page: Page = open_page("/proxy/", user=places[1].agent)
    held: list[Route] = []
    page.route("**/js/proxy/filing*.js", lambda route: held.append(route))
    page.goto(FORM, wait_until="commit")
    page.get_by_label("姓名", exact=True).fill("李桂兰")
    wait_until(page, lambda: bool(held))
    held[0].continue_()
    expect(page.locator("[data-kept-here]")).to_contain_text("已存在手机里")
    page.unroute("**/js/proxy/filing*.js")
    page.goto(FORM)
    expect(page.locator("[data-kept-offer]")).to_contain_text("李桂兰")


def test_killed_while_it_waits_it_goes_when_opened_again(telephone: Telephone) -> None:
    context = telephone.open()
    page = context.new_page()
    page.goto(FORM)
    fill(page)
    context.set_offline(True)
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.wait_for_timeout(300)
    telephone.kill()
    context = telephone.open()
    page = context.new_page()
    page.goto("/proxy/")
    wait_until(page, lambda: Errand.objects.count() == 1, seconds=20)
    context.close()


def test_it_leaves_as_codes_and_as_a_file_that_the_town_takes_in(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes, tmp_path: Path
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    fill(page)
    shoot(page, photo)
    page.context.route("**/errands/file/", lambda route: route.abort("connectionreset"))
    hand_over(page)
    expect(page.locator("[data-waiting]")).to_be_visible()
    page.goto("/proxy/")
    page.locator("[data-pocket] [data-do=codes]").click()
    dialog = page.locator("dialog[data-codes]")
    expect(dialog).to_contain_text("第 1 个，共")
    assert axe(page) == []
    lines = page.evaluate("""async () => {
      const {codesOf} = await import("/static/js/proxy/leaving.js");
      const {packets} = await import("/static/js/proxy/store.js");
      return codesOf((await packets())[0], document.querySelector("[data-pocket]").dataset.token);
    }""")
    assert from_scan("\n".join(lines)).packet["person"]["name"] == "李桂兰"
    dialog.get_by_role("button", name="关上").click()
    with page.expect_download() as leaving:
        page.locator("[data-pocket] [data-do=file]").click()
    left = tmp_path / "packet.json"
    leaving.value.save_as(left)
    assert len(json.loads(left.read_text())["photos"]) == 1

    town = open_page("/proxy/bring/", user=places[1].town_clerk, **PHONE)
    assert (axe(town), overflow(town) <= 0) == ([], True)
    town.get_by_label("代办员存下的登记文件").set_input_files(left)
    town.get_by_role("button", name="带入").click()
    expect(town.locator(".note-ok")).to_contain_text(Errand.objects.get().case.number)
    assert Document.objects.count() == 1
    town.get_by_label("光标放在这里").fill("\n".join(lines))
    town.get_by_role("button", name="带入").click()
    expect(town.locator(".note-ok")).to_contain_text(Errand.objects.get().case.number)

    page.context.unroute("**/errands/file/")
    page.locator("[data-pocket] [data-do=send]").click()
    expect(page.locator("[data-pocket]")).to_be_hidden()
    assert Errand.objects.count() == Document.objects.count() == 1


def sideways(data: bytes) -> bytes:
    """The photograph with the note that it must be turned by a quarter (EXIF orientation 6)."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0)
    exif = b"Exif\0\0MM\0\x2a\0\0\0\x08" + struct.pack(">H", 1) + entry + b"\0\0\0\0"
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


SIZE = "() => { const shown = document.querySelector('[data-stage] canvas'); return [shown.width, shown.height]; }"


def size_of(page: Page) -> list[int]:
    page.locator("[data-stage] canvas").wait_for()
    return list(page.evaluate(SIZE))


def test_a_photograph_is_set_upright_and_laid_flat(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    shoot(page, sideways(photo))
    page.locator("[data-shots=m1] button").click()
    upright = size_of(page)
    assert upright[0] < upright[1]
    assert axe(page) == []
    page.get_by_role("button", name="转一下").click()
    assert size_of(page) == upright[::-1]
    corner = page.get_by_role("button", name="左上角")
    corner.focus()
    for _press in range(10):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="拉正").click()
    flat = size_of(page)
    assert flat[0] <= upright[1] and flat[1] <= upright[0]
    page.get_by_role("button", name="就用这张").click()
    expect(page.locator("[data-shots=m1] button")).to_have_count(1)
    page.locator("[data-shots=m1] button").click()
    page.get_by_role("button", name="删去重拍").click()
    expect(page.locator("[data-shots=m1] button")).to_have_count(0)
    assert page.evaluate(LEFT)[1] == 0


SLOW_TO_SAVE = """() => {
  const save = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (...said) { setTimeout(() => save.apply(this, said), 400); };
}"""


def test_who_presses_on_before_it_is_saved_throws_away_the_new_one(
    open_page: Any, places: tuple[Cast, Countryside], photo: bytes
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    shoot(page, photo)
    page.evaluate(SLOW_TO_SAVE)
    page.locator("[data-shots=m1] button").click()
    page.get_by_role("button", name="转一下").click()
    page.get_by_role("button", name="就用这张").click()
    page.locator("[data-shots=m1] button").click()
    page.get_by_role("button", name="删去重拍").click()
    page.wait_for_timeout(1_200)
    assert page.evaluate(LEFT)[1] == 0


def test_the_four_corners_become_a_rectangle(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    found = page.evaluate("""async () => {
      const {projection} = await import("/static/js/proxy/flatten.js");
      const corners = [[10, 20], [210, 40], [190, 260], [30, 240]];
      const m = projection(200, 220, corners);
      return [[0, 0], [200, 0], [200, 220], [0, 220]].map(([x, y]) => {
        const s = m[6] * x + m[7] * y + 1;
        return [(m[0] * x + m[1] * y + m[2]) / s, (m[3] * x + m[4] * y + m[5]) / s].map(Math.round);
      });
    }""")
    assert found == [[10, 20], [210, 40], [190, 260], [30, 240]]


def test_what_is_no_photograph_is_said(open_page: Any, places: tuple[Cast, Countryside]) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    page.locator("[data-photo=m1]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    )
    expect(page.locator("[data-shots-said]")).to_contain_text("a.jpg 不是能打开的照片")


def test_another_agent_of_the_same_telephone_sees_nothing(
    open_page: Any, places: tuple[Cast, Countryside], live_portal: str
) -> None:
    page = open_page(FORM, user=places[1].agent, **PHONE)
    fill(page)
    expect(page.locator("[data-kept-here]")).to_contain_text("已存在手机里")
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(places[1].second_agent, live_portal)])
    page.goto(FORM)
    expect(page.locator("[data-kept-offer]")).to_be_hidden()
    page.goto("/proxy/")
    expect(page.locator("[data-pocket]")).to_be_hidden()
