"""The window's answer to a received application: accept, refuse, or the one supplement notice."""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from approvals import terms
from approvals.actions.chain import enter_step, first_step, hand_to_applicant, hand_to_intake
from approvals.actions.deem import refuse_after_silence, settle_silence
from approvals.actions.joint import open_parts
from approvals.actions.locking import lock_case
from approvals.actions.papers import sent_online
from approvals.actions.tolerate import tolerate
from approvals.events import (
    ACCEPTED,
    MATERIAL_CAME,
    MATERIAL_STRUCK,
    REFUSED,
    SUPPLEMENT_NOTIFIED,
    SUPPLEMENTED,
)
from approvals.models import Application, Ending, MaterialTick, SupplementLine, SupplementNotice
from approvals.on_paper import require_refusable
from approvals.permissions import by_code, own_or_helping, receiving_clerk
from approvals.refusals import (
    MaterialsMissing,
    NothingMissing,
    NoticeAlreadyIssued,
    NoticeNotWhole,
    OtherOrganMissing,
    ReasonMissing,
    StillLacking,
    SupplementIncomplete,
    WhatIsWrongMissing,
)
from kernel.accounts.models import User
from kernel.cases.actions import end_turn, move
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.catalogue.models import Material
from kernel.documents.letters.printing import require_printable
from kernel.ledger.actors import Actor
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.models import Window
from kernel.organizations.queries import HeldPost, actor
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date


def _here(case: Case, post: HeldPost) -> Window | None:
    """An online case that a window opens is that window's from then on."""
    return case.window or post.post.window


@transaction.atomic
def tick_material(*, number: str, by: User, code: str, received: bool, at: datetime | None = None) -> MaterialTick:
    """Tick one paper as in hand or not, until the matter is accepted. Errors: NotYourPost, MoveNotAllowed, NotFound."""
    case, at = lock_case(number, at=at)
    post = receiving_clerk(by, case, at=at)
    if case.state not in ("received", "supplement"):
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=_("勾收材料"))
    tick = case.ticks.select_related("material").filter(material__code=code).first()
    if tick is None:
        raise NotFound
    if received != (tick.received_at is not None):
        tick.received_at, tick.received_by = (at, by) if received else (None, None)
        tick.save(update_fields=["received_at", "received_by"])
        event = MATERIAL_CAME if received else MATERIAL_STRUCK
        record(event, case.ledger_subject, actor=actor(post), at=at, material=tick.material.name)
    return tick


def lacking(case: Case) -> list[MaterialTick]:
    """Required papers that are not in hand."""
    return list(case.ticks.filter(received_at=None, material__required=True).select_related("material"))


def _bars(case: Case) -> dict[str, str]:
    """Code and name of the papers without which the matter may not be accepted."""
    papers = [tick.material for tick in lacking(case)]
    return {paper.code: paper.name for paper in papers if not paper.tolerable}


@transaction.atomic
def accept(*, number: str, by: User, at: datetime | None = None) -> Case:
    """受理: the papers are complete; the promised clock starts now and the chain begins (32(3)(5)).

    With nothing missing but papers that the item lets come later it is 容缺受理: they are owed by a day from now on.
    After the time to answer has passed in silence this is the deemed acceptance of the day of receipt, whatever is
    lacking (32(4)). Errors: NotYourPost, MaterialsMissing, MoveNotAllowed.
    """
    case, at = lock_case(number, at=at)
    post = receiving_clerk(by, case, at=at)
    if settle_silence(case, at=at):
        return case
    missing = _bars(case)
    if missing:
        raise MaterialsMissing(count=len(missing), names="、".join(missing.values()))
    move(case, "accept", at=at, accepted_at=at, window=_here(case, post))
    Application.objects.filter(case=case).update(accept_mode=Application.AcceptMode.SAID)
    statutory, promised = terms.on_acceptance(case, at=at, accepted_at=at)
    enter_step(case, first_step(case), at=at, taken_by=by)
    record(
        ACCEPTED,
        case.ledger_subject,
        actor=actor(post),
        at=at,
        item=case.item_version.name,
        promised_due=terms.due_day(promised),
        statutory_due=terms.due_day(statutory),
        provisional=promised.provisional or statutory.provisional,
    )
    open_parts(case, who=actor(post), at=at)
    if later := [tick.material for tick in lacking(case) if not tick.material.shared]:
        tolerate(case, later, who=actor(post), at=at)
    return case


@transaction.atomic
def refuse(
    *,
    number: str,
    by: User,
    reason: str,
    ground: str = Ending.Ground.OTHER,
    other_organ: str = "",
    at: datetime | None = None,
) -> Case:
    """不予受理, with its ground and reason; the letter names the remedies (32(1)(2), 38).

    `other_organ`: where to apply, of what is not this organ's; asked of no other ground.
    Errors: NotYourPost, ReasonMissing, OtherOrganMissing, SignUnprintable, RemediesMissing, DeemedAlready,
    MoveNotAllowed; ValueError for a ground there is not.
    """
    case, at = lock_case(number, at=at)
    post = receiving_clerk(by, case, at=at)
    if not reason.strip():
        raise ReasonMissing
    said = _ground(Ending.Ground(ground), other_organ.strip())
    require_refusable(case, reason, *said.values())
    refuse_after_silence(case, "refuse", at=at)
    move(case, "refuse", at=at, window=_here(case, post))
    facts = {"kind": Ending.Kind.REFUSED, "reason": reason.strip(), **said}
    Ending.objects.create(case=case, ended_by=by, ended_at=at, **facts)
    terms.stop_all(case, at=at, outcome="refused")
    end_turn(case, at=at, taken_by=by)
    record(REFUSED, case.ledger_subject, actor=actor(post), at=at, about=None, reason=reason.strip(), **said)
    return case


