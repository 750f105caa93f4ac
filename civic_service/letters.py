"""What each paper of an errand and of a bag says. The room writes them, which is no organ: none is its act."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from civic_service import events
from civic_service.models import Bag, BagLine, Errand, Mandate, PaperHanded
from civic_service.results_home import waits_at_organ
from kernel.documents.actions import Order, request_letters
from kernel.documents.letters import data, kinds
from kernel.documents.models import Letter
from kernel.ledger.models import Entry
from kernel.organizations.models import Organization
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.working_calendar import WorkCalendar

# of a person a paper says the name and a masked number; nothing else is deciphered for it
_UNSAID: Final = tuple(
    f"case__applicant__{name}"
    for name in ("id_number", "phone", "address", "contact_name", "contact_phone", "agent_name")
)
_FILES: Final = (
    Errand.objects.select_related(
        "case__applicant__guardian", "case__item_version__regime", "mandate__agent", "mandate__post", "place",
        "room__region", "town",
    )
    .prefetch_related(
        Prefetch("mandate__papers", PaperHanded.objects.select_related("material")),
        Prefetch("lines", BagLine.objects.filter(open=True).select_related("bag__receiver"), to_attr="on_the_road"),
    )
    .defer(*_UNSAID)
)  # fmt: skip
_BAGS: Final = Bag.objects.select_related("sender", "receiver", "sent_by", "received_by").prefetch_related(
    Prefetch("lines", BagLine.objects.select_related("errand__case__applicant", "errand__case__item_version"))
)
# by one of these the villager has his result
RESULTS: Final = (kinds.GRANT.code, kinds.DENY.code, kinds.REFUSAL_TO_ACCEPT.code, kinds.TERMINATION.code)


@dataclass(frozen=True)
class Wanted:
    """A letter type and its words."""

    letter_type: str
    words: data.LetterData


class ErrandFiles:
    """The errands and bags that a batch of entries speaks of, as they are now."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ids: dict[str, set[int]] = {"case": set(), "bag": set()}
        for entry in entries:
            ids[entry.subject_kind].add(entry.subject_id)
        self._errands = _FILES.in_bulk(ids["case"])
        self._bags = _BAGS.in_bulk(ids["bag"])
        made = Letter.objects.filter(subject_kind="case", subject_id__in=ids["case"], letter_type__in=RESULTS)
        self._calendars: dict[str, WorkCalendar] = {}
        self._results = {letter.subject_id: letter for letter in made.only("subject_id", "title", "serial")}

    def errand(self, entry: Entry) -> Errand:
        """The errand of an entry. Errors: KeyError."""
        return self._errands[entry.subject_id]

    def bag(self, entry: Entry) -> Bag:
        """The bag of an entry. Errors: KeyError."""
        return self._bags[entry.subject_id]

    def is_simulated(self, entry: Entry) -> bool:
        """Whether it tells of a simulated county's errand; bags there are none of."""
        return entry.subject_kind == "case" and self.errand(entry).case.simulated

    def calendar(self, errand: Errand) -> WorkCalendar:
        """What the agent's days are counted on: the county's calendar."""
        county = errand.room.region.code[:6]
        if county not in self._calendars:
            self._calendars[county] = load(calendar_code_of(county))
        return self._calendars[county]

    def result(self, entry: Entry, errand: Errand) -> str:
        """The paper that is the result, by title and 文号; where none was made here, what lies with it; where it did
        not come along, who gives it to him."""
        if entry.type == events.PAPERS_RETURNED.code and waits_at_organ(errand):
            return "不在其中：没有委托代办员代领，由机关交给您，到哪里领请看通知或查进度"
        if entry.type == events.PAPERS_RETURNED.code:
            return "没有随附，只退还材料"
        letter = self._results.get(errand.pk)
        return f"《{letter.title}》{letter.serial}" if letter is not None else "见随附的决定文书"


def _common(entry: Entry, errand: Errand) -> dict[str, Any]:
    case, mandate = errand.case, errand.mandate
    version = case.item_version
    return {
        "organ": data.IssuingOrgan.of(errand.room),
        "applicant": case.applicant.name,
        "applicant_masked": case.applicant.name_masked,
        "item": version.name,
        "licence": version.regime.code == "licence",
        "basis": version.legal_basis or version.regime.legal_basis,
        "issued_at": entry.at,
        "matter_number": case.number,
        "mandate": mandate.number,
        "handler": mandate.agent.full_name,
        "phone": errand.room.phone or errand.town.phone,
    }


def _papers(errand: Errand) -> tuple[data.PaperHeld, ...]:
    return tuple(
        data.PaperHeld(name=paper.material.name, originals=paper.originals, copies=paper.copies)
        for paper in errand.mandate.papers.all()
    )


def _mandate(entry: Entry, files: ErrandFiles) -> Wanted:
    errand = files.errand(entry)
    mandate, principal = errand.mandate, errand.case.applicant
    words = data.Mandate(
        **_common(entry, errand),
        identity=f"{principal.get_id_kind_display()} {principal.id_masked}",
        guardian=principal.guardian.name if principal.guardian is not None else "",
        agent_post=mandate.post.title or f"{errand.room}代办员",
        mode=str(mandate.get_mode_display()),
        scope=tuple(str(Mandate.Scope(each).label) for each in mandate.scope),
        signed_at=mandate.signed_at,
        until=mandate.until_day,
        sign=str(mandate.get_sign_display()),
        witnesses=tuple(name for name in (mandate.first_witness, mandate.second_witness) if name),
        drawn=mandate.strokes(),
    )
    return Wanted("mandate", words)


