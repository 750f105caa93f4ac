"""Two counties with everything a door may be asked for, in every stage a verb may need, built once."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.test import Client

from approvals import actions
from approvals.actions.batch import BatchRow
from approvals.models import Batch, SpotNotice
from approvals.permissions import code_holder
from approvals.public.track import SESSION_KEY
from approvals.registered.naming import Named
from county_portal.bench.letter_samples import ORGAN, acceptance, receipt
from ethics_monitor import actions as supervision
from ethics_monitor.models import Card, Handled, PatternRule
from ethics_monitor.patterns.deriving import derive
from ethics_monitor.patterns.finding import leads
from ethics_monitor.sweep import sweep
from kernel.accounts.idle import SEEN, SINCE
from kernel.accounts.models import Applicant, User
from kernel.cases.agents import filed_by
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.documents.actions import add_upload, make_letter, record_hand_stamp, request_letter
from kernel.documents.models import Document, Letter
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.seals import seal
from kernel.notices.models import Channel, Delivery, Notice
from kernel.organizations.models import Absence, Organization, Region, Role, ServicePoint, Window
from kernel.organizations.queries import scope_of
from kernel.workdays.zone import local_date
from tests.approvals.renewals import asks_for_last_day
from tests.approvals.test_receive_batch import agency
from tests.cast import MONDAY, Cast, build, licence_item, local, organization, person
from tests.documents.samples import PDF
from tests.matrix.countryside import Countryside, fill, places
from tests.matrix.editions import fill_editions, fill_words
from tests.matrix.people import FOREIGN, OTHER, OWN, Viewer, appoint, citizen, everyone
from tests.matrix.pushing import push_to

ALL = ("m1", "m2", "m3")
# whose matter came in one batch with the applicant's
COMPANION = {OWN: "990101198808080013", OTHER: "99010119880808003X", FOREIGN: "99010219880808001X"}
CASE_STAGES = ("draft", "received", "supplement", "tolerated", "accepted", "last", "granted", "delivered")
A_WHILE = 3600.0
CARD_STAGES = ("to_verify", "issued", "acknowledged", "reported", "proposed")


@dataclass
class Unit:
    """One organisation with its window, its item, its people, and what lies on its desks."""

    name: str
    organization: Organization
    window: Window
    item: ItemVersion
    applicant: Applicant
    citizen: User
    clerk: User
    reviewer: User
    approver: User
    supervisor: User
    second_supervisor: User
    cases: dict[str, Case] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    document: Document | None = None
    draft_document: Document | None = None
    sent_by_code: Document | None = None
    letter: Letter | None = None
    stamped: Letter | None = None
    spot_notice: SpotNotice | None = None
    batch: Batch | None = None
    call: int = 0
    message: int = 0
    pushed: str = ""
    country: Countryside | None = None
    editions: dict[str, str] = field(default_factory=dict)
    external: ItemVersion | None = None
    evidence: str = ""
    lead: tuple[str, str] = ("", "")
    agent: str = ""

    @property
    def canary(self) -> str:
        """A word that stands in every text of this unit and nowhere else."""
        return f"金丝雀{self.name}"

    @property
    def form(self) -> dict[str, str]:
        return {"premises": f"人民路 {self.canary}", "area": "120"}

    def secrets(self) -> set[str]:
        """Words that only those who may see this unit's matters may ever read."""
        assert self.document and self.draft_document and self.spot_notice
        words = {self.canary, self.document.number, self.draft_document.number, self.spot_notice.ledger_subject.number}
        words |= {case.number for case in self.cases.values()} | {card.number for card in self.cards.values()}
        return words | {self.applicant.name}


@dataclass
class World:
    """Everyone and everything, by name."""

    cast: Cast
    units: dict[str, Unit]
    viewers: list[Viewer]
    notices: dict[int, Notice]
    absences: dict[int, Absence]

    def viewer(self, name: str) -> Viewer:
        return next(viewer for viewer in self.viewers if viewer.name == name)


