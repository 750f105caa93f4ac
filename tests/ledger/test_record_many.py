"""A sweep writes rows and their entries in one statement."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from kernel.ledger.actors import SYSTEM
from kernel.ledger.events import PayloadMismatch
from kernel.ledger.hashing import entry_hash
from kernel.ledger.locking import ActOutOfTime
from kernel.ledger.models import GENESIS, Entry, Pending
from kernel.ledger.writer import record_many
from tests.ledger.cast import CLERK, MEASURED, SAID, matter, say

pytestmark = pytest.mark.django_db

NUMBERED = """
    SELECT 'matter' AS subject_kind, format('M%%s', n) AS subject_number, n AS subject_id,
           clock_timestamp() - interval '1 second' AS at, 'w' || n AS words
    FROM generate_series(1, %(many)s) n ORDER BY n
"""


def test_one_entry_per_row_in_the_order_of_the_source(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert record_many(SAID, source=NUMBERED, params={"many": 50}, actor=SYSTEM) == 50
    entries = list(Entry.objects.order_by("id"))
    assert [each.subject_id for each in entries] == list(range(1, 51))
    assert [each.facts()["words"] for each in entries] == [f"w{n}" for n in range(1, 51)]
    assert {(each.position, each.prev_hash, each.person) for each in entries} == {(1, GENESIS, SYSTEM.person)}
    assert all(entry_hash(each) == each.hash for each in entries)
    assert Pending.objects.count() == 50


def test_it_continues_chains():
    record_many(SAID, source=NUMBERED, params={"many": 2}, actor=SYSTEM)
    record_many(SAID, source=NUMBERED.replace("1 second", "0 second"), params={"many": 2}, actor=SYSTEM)
    for subject in (1, 2):
        first, second = Entry.objects.of(matter(subject))
        assert (second.position, second.prev_hash) == (2, first.hash)


def test_rows_and_their_entries_are_written_together():
    written = record_many(
        SAID,
        with_="WITH ins AS (INSERT INTO auth_group (name) SELECT 'G' || n FROM generate_series(1, 3) n"
        " RETURNING id, name)",
        source="SELECT 'group' AS subject_kind, name AS subject_number, id AS subject_id, clock_timestamp() AS at,"
        " name AS words, 'matter' AS about_kind, 'M1' AS about_number, 1 AS about_id, 'O' AS actor_organization,"
        " 'R' AS actor_region, 'P' AS actor_post, 'N' AS actor_person FROM ins",
        params={},
        about=True,
        first=True,
    )
    assert written == Group.objects.count() == 3
    entry = Entry.objects.order_by("id")[0]
    assert entry.about.id == 1
    assert (entry.organization, entry.region, entry.post, entry.person) == ("O", "R", "P", "N")
    assert entry_hash(entry) == entry.hash


def test_typed_columns_come_back_with_their_types():
    record_many(
        MEASURED,
        source="SELECT 'matter' AS subject_kind, 'M1' AS subject_number, 1 AS subject_id, clock_timestamp() AS at,"
        " 12.50 AS length, true AS working, date '2026-03-05' AS due, timestamptz '2026-03-05 01:02:03+00' AS noted,"
        " ARRAY['甲', '乙'] AS papers, NULL AS count",
        params={},
        actor=CLERK,
    )
    facts = Entry.objects.get().facts()
    assert (str(facts["length"]), facts["working"], str(facts["due"])) == ("12.50", True, "2026-03-05")
    assert (facts["noted"].isoformat(), facts["papers"], facts["count"]) == (
        "2026-03-05T01:02:03+00:00",
        ("甲", "乙"),
        None,
    )


def test_a_required_field_that_is_null_is_refused():
    with pytest.raises(PayloadMismatch, match="words"), transaction.atomic():
        record_many(SAID, source=NUMBERED.replace("'w' || n", "NULL"), params={"many": 1}, actor=SYSTEM)
    assert not Entry.objects.exists()


def test_two_entries_of_one_subject_in_one_statement_are_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many(
            SAID, source=NUMBERED.replace("n AS subject_id", "1 AS subject_id"), params={"many": 2}, actor=SYSTEM
        )


def test_a_false_promise_of_first_entries_is_refused():
    say("一", of=matter(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many(SAID, source=NUMBERED, params={"many": 1}, actor=SYSTEM, first=True)


def test_an_entry_in_the_future_or_before_the_last_one_is_refused():
    with pytest.raises(ActOutOfTime), transaction.atomic():
        record_many(SAID, source=NUMBERED.replace("- interval", "+ interval"), params={"many": 1}, actor=SYSTEM)
    say("一", of=matter(1))
    with pytest.raises(ActOutOfTime), transaction.atomic():
        record_many(SAID, source=NUMBERED.replace("1 second", "1 hour"), params={"many": 1}, actor=SYSTEM)
