"""The stream has every committed entry once, without a gap, and none before one that its transaction could see."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from kernel.ledger import stream
from kernel.ledger.hashing import stream_chain
from kernel.ledger.models import GENESIS, Entry, Pending, StreamedEntry
from tests.ledger.cast import matter, say
from tests.ledger.sessions import OtherSession, number, output_of, start

pytestmark = pytest.mark.django_db(transaction=True)


def words() -> list[str]:
    return [each.facts()["words"] for each in StreamedEntry.objects.after(0)]


@pytest.mark.long
def test_committed_entries_get_gapless_numbers_and_rolled_back_ones_none():
    say("一", of=matter(1))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        say("作废", of=matter(1))
        _ = 1 / 0
    say("二", of=matter(1))
    number(2)
    assert [each.stream_no for each in StreamedEntry.objects.after(0)] == [1, 2]
    assert words() == ["一", "二"]
    assert not Pending.objects.exists()


def test_two_open_transactions_the_early_one_commits_last():
    """The later one is committed and visible, yet waits for the transaction of lower id that is still open."""
    with OtherSession() as early, OtherSession() as late:
        early.do(say, "先写后交", of=matter(1))
        late.do(say, "后写先交", of=matter(2))
        late.commit()
        assert stream.sequence() == 0
        early.commit()
        number(2)
    assert words() == ["先写后交", "后写先交"]


def test_without_the_horizon_the_order_breaks(monkeypatch):
    """The same story with the condition taken away: proof that it is the horizon which keeps the order."""
    monkeypatch.setattr(stream, "READY", "true")
    with OtherSession() as early, OtherSession() as late:
        early.do(say, "先写后交", of=matter(1))
        late.do(say, "后写先交", of=matter(2))
        late.commit()
        assert stream.sequence() == 1
        early.commit()
        assert stream.sequence() == 1
    assert words() == ["后写先交", "先写后交"]


def test_an_entry_never_overtakes_its_subjects_former_entry(group):
    """A transaction that took its id early (an unrelated write) and then waited for the lock lies below a horizon
    that its predecessor has not reached; it must wait for it all the same."""
    with OtherSession() as early, OtherSession() as middle, OtherSession() as late:
        early.do(Group.objects.create, name="unrelated")
        middle.do(Group.objects.create, name="holds the horizon between them")
        late.do(say, "一", of=matter(1))
        late.commit()
        early.do(say, "二", of=matter(1))
        early.commit()
        assert stream.sequence() == 0
        middle.commit()
        number(2)
    assert words() == ["一", "二"]


def test_an_entry_never_overtakes_one_of_another_subject_that_its_transaction_could_see():
    """The order of cause and effect, whichever transaction has the lower id."""
    with OtherSession() as early, OtherSession() as late:
        early.do(Group.objects.create, name="takes the lower id")
        late.do(say, "因", of=matter(1))
        late.commit()
        assert early.do(Entry.objects.of(matter(1)).count) == 1
        early.do(say, "果", of=matter(2))
        early.commit()
        number(2)
    assert words() == ["因", "果"]


def test_of_two_that_saw_nothing_of_each_other_the_later_inserted_may_come_first():
    """What is not guaranteed: the order of insertion among transactions that ran side by side."""
    with OtherSession() as early, OtherSession() as late:
        early.do(Group.objects.create, name="takes the lower id")
        late.do(say, "先插入", of=matter(1))
        early.do(say, "后插入", of=matter(2))
        early.commit()
        number(1)
        late.commit()
        number(1)
    assert words() == ["后插入", "先插入"]


@pytest.mark.long
def test_a_batch_is_bounded_and_the_next_goes_on():
    for n in range(5):
        say(f"{n}", of=matter(n))
    number(5)
    assert stream.head().stream_no == 5
    for n in range(5):
        say(f"{n + 5}", of=matter(n))
    assert stream.sequence(limit=3) <= 3
    number(10 - stream.head().stream_no)
    assert words() == [str(n) for n in range(10)]


def test_the_chain_stands_for_the_whole_stream():
    for n in range(3):
        say(f"{n}", of=matter(n))
    number(3)
    chain = GENESIS
    for entry in StreamedEntry.objects.after(0).select_related("stream"):
        chain = stream_chain(chain, entry.stream_no, entry.hash)
        assert entry.stream.chain == chain
    assert stream.head() == stream.Head(3, chain)


def test_only_one_sequencer_works_at_a_time():
    say("一", of=matter(1))
    with OtherSession() as other:
        other.do(_hold_the_sequencers_lock)
        assert stream.sequence() == 0
    number(1)


def _hold_the_sequencers_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [stream._LOCK])


@pytest.mark.parametrize("change", ["UPDATE {} SET stream_no = stream_no + 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_the_stream(change):
    say("一", of=matter(1))
    number(1)
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(change.format("ledger_streamposition"))
    assert words() == ["一"]


NUMBER_AND_HANG = """
import time
from kernel.ledger import stream
from kernel.ledger.models import StreamPosition
write = StreamPosition.objects.bulk_create
def write_and_hang(rows):
    write(rows)
    if rows:
        print("numbered", flush=True)
        time.sleep(60)
