"""The minute's watch: a silence is first what the law makes of it, then it is judged."""

import random
from dataclasses import dataclass

import pytest
from celery import current_app
from django.db.models import Count

from approvals import actions
from county_portal.tasks import watch
from ethics_monitor.models import Card
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.documents.models import Letter
from kernel.ledger import relay, stream
from kernel.ledger.models import Entry, ObserverFailure
from kernel.notices.models import Notice
from kernel.workdays.zone import local_date
from tests.approvals.renewals import LAST, renews
from tests.cast import Cast, local
from tests.story.database_clock import DatabaseClock
from tests.story.relay_nursery import RelayNursery

FORM = {"premises": "人民路 18 号", "area": "120"}
RECEIPT = local(2026, 9, 7, 21, 40)
LAST_DAY = local(2026, 9, 14, 23, 59)


@pytest.fixture(autouse=True)
def no_other_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """No act runs beside these: nothing waits for the transactions of other databases, no worker is told of letters."""
    monkeypatch.setattr(stream, "READY", "true")
    monkeypatch.setattr(current_app, "send_task", lambda *_args, **_options: None)


@pytest.fixture
def silent(county: Cast, clock: DatabaseClock) -> Case:
    """An application on a Monday evening that nobody opens."""
    clock.set(RECEIPT)
    draft = actions.save_draft(by=county.citizen, version=county.item, applicant=county.applicant, values=FORM)
    return actions.submit(number=draft.number, by=county.citizen)


def cards() -> list[tuple[str, str]]:
    return list(Card.objects.order_by("pk").values_list("rule_code", "colour"))


def look() -> None:
    watch()
    relay.catch_up()


@pytest.mark.long
def test_a_reminder_comes_four_working_days_after_receipt_and_not_before(silent: Case, clock: DatabaseClock) -> None:
    clock.set(local(2026, 9, 10, 23, 58))
    look()
    assert cards() == []
    clock.set(local(2026, 9, 11, 0, 1))
    look()
    assert cards() == [("T05", "warning")]
    assert Card.objects.get().about == silent.ledger_subject


@pytest.mark.long
def test_on_the_last_lawful_instant_nothing_is_deemed(silent: Case, clock: DatabaseClock) -> None:
    clock.set(LAST_DAY)
    look()
    silent.refresh_from_db()
    assert silent.state == "received"
    assert not Card.objects.filter(rule_code="T06").exists()


@pytest.mark.long
def test_a_silence_is_deemed_acceptance_first_and_a_yellow_after_the_relay(silent: Case, clock: DatabaseClock) -> None:
    clock.set(local(2026, 9, 15, 0, 1))
    watch()
    silent.refresh_from_db()
    assert silent.state == "accepted" and silent.accepted_at == silent.received_at
    statutory = Clock.objects.get(subject_kind="case", subject_id=silent.pk, kind="statutory")
    assert statutory.started_at == silent.received_at
    assert ("T06", "yellow") not in cards()
    relay.catch_up()
    yellow = Card.objects.get(rule_code="T06")
    assert yellow.colour == "yellow" and local_date(yellow.true_at).isoformat() == "2026-09-14"
    look()
    assert Card.objects.filter(rule_code="T06").count() == 1
    types = [entry.type for entry in Entry.objects.of(silent.ledger_subject)]
    assert types == ["approvals.received", "approvals.deemed_accepted"]


@pytest.mark.long
def test_deemed_long_after_the_term_the_sweep_of_the_same_minute_sees_the_terms_from_receipt(
    silent: Case, clock: DatabaseClock
) -> None:
    """The beat was dead for weeks: one watch deems, and judges the promise and the statute that count from receipt."""
    clock.set(local(2026, 10, 20, 8))
    look()
    silent.refresh_from_db()
    assert silent.accepted_at == silent.received_at
    assert sorted(code for code, _colour in cards()) == ["T01", "T02", "T03", "T05", "T06"]


@pytest.mark.long
def test_an_answer_on_the_last_day_leaves_a_reminder_and_no_card(
    silent: Case, clock: DatabaseClock, county: Cast
) -> None:
    clock.set(local(2026, 9, 14, 17))
    look()
    actions.notify_supplement(number=silent.number, by=county.clerk, lines={"m1": "缺", "m2": "缺"})
    clock.set(local(2026, 9, 20, 12))
    look()
    silent.refresh_from_db()
    assert silent.state == "supplement"
    assert cards() == [("T05", "warning")]


