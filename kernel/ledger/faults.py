"""What can be wrong with a ledger, and how to tell one from another when the stream's chain no longer fits."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from kernel.ledger.hashing import stream_chain
from kernel.ledger.models import GENESIS, StreamPosition
from kernel.ledger.stream import Head

_SHIFTS = range(1, 1001)  # how many removed entries a renumbered stream is searched for


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind`: edited, missing, inserted, swapped, reordered, broken, truncated, rewritten or head_file_missing; the
    sentence names it."""

    kind: str
    sentence: str
    stream_no: int | None = None
    entry_id: int | None = None
    subject_number: str | None = None


class Chained(Protocol):
    @property
    def chain(self) -> bytes: ...


class Numbered(Chained, Protocol):
    stream_no: int
    id: int
    hash: bytes

    def fault(self, kind: str, sentence: str) -> Fault: ...


@dataclass(frozen=True, slots=True)
class _Traces:
    """Where the rest of the stream still tells what belonged under a number; None where nothing does."""

    entry_of_here: StreamPosition | None  # its entry made the chain value that stands here
    row_of_here: StreamPosition | None  # it fits here together with its own chain value
    heir: StreamPosition | None  # it continues the chain value that stands here, from elsewhere than the next place


def diagnose(found: Numbered, *, last: Head, before_last: Head) -> Fault:
    """Why the entry under `found.stream_no`, sound in itself, does not continue the stream's chain after `last`.

    A stored chain value was made from the entry and the number that belonged to it, so it tells which they were.
    """
    if last.stream_no and stream_chain(before_last.chain, last.stream_no, found.hash) == found.chain:
        return _inserted(_position(last.stream_no))
    traces = _traces(found, last)
    if home := traces.entry_of_here:
        return _moved(found, home, _fits(_position(home.stream_no - 1), home.stream_no, found.hash, home.chain))
    if home := traces.row_of_here:
        before = home if home.stream_no - 1 == found.stream_no else _position(home.stream_no - 1)
        swapped = _fits(before, home.stream_no, found.hash, found.chain)
        if swapped or traces.heir or home.stream_no != found.stream_no + 1:
            return _moved(found, home, swapped)
        return _inserted(_position(found.stream_no))
    return _cut_or_changed(found)


def _traces(found: Numbered, last: Head) -> _Traces:
    entry_of_here = row_of_here = heir = None
    for each in StreamPosition.objects.select_related("entry").order_by("stream_no").iterator(chunk_size=2000):
        here = stream_chain(last.chain, found.stream_no, each.entry.hash)
        if each.stream_no == found.stream_no:
            continue
        if here == found.chain:
            entry_of_here = each
        if here == each.chain:
            row_of_here = each
        if each.stream_no != found.stream_no + 1 and _fits(found, each.stream_no, each.entry.hash, each.chain):
            heir = each
    return _Traces(entry_of_here, row_of_here, heir)


def _cut_or_changed(found: Numbered) -> Fault:
    following = _position(found.stream_no + 1)
    if following is None:
        return found.fault("broken", _("第 {no} 号与之前的记录接不上。").format(no=found.stream_no))
    if _fits(found, following.stream_no, following.entry.hash, following.chain):
        text = _("第 {no} 号（记录 {id}）被改动，连同它自己的校验值。").format(no=found.stream_no, id=found.id)
        return found.fault("edited", text)
    for gone in _SHIFTS:
        if _fits(found, following.stream_no + gone, following.entry.hash, following.chain):
            text = _("第 {no} 号起的 {gone} 条记录不见了，其后被重新编号。")
            return found.fault("missing", text.format(no=found.stream_no, gone=gone))
    return found.fault("rewritten", _("第 {no} 号起被改写。").format(no=found.stream_no))


def _moved(found: Numbered, home: StreamPosition, swapped: bool) -> Fault:
    places = {"no": found.stream_no, "other": home.stream_no}
    if swapped:
        return found.fault("swapped", _("第 {no} 号与第 {other} 号被对调。").format(**places))
    return found.fault("reordered", _("第 {other} 号本是第 {no} 号，次序被改。").format(**places))


def _inserted(position: StreamPosition | None) -> Fault:
    if position is None:
        raise LookupError("a position that was read a moment ago is gone; the snapshot should forbid it")
    text = _("第 {no} 号（记录 {id}）是后来插进来的。").format(no=position.stream_no, id=position.entry_id)
    return Fault("inserted", text, position.stream_no, position.entry_id, position.entry.subject_number)


def _fits(before: Chained | None, stream_no: int, digest: bytes, chain: bytes) -> bool:
    value = GENESIS if before is None else before.chain
    return stream_chain(value, stream_no, digest) == chain


def _position(stream_no: int) -> StreamPosition | None:
    return StreamPosition.objects.select_related("entry").filter(pk=stream_no).first()