def build_world() -> World:
    """Needs the database, and a MEDIA_ROOT that may be written to."""
    cast = build()
    person("生面孔", "990101199201010013", cast.stranger)
    supervision.install_rules(at=local(2026, 1, 5))
    units = {unit.name: unit for unit in (_own(cast), _other(cast), _foreign(cast))}
    for place, unit in enumerate(units.values()):
        unit.cases["registered"] = _register(unit, place)
        unit.cases["renewing"] = _renewing(unit, place)
        _fill(unit)
        unit.country = _country(unit, cast)
        people = {"applicant": unit.applicant, "publisher": unit.second_supervisor}
        unit.pushed = push_to(unit.name, unit.organization, unit.window, **people)
        unit.editions = fill_editions(place, unit.item, unit.organization, unit.window, unit.clerk)
    fill_words()
    sweep()
    seal(label=date(2026, 9, 7))
    for unit in units.values():
        _card_stages(unit)
        _laid_side_by_side(unit)
    country = units[OWN].country
    assert country is not None
    viewers = everyone(cast, country.town, country.room) + _beyond(units)
    _mandates(viewers)
    notices, absences = _notices(viewers), _absences(viewers)
    return World(cast, units, [_signed_in(viewer, units) for viewer in viewers], notices, absences)


def _own(cast: Cast) -> Unit:
    return Unit(
        OWN, cast.bureau, cast.window, cast.item, cast.applicant, cast.citizen, cast.clerk, cast.reviewer,
        cast.approver, cast.supervisor, cast.second_supervisor,
    )  # fmt: skip


def _other(cast: Cast) -> Unit:
    bureau = cast.other_bureau
    # whom a clerk may hand over to
    appoint("o_colleague", Role.WINDOW_HEAD, bureau, cast.other_window)
    item = licence_item(
        bureau, cast.other_window, cast.clerk, cast.second_supervisor, code="LW031", name="种子生产经营许可"
    )
    return Unit(
        OTHER, bureau, cast.other_window, item, cast.other_applicant, cast.other_citizen, cast.other_clerk,
        appoint("o_reviewer", Role.REVIEWER, bureau), appoint("o_approver", Role.APPROVER, bureau), cast.supervisor,
        cast.second_supervisor,
    )  # fmt: skip


def _foreign(cast: Cast) -> Unit:
    region = Region.objects.create(
        code="990102000000", name="邻县", level="county", parent=cast.region.parent, sort_key="linxian"
    )
    centre = organization("L-ZX01", "neighbour_centre", "邻县综合服务中心", "centre", region)
    bureau = organization("L-BM01", "neighbour_bureau", "邻县行政审批服务局", "own", region)
    hall = ServicePoint.objects.create(organization=centre, name="邻县政务大厅")
    window = Window.objects.create(code="L01", name="综合受理", organization=bureau, service_point=hall)
    clerk = appoint("l_clerk", Role.WINDOW_CLERK, bureau, window)
    appoint("l_colleague", Role.WINDOW_HEAD, bureau, window)
    supervisor = appoint("l_supervisor", Role.SUPERVISION_OFFICE, centre)
    applicant_user = citizen("l_citizen")
    item = licence_item(bureau, window, clerk, supervisor, code="LW032", name="邻县第三类医疗器械经营许可")
    return Unit(
        FOREIGN, bureau, window, item, person("马小云", "990102199001010015", applicant_user), applicant_user, clerk,
        appoint("l_reviewer", Role.REVIEWER, bureau), appoint("l_approver", Role.APPROVER, bureau), supervisor,
        appoint("l_second", Role.SUPERVISION_OFFICE, centre),
    )  # fmt: skip


def _draft(unit: Unit) -> Case:
    return actions.save_draft(by=unit.citizen, version=unit.item, applicant=unit.applicant, values=unit.form)


def _upload(unit: Unit, case: Case, name: str) -> Document:
    return add_upload(
        by=unit.citizen, subject=case.ledger_subject, pieces=[PDF], name=f"{unit.canary}{name}.pdf", material_code="m1"
    )


def _stamped(unit: Unit, entry: Entry) -> Letter:
    """Another letter of the same act, whose seal its clerk has recorded."""
    ordered = request_letter(
        entry=entry, letter_type="receipt", data=receipt(organ=replace(ORGAN, code=unit.organization.code))
    )
    made = make_letter(letter_id=ordered.pk)
    assert made is not None
    return record_hand_stamp(by=unit.clerk, number=made.number)


