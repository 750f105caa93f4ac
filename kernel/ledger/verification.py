"""Is the ledger what was written? Reads all of it, in bounded memory and one snapshot, and names the first fault.

The entry hash is computed in Python, apart from the database's function. Faults within the database are found from the
database alone, except a cut tail and a consistent rewrite of everything: those need the head file or a printed seal.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from kernel.ledger import heads, seals
from kernel.ledger.access import access_hash
from kernel.ledger.faults import Fault, diagnose
from kernel.ledger.hashing import stream_chain
from kernel.ledger.heads import NotedHead
from kernel.ledger.models import GENESIS, AccessEntry, Entry, ObserverCursor, Pending, Seal, StreamPosition
from kernel.ledger.stored import StoredEntry, numbered, unnumbered
from kernel.ledger.stream import Head

START = Head(0, GENESIS)
_LINES = 1000  # of the head file at a time
# one snapshot for all passes; nothing is written, so the stream's horizon does not wait for it
_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
Progress = Callable[[Head], None]


@dataclass
class Report:
    """What was read and what is wrong with it; the first fault is the one to look at.

    `resumed_from` is the number up to which an earlier run read (None when this one read everything): entries up to
    there were not read again. `heads_from` is the number at which the head file begins, None without one.
    """

    entries: int = 0
    waiting: int = 0
    seals: int = 0
    heads: int = 0
    heads_from: int | None = None
    accesses: int = 0
    resumed_from: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def flawless(self) -> bool:
        """Nothing wrong in what was read."""
        return not self.faults

    @property
    def sound(self) -> bool | None:
        """Whether the whole ledger is what was written; None when all that was read is, and something was not read."""
        return None if self.flawless and self.resumed_from is not None else self.flawless


def verify(*, head_file: Path | None = None, after: Head = START, progress: Progress | None = None) -> Report:
    """Check stream, chains, queue, seals, access log and, where given, the noted heads.

    A head file that is not there, or empty, is a fault as soon as something was numbered or sealed. `after` continues
    an earlier run that was sound up to there (`resume_point`): an entry below it that was edited since is not seen.
    `progress` is called with the head of what has been read, every few thousand entries.
    Errors: OSError when the head file is there and cannot be read.
    """
    report = Report(resumed_from=after.stream_no or None)
    # before the snapshot: what the relay notes while this reads is of a later stream than the snapshot shows
    size = head_file.stat().st_size if head_file and head_file.exists() else 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)
        checks = (
            _stream(report, after, progress),
            _queue(report),
            _tail(),
            _heads(report, head_file, size),
            _seals(report),
            _accesses(report),
        )
        report.faults = [fault for check in checks for fault in check]
    return report


def resume_point(head: Head) -> Head:
    """`head` when the stream still has it, else the start: what was read before may have been rewritten since."""
    return head if _chain_at(head.stream_no) == head.chain else START


def _stream(report: Report, after: Head, progress: Progress | None) -> Iterator[Fault]:
    """Every number, every entry under it, its hash, its subject's chain and the stream's chain; stops at a fault."""
    last, before_last = after, after
    for stored in numbered(after.stream_no):
        report.entries += 1
        if fault := _gap(last, stored) or stored.own_fault():
            yield fault
            return
        if stream_chain(last.chain, stored.stream_no, stored.hash) != stored.chain:
            yield diagnose(stored, last=last, before_last=before_last)
            return
        before_last, last = last, Head(stored.stream_no, stored.chain)
        if progress and last.stream_no % 5000 == 0:
            progress(last)
    if progress:
        progress(last)


def _gap(last: Head, stored: StoredEntry) -> Fault | None:
    expected = last.stream_no + 1
    if stored.stream_no == expected and stored.present:
        return None
    return Fault("missing", _("第 {no} 号记录不见了。").format(no=expected), stream_no=expected)


def _queue(report: Report) -> Iterator[Fault]:
    """Entries without a number: sound in themselves, and waiting; one that does not wait came in past the writer."""
    for stored in unnumbered():
        report.waiting += 1
        if fault := stored.own_fault():
            yield fault
            return
        if not stored.waiting:
            text = _("记录 {id}（{number}）没有经过登记就出现了。")
            yield stored.fault("inserted", text.format(id=stored.id, number=stored.subject_number))
            return
    lost = Pending.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).order_by("entry_id").first()
    if lost is not None:
        yield Fault("missing", _("待编号的记录 {id} 不见了。").format(id=lost.entry_id), entry_id=lost.entry_id)


def _tail() -> Iterator[Fault]:
    """Whoever read or sealed further than the stream now reaches saw a tail that was cut."""
    end = _end()
    witnesses = [
        (cursor.stream_no, _("观察者 {name}").format(name=cursor.name))
        for cursor in ObserverCursor.objects.order_by("name")
    ]
    witnesses += [(each.last_no, _("封存 {name}").format(name=each)) for each in Seal.objects.order_by("number")]
    for reached, name in witnesses:
        if reached > end:
            text = _("第 {first} 号起的记录被截去：{name}见过第 {reached} 号。")
            yield Fault("truncated", text.format(first=end + 1, name=name, reached=reached), stream_no=end + 1)
            return


def _heads(report: Report, path: Path | None, size: int) -> Iterator[Fault]:
    """Stream, seals and access log as they were noted outside the database, line by line; stops at a fault."""
    end, agreed = _end(), 0
    sealed = dict(Seal.objects.values_list("number", "hash_sha256"))
    try:
        for piece in _pieces(heads.noted(path, size=size) if path and size else ()):
            chains = _by_key(StreamPosition.objects.all(), "chain", {each.head.stream_no for each in piece})
            logged = _by_key(AccessEntry.objects.all(), "hash", {each.access.number for each in piece})
            for noted in piece:
                report.heads += 1
                if report.heads_from is None:
                    report.heads_from = noted.head.stream_no
                if fault := (
                    _line_fault(noted)
                    or _head_fault(noted, chains, end=end, agreed=agreed)
                    or _mark_fault(noted, sealed, logged)
                ):
                    yield fault
                    return
                agreed = noted.head.stream_no
    except heads.UnreadableHead as error:
        yield Fault("edited", _("外存档第 {line} 行读不懂。").format(line=error.line))
        return
    if path and not report.heads and (end or sealed):
        yield Fault("head_file_missing", _("外存档不见了或是空的，而已有记录编号：末尾是否被截去，无从看出。"))


def _pieces(lines: Iterable[NotedHead]) -> Iterator[list[NotedHead]]:
    """Some thousand lines at a time; those before an unreadable one come first. Errors: UnreadableHead, OSError."""
    piece: list[NotedHead] = []
    try:
        for each in lines:
            piece.append(each)
            if len(piece) == _LINES:
                yield piece
                piece = []
    except heads.UnreadableHead:
        yield piece
        raise
    yield piece


def _by_key(rows: QuerySet[Any], value: str, wanted: set[int]) -> dict[int, bytes]:
    found = dict(rows.filter(pk__in=wanted).values_list("pk", value))
    return {0: GENESIS, **{number: bytes(digest) for number, digest in found.items()}}


def _line_fault(noted: NotedHead) -> Fault | None:
    if noted.follows:
        return None
    return Fault("missing", _("外存档第 {line} 行之前的行不见了或被改动。").format(line=noted.line))


def _head_fault(noted: NotedHead, chains: Mapping[int, bytes], *, end: int, agreed: int) -> Fault | None:
    reached = noted.head.stream_no
    if reached > end:
        text = _("第 {first} 号起的记录被截去：外存档第 {line} 行记有第 {reached} 号。")
        return Fault("truncated", text.format(first=end + 1, line=noted.line, reached=reached), stream_no=end + 1)
    if chains.get(reached) != noted.head.chain:
        text = _("第 {first} 至 {last} 号之间被改写：与外存档第 {line} 行不符。")
        return Fault("rewritten", text.format(first=agreed + 1, last=reached, line=noted.line), stream_no=agreed + 1)
    return None


def _mark_fault(noted: NotedHead, sealed: Mapping[int, bytes], logged: Mapping[int, bytes]) -> Fault | None:
    """Seals and access log against what a line says of them."""
    seal, access = noted.seal, noted.access
    if seal.number and seal.number not in sealed:
        text = _("第 {number} 号封存不见了：外存档第 {line} 行记有它。")
        return Fault("missing", text.format(number=seal.number, line=noted.line))
    if seal.number and bytes(sealed[seal.number]) != seal.hash:
        text = _("第 {number} 号封存被换过：与外存档第 {line} 行不符。")
        return Fault("rewritten", text.format(number=seal.number, line=noted.line))
    if access.number not in logged:
        text = _("查看日志第 {no} 条起被截去：外存档第 {line} 行记有第 {reached} 条。")
        last = AccessEntry.objects.filter(position__lt=access.number).aggregate(last=Max("position"))["last"] or 0
        return Fault("truncated", text.format(no=last + 1, line=noted.line, reached=access.number))
    if logged[access.number] != access.hash:
        text = _("查看日志第 {no} 条以前被改写：与外存档第 {line} 行不符。")
        return Fault("rewritten", text.format(no=access.number, line=noted.line))
    return None


def _seals(report: Report) -> Iterator[Fault]:
    """Each seal's range, roots and hashes against what lies under it now."""
    before: Seal | None = None
    for seal in Seal.objects.order_by("number").iterator(chunk_size=100):
        report.seals += 1
        expected = (1, 1) if before is None else (before.number + 1, before.last_no + 1)
        if (seal.number, seal.first_no) != expected:
            yield Fault("missing", _("第 {number} 号封存不见了。").format(number=expected[0]))
            return
        if seals.hashes_of(seal, before) != (seal.hash_sha256, seal.hash_sm3):
            yield Fault("edited", _("封存 {name} 本身被改动。").format(name=seal))
            return
        if not _agrees(seal):
            text = _("封存 {name} 之下的第 {first} 至 {last} 号被改写。")
            text = text.format(name=seal, first=seal.first_no, last=seal.last_no)
            yield Fault("rewritten", text, stream_no=seal.first_no)
            return
        before = seal


