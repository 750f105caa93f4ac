"""One fact is one entry: chained, hashed, in order of time."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.ledger.events import EventType, PayloadMismatch, UnknownEventType
from kernel.ledger.hashing import entry_hash
from kernel.ledger.locking import ActOutOfTime, database_now
from kernel.ledger.models import GENESIS, Entry
from kernel.ledger.privacy import PersonalNumberInLedger
from kernel.ledger.writer import record
from tests.ledger.cast import CLERK, HOUR, MEASURED, SAID, matter, say

pytestmark = pytest.mark.django_db


def test_entries_of_a_subject_are_chained():
    first, second = say("一", of=matter(1)), say("二", of=matter(1))
    other = say("他", of=matter(2))
    assert (first.position, first.prev_hash) == (1, GENESIS)
    assert (second.position, second.prev_hash) == (2, first.hash)
    assert (other.position, other.prev_hash) == (1, GENESIS)


def test_the_database_and_python_compute_the_same_hash():
    say('反斜杠 \\ 引号 " 换行 \n 制表 \t 分隔 \x1f 汉字 𠮷', of=matter(1))
    say("关于", of=matter(1), about=matter(7))
    for entry in Entry.objects.order_by("id"):
        assert entry_hash(entry) == entry.hash


def test_what_was_written_is_what_is_read():
    now = database_now()
    facts = {
        "length": Decimal("12.50"),
        "working": False,
        "due": date(2026, 3, 5),
        "noted": datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC),
        "papers": ("申请表", "执照"),
        "count": None,
    }
    written = record(MEASURED, matter(1), actor=CLERK, at=now, about=matter(2), **facts)
    entry = Entry.objects.get(pk=written.pk)
    assert entry.facts() == facts
    assert entry.payload["length"] == "12.50"
    assert (entry.subject, entry.about, entry.actor, entry.at) == (matter(1), matter(2), CLERK, now)
    assert entry.hash == written.hash and entry.payload == written.payload
    assert entry.sentence() == (
        "M00001量得12.50米，否，到期2026年3月5日 周四，记于2026年3月5日 周四 09:02，材料申请表、执照"
    )


def test_recording_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        record(SAID, matter(1), actor=CLERK, at=datetime(2026, 1, 1, tzinfo=UTC), words="一")


def test_salts_differ_so_that_equal_facts_have_different_hashes():
    assert say("同", of=matter(1)).salt != say("同", of=matter(2)).salt


def test_a_payload_that_does_not_fit_writes_nothing():
    with pytest.raises(PayloadMismatch):
        record(SAID, matter(1), actor=CLERK, at=database_now(), words=3)
    with pytest.raises(UnknownEventType):
        record(EventType(code="ledger_test.unregistered", sentence="x"), matter(1), actor=CLERK, at=database_now())
    assert not Entry.objects.exists()


def test_an_entry_lies_neither_in_the_future_nor_before_the_last_one():
    now = database_now()
    record(SAID, matter(1), actor=CLERK, at=now, words="一")
    for wrong in (database_now() + HOUR, now - HOUR):
        with pytest.raises(ActOutOfTime), transaction.atomic():
            record(SAID, matter(1), actor=CLERK, at=wrong, words="错时")
    record(SAID, matter(1), actor=CLERK, at=now, words="同时")
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "change", ["UPDATE ledger_entry SET person = 'x'", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry CASCADE"]
)
def test_the_database_refuses_to_change_an_entry(change):
    say("一", of=matter(1))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(change)
    assert Entry.objects.get().person == CLERK.person


def test_a_text_with_the_hashs_separator_is_refused():
    now = database_now()
    crooked = type(CLERK)(person="李\x1f红")
    with pytest.raises(IntegrityError, match="separator"), transaction.atomic():
        record(SAID, matter(1), actor=crooked, at=now, words="一")


@pytest.mark.parametrize(
    "text",
    [
        "身份证11010519491231002X已核", "11010519491231002x", "证号：440524188001010014。",
        "居住证810000199001010019", "身份证１１０１０５１９４９１２３１００２Ｘ已核", "11010519491231\u200b002X",
    ],
)  # fmt: skip
def test_a_resident_number_is_refused_at_the_door(text):
    with pytest.raises(PersonalNumberInLedger, match="身份证号"):
        say(text, of=matter(1))
    assert not Entry.objects.exists()


@pytest.mark.parametrize("text", ["110105194912310021", "办件370281202603051000017", "统一代码91370281MA3C0XXX1B"])
def test_other_long_numbers_are_recorded(text):
    assert say(text, of=matter(1)).facts()["words"] == text
