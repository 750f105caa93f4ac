"""What the cross-tables count is derived from the stream, once or again, and comes out the same."""

from datetime import timedelta

import pytest

from ethics_monitor.models import Handled, LateEntry
from ethics_monitor.observers import keep_up_patterns
from ethics_monitor.patterns.deriving import derive_again
from kernel.ledger.models import Entry
from kernel.ledger.relay import catch_up
from tests.cast import local
from tests.ethics_monitor.conftest import Matters
from tests.ethics_monitor.lives import CLERK, DECIDER, MORNING, Lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def lives(matters: Matters) -> Lives:
    return Lives(matters)


def test_a_matter_is_one_row_of_its_stations(lives: Lives) -> None:
    case = lives.of(closed=local(2026, 9, 8, 10), agent=7)
    row = Handled.objects.get()
    assert (row.case_id, row.number, row.item) == (case.pk, case.number, "农药经营许可")
    assert (row.accepted_person, row.decided_person, row.closed_post) == (CLERK.person, DECIDER.person, CLERK.post)
    assert row.granted and row.promised_days == 10 and row.minutes_to_decide == 180
    assert row.agent and case.number not in row.agent


def test_the_time_is_office_time_without_lunch_and_nights(lives: Lives) -> None:
    lives.of(received=local(2026, 9, 7, 11), decided=local(2026, 9, 8, 9))
    # 11–12, 13:30–17:30, 8:30–9
    assert Handled.objects.get().worked_minutes == 60 + 240 + 30


def test_reading_piece_by_piece_and_twice_changes_nothing(lives: Lives) -> None:
    lives.of(closed=local(2026, 9, 8, 10), agent=7)
    before = Handled.objects.values().get()
    for entry in Entry.objects.order_by("pk"):
        keep_up_patterns([entry])  # type: ignore[list-item]
    keep_up_patterns(list(Entry.objects.order_by("pk")))  # type: ignore[arg-type]
    assert Handled.objects.values().get() == before


def test_an_act_entered_long_after_it_happened_is_kept_apart(lives: Lives) -> None:
    lives.of()
    assert LateEntry.objects.count() == 3  # written today, for September
    assert {row.person for row in LateEntry.objects.all()} == {CLERK.person, DECIDER.person}


def test_what_other_apps_tell_is_not_counted(matters: Matters) -> None:
    matters.open()
    keep_up_patterns(list(Entry.objects.order_by("pk")))  # type: ignore[arg-type]
    assert not Handled.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_all_of_it_comes_again_from_the_stream(committed: Matters, monkeypatch: pytest.MonkeyPatch) -> None:
    # transactions of other tests of this cluster are not waited for
    monkeypatch.setattr("kernel.ledger.stream.READY", "true")
    lives = Lives(committed)
    for place in range(3):
        lives.of(received=MORNING + timedelta(minutes=place), closed=local(2026, 9, 8, 10, place))
    catch_up()
    before = list(Handled.objects.order_by("pk").values())
    assert derive_again() == 3
    assert list(Handled.objects.order_by("pk").values()) == before