def _agrees(seal: Seal) -> bool:
    if _chain_at(seal.last_no) != seal.stream_chain:
        return False  # the roots would tell it too, after reading the whole range
    return seals.roots(seals.leaves(seal.first_no, seal.last_no)) == (seal.root_sha256, seal.root_sm3)


def _accesses(report: Report) -> Iterator[Fault]:
    """The access log's chain, and its head as the seals keep it."""
    sealed = dict(Seal.objects.values_list("access_position", "access_hash"))
    sealed.pop(0, None)
    position, chain = 0, GENESIS
    for entry in AccessEntry.objects.order_by("position").iterator(chunk_size=2000):
        report.accesses += 1
        position += 1
        kind = _access_fault(entry, position, chain, sealed)
        if kind:
            yield Fault(kind, _("查看日志第 {no} 条{what}。").format(no=position, what=_ACCESS_WORDS[kind]()))
            return
        chain = entry.hash
    if sealed and max(sealed) > position:
        yield Fault("truncated", _("查看日志第 {no} 条起被截去。").format(no=position + 1))


_ACCESS_WORDS: dict[str, Callable[[], str]] = {
    "missing": lambda: _("不见了"),
    "edited": lambda: _("被改动"),
    "broken": lambda: _("与上一条接不上"),
    "rewritten": lambda: _("与封存不符"),
}


def _access_fault(entry: AccessEntry, position: int, chain: bytes, sealed: dict[int, bytes]) -> str:
    if entry.position != position:
        return "missing"
    if access_hash(entry) != entry.hash:
        return "edited"
    if entry.prev_hash != chain:
        return "broken"
    return "rewritten" if sealed.get(position, entry.hash) != entry.hash else ""


def _end() -> int:
    last: Any = StreamPosition.objects.order_by("-stream_no").values_list("stream_no", flat=True).first()
    return last or 0


def _chain_at(stream_no: int) -> bytes | None:
    if stream_no == 0:
        return GENESIS
    return StreamPosition.objects.filter(pk=stream_no).values_list("chain", flat=True).first()
