"""The files of all matters that a batch of entries speaks of, read together: what their letters say stands in them."""

from collections.abc import Iterable

from approvals.models import Application
from approvals.whose import people_of
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.documents.letters.kinds import DENY, GRANT
from kernel.documents.models import Letter
from kernel.ledger.locking import database_now
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
_DECISIONS = (GRANT.code, DENY.code)
_FILES = (
    Case.objects.select_related(
        "applicant",
        "application__entered_by",
        "ending__ended_by",
        "decision__decided_by",
        "supplement_notice__told_by",
        "tolerance",
        "delivery_record__delivered_by",
        "joint_part__lead",
    )
    # of many matters few have a unit, an item, a window or a post of their own: each of those is read once
    .prefetch_related(
        "organization",
        "region",
        "window__organization",
        "window__service_point",
        "item_version__regime",
        "ticks__material",
        "item_version__fees",
        "supplement_notice__lines__material",
        "tolerance__papers",
        "turns__post__user",
        "turns__taken_by",
        "turns__organization",
    )
    .defer(*_UNSAID)
)


def decision_serials(cases: Iterable[int]) -> dict[int, str]:
    """文号 of the letters of decisions that were made here, by case id."""
    made = Letter.objects.filter(subject_kind="case", subject_id__in=list(cases), letter_type__in=_DECISIONS)
    return dict(made.order_by("pk").values_list("subject_id", "serial"))


class CaseFiles:
    """The matters of `entries` with their papers, ends and clocks, as they are now."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        ids = {entry.subject_id for entry in entries if entry.subject_kind == "case"}
        self._cases = _FILES.in_bulk(ids)
        clocks = Clock.objects.filter(subject_kind="case", subject_id__in=ids).order_by("pk")
        self._clocks = {(clock.subject_id, clock.kind): clock for clock in clocks}
        self._calendars: dict[str, WorkCalendar] = {}
        self._people: dict[int, User] | None = None
        self._serials: dict[int, str] | None = None

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

    def handler(self, entry: Entry) -> User | None:
        """Whom to ask: the member of staff who did the act, else whoever has the matter after it."""
        turns = self.of(entry).turns.all()
        acted = [turn.taken_by for turn in turns if turn.until_at == entry.at and turn.taken_by is not None]
        return next((user for user in acted if user.is_staff_member), None) or self._named(entry)

    def receiver(self, entry: Entry) -> User | None:
        """Whom to ask after a receipt: the clerk at whose window it came in, else whoever has to answer."""
        case = self.of(entry)
        if case.channel == Case.Channel.WINDOW and entry.at == case.received_at:
            application: Application | None = getattr(case, "application", None)
            entered_by = application.entered_by if application is not None else None
            return entered_by or self._named(entry)
        return self._named(entry)

    def decision_serial(self, case: Case) -> str:
        """文号 of the letter of its decision; empty where none was made here."""
        if self._serials is None:
            self._serials = decision_serials(self._cases)
        return self._serials.get(case.pk, "")

    def _named(self, entry: Entry) -> User | None:
        """The holder, or his deputy while he is away, of the post that had the matter then, else of the last one."""
        posts = [turn for turn in self.of(entry).turns.all() if turn.post is not None and turn.from_at <= entry.at]
        if not posts:
            return None
        return self._holders()[posts[-1].pk]

    def _holders(self) -> dict[int, User]:
        """Who is named for each turn of these matters."""
        if self._people is None:
            turns = [turn for case in self._cases.values() for turn in case.turns.all() if turn.post is not None]
            self._people = people_of(turns, at=database_now())
        return self._people