def _ground(ground: Ending.Ground, other_organ: str) -> dict[str, str]:
    """The ground of a refusal, with the organ to apply to where it is not this one. Errors: OtherOrganMissing."""
    elsewhere = ground == Ending.Ground.NOT_OUR_POWER
    if elsewhere and not other_organ:
        raise OtherOrganMissing
    return {"ground": str(ground), "other_organ": other_organ if elsewhere else ""}


@transaction.atomic
def notify_supplement(
    *, number: str, by: User, lines: Mapping[str, str], at: datetime | None = None
) -> SupplementNotice:
    """一次告知补正: the one notice, listing everything that is lacking (32(4)).

    `lines`: material code → what is wrong with it; of a paper that was not handed in that is said by itself. A second
    notice is refused here and by the table's key.
    Errors: NotYourPost, NothingMissing, NotFound (no such paper), NoticeNotWhole, WhatIsWrongMissing,
    SignUnprintable, NoticeAlreadyIssued, DeemedAlready, MoveNotAllowed.
    """
    case, at = lock_case(number, at=at)
    post = receiving_clerk(by, case, at=at)
    known = SupplementNotice.objects.filter(case=case).first()
    if known is not None:
        raise NoticeAlreadyIssued(number=case.number, day=day_words(known.told_at))
    refuse_after_silence(case, "notify_supplement", at=at)
    papers = _named(case, lines)
    said = _said(case, papers, lines)
    require_printable(*said.values())
    move(case, "notify_supplement", at=at, window=_here(case, post))
    term = load(calendar_code_of(case.region.code)).add(local_date(at), case.item_version.regime.supplement_term_days)
    notice = SupplementNotice.objects.create(case=case, told_by=by, told_at=at, term_until=term)
    SupplementLine.objects.bulk_create(
        SupplementLine(notice=notice, material=paper, what=said[paper.code]) for paper in papers
    )
    case.ticks.filter(material__in=papers).update(received_at=None, received_by=None)
    terms.on_supplement_notice(case, at=at)
    hand_to_applicant(case, at=at, taken_by=by)
    record(
        SUPPLEMENT_NOTIFIED,
        case.ledger_subject,
        actor=actor(post),
        at=at,
        missing=[paper.name for paper in papers],
        term=term,
    )
    return notice


def _named(case: Case, lines: Mapping[str, str]) -> list[Material]:
    """The papers that the notice names. Errors: NothingMissing, NotFound (no such paper), NoticeNotWhole."""
    papers = list(case.item_version.materials.filter(code__in=set(lines)))
    if not papers:
        raise NothingMissing
    if len(papers) < len(lines):
        raise NotFound
    left_out = [name for code, name in _bars(case).items() if code not in lines]
    if left_out:
        raise NoticeNotWhole(count=len(left_out), names="、".join(left_out))
    return papers


def _said(case: Case, papers: Iterable[Material], lines: Mapping[str, str]) -> dict[str, str]:
    """What the notice says of each paper. Errors: WhatIsWrongMissing for one that was handed in and is not said why."""
    in_hand = set(case.ticks.exclude(received_at=None).values_list("material__code", flat=True))
    silent = [paper.name for paper in papers if paper.code in in_hand and not lines[paper.code].strip()]
    if silent:
        raise WhatIsWrongMissing(count=len(silent), names="、".join(silent))
    return {paper.code: lines[paper.code].strip() or not_handed_in(paper) for paper in papers}


def not_handed_in(paper: Material) -> str:
    """What is to be done about a paper that did not come: 未提交，请交复印件 1 份; in the language of the letters."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"未提交，请交{paper.get_form_display()} {paper.copies} 份"


@transaction.atomic
def supplement(*, number: str, by: User | None, materials: Iterable[str], at: datetime | None = None) -> Case:
    """The papers that the notice asked for have come, to the window or online; the time to answer runs anew (32(5)).

    Online only what was really sent since the notice counts, whatever is said. `by` is None for whoever gave number
    and code, and on record as such.
    Errors: NotYourPost, NotFound (another's case, or not shared for this), SupplementIncomplete, MoveNotAllowed.
    """
    case, at = lock_case(number, at=at)
    at_window = by is not None and not by.is_citizen
    brought = set(materials) if at_window else sent_online(case, materials)
    return supplied(case, brought, who=_hands_in(by, case, at=at), by=by, in_hand=at_window, at=at)


def supplied(case: Case, brought: Container[str], *, who: Actor, by: User | None, in_hand: bool, at: datetime) -> Case:
    """What the notice asked for is there, in `by`'s hand or as files; inside the lock of the case.

    Errors: SupplementIncomplete, MoveNotAllowed.
    """
    move(case, "supplement", at=at)
    notice = case.supplement_notice
    asked = [line.material for line in notice.lines.select_related("material")]
    short = [paper.name for paper in asked if paper.code not in brought]
    if short:
        lacking = StillLacking if by is None or by.is_citizen else SupplementIncomplete
        raise lacking(count=len(short), names="、".join(short))
    case.ticks.filter(material__in=asked).update(received_at=at, received_by=by if in_hand else None)
    SupplementNotice.objects.filter(case=case).update(answered_at=at)
    terms.on_receipt(case, at=at)
    hand_to_intake(case, at=at, taken_by=by)
    record(SUPPLEMENTED, case.ledger_subject, actor=who, at=at, materials=[paper.name for paper in asked])
    return case


def _hands_in(by: User | None, case: Case, *, at: datetime) -> Actor:
    """Who brings the papers, in the ledger's words. Errors: NotYourPost, NotFound."""
    if by is None:
        return by_code(case)
    return own_or_helping(by, case, at=at) if by.is_citizen else actor(receiving_clerk(by, case, at=at))
