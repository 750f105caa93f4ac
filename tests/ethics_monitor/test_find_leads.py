"""The finder: what it takes for a lead and what it does not; what a person said of one does not come back."""

from datetime import datetime, timedelta

import pytest

from ethics_monitor import actions
from ethics_monitor.actions import clues
from ethics_monitor.models import Card, Clue, Pattern, PatternRule
from ethics_monitor.patterns.finding import leads
from ethics_monitor.patterns.found import Found
from ethics_monitor.patterns.numbers import chance_of
from ethics_monitor.reconcile import reconcile
from ethics_monitor.refusals import ClueDecided, PatternRuleMissing, TextMissing
from kernel.accounts.models import User
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Organization
from kernel.organizations.queries import scope_of
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import Matters
from tests.ethics_monitor.lives import CLERK, MORNING, Lives, look_back_for_ever

pytestmark = pytest.mark.django_db
NOW = local(2026, 10, 12, 12)


@pytest.fixture
def lives(matters: Matters, cast: Cast) -> Lives:
    Organization.objects.filter(pk=cast.other_bureau.pk).update(code="BM12")
    look_back_for_ever()
    return Lives(matters)


def found(pattern: str, user: User, *, at: datetime = NOW) -> list[Found]:
    return leads(pattern, scope_of(user, at), at=at)


def test_eight_closings_in_a_minute_are_a_lead(lives: Lives, cast: Cast) -> None:
    cases = lives.closed_together(8)
    [lead] = found(Pattern.SAME_MINUTE, cast.inspector)
    assert (lead.person, lead.numbers["many"]) == (CLERK.person, 8)
    assert set(lead.cases) == {case.pk for case in cases}
    assert "17:21" in lead.sentence() and "8" in lead.sentence()


def test_seven_are_none_and_the_number_is_data(lives: Lives, cast: Cast) -> None:
    lives.closed_together(7)
    assert not found(Pattern.SAME_MINUTE, cast.inspector)
    rule = PatternRule.objects.get(pattern=Pattern.SAME_MINUTE)
    PatternRule.objects.filter(pk=rule.pk).update(numbers=rule.numbers | {"least": 7})
    assert len(found(Pattern.SAME_MINUTE, cast.inspector)) == 1


def test_the_same_minute_by_two_hands_is_none(lives: Lives, cast: Cast) -> None:
    lives.closed_together(4)
    other = type(CLERK)("周*敏", CLERK.post, CLERK.organization, CLERK.region)
    for place in range(4):
        lives.of(closed=local(2026, 9, 8, 17, 21) + timedelta(seconds=place), clerk=other)
    assert not found(Pattern.SAME_MINUTE, cast.inspector)


def agent_and_others(lives: Lives, *, own: int) -> None:
    """Eight matters of one agent that took `own` hours, ten of nobody that took five."""
    for place in range(8):
        lives.of(agent=5, decided=MORNING + timedelta(hours=own, minutes=place))
    for place in range(10):
        lives.of(decided=MORNING + timedelta(hours=7, minutes=place))


def test_an_agent_who_is_always_fastest_is_a_lead(lives: Lives, cast: Cast) -> None:
    agent_and_others(lives, own=1)
    [lead] = found(Pattern.FASTEST_AGENT, cast.inspector)
    assert (lead.numbers["many"], lead.numbers["faster"], lead.numbers["others"]) == (8, 8, 10)
    assert lead.numbers["chance"] == f"{1 / 2**8:.4f}" and lead.agent[:8] in lead.sentence()


def test_one_who_is_as_slow_as_the_others_is_none(lives: Lives, cast: Cast) -> None:
    agent_and_others(lives, own=7)
    assert not found(Pattern.FASTEST_AGENT, cast.inspector)


def test_the_chance_is_that_of_a_coin() -> None:
    assert chance_of(0, 8) == 1
    assert chance_of(8, 8) == 1 / 256
    assert chance_of(7, 8) == 9 / 256


def test_what_was_entered_late_after_the_finder_began_is_a_lead(lives: Lives, cast: Cast) -> None:
    PatternRule.objects.filter(pattern=Pattern.LATE_ENTRY).update(since=local(2026, 1, 5))
    lives.of(received=local(2026, 9, 5, 10))  # a Saturday
    late = {lead.person: lead for lead in found(Pattern.LATE_ENTRY, cast.inspector, at=Entry.objects.latest("pk").at)}
    assert not late, "two acts of one hand are under the threshold of three"
    lives.of(received=local(2026, 9, 5, 11))
    now = Entry.objects.latest("pk").recorded_at
    [lead] = found(Pattern.LATE_ENTRY, cast.inspector, at=now)
    assert (lead.person, lead.numbers["many"], lead.numbers["rest"]) == (CLERK.person, 4, 4)