def _receive(unit: Unit, materials: Sequence[str] = ALL) -> Case:
    return actions.receive_at_window(
        by=unit.clerk, window=unit.window, version=unit.item, applicant=unit.applicant, values=unit.form,
        materials=materials, at=MONDAY,
    )  # fmt: skip


def _batch(unit: Unit) -> Batch:
    """Two matters that an agency brought together."""
    facts = {"by": unit.clerk, "window": unit.window, "version": unit.item, "materials": ALL, "mandate_seen": True}
    people = [unit.applicant, person(f"同批{unit.name}", COMPANION[unit.name])]
    rows = [BatchRow(each, unit.form) for each in people]
    return actions.receive_batch(**facts, agent=agency(), rows=rows, at=MONDAY)


def _renewing(unit: Unit, place: int) -> Case:
    """An item that renews a licence, and an application for it."""
    item = licence_item(
        unit.organization, unit.window, unit.clerk, unit.second_supervisor, code=f"YX{place:03d}",
        name=f"{unit.name} 延续的许可",
    )  # fmt: skip
    asks_for_last_day(item)
    return actions.receive_at_window(
        by=unit.clerk, window=unit.window, version=item, applicant=unit.applicant,
        values=unit.form | {"last": "2099-12-31"}, materials=ALL, at=MONDAY,
    )  # fmt: skip


def _accepted(unit: Unit) -> Case:
    return actions.accept(number=_receive(unit).number, by=unit.clerk, at=MONDAY + timedelta(minutes=1))


def _explained(unit: Unit, number: str, *, by: User) -> None:
    """The promised day is long over here, and without a public reason nobody goes on."""
    day = date(2099, 12, 31)
    actions.explain_delay(number=number, by=by, cause="many", ready_by=day, at=MONDAY + timedelta(days=30))


def _questioned(unit: Unit) -> Case:
    """The applicant's question and the unit's written enquiry both wait for an answer."""
    case = _accepted(unit)
    words = f"{unit.canary}：要带原件吗？"
    actions.ask(number=case.number, by=unit.citizen, text=words, at=MONDAY + timedelta(minutes=2))
    actions.share(
        number=case.number,
        by=unit.citizen,
        helper=unit.canary,
        until=None,
        may_supplement=False,
        at=MONDAY + timedelta(minutes=3),
    )
    actions.enquire(number=case.number, by=unit.reviewer, text=words, at=MONDAY + timedelta(minutes=4))
    return case


def _last(unit: Unit) -> Case:
    case = _accepted(unit)
    at = MONDAY + timedelta(minutes=2)
    actions.complete_step(number=case.number, by=unit.reviewer, opinion=unit.canary, at=at)
    return case


def _granted(unit: Unit) -> Case:
    case = _last(unit)
    return actions.grant(number=case.number, by=unit.approver, opinion=unit.canary, at=MONDAY + timedelta(minutes=3))


def _register(unit: Unit, place: int) -> Case:
    """What the unit handles in a system of its own, with one matter of it."""
    author, publisher = unit.clerk, unit.second_supervisor
    facts = {"code": f"WB{place:03d}", "name": f"{unit.name} 登记的事项", "handling": "external"}
    unit.external = licence_item(unit.organization, unit.window, author, publisher, **facts)
    return actions.register_external(
        by=unit.clerk, window=unit.window, version=unit.external, foreign_number=f"{unit.canary}1",
        who=Named(unit.applicant, ""), at=MONDAY,
    )  # fmt: skip


