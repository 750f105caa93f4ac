"""The benches on a handful of rows: each really does what it times, and says so when it did not."""

import pytest
from django.apps import apps
from django.db import connection

from county_portal.bench import explaining, letters, recomputing, seeding, sweep_cost, workday_sums
from county_portal.bench.figures import Scale, at_most
from county_portal.bench.letter_samples import one_of_each
from ethics_monitor.actions import install_rules
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.cases import kinds
from kernel.cases.actions import hand_turn, open_case
from kernel.clocks.models import Clock, ClockChanged
from kernel.ledger.models import Entry
from kernel.workdays.models import Calendar
from kernel.workdays.seed import plant_national
from tests.cast import MONDAY, build

TINY = Scale("tiny", clocks=60, newly_over=7, few=10, old_cards=12, entries=50, repeats=1, seconds=0.1)


@pytest.fixture
def county(transactional_db: None) -> None:
    """A county with its rules and one accepted case whose turn is with a post."""
    if not Calendar.objects.exists():
        plant_national(apps)
    cast = build()
    install_rules()
    case = open_case(
        kind="licence", state="accepted", item_version=cast.item, applicant=cast.applicant, organization=cast.bureau,
        region=cast.region, channel="window", window=cast.window, at=MONDAY,
    )  # fmt: skip
    post = cast.reviewer.posts.get()
    hand_turn(case, step="review", step_name="审查", organization=cast.bureau, post=post, at=MONDAY)
    assert kinds.get("licence")


@pytest.mark.long
def test_the_sweep_bench_issues_what_it_times_and_leaves_the_old_cards(county) -> None:
    over, idle = sweep_cost.measure(TINY)
    assert (over.name, idle.name) == ("sweep_newly_over", "sweep_nothing_new")
    assert over.value > 0 and idle.value > 0
    # the timed sweeps were rolled back
    assert Card.objects.count() == TINY.old_cards
    assert Clock.objects.filter(subject_number__startswith="bench").count() == 12 + 60 + 7
    assert not ClockChanged.objects.exists()
    # the hash is whole again: a card of a real sweep is chained by it
    sweep()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT hash), count(*) FROM ledger_entry")
        distinct, entries = cursor.fetchone()
    assert distinct == entries == Entry.objects.count()


def test_a_sweep_that_did_something_else_is_no_measurement(county) -> None:
    with pytest.raises(RuntimeError, match="expected 3"):
        sweep_cost._expect(sweep(), 3)


@pytest.mark.long
def test_the_recompute_bench_moves_every_seeded_clock(county) -> None:
    [figure] = recomputing.measure(TINY)
    assert figure.name == "recompute_clocks"
    versions = set(Clock.objects.values_list("calendar_version", flat=True))
    assert versions == {Calendar.objects.get(code="CN").version}


def test_a_recompute_that_left_clocks_behind_is_no_measurement(county) -> None:
    with pytest.raises(RuntimeError, match="0 of 5"):
        recomputing._update(5)


def test_seeded_clocks_are_told_to_be_old(county) -> None:
    seeding.clocks(4, start=100, due_at="now() + n * interval '1 day'", kind="promised")
    assert not ClockChanged.objects.exists()
    rows = Clock.objects.filter(kind="promised").order_by("due_at").values_list("subject_id", "subject_number")
    assert list(rows) == [(100 + n, f"bench{100 + n}") for n in range(1, 5)]


@pytest.mark.long
def test_sums_and_explanation(county) -> None:
    names = [figure.name for module in (workday_sums, explaining) for figure in module.measure(TINY)]
    assert names == ["workdays_add", "workdays_add_over_library", "explain"]


def test_the_letters_bench_prints_each_kind_and_keeps_the_promise_in_milliseconds() -> None:
    assert set(letters.OF_KINDS) == {f"letter_{code}" for code in one_of_each()}
    found = letters._printing("deny", one_of_each()["deny"], TINY, goal=letters.OF_A_LINE)
    assert found.name == "letter_deny" and 0 < found.value < letters.PROMISE_MS
    slow = at_most("letter_deny", letters.PROMISE_MS + 1, "ms", reference=letters.PROMISE_MS, goal=letters.OF_A_LINE)
    assert slow.met and not letters._kept(slow).met
