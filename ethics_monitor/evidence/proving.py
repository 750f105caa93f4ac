"""The proofs of entries: their bytes, their neighbours in subject and stream, the seal above them and the way there."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kernel.ledger.hashing import microseconds
from kernel.ledger.merkle import MerklePaths, sha256, sm3
from kernel.ledger.models import GENESIS, Entry, Seal, StreamPosition
from kernel.ledger.seals import leaves


def entry_lines(entries: Sequence[Entry], seals: dict[int, Seal]) -> list[dict[str, Any]]:
    """A line per entry, in the order given; `file` holds the bytes that were hashed."""
    places = _places(entries)
    before = dict(
        StreamPosition.objects.filter(stream_no__in=[place.stream_no - 1 for place in places.values()]).values_list(
            "stream_no", "chain"
        )
    )
    lines = []
    for ordinal, entry in enumerate(entries, 1):
        place = places.get(entry.pk)
        seal = _seal_over(place, seals)
        lines.append(
            {
                "file": f"entries/{ordinal:05d}-{entry.pk}.txt", "id": entry.pk, "type": entry.type,
                "subject_kind": entry.subject_kind, "subject_number": entry.subject_number,
                "subject_id": entry.subject_id, "position": entry.position, "at": entry.at.isoformat(),
                "recorded_at": entry.recorded_at.isoformat(), "post": entry.post, "person": entry.person,
                "sentence": entry.sentence(), "hash": entry.hash.hex(), "prev_hash": entry.prev_hash.hex(),
                "next_hash": _next_hash(entry, entries, ordinal),
                "stream_no": place.stream_no if place else None, "chain": place.chain.hex() if place else None,
                "chain_before": bytes(before.get(place.stream_no - 1, GENESIS)).hex() if place else None,
                "seal": seal.number if seal else None,
            }
        )  # fmt: skip
    return lines


def _next_hash(entry: Entry, entries: Sequence[Entry], ordinal: int) -> str | None:
    """The hash of the entry behind it in its subject's chain, None at the end."""
    following = entries[ordinal] if ordinal < len(entries) else None
    same = following is not None and (following.subject_kind, following.subject_id) == (
        entry.subject_kind,
        entry.subject_id,
    )
    return following.hash.hex() if same and following is not None else None


def _places(entries: Sequence[Entry]) -> dict[int, StreamPosition]:
    numbered = StreamPosition.objects.filter(entry__in=[entry.pk for entry in entries])
    return {place.entry_id: place for place in numbered}


def _seal_over(place: StreamPosition | None, seals: dict[int, Seal]) -> Seal | None:
    if place is None:
        return None
    return next((seal for seal in seals.values() if seal.first_no <= place.stream_no <= seal.last_no), None)


def seals_over(entries: Sequence[Entry]) -> dict[int, Seal]:
    """The seals that cover any of these entries, by number."""
    numbers = sorted(place.stream_no for place in _places(entries).values())
    if not numbers:
        return {}
    near = Seal.objects.filter(first_no__lte=numbers[-1], last_no__gte=numbers[0]).order_by("number")
    return {seal.number: seal for seal in near if any(seal.first_no <= number <= seal.last_no for number in numbers)}


def seal_lines(seals: dict[int, Seal]) -> list[dict[str, Any]]:
    """Each seal with all that its two hashes are made of."""
    before = Seal.objects.in_bulk([number - 1 for number in seals])
    return [_seal_line(seal, before.get(seal.number - 1)) for seal in seals.values()]


def _seal_line(seal: Seal, before: Seal | None) -> dict[str, Any]:
    return {
        "number": seal.number, "date": seal.date.isoformat(), "first_no": seal.first_no, "last_no": seal.last_no,
        "stream_chain": seal.stream_chain.hex(), "access_position": seal.access_position,
        "access_hash": seal.access_hash.hex(), "sealed_at": microseconds(seal.sealed_at),
        "root_sha256": seal.root_sha256.hex(), "root_sm3": seal.root_sm3.hex(),
        "hash_sha256": seal.hash_sha256.hex(), "hash_sm3": seal.hash_sm3.hex(),
        "before_sha256": (before.hash_sha256 if before else GENESIS).hex(),
        "before_sm3": (before.hash_sm3 if before else GENESIS).hex(),
    }  # fmt: skip


def path_lines(lines: Sequence[dict[str, Any]], seals: dict[int, Seal]) -> list[dict[str, Any]]:
    """For each sealed entry the way from its leaf to the two roots of its seal."""
    by_seal: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if line["seal"] is not None:
            by_seal[line["seal"]].append(line)
    found = []
    for number, sealed in by_seal.items():
        seal = seals[number]
        under = list(leaves(seal.first_no, seal.last_no))
        trees = {"sha256": MerklePaths(under, sha256), "sm3": MerklePaths(under, sm3)}
        for line in sealed:
            index = line["stream_no"] - seal.first_no
            ways = {name: [[side, beside.hex()] for side, beside in tree.path(index)] for name, tree in trees.items()}
            found.append({"id": line["id"], "stream_no": line["stream_no"], "seal": number, **ways})
    return found
