"""Who saw whose data, and why, is kept in a sealed log of its own."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from kernel.ledger import seals
from kernel.ledger.access import ReasonMissing, record_access
from kernel.ledger.locking import database_now
from kernel.ledger.models import GENESIS, AccessEntry
from kernel.ledger.subjects import Subject
from kernel.ledger.verification import verify
from tests.ledger.cast import CLERK
from tests.ledger.falsifier import falsify

READER, APPLICANT = Subject("user", "lihong", 3), Subject("applicant", "A-9", 9)


def look(why: str = "电话通知补正") -> AccessEntry:
    return record_access(reader=READER, actor=CLERK, whom=APPLICANT, fields=["phone", "id_number"], why=why)


@pytest.mark.django_db
def test_each_look_is_chained_to_the_one_before():
    first, second = look(), look()
    assert (first.position, first.prev_hash) == (1, GENESIS)
    assert (second.position, second.prev_hash) == (2, first.hash)
    kept = AccessEntry.objects.get(pk=2)
    assert (kept.reader_number, kept.person, kept.whom_id, kept.fields) == (
        "lihong",
        "李*红",
        9,
        ["phone", "id_number"],
    )
    assert verify_accesses() == []


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["", "  \n"])
def test_nobody_looks_without_a_reason(why):
    with pytest.raises(ReasonMissing):
        look(why)
    assert not AccessEntry.objects.exists()


@pytest.mark.django_db
def test_the_database_refuses_to_change_the_log():
    look()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AccessEntry.objects.update(why="x")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AccessEntry.objects.all().delete()


def verify_accesses() -> list[str]:
    """Kinds of fault; in a transaction of its own, which a test's own transaction cannot give."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kernel.ledger.verification._SNAPSHOT", "SELECT 1")
        return [fault.kind for fault in verify().faults]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("UPDATE ledger_accessentry SET why = 'x' WHERE position = 2", "edited"),
        ("UPDATE ledger_accessentry SET fields = '{phone,address}' WHERE position = 2", "edited"),
        ("DELETE FROM ledger_accessentry WHERE position = 2", "missing"),
        ("DELETE FROM ledger_accessentry WHERE position = 3", "truncated"),
    ],
)
def test_a_falsified_log_is_found(change, kind):
    for _ in range(3):
        look()
    seals.seal(label=database_now().date())
    falsify(change)
    assert verify_accesses() == [kind]


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_follow_each_other():
    def other() -> None:
        look("另一人")
        connection.close()

    with transaction.atomic():
        look()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(5)
    assert [each.why for each in AccessEntry.objects.order_by("position")] == ["电话通知补正", "另一人"]
    assert verify().sound
