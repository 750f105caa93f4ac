"""What every scene of the story needs: who is who, the clock, the engine room, and what was found on the pages."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from tests.browser import OpenPage
from tests.cast import Cast
from tests.story.database_clock import DatabaseClock
from tests.story.engine_room import EngineRoom
from tests.story.people import SHOTS, Findings, Person


@dataclass
class Stage:
    """One telling of the story."""

    cast: Cast
    clock: DatabaseClock
    engine_room: EngineRoom
    open_page: OpenPage
    findings: Findings = field(default_factory=Findings)
    people: list[Person] = field(default_factory=list)
    number: str = ""
    code: str = ""

    def enter(self, user: User, path: str = "/desk/") -> Person:
        """Somebody opens a browser and signs in."""
        person = Person(self.open_page, user, self.findings)
        self.people.append(person)
        person.sign_in(path)
        return person

    def on(self, at: datetime) -> None:
        """Some days later: the clock goes on, and the minute's watch looks."""
        self.clock.set(at)
        self.engine_room.watch()

    @property
    def case(self) -> Case:
        return Case.objects.get(number=self.number)

    def history(self) -> list[str]:
        """The case's entries, in their order, without the app's name."""
        return [entry.type.removeprefix("approvals.") for entry in Entry.objects.of(self.case.ledger_subject)]

    def last_sight(self) -> None:
        """What each still open browser shows at the end, for whoever looks for the reason of a failure."""
        for place, person in enumerate(self.people):
            if SHOTS and person.page is not None and not person.page.is_closed():
                person.page.screenshot(path=Path(SHOTS) / f"end-{place}.png")
