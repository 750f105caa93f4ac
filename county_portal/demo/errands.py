"""Errands on the road at first start: in the village, in a bag, at the town, on the way to the county, and home again.

Told through the verbs that agents and clerks use, with their own instants.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

import typst

from approvals.actions import accept, complete_step, grant
from civic_service import actions
from civic_service.actions import Filing, Paper, Shot, Signed
from civic_service.models import Errand, Photo
from county_portal.demo import acting
from county_portal.demo.anchor import Anchor
from county_portal.demo.forms import filled
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.documents.letters.printing import FONTS
from kernel.ledger.locking import database_now
from kernel.organizations.models import Window

AGENT: Final = "shiyf"
SECOND: Final = "tianxh"
TOWN: Final = "wanghai"
COUNTER: Final = "200-1"
UNTIL: Final = 60
# every loading of the demo names its packets alike
_PACKETS: Final = UUID("6f0d7c2e-5a3b-4a51-9d43-0d6a5f7b9a01")
IN_THE_BAG: Final = ("XZ006", "XZ005", "XZ025", "XZ022", "XZ001", "XZ003")
TODAY: Final = ("XZ025", "XZ003", "XZ014")
TO_COUNTY: Final = ("LW022", "LW022", "LW022")
# what a finger drew on the glass
DRAWN: Final = "60,120 110,60 160,130 205,70;250,60 250,140;290,80 360,80 330,150 300,110"
PICTURES: Final = ("农村危房改造申请表 第一页", "农村危房改造申请表 第二页")
SHEET: Final = "委托书 按手印 见证人：田小禾 石大山"
REASON: Final = "家庭情况符合申请条件，请予审核。"


def build(anchor: Anchor) -> int:
    """Tell every errand. How many."""
    people = _Villagers()
    story_proxy(anchor, people)
    in_the_room(anchor, people)
    short_bag(anchor, people)
    to_the_county(anchor, people)
    come_home(anchor, people)
    return Errand.objects.count()


class _Villagers:
    """Grown-up persons of the register, one after another."""

    def __init__(self) -> None:
        natural = Applicant.objects.filter(kind="natural", user=None, guardian=None, id_kind="resident_id")
        self._rest = iter(natural.exclude(phone_masked="").order_by("pk"))

    def next(self) -> Applicant:
        return next(self._rest)


def story_proxy(anchor: Anchor, people: _Villagers) -> Errand:
    """5 代办在途: 李桂兰's house, filed without a line at 18:35 of W−2 by thumb-print before two witnesses, sent next
    morning; 汪海 signed for the bag of seven matters with two originals at 16:10 of W−1. Of two photographs one is
    here, the other came half way; the sheet with the print is here."""
    [grandmother] = Applicant.objects.filter(user__username="ligl")
    thumb = _signed(anchor, sign="thumb", witnesses=("田小禾", "石大山"), when=anchor.at(-2, "18:35"))
    pictures, sheet = [_picture(words) for words in PICTURES], _picture(SHEET)
    at = anchor.at(-1, "07:50")
    first = _filed("XZ008", grandmother, at=at, signed=thumb, originals=1, pictures=pictures, sheet=sheet)
    _resume(first, pictures, sheet)
    rest = []
    for place, item in enumerate(IN_THE_BAG):
        at = anchor.at(-1, f"09:{10 + 5 * place}")
        rest.append(_filed(item, people.next(), at=at, signed=_signed(anchor), originals=int(place == 0)))
    _carried([first, *rest], "to_town", AGENT, TOWN, anchor.at(-1, "14:30"), anchor.at(-1, "16:10"))
    return first


def _picture(words: str) -> bytes:
    """What the telephone took of a paper: a page with these words."""
    page = f'#set page(width: 12cm, height: 16cm, fill: luma(235))\n#set text(font: "Noto Serif CJK SC")\n= {words}\n'
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return bytes(typst.compile(page.encode(), font_paths=fonts, format="png", ppi=96))


def _resume(errand: Errand, pictures: Sequence[bytes], sheet: bytes) -> None:
    """The first photograph and that of the sheet come whole, of the second one half."""
    for place, picture in enumerate([*pictures, sheet], start=1):
        piece = picture[: len(picture) // 2] if place == 2 else picture
        actions.take_piece(
            by=acting.user(AGENT), errand=errand, position=place, offset=0, piece=piece, at=database_now()
        )


def in_the_room(anchor: Anchor, people: _Villagers) -> None:
    """Three that were taken after the bag had left."""
    for place, item in enumerate(TODAY):
        _filed(item, people.next(), at=anchor.at(-1, f"16:{20 + 10 * place}"), signed=_signed(anchor), originals=1)


def short_bag(anchor: Anchor, people: _Villagers) -> None:
    """A bag of W−3 with one matter short (V02): it was found in the room and came with the next one."""
    errands = [
        _filed(item, people.next(), at=anchor.at(-4, f"10:{10 * place:02}"), signed=_signed(anchor), originals=1)
        for place, item in enumerate(("XZ025", "XZ022", "XZ006"))
    ]
    numbers = [errand.case.number for errand in errands]
    sent = actions.send_bag(by=acting.user(AGENT), leg="to_town", numbers_of_cases=numbers, at=anchor.at(-3, "09:00"))
    counted = dict.fromkeys(numbers[:2], 1)
    actions.receive_bag(by=acting.user(TOWN), number=sent.number, counted=counted, at=anchor.at(-3, "10:20"))
    _carried(errands[2:], "to_town", AGENT, TOWN, anchor.at(-2, "09:00"), anchor.at(-2, "10:05"))
    for errand in errands:
        _hand_in(errand, anchor.at(-2, "11:00"))


def to_the_county(anchor: Anchor, people: _Villagers) -> None:
    """Three for a counter of the county, which the town put on the morning car."""
    errands = [
        _filed(item, people.next(), at=anchor.at(-3, f"15:{10 * place:02}"), signed=_signed(anchor), originals=1)
        for place, item in enumerate(TO_COUNTY)
    ]
    _carried(errands, "to_town", SECOND, TOWN, anchor.at(-1, "08:40"), anchor.at(-1, "09:30"))
    window = _county_window("LW022")
    numbers = [errand.case.number for errand in errands]
    actions.send_bag(
        by=acting.user(TOWN), leg="to_county", window=window, numbers_of_cases=numbers, at=anchor.at(-1, "16:40")
    )


def come_home(anchor: Anchor, people: _Villagers) -> None:
    """Two temporary reliefs that were granted: one lies in the room for its villager, one was given to him."""
    errands = [
        _filed("XZ003", people.next(), at=anchor.at(-6, f"09:{10 * place:02}"), signed=_signed(anchor), originals=1)
        for place in range(2)
    ]
    _carried(errands, "to_town", AGENT, TOWN, anchor.at(-6, "14:00"), anchor.at(-6, "15:10"))
    for errand in errands:
        number = errand.case.number
        _hand_in(errand, anchor.at(-6, "15:30"))
        accept(number=number, by=acting.user(TOWN), at=anchor.at(-6, "15:40"))
        for offset, time in ((-5, "10:00"), (-2, "09:30")):
            _pass_on(errand.case, anchor.at(offset, time))
    _carried(errands, "back_to_village", TOWN, SECOND, anchor.at(-2, "14:00"), anchor.at(-2, "15:00"))
    actions.give_back(by=acting.user(AGENT), number=errands[0].case.number, receiver="本人", at=anchor.at(-1, "09:00"))


def _pass_on(case: Case, at: datetime) -> None:
    """The next step of the chain; the last one grants."""
    case = Case.objects.get(pk=case.pk)
    turn = current_turn(case)
    if case.state != "accepted" or turn is None:
        return
    by = acting.turn_holder(case, at)
    last = case.item_version.steps.order_by("position").last()
    if last is not None and turn.step == last.code:
        grant(number=case.number, by=by, opinion="符合条件，准予。", at=at)
    else:
        complete_step(number=case.number, by=by, opinion="材料齐全，情况属实。", at=at)


def _filed(
    item: str,
    villager: Applicant,
    *,
    at: datetime,
    signed: Signed,
    originals: int,
    pictures: Sequence[bytes] = (),
    sheet: bytes = b"",
) -> Errand:
    version = acting.version(item)
    brought = [paper for paper in version.materials.all() if not paper.shared and paper.required]
    papers = [
        Paper(paper.code, originals=int(originals) if place == 0 else 0, copies=1)
        for place, paper in enumerate(brought)
    ]
    shots = [Shot("m1", sha256(picture).hexdigest(), len(picture)) for picture in pictures]
    shots += [Shot(Photo.MANDATE, sha256(sheet).hexdigest(), len(sheet))] if sheet else []
    own = {"address": "松山乡上岭村", "household": "3", "reason": REASON}
    asked = {field["name"] for field in version.form_schema}
    filing = Filing(
        packet=uuid5(_PACKETS, f"{item}-{villager.pk}"), version=version, applicant=villager,
        values=filled(item, {name: value for name, value in own.items() if name in asked}), papers=papers,
        signed=signed, photos=shots,
    )  # fmt: skip
    return actions.file_packet(by=acting.user(AGENT), filing=filing, at=at)


def _signed(
    anchor: Anchor, *, sign: str = "glass", witnesses: tuple[str, str] = ("", ""), when: datetime | None = None
) -> Signed:
    return Signed(
        sign=sign, until=anchor.day(UNTIL), scope=["submit", "sign", "receive"], witnesses=witnesses, when=when,
        signature=DRAWN if sign == "glass" else "",
    )  # fmt: skip


def _carried(errands: Sequence[Errand], leg: str, by: str, to: str, sent: datetime, received: datetime) -> None:
    """A bag that arrived whole."""
    numbers = [errand.case.number for errand in errands]
    bag = actions.send_bag(by=acting.user(by), leg=leg, numbers_of_cases=numbers, at=sent)
    counted = {line.errand.case.number: line.originals_out for line in bag.lines.select_related("errand__case")}
    actions.receive_bag(by=acting.user(to), number=bag.number, counted=counted, at=received)


def _hand_in(errand: Errand, at: datetime) -> None:
    window = Window.objects.get(code=COUNTER)
    actions.hand_in(by=acting.user(TOWN), number=errand.case.number, window=window, at=at)


def _county_window(item: str) -> Window:
    version = acting.version(item)
    return version.receiving_windows.filter(service_point__organization__kind="centre").order_by("code")[0]
