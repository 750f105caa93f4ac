"""What whoever opens a bag has to know of a matter's mandate: it ended, or ran out on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from civic_service.models import Errand


@dataclass(frozen=True)
class Flags:
    """`ended`: the mandate was taken back before an organ had the matter; `expired`: it ran out before."""

    ended: bool = False
    expired: bool = False


def flags_of(errands: Iterable[Errand], *, day: date) -> dict[int, Flags]:
    """By case, as things stand on that day."""
    return {errand.pk: Flags(errand.goes_back, _expired(errand, day)) for errand in errands}


def _expired(errand: Errand, day: date) -> bool:
    travels = errand.case.state == "entrusted" and errand.mandate.revoked_at is None
    return travels and day > errand.mandate.until_day
