"""What whoever opens a bag has to know of a mandate: it ended, it ran out on the way, its sheet has not come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from civic_service.models import Errand
from civic_service.sheets import without_sheet


@dataclass(frozen=True)
class Flags:
    """`ended`: the mandate was taken back before an organ had the matter; `expired`: it ran out before; `no_sheet`: the
    picture of its thumb-print is still on the telephone."""

    ended: bool = False
    expired: bool = False
    no_sheet: bool = False


def flags_of(errands: Iterable[Errand], *, day: date) -> dict[int, Flags]:
    """By case, as things stand on that day."""
    known = list(errands)
    missing = without_sheet(known)
    return {
        errand.pk: Flags(errand.goes_back, _expired(errand, day), errand.pk in missing and not errand.goes_back)
        for errand in known
    }


def _expired(errand: Errand, day: date) -> bool:
    travels = errand.case.state == "entrusted" and errand.mandate.revoked_at is None
    return travels and day > errand.mandate.until_day