StreamPosition.objects.bulk_create = write_and_hang
while not stream.sequence():
    time.sleep(0.05)
"""


@pytest.mark.kill
def test_a_sequencer_killed_between_number_and_commit_leaves_nothing():
    for n in range(3):
        say(f"{n}", of=matter(n))
    number(3)
    for n in range(3, 7):
        say(f"{n}", of=matter(n))
    process = start(NUMBER_AND_HANG)
    try:
        # other databases of the cluster hold the horizon too: batches may be empty at first, and the hung one partial
        assert process.stdout.readline() == "numbered\n", process.stderr.read()
        assert stream.head().stream_no == 3
    finally:
        process.kill()
        process.communicate()
    number(4)
    assert words() == [str(n) for n in range(7)]


@pytest.mark.kill
def test_a_dump_restored_into_another_cluster_goes_on(other_cluster):
    """The other cluster's transaction ids are far below those in the dump: only the cluster's identifier can tell
    that the old ones are over."""
    _use_transaction_ids(5000)
    say("编过号", of=matter(1))
    number(1)
    for n in range(3):
        say(f"旧{n}", of=matter(n))
    before = Entry.objects.order_by("id")[0]
    restored = other_cluster.restore()
    out = output_of(GO_ON_AFTER_RESTORE, database_url=restored)
    assert out.splitlines() == [
        "xid of the new cluster is lower: True",
        "numbered: 3",
        "numbered: 1",
        "1 编过号 2 旧0 3 旧1 4 旧2 5 新",
        f"first hash: {before.hash.hex()}",
        "hashes hold: True",
        "append-only: True",
    ]


def _use_transaction_ids(count: int) -> None:
    """More than restoring a dump takes, also when this test is the first of its cluster."""
    with connection.cursor() as cursor:
        for _ in range(count):
            cursor.execute("SELECT pg_current_xact_id()")


GO_ON_AFTER_RESTORE = """
from django.db import IntegrityError, connection
from kernel.ledger import stream
from kernel.ledger.hashing import entry_hash
from kernel.ledger.models import Entry, Pending, StreamedEntry
from tests.ledger.cast import matter, say
with connection.cursor() as cursor:
    cursor.execute("SELECT pg_current_xact_id()::text::bigint")
    lower = cursor.fetchone()[0] < min(Pending.objects.values_list("xact", flat=True))
print("xid of the new cluster is lower:", lower)
print("numbered:", stream.sequence())
say("新", of=matter(1))
print("numbered:", stream.sequence())
entries = list(StreamedEntry.objects.after(0))
print(*[f"{e.stream_no} {e.facts()['words']}" for e in entries])
print("first hash:", entries[0].hash.hex())
print("hashes hold:", all(entry_hash(e) == e.hash for e in entries))
try:
    Entry.objects.update(person="x")
except IntegrityError as error:
    print("append-only:", "append-only" in str(error))
"""
