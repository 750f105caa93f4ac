"""接件: a village agent takes a villager's mandate and papers, and the packet makes the matter."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from civic_service import numbers, terms
from civic_service.actions.witnesses import require_witnesses
from civic_service.events import FILED
from civic_service.models import Errand, Mandate, PaperHanded, Photo
from civic_service.permissions import agent_post, filing_post, rooms_of
from civic_service.refusals import (
    AlreadyEntrusted,
    MandateAllowsLess,
    MandateTermWrong,
    NeedsPerson,
    NotForAgents,
    PacketTaken,
    PaperUnknown,
    SheetMissing,
    SignatureMissing,
)
from kernel.accounts.locking import lock_applicant
from kernel.accounts.models import Applicant, User
from kernel.cases import kinds
from kernel.cases.actions import hand_turn
from kernel.catalogue.models import ItemVersion, Material
from kernel.ledger.writer import record
from kernel.organizations.models import Organization
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.words import moment_words
from kernel.workdays.zone import local_date

TERM_DAYS: Final = 365
# for how long a packet may wait for a line
OLDEST_DAYS: Final = 31


@dataclass(frozen=True)
class Paper:
    """A paper the villager gave out of his hand: its code in the guide, how many originals and copies."""

    code: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True)
class Shot:
    """A photograph on the telephone, to follow: of which paper, its SHA-256 in hex, its size in bytes."""

    code: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Signed:
    """How the mandate was signed, for what and until when; `signature` as `Mandate.signature` has it."""

    sign: str
    until: date
    scope: Sequence[str]
    mode: str = Mandate.Mode.WHOLE
    witnesses: tuple[str, str] = ("", "")
    signature: str = ""
    # by the telephone's clock, where it could not be sent at once
    when: datetime | None = None


@dataclass(frozen=True)
class Filing:
    """A packet, read: its name, the item, for whom, the form, the papers given, the mandate, photographs to come."""

    packet: UUID
    version: ItemVersion
    applicant: Applicant
    values: Mapping[str, Any]
    papers: Sequence[Paper]
    signed: Signed
    photos: Sequence[Shot] = ()
    # for which of her rooms an agent of several took it
    room: Organization | None = None

    def digest(self) -> str:
        """What it says, in one line that two sendings can be compared by."""
        said = {
            "item": self.version.item_id,
            "applicant": self.applicant.pk,
            "values": dict(self.values),
            "papers": sorted((asdict(paper) for paper in self.papers), key=lambda each: str(each["code"])),
            # the same word given, whenever a telephone says it was
            "signed": {name: value for name, value in asdict(self.signed).items() if name != "when"},
            "photos": sorted((shot.code, shot.sha256) for shot in self.photos),
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


@transaction.atomic
def file_packet(*, by: User, filing: Filing, at: datetime | None = None) -> Errand:
    """Make the matter of a packet. The same packet again, by whichever agent of the room, is the same matter.

    The agent's term runs from when the villager signed, which a telephone without a line tells later. The villager's
    row is the lock: two agents who send one packet at once make one matter. The organ's terms begin at its own counter.
    `photos` may follow for as long as the matter is open.
    Errors: NotYourPost, WhichRoom, NotForAgents, ItemNotAccepting, FormIncomplete, PaperUnknown, WitnessesMissing,
    WitnessesNotTwo, SheetMissing, MandateAllowsLess, SignatureMissing, MandateTermWrong, PacketTaken, AlreadyEntrusted,
    ActOutOfTime.
    """
    version, applicant = filing.version, filing.applicant
    content = filing.digest()
    at = lock_applicant(applicant, at=at)
    agent_post(by, at=at)
    known = Errand.objects.with_row().select_related("mandate__agent").filter(packet=filing.packet).first()
    if known is not None:
        return _same(known, content, filing.room, rooms_of(by, at=at))
    post = filing_post(by, at=at, room=filing.room)
    _lawful(version, applicant, filing.signed, post, at)
    _require_sheet(filing)
    given = _papers(version, filing.papers)
    _refuse_other_photos(version, filing.photos)
    case = _prepare(version)(
        by=by,
        version=version,
        applicant=applicant,
        values=filing.values,
        materials=[material.code for material, _paper in given],
        channel="village",
        at=at,
    )
    mandate = _mandate(by, post, version, applicant, filing.signed, at)
    _hand_over(mandate, given)
    room, town = _room_and_town(post)
    errand = Errand.objects.create(
        case=case,
        mandate=mandate,
        packet=filing.packet,
        content=content,
        room=room,
        town=town,
        place=room,
        originals=sum(paper.originals for _material, paper in given),
        filed_at=mandate.signed_at,
    )
    _announce(errand, filing.photos)
    hand_turn(case, step="proxy", step_name="代办", at=at, organization=room, post=post.post)
    due = terms.start(case, terms.TO_TOWN, answers=room, at=errand.filed_at)
    _record(errand, given, by=post, at_town_by=terms.due_day(due), at=at)
    return errand


def _room_and_town(post: HeldPost) -> tuple[Organization, Organization]:
    room = post.post.organization
    if room.parent is None:
        raise ValueError(f"{room.code} has no town above it")
    return room, room.parent


def _record(
    errand: Errand, given: Sequence[tuple[Material, Paper]], *, by: HeldPost, at_town_by: date, at: datetime
) -> None:
    mandate = errand.mandate
    record(
        FILED,
        errand.case.ledger_subject,
        about=mandate.ledger_subject,
        actor=actor(by),
        at=at,
        item=mandate.item_version.name,
        room=str(errand.room),
        mandate=mandate.number,
        sign=str(Mandate.Sign(mandate.sign).label),
        papers=[material.name for material, _paper in given],
        originals=sum(paper.originals for _material, paper in given),
        at_town_by=at_town_by,
    )


def _hand_over(mandate: Mandate, given: Sequence[tuple[Material, Paper]]) -> None:
    """What the villager gave out of his hand."""
    PaperHanded.objects.bulk_create(
        PaperHanded(mandate=mandate, material=material, originals=paper.originals, copies=paper.copies)
        for material, paper in given
        if paper.originals or paper.copies
    )


def _announce(errand: Errand, photos: Sequence[Shot]) -> None:
    """Photographs that the telephone still has; the same picture of the same paper is one."""
    named = {(shot.code, shot.sha256): shot for shot in photos}
    Photo.objects.bulk_create(
        Photo(errand=errand, position=position, material_code=shot.code, sha256=shot.sha256, size=shot.size)
        for position, shot in enumerate(named.values(), start=1)
    )


def for_agents(version: ItemVersion) -> bool:
    """Whether somebody may file the item for the applicant: its kind allows it, and nothing in it needs the person."""
    return not version.needs_person and version.case_kind in {
        kind.code for kind in kinds.all_kinds() if kind.prepare is not None
    }


def require_for_agents(version: ItemVersion) -> None:
    """Errors: NeedsPerson with the item's reason, NotForAgents."""
    if version.needs_person:
        raise NeedsPerson(name=version.name, reason=version.needs_person)
    if not for_agents(version):
        raise NotForAgents(name=version.name)