def _fill(unit: Unit) -> None:
    """A case in every stage, its papers, a letter and a notice told on the spot."""
    unit.spot_notice = actions.tell_on_the_spot(
        by=unit.clerk, window=unit.window, version=unit.item, applicant=unit.applicant, missing=["m2"], at=MONDAY
    )
    unit.batch = _batch(unit)
    submitted = _draft(unit)
    unit.document = _upload(unit, submitted, "一")
    unit.cases["received"] = actions.submit(number=submitted.number, by=unit.citizen, materials=ALL)
    supplemented = _receive(unit)
    actions.notify_supplement(
        number=supplemented.number, by=unit.clerk, lines={"m1": unit.canary}, at=MONDAY + timedelta(minutes=1)
    )
    unit.cases["supplement"] = supplemented
    _upload(unit, supplemented, "三")
    unit.sent_by_code = add_upload(
        by=code_holder(supplemented), subject=supplemented.ledger_subject, pieces=[PDF, b"\n"], name="a.pdf",
        material_code="m1",
    )  # fmt: skip
    owing = _receive(unit, ALL[:2])
    unit.cases["tolerated"] = actions.accept(number=owing.number, by=unit.clerk, at=MONDAY + timedelta(minutes=1))
    unit.cases["accepted"] = _accepted(unit)
    unit.cases["questioned"] = _questioned(unit)
    unit.cases["last"] = _last(unit)
    unit.cases["granted"] = _granted(unit)
    delivered = _granted(unit)
    handed = {"method": "window", "receiver": "签收人", "receiver_is": "applicant"}
    actions.deliver(number=delivered.number, by=unit.clerk, at=MONDAY + timedelta(minutes=4), **handed)
    unit.cases["delivered"] = delivered
    unit.cases["draft"] = _draft(unit)
    unit.draft_document = _upload(unit, unit.cases["draft"], "二")
    entry = Entry.objects.of(unit.cases["accepted"].ledger_subject).last()
    assert entry is not None
    ordered = request_letter(entry=entry, letter_type="acceptance", data=acceptance())
    unit.letter = make_letter(letter_id=ordered.pk)
    unit.stamped = _stamped(unit, entry)
    unit.call, unit.message = _call(unit, entry), _refused_message(unit, entry)
    for stage in CARD_STAGES:
        unit.cases[f"late for {stage}"] = _accepted(unit)
    unit.cases["overdue"] = _accepted(unit)
    for stage in ("tolerated", "accepted", "questioned", "last"):
        _explained(unit, unit.cases[stage].number, by=unit.approver if stage == "last" else unit.reviewer)
    for key, case in unit.cases.items():
        unit.cases[key] = Case.objects.get(pk=case.pk)


def _call(unit: Unit, entry: Entry) -> int:
    """The unit's applicant is to be called about a case; the id of that row."""
    return Delivery.objects.create(
        entry=entry, channel=Channel.CALL, applicant=unit.applicant, whom=unit.applicant.name_masked, as_what="申请人",
        organization=unit.organization.code, region=unit.organization.region.code, title=f"{unit.canary}告知",
        text=unit.canary, address="053200000001", address_masked="**********01",
    ).pk  # fmt: skip


def _refused_message(unit: Unit, entry: Entry) -> int:
    """A short message to the unit's applicant that the gateway refused; the id of that row."""
    return Delivery.objects.create(
        entry=entry, channel=Channel.SMS, applicant=unit.applicant, whom=unit.applicant.name_masked, as_what="申请人",
        organization=unit.organization.code, region=unit.organization.region.code, title=f"{unit.canary}告知",
        text=unit.canary, address="16100000001", address_masked="161****0001", template="T", params="{}",
        state=Delivery.State.FAILED, said="INVALID_PHONE",
    ).pk  # fmt: skip


def _country(unit: Unit, cast: Cast) -> Countryside:
    """Town, room and errands of the unit's county."""
    centre = Organization.objects.get(kind="centre", region=unit.organization.region)
    there = places(unit.name, centre)
    fill(
        there, unit.name, item=unit.item, window=unit.window, form=unit.form,
        hall_staff=(unit.clerk, unit.reviewer, unit.approver),
    )  # fmt: skip
    return there


def _card_stages(unit: Unit) -> None:
    """A red card of its own case for every stage a verb may need."""
    for stage in CARD_STAGES:
        about = unit.cases[f"late for {stage}"]
        card = Card.objects.get(about_kind="case", about_id=about.pk, superseded_by=None, rule_code="T03")
        unit.cards[stage] = card
        if stage == "to_verify":
            continue
        supervision.confirm(number=card.number, by=unit.supervisor)
        if stage in ("acknowledged", "reported"):
            supervision.acknowledge(number=card.number, by=unit.reviewer)
        if stage == "reported":
            text = f"{unit.canary}，已补办，以后每天核对到期件"
            supervision.report_rectification(number=card.number, by=unit.reviewer, text=text)
        if stage == "proposed":
            supervision.propose_revocation(number=card.number, by=unit.second_supervisor, reason=unit.canary)