@pytest.mark.long
def test_a_renewal_that_nobody_decides_warns_and_then_the_law_decides(county: Cast, clock: DatabaseClock) -> None:
    clock.set(RECEIPT)
    values = FORM | {"last": LAST.isoformat()}
    draft = actions.save_draft(
        by=county.citizen, version=renews(county).item, applicant=county.applicant, values=values
    )
    number = actions.submit(number=draft.number, by=county.citizen, materials=("m1", "m2", "m3")).number
    case = actions.accept(number=number, by=county.clerk)
    clock.set(local(2026, 10, 12, 23, 58))
    look()
    assert ("T14", "warning") not in cards()
    clock.set(local(2026, 10, 13, 0, 1))
    look()
    assert ("T14", "warning") in cards()
    clock.set(local(2026, 10, 20, 23, 59))
    look()
    case.refresh_from_db()
    assert case.state == "accepted"
    clock.set(local(2026, 10, 24, 8))
    look()
    look()
    case.refresh_from_db()
    assert case.state == "granted" and case.decided_at is not None
    assert local_date(case.decided_at) == LAST
    yellow = Card.objects.get(rule_code="T15")
    assert (local_date(yellow.true_at), yellow.person) == (LAST, county.reviewer)
    letters = Letter.objects.filter(subject_kind="case", subject_id=case.pk).values_list("letter_type", flat=True)
    assert sorted(letters) == ["acceptance", "receipt"]
    assert not ObserverFailure.objects.exists()


@dataclass(frozen=True)
class Silence:
    """One application as the test knows it: the day of receipt, the last day to answer, whether it was answered."""

    case: int
    last_day: str
    answered: bool


# counted by hand: five working days after Monday, Tuesday and Wednesday of an ordinary week
DAYS = {7: "2026-09-14", 8: "2026-09-15", 9: "2026-09-16"}


def many(county: Cast, clock: DatabaseClock) -> list[Silence]:
    made = []
    for day, last_day in DAYS.items():
        clock.set(local(2026, 9, day, 11))
        for place in range(24):
            draft = actions.save_draft(by=county.citizen, version=county.item, applicant=county.applicant, values=FORM)
            case = actions.submit(number=draft.number, by=county.citizen, materials=("m1", "m2"))
            if place % 8 == 0:
                actions.accept(number=case.number, by=county.clerk)
            made.append(Silence(case.pk, last_day, place % 8 == 0))
    return made


def yellows() -> int:
    return Card.objects.filter(rule_code="T06").count()


@pytest.mark.kill
def test_a_relay_killed_while_it_issues_yellows_loses_none_and_doubles_none(county: Cast, clock: DatabaseClock) -> None:
    facts = many(county, clock)
    relay.catch_up()
    clock.set(local(2026, 9, 17, 0, 1))
    watch()
    expected = sorted((fact.case, fact.last_day) for fact in facts if not fact.answered)
    chance, killed = random.Random(20260917), 0
    with RelayNursery(batch=2) as nursery:
        while yellows() < len(expected) and killed < len(expected):
            killed += nursery.killed_after(yellows, moved_on_for=chance.uniform(0, 0.02)) == "killed"
    relay.catch_up()
    yellow = Card.objects.filter(rule_code="T06").order_by("about_id")
    assert [(card.about_id, local_date(card.true_at).isoformat()) for card in yellow] == expected
    told = Entry.objects.filter(type="ethics_monitor.card_issued", subject_kind="card", subject_id__in=yellow)
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(card.pk for card in yellow)
    letters = Letter.objects.filter(letter_type="acceptance").values_list("subject_id", flat=True)
    assert sorted(letters) == sorted(fact.case for fact in facts)
    twice = Notice.objects.values("entry", "recipient").annotate(times=Count("pk")).filter(times__gt=1)
    assert not twice.exists()
    assert not ObserverFailure.objects.exists()
    assert killed >= 10, f"only {killed} kills hit a relay in the middle of the yellows"
