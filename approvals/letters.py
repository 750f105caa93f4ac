"""What each letter of a licence matter says, read from the facts when its entry passes by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from approvals import events
from approvals.case_files import CaseFiles
from approvals.models import Application, SpotNotice
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, Material, Silence
from kernel.clocks.models import Clock
from kernel.documents.letters import data
from kernel.doors.strip_words import amount
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class Wanted:
    """A letter type and its words."""

    letter_type: str
    words: data.LetterData


def _common(case: Case, entry: Entry, handler: User | None) -> dict[str, Any]:
    window = case.window
    return {
        "organ": data.IssuingOrgan.of(case.organization),
        "applicant": case.applicant.name,
        "applicant_masked": case.applicant.name_masked,
        "item": case.item_version.name,
        "issued_at": entry.at,
        "matter_number": case.number,
        "handler": handler.full_name if handler is not None else "",
        "place": str(window) if window is not None else "",
    }


def _paper(material: Material, note: str = "") -> data.Paper:
    return data.Paper(name=material.name, form=str(material.get_form_display()), copies=material.copies, note=note)


def _track() -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('track')}"


def _day(clock: Clock) -> date | None:
    return local_date(clock.due_at) if clock.due_at is not None else None


def _receipt(entry: Entry, files: CaseFiles) -> Wanted:
    case = files.of(entry)
    received_at = entry.at
    facts = entry.facts()
    ticks = [tick for tick in case.ticks.all() if tick.received_at is not None and tick.received_at <= received_at]
    papers = tuple(_paper(tick.material) for tick in ticks)
    words = data.Receipt(
        **_common(case, entry, _entered_by(case)),
        received_at=received_at,
        channel=str(case.get_channel_display()),
        materials=papers or (data.Paper(name="申请表（网上填写）"),),
        say_by=facts["say_by"],
        provisional=files.calendar(case).provisional(facts["say_by"]),
        silence_accepts=case.item_version.regime.silence == Silence.DEEMED_ACCEPTED,
        rest_day=not files.calendar(case).is_working(local_date(received_at)),
        query_code=case.query_code,
        track_address=_track(),
    )
    return Wanted("receipt", words)


def _entered_by(case: Case) -> User | None:
    application: Application | None = getattr(case, "application", None)
    return application.entered_by if application is not None else None


def _on_the_spot(entry: Entry, files: CaseFiles) -> Wanted:
    notice = SpotNotice.objects.select_related("applicant", "item_version__organization", "window", "told_by").get(
        pk=entry.subject_id
    )
    words = data.OnTheSpot(
        organ=data.IssuingOrgan.of(notice.item_version.organization),
        applicant=notice.applicant.name,
        applicant_masked=notice.applicant.name_masked,
        item=notice.item_version.name,
        issued_at=entry.at,
        handler=notice.told_by.full_name,
        place=str(notice.window),
        missing=tuple(_paper(material) for material in notice.missing.all()),
        added=tuple(_paper(material) for material in notice.added.all()),
        earlier=entry.facts().get("earlier_notice") or "",
    )
    return Wanted("on_the_spot", words)


def _term(version: ItemVersion) -> str:
    """20 个工作日（自受理之日起）: both terms of one letter are said alike."""
    return f"{amount(version.statutory_length, version.statutory_unit)}（自{version.get_start_event_display()}起）"


def _promise(version: ItemVersion) -> str:
    if not version.promised_length:
        return "当场办结"
    return f"{amount(version.promised_length, 'working_day')}（自受理之日起）"


def _acceptance(entry: Entry, files: CaseFiles) -> Wanted:
    case = files.of(entry)
    version = case.item_version
    statutory, promised = files.clock(case, "statutory"), files.clock(case, "promised")
    assert statutory is not None and promised is not None
    statutory_due = _day(statutory)
    assert case.received_at is not None and case.accepted_at is not None and statutory_due is not None
    words = data.Acceptance(
        **_common(case, entry, _entered_by(case)),
        received_on=local_date(case.received_at),
        accepted_on=local_date(case.accepted_at),
        statutory_term=_term(version),
        statutory_due=statutory_due,
        promised_term=_promise(version),
        promised_due=_day(promised),
        provisional=statutory.provisional or promised.provisional,
        deemed=entry.type == events.DEEMED_ACCEPTED.code,
        fees="、".join(f"{fee.name} {fee.standard}" for fee in version.fees.all()),
        track_address=_track(),
    )
    return Wanted("acceptance", words)


def _refusal(entry: Entry, files: CaseFiles) -> Wanted:
    case = files.of(entry)
    assert case.received_at is not None
    words = data.RefusalToAccept(
        **_common(case, entry, case.ending.ended_by),
        received_on=local_date(case.received_at),
        ground="other",
        reason=case.ending.reason,
    )
    return Wanted("refusal_to_accept", words)


def _supplement(entry: Entry, files: CaseFiles) -> Wanted:
    case = files.of(entry)
    notice = case.supplement_notice
    assert case.received_at is not None
    words = data.Supplement(
        **_common(case, entry, notice.told_by),
        received_on=local_date(case.received_at),
        missing=tuple(_paper(line.material, line.what) for line in notice.lines.all()),
        term_until=notice.term_until,
        after_term="逾期未补正的，本机关将终止办理并书面告知；您补齐材料后可以重新申请。",
        provisional=files.calendar(case).provisional(notice.term_until),
        track_address=_track(),
    )
    return Wanted("supplement", words)


def _grant(entry: Entry, files: CaseFiles) -> Wanted:
    case = files.of(entry)
    delivery = files.clock(case, "delivery")
    assert case.accepted_at is not None
    words = data.Grant(
        **_common(case, entry, case.decision.decided_by),
        accepted_on=local_date(case.accepted_at),
        content=case.item_version.name,
        result_name=case.item_version.result_name,
        deliver_by=_day(delivery) if delivery is not None else None,
        provisional=delivery.provisional if delivery is not None else False,
    )
    return Wanted("grant", words)


def _deny(entry: Entry, files: CaseFiles) -> Wanted:
    case = files.of(entry)
    assert case.accepted_at is not None
    words = data.Deny(
        **_common(case, entry, case.decision.decided_by),
        accepted_on=local_date(case.accepted_at),
        reason=case.decision.reason,
        reason_basis=case.item_version.legal_basis,
    )
    return Wanted("deny", words)


BUILDERS: Mapping[str, Callable[[Entry, CaseFiles], Wanted]] = {
    events.RECEIVED.code: _receipt,
    events.TOLD_ON_THE_SPOT.code: _on_the_spot,
    events.ACCEPTED.code: _acceptance,
    events.DEEMED_ACCEPTED.code: _acceptance,
    events.REFUSED.code: _refusal,
    events.SUPPLEMENT_NOTIFIED.code: _supplement,
    events.GRANTED.code: _grant,
    events.DENIED.code: _deny,
}
