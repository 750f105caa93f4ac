"""The falsifier: owns the database, steps over its triggers, and knows how the ledger is made."""

from django.db import connection, transaction

from kernel.ledger.hashing import stream_chain
from kernel.ledger.models import GENESIS, Entry, StreamPosition
from kernel.ledger.subjects import Subject

REHASH = """
UPDATE ledger_entry SET hash = ledger_hash(id, type, type_version, subject_kind, subject_number, subject_id, about_kind,
    about_number, about_id, organization, region, post, person, at, recorded_at, body, salt, position, prev_hash, xact,
    cluster)
"""


def falsify(*statements: str) -> None:
    """As the owner, stepping over triggers, foreign keys and the order of unique checks."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for each in statements:
            cursor.execute(each)


def move(*places: tuple[int, int], rows: bool) -> list[str]:
    """Statements that put what lies at the first place to the second; with its chain value, or the entry alone."""
    if rows:
        away = [
            f"UPDATE ledger_streamposition SET stream_no = {old + 1000} WHERE stream_no = {old}" for old, _ in places
        ]
        return away + [
            f"UPDATE ledger_streamposition SET stream_no = {new} WHERE stream_no = {old + 1000}" for old, new in places
        ]
    ids = {old: StreamPosition.objects.get(pk=old).entry_id for old, _ in places}
    away = [f"UPDATE ledger_streamposition SET entry_id = -{old} WHERE stream_no = {old}" for old, _ in places]
    return away + [
        f"UPDATE ledger_streamposition SET entry_id = {ids[old]} WHERE stream_no = {new}" for old, new in places
    ]


def entry_at(stream_no: int) -> Entry:
    return Entry.objects.get(stream__stream_no=stream_no)


def insert_entry(*, position: int, subject: Subject) -> list[str]:
    """Statements that slip an entry 999999 into a subject's chain, with a right hash."""
    before = Entry.objects.of(subject).filter(position=position - 1).first()
    columns = [each.attname for each in Entry._meta.concrete_fields if each.attname != "payload"]
    made = {
        "id": "999999",
        "subject_id": str(subject.id),
        "subject_number": f"'{subject.number}'",
        "position": str(position),
        "prev_hash": f"'\\x{(before.hash if before else GENESIS).hex()}'",
    }
    values = ", ".join(made.get(name, name) for name in columns)
    return [
        f"INSERT INTO ledger_entry ({', '.join(columns)}) SELECT {values} FROM ledger_entry ORDER BY id DESC LIMIT 1",
        f"{REHASH} WHERE id = 999999",
    ]


CUT = ("DELETE FROM ledger_streamposition WHERE stream_no > 7", "DELETE FROM ledger_entry WHERE id > {}")


def cut_tail() -> None:
    seventh = entry_at(7).id
    falsify(*(each.format(seventh) for each in CUT))


def rewrite_everything(*, mend_subjects: bool = True) -> None:
    """Another history, consistent in itself: entry 5 says something else and all that follows is made anew."""
    falsify(f"UPDATE ledger_entry SET person = '王*' WHERE id = {entry_at(5).id}")
    chain = GENESIS
    for stream_no in range(1, 11):
        entry = entry_at(stream_no)
        before = Entry.objects.of(entry.subject).filter(position=entry.position - 1).first()
        prev = (before.hash if before else GENESIS) if mend_subjects else entry.prev_hash
        falsify(
            f"UPDATE ledger_entry SET prev_hash = '\\x{prev.hex()}' WHERE id = {entry.id}",
            f"{REHASH} WHERE id = {entry.id}",
        )
        chain = stream_chain(chain, stream_no, entry_at(stream_no).hash)
        falsify(f"UPDATE ledger_streamposition SET chain = '\\x{chain.hex()}' WHERE stream_no = {stream_no}")