def _same(known: Errand, content: str, room: Organization | None, rooms: Sequence[Organization]) -> Errand:
    """The matter that was made of it, in the room that is said or one of hers. Errors: PacketTaken."""
    if known.content == content and known.room_id in {each.pk for each in ([room] if room else rooms)}:
        return known
    raise PacketTaken(
        agent=known.mandate.agent.masked_name, time=moment_words(known.synced_at), number=known.case.number
    )


def _lawful(version: ItemVersion, applicant: Applicant, signed: Signed, post: HeldPost, at: datetime) -> None:
    require_for_agents(version)
    if Mandate.Scope.SUBMIT not in signed.scope:
        raise MandateAllowsLess(scope=Mandate.Scope.SUBMIT.label)
    if signed.sign == Mandate.Sign.THUMB:
        require_witnesses(signed.witnesses, applicant, post.user)
    if signed.sign == Mandate.Sign.GLASS and not signed.signature:
        raise SignatureMissing
    day = local_date(_signed_at(signed, at))
    if not day <= signed.until <= day + timedelta(days=TERM_DAYS):
        raise MandateTermWrong(days=TERM_DAYS)
    travelling = Errand.objects.with_row().filter(
        case__applicant=applicant, case__item_version__item=version.item_id, case__state="entrusted"
    )
    other = travelling.first()
    if other is not None:
        # whoever of another town asks learns no more than that he need not
        near = post.post.organization.parent_id == other.town_id
        where = f"{other.case.number}，{other.room}" if near else _("由别的乡镇代办")
        raise AlreadyEntrusted(name=version.name, where=where)


def _require_sheet(filing: Filing) -> None:
    """A picture of the sheet with the thumb-print follows, or came with it. Errors: SheetMissing."""
    if filing.signed.sign == Mandate.Sign.THUMB and all(shot.code != Photo.MANDATE for shot in filing.photos):
        raise SheetMissing


def _papers(version: ItemVersion, papers: Sequence[Paper]) -> list[tuple[Material, Paper]]:
    """Each paper beside its line of the guide. Errors: PaperUnknown: nothing else may be asked of a villager."""
    asked = {material.code: material for material in version.materials.all()}
    for paper in papers:
        if paper.code not in asked:
            raise PaperUnknown(name=version.name, code=paper.code)
    return [(asked[paper.code], paper) for paper in papers]


def _refuse_other_photos(version: ItemVersion, photos: Sequence[Shot]) -> None:
    """Errors: PaperUnknown: no picture of anything that nobody asks for."""
    asked = {material.code for material in version.materials.all()} | {Photo.MANDATE}
    for shot in photos:
        if shot.code not in asked:
            raise PaperUnknown(name=version.name, code=shot.code)


def _prepare(version: ItemVersion) -> Any:
    return kinds.get(version.case_kind).prepare


def _signed_at(signed: Signed, at: datetime) -> datetime:
    """As the telephone tells it; a clock that runs ahead says nothing, nor does one that stood still."""
    return min(max(signed.when or at, at - timedelta(days=OLDEST_DAYS)), at)


def _mandate(
    by: User, post: HeldPost, version: ItemVersion, applicant: Applicant, signed: Signed, at: datetime
) -> Mandate:
    first, second = (name.strip() or None for name in signed.witnesses)
    return Mandate.objects.create(
        number=numbers.next_number(numbers.MANDATE, at=at),
        principal=applicant,
        agent=by,
        post=post.post,
        item_version=version,
        mode=signed.mode,
        scope=list(signed.scope),
        signed_at=_signed_at(signed, at),
        until_day=signed.until,
        sign=signed.sign,
        first_witness=first if signed.sign == Mandate.Sign.THUMB else None,
        second_witness=second if signed.sign == Mandate.Sign.THUMB else None,
        signature=signed.signature if signed.sign == Mandate.Sign.GLASS else None,
    )