def _held_receipt(entry: Entry, files: ErrandFiles) -> Wanted:
    errand = files.errand(entry)
    at_town_by = entry.facts()["at_town_by"]
    words = data.HeldReceipt(
        **_common(entry, errand),
        taken_at=errand.filed_at,
        papers=_papers(errand),
        at_town_by=at_town_by,
        provisional=files.calendar(errand).provisional(at_town_by),
        query_code=errand.case.query_code,
        track_address=f"{settings.PUBLIC_URL.rstrip('/')}{reverse('track')}",
    )
    return Wanted("held_receipt", words)


def _recall(entry: Entry, files: ErrandFiles) -> Wanted:
    errand = files.errand(entry)
    words = data.Recall(
        **_common(entry, errand),
        reason=errand.mandate.revoked_because,
        lies_at=_lies_at(errand),
        papers=_papers(errand),
    )
    return Wanted("recall", words)


def _lies_at(errand: Errand) -> str:
    """The unit that has the papers, or the bag they are on the road in."""
    lines: list[BagLine] = errand.on_the_road  # type: ignore[attr-defined]
    for line in lines:
        return f"代办袋{line.bag.number}途中，送往{line.bag.receiver.name}"
    where = errand.place.name
    return where if errand.goes_back else f"{where}（机关已经收件，本件接着办）"


def _handed_home(entry: Entry, files: ErrandFiles) -> Wanted:
    errand = files.errand(entry)
    originals = tuple(
        data.PaperHeld(name=paper.material.name, originals=paper.originals)
        for paper in errand.mandate.papers.all()
        if paper.originals and paper.given_back_at == errand.returned_at
    )
    words = data.HandedHome(
        **_common(entry, errand),
        result=files.result(entry, errand),
        receiver=errand.returned_to or "",
        papers=originals,
    )
    return Wanted("handed_home", words)


def _bag_common(entry: Entry, bag: Bag, *, by: Organization, to: Organization) -> dict[str, Any]:
    return {
        "organ": data.IssuingOrgan.of(by),
        "applicant": to.name,
        "applicant_masked": to.name,
        "item": "代办袋",
        "issued_at": entry.at,
        "phone": by.phone or to.phone,
        "bag": bag.number,
        "leg": str(bag.get_leg_display()),
        "receiver": bag.receiver.name,
    }


def _line(line: BagLine, *, found: bool) -> data.InTheBag:
    case = line.errand.case
    return data.InTheBag(
        number=case.number,
        item=case.item_version.name,
        villager_masked=case.applicant.name_masked,
        originals_out=line.originals_out,
        originals_in=line.originals_in if found else None,
        note=_found(line) if found else "",
    )


def _found(line: BagLine) -> str:
    """What is said of a line that is not as it was sent."""
    if not line.arrived or line.originals_in is None:
        return "袋里没有"
    missing = line.originals_out - line.originals_in
    if missing > 0:
        return f"少原件{missing}份"
    return f"多原件{-missing}份" if missing else ""


def _bag_sheet(entry: Entry, files: ErrandFiles) -> Wanted:
    bag = files.bag(entry)
    words = data.BagSheet(
        **_bag_common(entry, bag, by=bag.sender, to=bag.receiver),
        handler=bag.sent_by.full_name,
        lines=tuple(_line(line, found=False) for line in bag.lines.all()),
    )
    return Wanted("bag_sheet", words)


def _bag_received(entry: Entry, files: ErrandFiles) -> Wanted:
    bag = files.bag(entry)
    assert bag.received_by is not None
    words = data.BagReceived(
        **_bag_common(entry, bag, by=bag.receiver, to=bag.sender),
        handler=bag.received_by.full_name,
        sender=bag.sender.name,
        sent_at=bag.sent_at,
        lines=tuple(_line(line, found=True) for line in bag.lines.all()),
    )
    return Wanted("bag_received", words)


BUILDERS: Mapping[str, tuple[Callable[[Entry, ErrandFiles], Wanted], ...]] = {
    events.FILED.code: (_mandate, _held_receipt),
    events.RECALLED.code: (_recall,),
    events.MANDATE_ENDED.code: (_recall,),
    events.RETURNED.code: (_handed_home,),
    events.PAPERS_RETURNED.code: (_handed_home,),
    events.BAG_SENT.code: (_bag_sheet,),
    events.BAG_RECEIVED.code: (_bag_received,),
}


def order(entries: Sequence[Entry]) -> int:
    """Order the papers that these entries call for; ordering one again gives the same one. How many there are."""
    files = ErrandFiles(entries)
    live = [entry for entry in entries if not files.is_simulated(entry)]
    wanted = [(entry, build(entry, files)) for entry in live for build in BUILDERS[entry.type]]
    orders = [Order(entry=entry, letter_type=each.letter_type, data=each.words) for entry, each in wanted]
    return len(request_letters(orders))
