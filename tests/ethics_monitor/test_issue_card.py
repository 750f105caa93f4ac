"""The sweep: what is due gets its card, dated when it became true, and nothing else does."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from ethics_monitor.models import Card, SweepRun, Watch
from ethics_monitor.reconcile import reconcile
from ethics_monitor.sweep import sweep
from kernel.cases.actions import hand_turn
from kernel.clocks import actions as clocks
from kernel.clocks.models import Clock
from kernel.identifiers.numbers import check_number
from kernel.ledger.locking import ActOutOfTime
from kernel.ledger.models import Entry
from kernel.organizations.models import Absence, Post
from kernel.workdays.zone import day_end, day_start
from tests.cast import local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, RECEIVED, Matters, cards, codes


def test_a_missed_promise_is_a_yellow_card_of_that_instant(matters: Matters) -> None:
    clock = matters.due()
    assert sweep(at=PROMISED_DAY_AFTER).cards == 2  # the warning of two days before, and the yellow
    warning, yellow = cards()
    assert (warning.rule_code, warning.colour, warning.state) == ("T01", "warning", "issued")
    assert warning.true_at == day_start(date(2026, 9, 15))
    assert (yellow.rule_code, yellow.colour, yellow.state, yellow.points) == ("T02", "yellow", "issued", 5)
    assert yellow.true_at == clock.due_at == day_end(date(2026, 9, 17))
    assert yellow.found_at == yellow.counts_at == PROMISED_DAY_AFTER
    assert yellow.about == matters.cast.item.cases.get().ledger_subject
    assert check_number(yellow.number).valid and yellow.number.startswith("JC20260918")
    assert warning.superseded_by == yellow


def test_in_time_is_no_card(matters: Matters) -> None:
    matters.due()
    assert sweep(at=day_end(date(2026, 9, 17))).cards == 1
    assert codes() == ["T01"]
    decided = matters.due()
    clocks.stop(clock=decided, at=day_end(date(2026, 9, 17)), outcome="decided")
    sweep(at=PROMISED_DAY_AFTER)
    assert not Card.objects.filter(subject_id=decided.pk).exists()


def test_the_second_sweep_finds_nothing_new(matters: Matters) -> None:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    entries = Entry.objects.count()
    again = sweep(at=PROMISED_DAY_AFTER + timedelta(minutes=1))
    assert (again.cards, Card.objects.count(), Entry.objects.count()) == (0, 2, entries)


def test_a_red_first_asks_to_be_verified(matters: Matters) -> None:
    matters.due("statutory", length=20)
    found = local(2026, 10, 13, 0, 1)
    sweep(at=found)
    [red] = cards()
    assert (red.rule_code, red.state, red.points) == ("T03", "to_verify", 10)
    assert red.counts_at == day_end(date(2026, 10, 14))
    assert not Clock.objects.filter(kind="rectify").exists()
    assert not Card.objects.counting(found).exists()
    assert sweep(at=day_end(date(2026, 10, 14))).counted == 0
    assert sweep(at=day_start(date(2026, 10, 15))).counted == 1
    red.refresh_from_db()
    assert red.state == "issued"
    answer = Clock.objects.get(kind="rectify", subject_id=red.pk)
    assert answer.due_at == day_end(date(2026, 10, 22))


def test_yellow_must_be_put_right_in_three_working_days(matters: Matters) -> None:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    yellow = Card.objects.get(rule_code="T02")
    [answer] = Clock.objects.of(yellow.ledger_subject)
    assert (answer.kind, answer.length, answer.due_at) == ("rectify", 3, day_end(date(2026, 9, 22)))


@pytest.mark.parametrize(
    ("length", "not_yet", "now", "true"),
    [
        (8, local(2026, 9, 14, 23, 59), local(2026, 9, 15, 0, 0), local(2026, 9, 15, 0, 0)),
        (6, local(2026, 9, 10, 23, 59), local(2026, 9, 11, 0, 0), local(2026, 9, 11, 0, 0)),
        (5, local(2026, 9, 10, 23, 59), local(2026, 9, 11, 0, 0), local(2026, 9, 11, 0, 0)),
        (3, local(2026, 9, 8, 23, 59), local(2026, 9, 9, 0, 0), local(2026, 9, 9, 0, 0)),
        (2, local(2026, 9, 9, 14, 29), local(2026, 9, 9, 14, 30), local(2026, 9, 9, 14, 30)),
        (1, local(2026, 9, 8, 14, 29), local(2026, 9, 8, 14, 30), local(2026, 9, 8, 14, 30)),
        (0, local(2026, 9, 7, 14, 29), local(2026, 9, 7, 14, 30), local(2026, 9, 7, 14, 30)),
    ],
)
def test_the_lead_of_a_promise_follows_its_length(
    matters: Matters, length: int, not_yet: datetime, now: datetime, true: datetime
) -> None:
    matters.due(length=length)
    sweep(at=not_yet)
    assert codes() == []
    sweep(at=now)
    [warning] = cards()
    assert (warning.rule_code, warning.true_at) == ("T01", true)


def test_a_silent_intake_is_warned_of_on_its_fourth_day(matters: Matters) -> None:
    matters.due("intake", length=5)
    sweep(at=local(2026, 9, 10, 23, 59))
    assert codes() == []
    sweep(at=local(2026, 9, 11, 8))
    [warning] = cards()
    assert (warning.rule_code, warning.true_at) == ("T05", day_start(date(2026, 9, 11)))


def test_a_paused_clock_does_not_fire(matters: Matters) -> None:
    clock = matters.due()
    clocks.pause(
        clock=clock, kind="test", name="检验", legal_basis="许可法45", notice_number="1", approver="方正",
        at=local(2026, 9, 10),
    )  # fmt: skip
    sweep(at=local(2026, 10, 20))
    assert codes() == []
    clocks.resume(clock=clock, at=local(2026, 10, 20))
    sweep(at=local(2026, 10, 20, 11))
    assert codes() == []
    sweep(at=local(2026, 11, 2))
    assert codes() == ["T01", "T02"]


def test_stopped_late_while_the_beat_was_dead_is_still_carded_as_of_then(matters: Matters) -> None:
    sweep(at=local(2026, 9, 17, 12))
    clock = matters.due()
    clocks.stop(clock=clock, at=local(2026, 9, 18, 9), outcome="decided")
    sweep(at=local(2026, 9, 21, 9))
    yellow = Card.objects.get(rule_code="T02")
    assert yellow.true_at == day_end(date(2026, 9, 17)) and yellow.found_at == local(2026, 9, 21, 9)


def test_the_card_names_who_it_was_then(matters: Matters) -> None:
    case = matters.open()
    matters.clock(case)
    approving = Post.objects.get(user=matters.cast.approver)
    hand_turn(
        case, step="approve", step_name="决定", organization=matters.cast.bureau, post=approving,
        at=local(2026, 9, 14),
    )  # fmt: skip
    Absence.objects.create(
        user=matters.cast.approver, from_at=local(2026, 9, 17), until_at=local(2026, 9, 18, 8), reason="site_visit"
    )
    # the turn moved on before anyone swept; the deputy stood in when the promise ran out
    hand_turn(
        case, step="review", step_name="审查", organization=matters.cast.bureau,
        post=Post.objects.get(user=matters.cast.reviewer), at=local(2026, 9, 18, 9),
    )  # fmt: skip
    sweep(at=local(2026, 9, 21))
    yellow = Card.objects.get(rule_code="T02")
    assert (yellow.person, yellow.post, yellow.step_name) == (matters.cast.deputy, approving, "决定")
    assert (yellow.person_name, yellow.post_title) == ("卢*", "副局长")
    assert (yellow.organization, yellow.organization_name) == (matters.cast.bureau, "县行政审批服务局")
    warning = Card.objects.get(rule_code="T01")
    assert warning.person == matters.cast.approver


def test_a_matter_without_anyone_is_not_skipped(matters: Matters) -> None:
    case = matters.open()
    case.turns.all().delete()
    matters.clock(case)
    sweep(at=PROMISED_DAY_AFTER)
    yellow = Card.objects.get(rule_code="T02")
    assert yellow.person == matters.cast.second_clerk  # the window head of the unit
    Post.objects.all().update(until_date=date(2026, 9, 1))
    nobody = matters.open()
    nobody.turns.all().delete()
    matters.clock(nobody)
    sweep(at=local(2026, 9, 18, 0, 5))
    alone = Card.objects.get(rule_code="T02", about_id=nobody.pk)
    assert (alone.person, alone.post, alone.organization) == (None, None, matters.cast.bureau)


def test_the_card_freezes_what_it_was_found_on(matters: Matters) -> None:
    case = matters.open()
    clock = matters.clock(case)
    sweep(at=PROMISED_DAY_AFTER)
    yellow = Card.objects.get(rule_code="T02")
    last = Entry.objects.of(case.ledger_subject).last()
    assert yellow.inputs["chain"] == {"entry": last.pk, "position": last.position, "hash": last.hash.hex()}
    assert yellow.inputs["clock"]["id"] == clock.pk
    assert yellow.inputs["clock"]["calendar_version"] == clock.calendar_version
    assert yellow.inputs["pauses"] == []
    assert (yellow.rule_version, yellow.rule.version) == (1, 1)


def test_the_entry_is_the_cards_own_and_about_the_matter(matters: Matters) -> None:
    case = matters.open()
    matters.clock(case)
    sweep(at=PROMISED_DAY_AFTER)
    yellow = Card.objects.get(rule_code="T02")
    [entry] = Entry.objects.of(yellow.ledger_subject)
    assert entry.about == case.ledger_subject and entry.type == "ethics_monitor.card_issued"
    facts = entry.facts()
    assert facts["answer_by"] == date(2026, 9, 22) and facts["true_at"] == yellow.true_at
    assert facts["evidence"] == yellow.inputs["chain"]["hash"]
    assert "超过承诺期限" in entry.sentence() and "孟*华" in entry.sentence()


def test_one_silence_is_one_card_the_highest_only(matters: Matters) -> None:
    case = matters.open()
    matters.clock(case)
    matters.clock(case, "statutory", length=9)
    sweep(at=local(2026, 9, 21, 0, 1))
    warning, yellow, red = cards()
    assert (warning.superseded_by, yellow.superseded_by, red.state) == (yellow, None, "to_verify")
    sweep(at=local(2026, 9, 23))
    yellow.refresh_from_db()
    red.refresh_from_db()
    assert (yellow.superseded_by, red.state) == (red, "issued")
    assert Clock.objects.get(subject_id=yellow.pk, kind="rectify").outcome == "superseded"
    assert list(Card.objects.counting(local(2026, 9, 23))) == [red]
    assert [entry.type for entry in Entry.objects.of(yellow.ledger_subject)] == [
        "ethics_monitor.card_issued",
        "ethics_monitor.card_superseded",
    ]


def test_a_yellow_found_after_its_red_counts_is_put_aside_at_birth(matters: Matters) -> None:
    case = matters.open()
    matters.clock(case, "statutory", length=5)
    sweep(at=local(2026, 9, 15))
    sweep(at=local(2026, 9, 17))
    matters.clock(case, length=6)
    sweep(at=local(2026, 9, 18))
    yellow = Card.objects.get(rule_code="T02")
    assert yellow.superseded_by == Card.objects.get(rule_code="T03")
    assert not Clock.objects.filter(subject_kind="card", subject_id=yellow.pk).exists()


def test_a_provisional_date_warns_and_waits(matters: Matters) -> None:
    clock = matters.due("statutory", length=20)
    Clock.objects.filter(pk=clock.pk).update(provisional=True)
    sweep(at=local(2026, 10, 20))
    [warning] = cards()
    assert (warning.rule_code, warning.colour, warning.points, warning.provisional) == ("T03", "warning", 0, True)
    Clock.objects.filter(pk=clock.pk).update(provisional=False)
    sweep(at=local(2026, 10, 20, 12))
    assert [(card.colour, card.provisional) for card in cards()] == [("warning", True), ("red", False)]


def test_a_clock_entered_with_a_past_date_is_found(matters: Matters) -> None:
    sweep(at=local(2026, 10, 20))
    matters.due()
    sweep(at=local(2026, 10, 20, 10, 1))
    assert codes() == ["T01", "T02"]


def test_simulated_counties_are_swept_alone(matters: Matters) -> None:
    simulated = matters.open(simulated=True)
    matters.clock(simulated, "statutory", length=5)
    matters.due("statutory", length=5)
    sweep(at=local(2026, 9, 20))
    assert [card.simulated for card in cards()] == [False]
    result = sweep(at=local(2026, 9, 16), simulation=matters.cast.region.code, rules=["T03"])
    assert result.cards == 1
    assert Card.objects.get(simulated=True).about_id == simulated.pk
    assert reconcile(at=local(2026, 9, 16, 1), simulation=matters.cast.region.code).missing == []


def test_the_future_is_not_swept(matters: Matters) -> None:
    with pytest.raises(ActOutOfTime):
        sweep(at=local(2099, 1, 1))
    with pytest.raises(ValueError, match="all its rules"):
        sweep(rules=["T03"])


def test_each_sweep_leaves_its_heartbeat(matters: Matters) -> None:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    run = SweepRun.objects.get()
    assert (run.cards, run.error, run.at) == (2, "", PROMISED_DAY_AFTER)
    assert Watch.objects.get(rule__code="T02").swept_until == PROMISED_DAY_AFTER


def test_many_are_swept_in_chunks_and_none_is_lost(matters: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ethics_monitor.sweep.CHUNK", 2)
    for length in (1, 1, 1, 2, 3, 4, 4, 5, 6):
        matters.due(length=length)
    sweep(at=local(2026, 9, 20))
    assert codes(colour="yellow") == ["T02"] * 9
    assert len(cards(colour="warning")) == 9


def test_facts_and_cards_agree_and_a_lost_card_is_an_alarm(matters: Matters) -> None:
    for length in range(1, 12):
        clock = matters.due(length=length)
        if length % 3 == 0:
            clocks.stop(clock=clock, at=clock.due_at, outcome="decided")
    now = local(2026, 9, 18)
    sweep(at=now)
    assert not reconcile(at=now, grace=timedelta()).differs
    lost = Card.objects.filter(rule_code="T02").order_by("pk")[0]
    Card.objects.filter(superseded_by=lost).update(superseded_by=None)
    lost.delete()
    found = reconcile(at=now, grace=timedelta())
    assert found.missing == [f"T02 {lost.about_number}"] and found.unexpected == []
    assert Entry.objects.filter(type="ethics_monitor.cards_differ").count() == 1


def test_a_no_op_sweep_reads_only_what_lies_between_watch_and_cutoff(matters: Matters) -> None:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT 1 FROM clocks_clock c WHERE c.kind = ANY('{promised}') AND c.calendar_code = 'CN'"
            " AND c.due_at >= now() AND c.due_at < now() AND (c.ended_at IS NULL OR c.ended_at > c.due_at)"
        )
        assert "clock_due_unless_in_time" in str(cursor.fetchall())


def test_received_constant_is_the_day_the_tests_count_from() -> None:
    assert RECEIVED.date() == date(2026, 9, 7)