def test_what_was_loaded_before_is_none(lives: Lives, cast: Cast) -> None:
    for _each in range(3):
        lives.of()
    now = Entry.objects.latest("pk").recorded_at
    PatternRule.objects.filter(pattern=Pattern.LATE_ENTRY).update(since=now + timedelta(seconds=1))
    assert not found(Pattern.LATE_ENTRY, cast.inspector, at=now + timedelta(minutes=1))


def at_month_end(lives: Lives, many: int, before: int) -> None:
    """So many closings on 29 and 30 September, and so many over the days before."""
    for place in range(many):
        lives.of(closed=local(2026, 9, 29 + place % 2, 10, place))
    for place in range(before):
        lives.of(closed=local(2026, 9, 10, 10, place))


def test_a_month_end_that_stands_out_is_a_lead(lives: Lives, cast: Cast) -> None:
    at_month_end(lives, 12, 6)
    [lead] = found(Pattern.MONTH_END, cast.inspector)
    assert (lead.unit, lead.numbers["many"], lead.numbers["month"]) == ("BM12", 12, "2026-09")


def test_one_like_the_other_days_is_none(lives: Lives, cast: Cast) -> None:
    at_month_end(lives, 12, 60)
    assert not found(Pattern.MONTH_END, cast.inspector)
    assert not found(Pattern.MONTH_END, cast.inspector, at=local(2026, 9, 30, 12)), "a month that is not over"


def test_what_was_cleared_does_not_come_back(lives: Lives, cast: Cast) -> None:
    lives.closed_together(8)
    [lead] = found(Pattern.SAME_MINUTE, cast.inspector)
    clue = actions.clear_clue(pattern=lead.pattern, key=lead.key, by=cast.inspector, reason="停电后补按，已核对监控")
    assert not found(Pattern.SAME_MINUTE, cast.inspector)
    assert (clue.outcome, clue.card) == (Clue.Outcome.CLEARED, None)
    entry = Entry.objects.of(clue.ledger_subject).get()
    assert entry.payload["reason"] in entry.sentence() and entry.type == "ethics_monitor.clue_cleared"
    with pytest.raises(ClueDecided):
        actions.propose_card(pattern=lead.pattern, key=lead.key, by=cast.supervisor, reason="再看")


def test_clearing_asks_why_and_whose_post(lives: Lives, cast: Cast) -> None:
    lives.closed_together(8)
    [lead] = found(Pattern.SAME_MINUTE, cast.inspector)
    with pytest.raises(TextMissing):
        actions.clear_clue(pattern=lead.pattern, key=lead.key, by=cast.inspector, reason=" ")
    with pytest.raises(NotYourPost):
        actions.clear_clue(pattern=lead.pattern, key=lead.key, by=cast.reviewer, reason="没有事")
    with pytest.raises(NotFound):
        actions.clear_clue(pattern=lead.pattern, key="f" * 24, by=cast.inspector, reason="没有事")
    assert not Clue.objects.exists()


def test_a_lead_becomes_a_card_that_waits_to_be_verified(lives: Lives, cast: Cast) -> None:
    lives.closed_together(8)
    [lead] = found(Pattern.SAME_MINUTE, cast.supervisor)
    clue = actions.propose_card(pattern=lead.pattern, key=lead.key, by=cast.supervisor, reason="请说明 17:21 的八件")
    card = Card.objects.get()
    assert clue.card == card and (card.state, card.colour, card.counts_at) == ("to_verify", "yellow", None)
    assert (card.organization_code, card.person_name, card.about_number) == ("BM12", CLERK.person, clue.number)
    head = Entry.objects.of(clue.ledger_subject).get()
    assert card.inputs["chain"]["hash"] == head.hash.hex()
    assert Entry.objects.of(card.ledger_subject).get().type == "ethics_monitor.card_issued"
    assert not reconcile().differs
    actions.confirm(number=card.number, by=cast.second_supervisor)
    assert Card.objects.get().state == "issued"


def test_without_its_rule_nothing_is_proposed(lives: Lives, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lives.closed_together(8)
    [lead] = found(Pattern.SAME_MINUTE, cast.supervisor)
    monkeypatch.setattr(clues, "PROPOSED_UNDER", "a rule that nobody activated")
    with pytest.raises(PatternRuleMissing):
        actions.propose_card(pattern=lead.pattern, key=lead.key, by=cast.supervisor, reason="请说明")
    assert not Clue.objects.exists() and not Card.objects.exists()


def test_only_the_office_proposes(lives: Lives, cast: Cast) -> None:
    lives.closed_together(8)
    [lead] = found(Pattern.SAME_MINUTE, cast.inspector)
    with pytest.raises(NotYourPost):
        actions.propose_card(pattern=lead.pattern, key=lead.key, by=cast.inspector, reason="请说明")
    assert not Card.objects.exists()
