"""From receipt to acceptance, or to the refusal of it."""

from datetime import date

from approvals import events
from approvals.case_files import CaseFiles
from approvals.letters.facts import LICENCE, Wanted, common, due_day, paper, place_of, track_address
from approvals.models import SpotNotice, Tolerance
from approvals.renewal import EXPIRY
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, Silence
from kernel.documents.letters import data
from kernel.documents.letters.words import day_words
from kernel.doors.strip_words import amount
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date

FORM_ONLY = (data.Paper(name="申请表（网上填写）"),)


def receipt(entry: Entry, files: CaseFiles) -> Wanted:
    """收件凭证: what had come when the case was received."""
    case = files.of(entry)
    ticks = [tick for tick in case.ticks.all() if tick.received_at is not None and tick.received_at <= entry.at]
    papers = tuple(paper(tick.material) for tick in ticks)
    say_by = entry.facts()["say_by"]
    return Wanted("receipt", _received(data.Receipt, entry, files, papers or FORM_ONLY, say_by))


def supplement_receipt(entry: Entry, files: CaseFiles) -> Wanted:
    """补正材料收件凭证: what the notice asked for has come, and the time to answer runs anew."""
    case = files.of(entry)
    came = set(entry.facts()["materials"])
    papers = tuple(paper(tick.material) for tick in case.ticks.all() if tick.material.name in came)
    intake = files.clock(case, "intake")
    assert intake is not None
    say_by = due_day(intake)
    assert say_by is not None
    return Wanted("supplement_receipt", _received(data.SupplementReceipt, entry, files, papers, say_by))


def _received(
    kind: type[data.Receipt], entry: Entry, files: CaseFiles, papers: tuple[data.Paper, ...], say_by: date
) -> data.Receipt:
    case = files.of(entry)
    calendar = files.calendar(case)
    return kind(
        **common(case, entry, files.receiver(entry)),
        received_at=entry.at,
        channel=str(case.get_channel_display()),
        materials=papers,
        say_by=say_by,
        provisional=calendar.provisional(say_by),
        silence_accepts=case.item_version.regime.silence == Silence.DEEMED_ACCEPTED,
        rest_day=not calendar.is_working(local_date(entry.at)),
        query_code=case.query_code,
        track_address=track_address(),
        renewal=_renewal(case, entry, files),
    )


def _renewal(case: Case, entry: Entry, files: CaseFiles) -> str:
    """What silence means for a licence to be renewed, as it stood on receipt (行政许可法 50)."""
    version = case.item_version
    if version.renewal_days is None:
        return ""
    expiry = files.clock(case, EXPIRY)
    if expiry is None:
        return f"您提出申请时，离原许可到期已不足{version.renewal_days}日，到期没有作出决定的，不视为准予延续。"
    if expiry.until is None or expiry.until <= entry.at:
        return "材料补齐时原许可已经到期，没有作出决定的，不视为准予延续。"
    day = day_words(local_date(expiry.until))
    said = f"您是按时申请延续的，原许可{day}到期，到期没有作出决定的，视为准予延续"
    return f"{said}（《中华人民共和国行政许可法》第五十条）。"


def on_the_spot(entry: Entry, files: CaseFiles) -> Wanted:
    """申请材料当场一次告知单: no case exists."""
    notice = SpotNotice.objects.select_related(
        "applicant",
        "item_version__organization",
        "item_version__regime",
        "told_by",
        "window__organization",
        "window__service_point",
    ).get(pk=entry.subject_id)
    version = notice.item_version
    words = data.OnTheSpot(
        organ=data.IssuingOrgan.of(version.organization),
        applicant=notice.applicant.name,
        applicant_masked=notice.applicant.name_masked,
        item=version.name,
        licence=version.regime.code == LICENCE,
        basis=version.legal_basis or version.regime.legal_basis,
        issued_at=entry.at,
        handler=notice.told_by.full_name,
        phone=notice.window.organization.phone,
        place=place_of(notice.window),
        missing=tuple(paper(line.material, line.what) for line in notice.lines.select_related("material")),
        added=tuple(paper(material) for material in notice.added.all()),
        earlier=entry.facts().get("earlier_notice") or "",
    )
    return Wanted("on_the_spot", words)


def supplement(entry: Entry, files: CaseFiles) -> Wanted:
    """申请材料补正告知书."""
    case = files.of(entry)
    notice = case.supplement_notice
    assert case.received_at is not None
    words = data.Supplement(
        **common(case, entry, notice.told_by),
        received_on=local_date(case.received_at),
        missing=tuple(paper(line.material, line.what) for line in notice.lines.all()),
        term_until=notice.term_until,
        after_term="逾期未补正的，本机关将终止办理并书面告知；您补齐材料后可以重新申请。",
        provisional=files.calendar(case).provisional(notice.term_until),
        track_address=track_address(),
    )
    return Wanted("supplement", words)


def acceptance(entry: Entry, files: CaseFiles) -> Wanted:
    """受理通知书; deemed acceptance says so."""
    case = files.of(entry)
    version = case.item_version
    statutory, promised = files.clock(case, "statutory"), files.clock(case, "promised")
    assert statutory is not None and promised is not None
    statutory_due = due_day(statutory)
    assert case.received_at is not None and case.accepted_at is not None and statutory_due is not None
    tolerance: Tolerance | None = getattr(case, "tolerance", None)
    words = data.Acceptance(
        **common(case, entry, files.handler(entry)),
        received_on=local_date(case.received_at),
        accepted_on=local_date(case.accepted_at),
        statutory_term=_term(version),
        statutory_due=statutory_due,
        promised_term=_promise(version),
        promised_due=due_day(promised),
        provisional=statutory.provisional or promised.provisional,
        deemed=entry.type == events.DEEMED_ACCEPTED.code,
        tolerated=tuple(paper.name for paper in tolerance.papers.all()) if tolerance is not None else (),
        tolerated_until=tolerance.until if tolerance is not None else None,
        fees="、".join(f"{fee.name} {fee.standard}" for fee in version.fees.all()),
        track_address=track_address(),
    )
    return Wanted("acceptance", words)


def _term(version: ItemVersion) -> str:
    """20 个工作日（自受理之日起）: both terms of one letter are said alike."""
    return f"{amount(version.statutory_length, version.statutory_unit)}（自{version.get_start_event_display()}起）"


def _promise(version: ItemVersion) -> str:
    if not version.promised_length:
        return "当场办结"
    return f"{amount(version.promised_length, 'working_day')}（自受理之日起）"


def refusal(entry: Entry, files: CaseFiles) -> Wanted:
    """不予受理决定书."""
    case = files.of(entry)
    words = data.RefusalToAccept(
        **common(case, entry, case.ending.ended_by),
        received_on=received_on(case),
        ground=case.ending.ground,
        reason=case.ending.reason,
        other_organ=case.ending.other_organ,
    )
    return Wanted("refusal_to_accept", words)


def received_on(case: Case) -> date:
    """The day of receipt, which every ended matter has."""
    assert case.received_at is not None
    return local_date(case.received_at)


def tolerance(entry: Entry, files: CaseFiles) -> Wanted:
    """容缺受理承诺书: which papers may follow, and until when."""
    case, said = files.of(entry), entry.facts()
    owed = set(said["papers"])
    papers = tuple(paper(tick.material, "补交") for tick in case.ticks.all() if tick.material.name in owed)
    words = data.Tolerance(
        **common(case, entry, files.handler(entry)),
        accepted_on=local_date(entry.at),
        papers=papers,
        until=said["until"],
    )
    return Wanted("tolerance", words)
