"""Rows of lists: each case with its light, its strip and whose turn it is, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from approvals.joint.queries import leads_of, progress_of
from approvals.queries import shown_clocks
from approvals.renewal import deemed_renewed
from approvals.whose import people_of
from kernel.accounts.models import User
from kernel.cases.lights import Light, card_lights
from kernel.cases.models import Case, Turn
from kernel.clocks.models import Clock
from kernel.clocks.queries import explain_clocks
from kernel.doors.daystrip import Strip
from kernel.doors.strip_words import left_short
from kernel.doors.strips import strip_of

LIGHT_ORDER: tuple[Light, ...] = ("red", "yel", "warn", "pause", "ok", "done")
FAR = date.max


@dataclass(frozen=True)
class CaseRow:
    """A line of the review desk or of a clerk's list."""

    case: Case
    light: Light
    strip: Strip | None
    turn: Turn | None
    person: User | None
    due: date | None
    left: str
    left_css: str
    deemed_renewed: bool
    # of a part the number of its lead, of a lead how many of its parts have their result
    lead: str = ""
    progress: str = ""


def case_rows(cases: Iterable[Case], *, now: datetime, with_people: bool = False) -> list[CaseRow]:
    """Rows for these cases, the most urgent first; `with_people` names who has each now."""
    found = list(cases)
    ids = [case.pk for case in found]
    clocks, turns, lights = _clocks(ids), _turns(ids), card_lights(ids)
    people = people_of(turns.values(), at=now) if with_people else {}
    leads, progress = leads_of(ids), progress_of(ids)
    rows = [
        replace(
            _row(case, clocks[case.pk], turns.get(case.pk), people, lights.get(case.pk), now),
            lead=leads.get(case.pk, ""),
            progress=progress.get(case.pk, ""),
        )
        for case in found
    ]
    return sorted(rows, key=lambda row: (LIGHT_ORDER.index(row.light), row.due or FAR, row.case.pk))


def _row(
    case: Case,
    clocks: Sequence[Clock],
    turn: Turn | None,
    people: Mapping[int, User],
    card: Light | None,
    now: datetime,
) -> CaseRow:
    strip = strip_of(explain_clocks(shown_clocks(clocks, case), now=now))
    left, css = left_short(strip) if strip is not None else ("–", "")
    return CaseRow(
        case=case,
        light=light_of_case(case, strip, card),
        strip=strip,
        turn=turn,
        person=people.get(turn.pk) if turn is not None else None,
        due=strip.first_due if strip is not None else None,
        left=left,
        left_css=css,
        deemed_renewed=deemed_renewed(clocks),
    )


def light_of_case(case: Case, strip: Strip | None, card: Light | None) -> Light:
    """The graver of what the card says and what the dates say; while the applicant supplements nothing runs."""
    dates: Light = strip.light if strip is not None else "ok"  # type: ignore[assignment]
    if case.state == "supplement":
        dates = "pause"
    if card is None or dates == "done":
        return dates
    return min(card, dates, key=LIGHT_ORDER.index)


def _clocks(ids: Collection[int]) -> defaultdict[int, list[Clock]]:
    grouped: defaultdict[int, list[Clock]] = defaultdict(list)
    rows = Clock.objects.filter(subject_kind="case", subject_id__in=ids).prefetch_related("pauses").order_by("pk")
    for clock in rows:
        grouped[clock.subject_id].append(clock)
    return grouped


def _turns(ids: Collection[int]) -> dict[int, Turn]:
    rows = Turn.objects.filter(case__in=ids, until_at=None).select_related("organization", "post__user")
    return {turn.case_id: turn for turn in rows}
