"""The cast's file room: a matter of the citizen's, its clerk, a stranger, and an entry that calls for letters."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from kernel.accounts.models import User
from kernel.documents import access
from kernel.ledger import events
from kernel.ledger.actors import SYSTEM
from kernel.ledger.models import Entry
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.organizations.models import Role
from kernel.organizations.queries import held
from tests.cast import MONDAY, Cast

HAPPENED = events.EventType("matters.happened", "something happened")


@dataclass
class Matter:
    """A subject of another app as documents sees it: a name, and who may do what."""

    subject: Subject
    readers: set[int]
    writers: set[int]
    person: Subject | None = None
    entries: list[Entry] = field(default_factory=list)

    def happens(self) -> Entry:
        return record(HAPPENED, self.subject, actor=SYSTEM, at=MONDAY)


@pytest.fixture(autouse=True)
def file_room(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.ROOT_URLCONF = "tests.documents.urls"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def hints(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """What the queue was told, in place of a broker that other people's workers listen to."""
    told: list[list[int]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **options: told.extend(args))
    return told


@pytest.fixture
def matter(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(events._types, HAPPENED.code, HAPPENED)
    made = Matter(Subject("matter", "M-1", 1), {cast.citizen.pk, cast.clerk.pk}, {cast.citizen.pk})

    def may_see(user: User, ident: int) -> bool:
        return ident == 1 and user.pk in made.readers

    def may_add(user: User, ident: int) -> bool:
        return ident == 1 and user.pk in made.writers

    access.register_subject(
        "matter",
        may_see,
        may_add,
        lambda number: made.subject if number == "M-1" else None,
        lambda ident: made.person,
        lambda user, ident, at: held(user, role=Role.WINDOW_CLERK, at=at),
    )
    yield made
    access.forget_subject("matter")


def files_in(room: Path) -> list[Path]:
    return [path for path in room.rglob("*") if path.is_file()]
