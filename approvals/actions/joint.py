"""联办: the parts of a joint matter are opened, followed in turn, and ended with it (行政许可法 26 ¶2).

A part is a licence case like any other: its organ decides it by the verbs of the chain. What differs is that it is
opened by its lead, tells its lead what became of it, and is not the applicant's to withdraw.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from approvals import application_form, terms
from approvals.actions.chain import enter_step, first_step
from approvals.actions.ending import end_case
from approvals.joint.events import PART_ENDED, PART_GRANTED, PART_OPENED, PART_REFUSED, PARTS_OPENED
from approvals.joint.queries import lead_of, standing, undecided
from approvals.joint.refusals import PartFollowsLead, PartNotGranted, PartsUndecided
from approvals.models import Application, Ending, JointPart
from kernel.accounts.models import User
from kernel.cases.actions import move, open_case
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, JointItem
from kernel.clocks.models import Clock
from kernel.ledger.actors import Actor
from kernel.ledger.writer import record


def open_parts(lead: Case, *, who: Actor, at: datetime) -> None:
    """Open every part that waits for no other; inside the acceptance of the lead, which holds its lock."""
    rows = [row for row in lead.item_version.joint.select_related("item") if row.after_id is None]
    if rows:
        assert lead.received_at is not None and lead.accepted_at is not None
        instants = {"received_at": lead.received_at, "accepted_at": lead.accepted_at, "papers_at": _papers_at(lead)}
        _open(lead, rows, None, who=who, at=at, **instants)


def _papers_at(lead: Case) -> datetime:
    """When the last of the papers came: then the time to answer of the lead began, for the first time or anew."""
    intake = Clock.objects.of(lead.ledger_subject).filter(kind="intake").order_by("-pk").first()
    assert lead.received_at is not None
    return intake.started_at if intake is not None else lead.received_at


def _open(
    lead: Case, rows: Iterable[JointItem], after: JointPart | None, *, who: Actor, at: datetime, **instants: datetime
) -> None:
    opened = [_open_one(lead, row, after, who=who, at=at, **instants) for row in rows]
    names = [f"{case.organization.short_name or case.organization.name} {case.item_version.name}" for case in opened]
    record(PARTS_OPENED, lead.ledger_subject, actor=who, at=at, parts=names)


def _open_one(
    lead: Case,
    row: JointItem,
    after: JointPart | None,
    *,
    who: Actor,
    at: datetime,
    received_at: datetime,
    accepted_at: datetime,
    papers_at: datetime,
) -> Case:
    version = _edition(row)
    case = open_case(
        kind="licence", state="received", item_version=version, organization=version.organization, at=received_at,
        applicant=lead.applicant, agent=lead.agent, region=lead.region, window=lead.window, channel=lead.channel,
        simulated=lead.simulated,
    )  # fmt: skip
    JointPart.objects.create(lead=lead, part=case, position=row.position, after=after)
    _apply(lead, case)
    move(case, "accept", at=at, accepted_at=accepted_at)
    statutory, promised = terms.on_part_opened(
        case, limit=row.limit_length, papers_at=papers_at, accepted_at=accepted_at
    )
    enter_step(case, first_step(case), at=at)
    record(
        PART_OPENED,
        case.ledger_subject,
        actor=who,
        at=at,
        about=lead.ledger_subject,
        item=version.name,
        lead=lead.number,
        promised_due=terms.due_day(promised),
        statutory_due=terms.due_day(statutory),
        provisional=promised.provisional or statutory.provisional,
    )
    return case


def _edition(row: JointItem) -> ItemVersion:
    """The version in force, else the last that was: a matter under way is not stopped by what was retired since."""
    settled = row.item.versions.filter(state__in=[ItemVersion.State.PUBLISHED, ItemVersion.State.RETIRED])
    versions = settled.select_related("organization", "regime", "item").order_by("state", "-number")
    return versions[0]


def _apply(lead: Case, case: Case) -> None:
    """The one form: what it says under a name that the part's own form has goes to the part."""
    form, values = lead.application, application_form.load(lead.application.form)
    asked = {field["name"]: values[field["name"]] for field in case.item_version.form_schema if field["name"] in values}
    Application.objects.create(
        case=case, form=application_form.dump(asked), delivery=form.delivery, post_to=form.post_to,
        accept_mode=form.accept_mode, entered_by=form.entered_by,
    )  # fmt: skip


def settle_part(case: Case, *, who: Actor, at: datetime, reason: str = "") -> None:
    """Tell the lead what became of the part, and open what waited for its grant; inside the act that decided it or
    ended it for `reason`, which holds the locks of both. Nothing for a case that is no part.
    """
    part = (
        JointPart.objects.select_related("lead__region", "lead__window", "lead__application").filter(part=case).first()
    )
    if part is None:
        return
    lead = part.lead
    places = standing(lead)
    facts: dict[str, Any] = {
        "item": case.item_version.name,
        "department": case.organization.short_name or case.organization.name,
        "decided": sum(place.settled for place in places),
        "of": len(places),
        "waiting": len(undecided(places)),
    }
    if reason:
        record(PART_REFUSED, lead.ledger_subject, actor=who, at=at, about=case.ledger_subject, reason=reason, **facts)
        return
    record(PART_GRANTED, lead.ledger_subject, actor=who, at=at, about=case.ledger_subject, **facts)
    waiting = [place.row for place in places if place.row.after_id == case.item_version.item_id]
    if waiting:
        _open(lead, waiting, part, who=who, at=at, received_at=at, accepted_at=at, papers_at=at)


def refuse_while_undecided(lead: Case, *, granting: bool) -> None:
    """The lead is decided when every part is, and granted when every part was granted.

    Errors: PartsUndecided, PartNotGranted.
    """
    places = standing(lead)
    waiting = undecided(places)
    if waiting:
        names = [place.case.organization.name for place in waiting if place.case is not None]
        raise PartsUndecided(count=len(waiting), names="、".join(dict.fromkeys(names)))
    refused = [place.case for place in places if place.case is not None and not place.granted]
    if granting and refused:
        raise PartNotGranted(names="、".join(f"{case.organization.name}“{case.item_version.name}”" for case in refused))


def refuse_of_part(case: Case, *, verb: str | Promise) -> None:
    """What is done with the lead alone. Errors: PartFollowsLead."""
    lead = lead_of(case)
    if lead is not None:
        raise PartFollowsLead(number=case.number, lead=lead.number, verb=verb)


def end_parts(parts: Iterable[Case], move_code: str, lead: Case, *, ending: Ending, who: Actor, by: User) -> None:
    """End what is still open of a lead that has ended, by the same move; the caller holds the locks of all.

    What was decided stays decided.
    """
    at = ending.ended_at
    for part in parts:
        if part.workflow.move_from(part.state, move_code) is None:
            continue
        end_case(part, move_code, ending.kind, reason=ending.reason, by=by, at=at)
        how = str(ending.get_kind_display())
        record(PART_ENDED, part.ledger_subject, actor=who, at=at, about=lead.ledger_subject, lead=lead.number, how=how)
