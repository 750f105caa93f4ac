"""A daily seal with the one before it: everything that is needed to compute its hash again."""

from dataclasses import dataclass
from datetime import date, datetime

from kernel.ledger.hashing import microseconds
from kernel.ledger.models import GENESIS, Seal
from kernel.ledger.queries import all_seals

NOTHING = bytes(GENESIS).hex()


@dataclass(frozen=True)
class PublicSeal:
    """One seal. Hashes are hexadecimal; the first seal follows 64 zeros. `sealed_at_us`: microseconds since 1970."""

    number: int
    date: date
    first_no: int
    last_no: int
    stream_chain: str
    access_position: int
    access_hash: str
    sealed_at: datetime
    sealed_at_us: int
    root_sha256: str
    root_sm3: str
    hash_sha256: str
    hash_sm3: str
    previous_sha256: str
    previous_sm3: str

    @property
    def entries(self) -> int:
        """How many entries lie under it."""
        return self.last_no - self.first_no + 1


def latest_seals(*, before: int | None = None, limit: int) -> list[PublicSeal]:
    """Up to `limit` seals, latest first, older than number `before` when given. One query."""
    seals = all_seals() if before is None else all_seals().filter(number__lt=before)
    found = list(seals[: limit + 1])
    return [public(seal, found[place + 1] if place + 1 < len(found) else None) for place, seal in enumerate(found)][
        :limit
    ]


def seal_of(number: int) -> PublicSeal | None:
    """The seal of a number."""
    found = latest_seals(before=number + 1, limit=1)
    return found[0] if found and found[0].number == number else None


def public(seal: Seal, before: Seal | None) -> PublicSeal:
    """A seal beside the one before it."""
    return PublicSeal(
        number=seal.number,
        date=seal.date,
        first_no=seal.first_no,
        last_no=seal.last_no,
        stream_chain=bytes(seal.stream_chain).hex(),
        access_position=seal.access_position,
        access_hash=bytes(seal.access_hash).hex(),
        sealed_at=seal.sealed_at,
        sealed_at_us=microseconds(seal.sealed_at),
        root_sha256=bytes(seal.root_sha256).hex(),
        root_sm3=bytes(seal.root_sm3).hex(),
        hash_sha256=bytes(seal.hash_sha256).hex(),
        hash_sm3=bytes(seal.hash_sm3).hex(),
        previous_sha256=NOTHING if before is None else bytes(before.hash_sha256).hex(),
        previous_sm3=NOTHING if before is None else bytes(before.hash_sm3).hex(),
    )
