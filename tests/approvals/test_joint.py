"""联办: parts are opened with their lead, decided by their own organs, and the lead last of all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from approvals import actions
from approvals.application_form import load
from approvals.events import GRANTED
from approvals.joint.events import PART_GRANTED, PART_REFUSED
from approvals.joint.refusals import PartFollowsLead, PartNotGranted, PartsUndecided
from approvals.lookup import opened_by
from approvals.models import Application, JointPart
from approvals.queries import cases_of, own_cases, today_at, waiting_at
from approvals.terms import running
from approvals.told import words_of
from approvals.whom import applicant
from county_portal.told_of_parts import lead_of_late_part
from ethics_monitor.actions import install_rules
from ethics_monitor.events import CARD_ISSUED
from ethics_monitor.sweep import sweep
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.clocks.models import Clock
from kernel.ledger.events import EventType
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.audiences import audiences_of
from kernel.workdays.zone import local_date
from tests.approvals.joints import DAY, HOUR, SERIAL, joint
from tests.approvals.test_intake import FORM, entries
from tests.cast import MONDAY, Cast


def test_parts_are_opened_when_the_lead_is_accepted_each_at_its_own_organ(cast: Cast) -> None:
    made = joint(cast)
    lead = made.receive()
    assert not JointPart.objects.exists()
    lead = actions.accept(number=lead.number, by=cast.clerk, at=MONDAY + HOUR)
    for name, last_day in (("P1", "2026-09-14"), ("P2", "2026-09-15")):
        part = made.part(lead, name)
        assert (part.state, part.organization, part.item_version) == ("accepted", made.organs[name], made.items[name])
        assert (part.received_at, part.accepted_at) == (MONDAY, MONDAY + HOUR)
        assert (part.applicant, part.window, part.channel) == (lead.applicant, lead.window, lead.channel)
        turn = current_turn(part)
        assert turn is not None and turn.post.user == made.reviewers[name]
        promised = running(part, "promised")
        assert promised is not None and local_date(promised.due_at).isoformat() == last_day
        assert promised.organization_code == made.organs[name].code
        assert entries(part) == ["approvals.part_opened"]
    assert entries(lead) == ["approvals.received", "approvals.accepted", "approvals.parts_opened"]
    assert lead.number != part.number and running(part, "intake") is None


def test_a_part_gets_of_the_one_form_what_its_own_asks(cast: Cast) -> None:
    made = joint(cast)
    made.items["P1"].form_schema = [{"name": "premises", "label": "地址", "type": "text", "required": True}]
    made.items["P1"].save()
    part = made.part(made.accept(), "P1")
    assert load(Application.objects.get(case=part).form) == {"premises": FORM["premises"]}


def test_the_promise_of_a_part_is_its_own_where_the_joint_one_leaves_more(cast: Cast) -> None:
    made = joint(cast, {"P1": ("", 8)})
    promised = running(made.part(made.accept(), "P1"), "promised")
    assert promised is not None and (promised.length, promised.basis[:4]) == (7, "公开承诺")


def test_an_article_that_counts_from_receipt_counts_from_the_last_of_the_papers(cast: Cast) -> None:
    made = joint(cast)
    for version in made.items.values():
        version.start_event = "received"
        version.save()
    assert running(made.part(made.accept(), "P1"), "statutory").started_at == MONDAY
    lead = made.receive(materials=("m1",))
    said = {"number": lead.number, "by": cast.clerk}
    actions.notify_supplement(**said, lines={"m2": "", "m3": ""}, at=MONDAY + HOUR)
    actions.supplement(**said, materials=("m2", "m3"), at=MONDAY + 2 * DAY)
    lead = actions.accept(**said, at=MONDAY + 3 * DAY)
    part = made.part(lead, "P1")
    assert running(part, "statutory").started_at == MONDAY + 2 * DAY and part.received_at == MONDAY


def test_silence_opens_the_parts_as_well(cast: Cast) -> None:
    made = joint(cast)
    lead = made.receive()
    assert actions.deem_accepted(at=MONDAY + 8 * DAY) == [lead.number]
    assert made.opened(lead) == {"P1", "P2"}
    part = made.part(lead, "P1")
    assert part.accepted_at == MONDAY and Entry.objects.of(part.ledger_subject).get().person == "系统"


def test_the_lead_is_granted_once_every_part_is(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    made.at_the_last_step(lead, MONDAY + 2 * HOUR)
    said = {"number": lead.number, "by": cast.approver}
    with pytest.raises(PartsUndecided) as refusal:
        actions.grant(**said, at=MONDAY + 3 * HOUR)
    assert "2 家" in refusal.value.sentence and "县第1局、县第2局" in refusal.value.sentence
    made.grant(lead, "P1")
    with pytest.raises(PartsUndecided) as refusal:
        actions.grant(**said, at=MONDAY + DAY + 2 * HOUR)
    assert "县第1局" not in refusal.value.sentence
    with pytest.raises(PartsUndecided):
        actions.deny(**said, reason="等不及", at=MONDAY + DAY + 2 * HOUR)
    made.grant(lead, "P2", MONDAY + 2 * DAY)
    assert actions.grant(**said, at=MONDAY + 3 * DAY).state == "granted"
    told = [entry.facts() for entry in Entry.objects.of(lead.ledger_subject) if entry.type == "approvals.part_granted"]
    assert [(each["department"], each["decided"], each["of"]) for each in told] == [
        ("县第1局", 1, 2),
        ("县第2局", 2, 2),
    ]


def test_the_lead_is_not_granted_while_a_part_was_refused(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    made.at_the_last_step(lead, MONDAY + 2 * HOUR)
    made.grant(lead, "P1")
    made.deny(lead, "P2")
    said = {"number": lead.number, "by": cast.approver, "at": MONDAY + 2 * DAY}
    with pytest.raises(PartNotGranted) as refusal:
        actions.grant(**said)
    assert "县第2局“第2局的许可”没有准予" in refusal.value.sentence
    assert actions.deny(**said, reason="有一项不予许可").state == "denied"
    assert made.part(lead, "P1").state == "granted"


def test_a_part_that_its_organ_terminates_counts_as_refused(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    number = made.part(lead, "P1").number
    actions.terminate(number=number, by=made.reviewers["P1"], reason="无法勘验", at=MONDAY + DAY)
    made.grant(lead, "P2")
    made.at_the_last_step(lead, MONDAY + 2 * DAY)
    with pytest.raises(PartNotGranted):
        actions.grant(number=lead.number, by=cast.approver, at=MONDAY + 3 * DAY)
    assert "approvals.part_refused" in entries(lead)


def test_a_serial_part_is_opened_by_the_grant_before_it(cast: Cast) -> None:
    made = joint(cast, SERIAL)
    lead = made.accept()
    assert made.opened(lead) == {"P1", "P3"}
    made.grant(lead, "P3")
    assert made.opened(lead) == {"P1", "P3"}
    granted = made.grant(lead, "P1", MONDAY + 2 * DAY)
    assert made.opened(lead) == {"P1", "P2", "P3"}
    part = made.part(lead, "P2")
    assert part.received_at == part.accepted_at == granted.decided_at
    assert part.joint_part.after.part == granted
    made.at_the_last_step(lead, MONDAY + 3 * DAY)
    with pytest.raises(PartsUndecided):
        actions.grant(number=lead.number, by=cast.approver, at=MONDAY + 3 * DAY)


def test_a_serial_part_is_not_opened_by_a_refusal_and_is_waited_for_no_more(cast: Cast) -> None:
    made = joint(cast, SERIAL)
    lead = made.accept()
    made.deny(lead, "P1")
    made.grant(lead, "P3")
    assert made.opened(lead) == {"P1", "P3"}
    made.at_the_last_step(lead, MONDAY + 2 * DAY)
    said = {"number": lead.number, "by": cast.approver, "at": MONDAY + 3 * DAY}
    with pytest.raises(PartNotGranted):
        actions.grant(**said)
    assert actions.deny(**said, reason="有一项不予许可").state == "denied"


def test_with_the_lead_what_is_open_ends_and_what_is_decided_stays(cast: Cast) -> None:
    made = joint(cast, SERIAL)
    lead = made.accept()
    made.grant(lead, "P1")
    case = actions.withdraw(number=lead.number, by=cast.citizen, at=MONDAY + 2 * DAY)
    assert case.state == "withdrawn"
    states = {name: made.part(lead, name).state for name in SERIAL}
    assert states == {"P1": "granted", "P2": "withdrawn", "P3": "withdrawn"}
    assert entries(made.part(lead, "P3")) == ["approvals.part_opened", "approvals.part_ended"]
    open_parts = [made.part(lead, name) for name in ("P2", "P3")]
    for part in open_parts:
        assert not Clock.objects.of(part.ledger_subject).running().exists() and current_turn(part) is None


def test_terminating_the_lead_ends_its_parts(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    said = {"number": lead.number, "by": cast.reviewer, "reason": "申请人已注销"}
    actions.terminate(**said, at=MONDAY + DAY)
    assert {made.part(lead, name).state for name in ("P1", "P2")} == {"terminated"}


def test_a_part_is_not_withdrawn_nor_its_applicant_asked_by_itself(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    number = made.part(lead, "P1").number
    with pytest.raises(PartFollowsLead) as refusal:
        actions.withdraw(number=number, by=cast.clerk, reason="不办了", at=MONDAY + DAY)
    assert lead.number in refusal.value.sentence
    with pytest.raises(PartFollowsLead):
        actions.enquire(number=number, by=made.reviewers["P1"], text="面积多少", at=MONDAY + DAY)
    with pytest.raises(NotFound):
        actions.withdraw(number=number, by=cast.citizen, at=MONDAY + DAY)
    actions.enquire(number=lead.number, by=cast.reviewer, text="面积多少", at=MONDAY + DAY)


def test_the_applicant_has_one_matter_and_the_organs_theirs(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    part, now = made.part(lead, "P1"), database_now()
    assert list(own_cases(cast.citizen, at=now)) == [lead] == list(cases_of(cast.citizen, at=now))
    assert opened_by(lead.number, lead.query_code) == lead
    assert opened_by(part.number, part.query_code) is None
    assert list(cases_of(made.reviewers["P1"], at=now)) == [part]
    assert part not in cases_of(made.reviewers["P2"], at=now)
    assert not waiting_at(cast.window).filter(pk=part.pk).exists()
    today = today_at(cast.window, now=MONDAY + 2 * HOUR)
    assert (today.received, today.accepted) == (1, 1)


def test_a_part_is_opened_once_by_the_database_too(cast: Cast) -> None:
    made = joint(cast)
    lead, other = made.accept(), made.accept()
    part = made.part(lead, "P1")
    for wrong in (
        {"lead": lead, "part": other, "position": 1},
        {"lead": other, "part": part, "position": 9},
        {"lead": lead, "part": lead, "position": 9},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            JointPart.objects.create(**wrong)


def test_opening_is_one_act_with_the_acceptance(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails between the first part and the second leaves nothing of either, nor of the acceptance."""
    made = joint(cast)
    lead = made.receive()
    second = made.items["P2"]
    second.steps.all().delete()
    with pytest.raises(IndexError):
        actions.accept(number=lead.number, by=cast.clerk, at=MONDAY + HOUR)
    lead.refresh_from_db()
    assert lead.state == "received" and not JointPart.objects.exists() and running(lead, "intake") is not None