def _laid_side_by_side(unit: Unit) -> None:
    """A matter that an agent filed and its clerk closed, the lead that it makes here, and a package of evidence."""
    PatternRule.objects.filter(pattern="same_minute").update(numbers={"least": 1, "beside": 0, "days": 36_500})
    closed = _granted(unit)
    handed = {"method": "window", "receiver": "签收人", "receiver_is": "applicant"}
    actions.deliver(number=closed.number, by=unit.clerk, at=MONDAY + timedelta(minutes=4), **handed)
    actions.close(number=closed.number, by=unit.clerk, at=MONDAY + timedelta(minutes=5))
    unit.cases["closed"] = closed
    unit.agent = filed_by(unit.applicant.pk) or ""
    Case.objects.filter(pk=closed.pk).update(agent=unit.applicant)
    derive(list(Entry.objects.of(closed.ledger_subject)))
    Handled.objects.filter(pk=closed.pk).update(agent=unit.agent)
    now = database_now()
    found = leads("same_minute", scope_of(unit.supervisor, now), at=now)
    mine = next(lead for lead in found if closed.pk in lead.cases)
    unit.lead = (mine.pattern, mine.key)
    unit.evidence = supervision.make_evidence(
        kind="case", number=closed.number, by=unit.supervisor, reason="例行检查"
    ).number


def _beyond(units: dict[str, Unit]) -> list[Viewer]:
    """Who sees what the first county's own unit may not, so that a canary there has somebody to be seen by."""
    other, foreign = units[OTHER], units[FOREIGN]
    return [
        Viewer("other clerk", other.clerk, Role.WINDOW_CLERK.value, OTHER),
        Viewer("other reviewer", other.reviewer, Role.REVIEWER.value, OTHER),
        Viewer("foreign clerk", foreign.clerk, Role.WINDOW_CLERK.value, FOREIGN),
        Viewer("foreign reviewer", foreign.reviewer, Role.REVIEWER.value, FOREIGN),
        Viewer("foreign supervisor", foreign.supervisor, Role.SUPERVISION_OFFICE.value, FOREIGN),
        Viewer("foreign citizen", foreign.citizen, unit=FOREIGN),
    ]


def _mandates(viewers: Iterable[Viewer]) -> None:
    """Every citizen lets somebody act for him."""
    now = database_now()
    days = {"from_date": local_date(now), "until_date": local_date(now + timedelta(days=30))}
    for viewer in viewers:
        principal = Applicant.objects.filter(user=viewer.user).first() if viewer.citizen else None
        if principal is not None and viewer.user is not None:
            actions.grant_mandate(principal=principal, agent="nobody", by=viewer.user, **days)


def _notices(viewers: Iterable[Viewer]) -> dict[int, Notice]:
    """One notice in everybody's inbox, by user; its entry is of no case."""
    entry = Entry.objects.filter(subject_kind="document").first() or Entry.objects.first()
    assert entry is not None
    return {
        viewer.user.pk: Notice.objects.create(
            entry=entry, recipient=viewer.user, as_what="本人", title="通知", text="有一条通知"
        )
        for viewer in viewers
        if viewer.user is not None
    }


def _absences(viewers: Iterable[Viewer]) -> dict[int, Absence]:
    """One of every member of staff, by user; none has begun, so that nobody's duty is touched."""
    begins = database_now() + timedelta(days=30)
    return {
        viewer.user.pk: Absence.objects.create(
            user=viewer.user, from_at=begins, until_at=begins + timedelta(days=1), reason=Absence.Reason.values[0]
        )
        for viewer in viewers
        if viewer.user is not None and viewer.role
    }


def _signed_in(viewer: Viewer, units: dict[str, Unit]) -> Viewer:
    if viewer.user is None:
        return viewer
    client = Client()
    client.force_login(viewer.user, backend="django.contrib.auth.backends.ModelBackend")
    # seen a while from now: otherwise each of ten thousand requests would first write down that he is here
    session = client.session
    session[SEEN] = session[SINCE] = time.time() + A_WHILE
    if viewer.citizen and viewer.name != "stranger":
        opened = ("accepted", "questioned", "supplement")
        session[SESSION_KEY] = {units[viewer.unit].cases[each].number: time.time() + A_WHILE for each in opened}
    session.save()
    return Viewer(viewer.name, viewer.user, viewer.role, viewer.unit, client.cookies["sessionid"].value)
