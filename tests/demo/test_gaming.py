"""The gaming that is planted in the demo county is what the finder comes upon, and nothing on the board tells of it."""

import pytest
from django.db.models import F

from county_portal.demo.anchor import Anchor
from ethics_monitor.models import Handled, Pattern
from ethics_monitor.patterns.deriving import derive
from ethics_monitor.patterns.finding import leads
from ethics_monitor.patterns.found import Found
from kernel.accounts.models import User
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.organizations.queries import scope_of

pytestmark = [pytest.mark.long, pytest.mark.django_db]


@pytest.fixture
def found(county: Anchor) -> dict[str, list[Found]]:
    derive(list(Entry.objects.order_by("pk")))
    inspector = scope_of(User.objects.get(username="qinz"), county.now)
    return {pattern: leads(pattern, inspector, at=county.now) for pattern in Pattern.values}


def test_each_planted_pattern_is_found(found: dict[str, list[Found]]) -> None:
    together = found[Pattern.SAME_MINUTE]
    assert len({(lead.post, lead.person) for lead in together}) >= 2
    assert all(lead.numbers["many"] >= 8 for lead in together)
    assert any("17:2" in lead.sentence() for lead in together)
    assert found[Pattern.FASTEST_AGENT]
    assert any(lead.numbers["rest"] for lead in found[Pattern.LATE_ENTRY])
    assert len(found[Pattern.LATE_ENTRY]) <= 4, "the loading itself is no late entry"


def test_a_month_that_stands_out_is_found(found: dict[str, list[Found]]) -> None:
    assert found[Pattern.MONTH_END]


def test_one_unit_accepts_when_the_work_is_done(found: dict[str, list[Found]]) -> None:
    rows = Handled.objects.filter(decided_unit="BM19", minutes_to_decide__lt=60, promised_days__gt=0)
    assert sum((row.accepted_at - row.received_at).days >= 5 for row in rows) >= 3


def test_whoever_is_made_to_wait_loses_nothing_of_the_laws_term(county: Anchor) -> None:
    """Three natural days from receipt are over before a fifth working day; the promise would end before it begins."""
    waited = Clock.objects.filter(organization_code="BM19", kind="promised")
    assert waited.exists() and not waited.filter(due_at__lt=F("started_at")).exists()