def test_the_lead_is_told_what_was_refused_and_when_all_is_known(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    made.grant(lead, "P1")
    assert not told_of(PART_GRANTED, lead)
    made.deny(lead, "P2")
    assert told_of(PART_REFUSED, lead) == [cast.reviewer]
    other = made.accept()
    for name in ("P1", "P2"):
        made.grant(other, name, MONDAY + 2 * DAY)
    assert told_of(PART_GRANTED, other) == [cast.reviewer]


def test_the_applicant_is_told_what_came_of_a_part_under_his_own_number(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    part = made.grant(lead, "P1")
    granted = Entry.objects.of(part.ledger_subject).get(type=GRANTED.code)
    assert [each.user for each in applicant([granted])[granted.pk]] == [cast.citizen]
    words = str(words_of([granted])[granted.pk].text)
    assert lead.number in words and part.number not in words
    made.review(lead, "P2", MONDAY + 2 * DAY)
    within = Entry.objects.of(made.part(lead, "P2").ledger_subject)
    assert applicant(list(within)) == {}


def test_whoever_has_the_lead_is_told_that_a_part_is_late(cast: Cast) -> None:
    made = joint(cast)
    lead = made.accept()
    install_rules(at=MONDAY)
    sweep(at=MONDAY + 9 * DAY)
    cards = Entry.objects.filter(type=CARD_ISSUED.code, about_id=made.part(lead, "P1").pk)
    yellow = [entry for entry in cards if entry.payload["colour"] == "yellow"]
    assert [entry.payload["department"] for entry in yellow] == ["县第1局"]
    assert [each.user for each in lead_of_late_part(yellow)[yellow[0].pk]] == [cast.reviewer]
    of_the_lead = Entry.objects.filter(type=CARD_ISSUED.code, about_id=lead.pk)
    assert lead_of_late_part(list(of_the_lead)) == {}


def told_of(event: EventType, lead: Case) -> list[User]:
    """Who is told of the last entry of that type on the lead."""
    entry = Entry.objects.of(lead.ledger_subject).filter(type=event.code).last()
    people = [audience.people([entry]).get(entry.pk, ()) for audience in audiences_of(event.code)]
    return [each.user for told in people for each in told]


def test_an_ordinary_matter_has_no_parts(cast: Cast) -> None:
    made = joint(cast)
    made.version.joint.all().delete()
    lead = made.accept()
    made.at_the_last_step(lead, MONDAY + timedelta(hours=2))
    assert actions.grant(number=lead.number, by=cast.approver, at=MONDAY + DAY).state == "granted"
