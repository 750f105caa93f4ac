"""The files of all matters that a batch of entries speaks of, read together: what their letters say stands in them."""

from collections.abc import Iterable

from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.working_calendar import WorkCalendar

# of a person a letter says the name alone; nothing else is deciphered for it
_UNSAID = (
    "application__form",
    "application__post_to",
    *(
        f"applicant__{name}"
        for name in ("id_number", "phone", "address", "contact_name", "contact_phone", "agent_name")
    ),
)
_FILES = (
    Case.objects.select_related(
        "applicant",
        "organization",
        "window",
        "item_version__regime",
        "application__entered_by",
        "ending__ended_by",
        "decision__decided_by",
        "supplement_notice__told_by",
    )
    .prefetch_related("ticks__material", "item_version__fees", "supplement_notice__lines__material")
    .defer(*_UNSAID)
)


class CaseFiles:
    """The matters of `entries` with their papers, ends and clocks, as they are now."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ids = {entry.subject_id for entry in entries if entry.subject_kind == "case"}
        self._cases = _FILES.in_bulk(ids)
        clocks = Clock.objects.filter(subject_kind="case", subject_id__in=ids).order_by("pk")
        self._clocks = {(clock.subject_id, clock.kind): clock for clock in clocks}
        self._calendars: dict[str, WorkCalendar] = {}

    def of(self, entry: Entry) -> Case:
        """The matter of an entry. Errors: KeyError when it is of none, or of one that is gone."""
        return self._cases[entry.subject_id]

    def is_simulated(self, entry: Entry) -> bool:
        """Whether it tells of a simulated county's matter."""
        return entry.subject_kind == "case" and self.of(entry).simulated

    def calendar(self, case: Case) -> WorkCalendar:
        """What the days of this matter are counted on: its county's calendar."""
        county = case.region.code[:6]
        if county not in self._calendars:
            self._calendars[county] = load(calendar_code_of(county))
        return self._calendars[county]

    def clock(self, case: Case, kind: str) -> Clock | None:
        """The latest clock of that kind, its pauses not read."""
        return self._clocks.get((case.pk, kind))
