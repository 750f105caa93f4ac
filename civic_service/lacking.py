"""What an organ asked for that the villager has not handed in: of which errands, by when, which papers."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from civic_service.models import Errand
from kernel.cases import kinds
from kernel.cases.kinds import Asked
from kernel.clocks.arithmetic import Terms
from kernel.clocks.explanation import explain
from kernel.doors.daystrip import Strip
from kernel.doors.strips import strip_of
from kernel.organizations.models import Organization
from kernel.workdays.queries import calendar_code_of, load


def asked_of(errands: Iterable[Errand]) -> dict[int, Asked]:
    """What each of these lacks, by case, asked once of each kind of matter."""
    by_kind: dict[str, list[int]] = {}
    for errand in errands:
        by_kind.setdefault(errand.case.kind, []).append(errand.pk)
    found: dict[int, Asked] = {}
    for code, ids in by_kind.items():
        tell = kinds.get(code).asked
        found |= tell(ids) if tell is not None else {}
    return found


def to_supplement(room: Organization) -> list[tuple[Errand, Asked]]:
    """Errands of a room whose organ waits for papers, the one whose term ends first on top."""
    waiting = list(Errand.objects.with_row().filter(room=room, case__state="supplement", mandate__revoked_at=None))
    asked = asked_of(waiting)
    rows = [(errand, asked[errand.pk]) for errand in waiting if errand.pk in asked]
    return sorted(rows, key=lambda row: (row[1].until or date.max, row[0].pk))


def supplement_strip(errand: Errand, asked: Asked, *, now: datetime) -> Strip | None:
    """The villager's term to supplement, day by day; None where no term runs."""
    if asked.until is None:
        return None
    calendar = load(calendar_code_of(errand.case.region.code))
    term = Terms("working_day", asked.days, asked.told_at)
    return strip_of(explain(calendar=calendar, now=now, statutory=term, start_word=_("告知")))
