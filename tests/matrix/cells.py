"""One cell: somebody at a door, with what came of it. Whatever it changed is taken back."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse

from kernel.ledger.locking import database_now
from kernel.organizations.models import Absence
from tests.matrix.keys import subject_key
from tests.matrix.people import SHOWN_ERRORS, Viewer
from tests.matrix.table import Way, address, body
from tests.matrix.world import World

COUNTED = (
    "ledger_entry", "cases_case", "cases_turn", "accounts_applicant", "documents_document", "documents_letter",
    "clocks_clock", "approvals_spotnotice", "ethics_monitor_card", "doors_idempotentanswer", "notices_notice",
    "notices_call", "catalogue_itemversion", "catalogue_everydayword", "catalogue_reading",
    "cases_question", "cases_share", "cases_grant", "accounts_mandate", "accounts_signinslip",
    "approvals_consultation", "approvals_handover",
    "ethics_monitor_clue", "ethics_monitor_evidence", "ethics_monitor_handover",
)  # fmt: skip
FINGERPRINT = (
    "SELECT "
    + ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED)
    + ", (SELECT count(*) FROM notices_notice WHERE read_at IS NULL)"
    + ", (SELECT count(*) FROM documents_document WHERE removed_at IS NULL)"
    + ", (SELECT string_agg(state, ',' ORDER BY id) FROM cases_case)"
    + ", (SELECT string_agg(state || revision, ',' ORDER BY id) FROM catalogue_itemversion)"
    + ", (SELECT string_agg(state, ',' ORDER BY id) FROM ethics_monitor_card)"
)


@dataclass(frozen=True)
class Outcome:
    """What a door answered: status, where it sent the asker, the bytes, and whether any fact changed."""

    status: int
    location: str
    content: bytes
    changed: bool
    headers: dict[str, str]
    shown: int = 0

    @property
    def to_sign_in(self) -> bool:
        return self.status in (302, 303) and self.location.startswith(reverse("account_login"))

    @property
    def passed(self) -> bool:
        return (self.status < 400 and not self.to_sign_in) or self.status == self.shown

    def gave(self, key: str) -> bool:
        """Whether it showed something, or sent the asker on to the very thing."""
        return 200 <= self.status < 300 or (self.passed and key in self.location)

    @property
    def refused(self) -> bool:
        """Turned away for who he is, not for what he asked."""
        return self.status in (401, 403, 404) or self.to_sign_in

    def like(self, other: "Outcome") -> bool:
        """Whether a person could not tell the two apart: status, way on, and size of the answer."""
        return (
            self.status == other.status
            and self.location.partition("?")[0].count("/") == other.location.partition("?")[0].count("/")
            and abs(len(self.content) - len(other.content)) <= 16
        )


def fingerprint() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        return tuple(cursor.fetchone())


class Untouched:
    """The facts as every cell of a test finds them: whatever one cell changes is taken back before the next."""

    fingerprint: ClassVar[tuple[Any, ...]] = ()


class Watch:
    """Whether any statement of a request may have written; most only read, and need no counting afterwards."""

    READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "FETCH", "CLOSE")

    def __init__(self) -> None:
        self.wrote = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.wrote = self.wrote or not str(sql).lstrip().startswith(self.READS)
        return execute(sql, params, many, context)


class Door(RequestFactory):
    """Requests through all of the portal's middleware. Django's own test client copies every page's context: slow."""

    def __init__(self, viewer: Viewer, *, strict: bool) -> None:
        super().__init__()
        self.handler = ClientHandler(enforce_csrf_checks=strict)
        if viewer.session:
            self.cookies[settings.SESSION_COOKIE_NAME] = viewer.session

    def request(self, **request: Any) -> HttpResponseBase:  # type: ignore[override]
        return self.handler(self._base_environ(**request))


def ask(viewer: Viewer, method: str, path: str, *, strict: bool = False, **more: Any) -> Outcome:
    """One request, with limits that nobody else has counted in; then all is undone."""
    cache.key_prefix = f"matrix-{uuid.uuid4().hex}"
    door = Door(viewer, strict=strict)
    point = transaction.savepoint()
    watch = Watch()
    try:
        send = getattr(door, method.lower())
        with connection.execute_wrapper(watch):
            response = send(path, **more)
            content = b"".join(response.streaming_content) if response.streaming else response.content
        changed = watch.wrote and fingerprint() != Untouched.fingerprint
        return Outcome(response.status_code, response.get("Location", ""), content, changed, dict(response.items()))
    finally:
        transaction.savepoint_rollback(point)


def try_way(
    way: Way, world: World, viewer: Viewer, variant: str, *, keyed: bool = True, strict: bool = False
) -> Outcome:
    """The way as it is meant to be gone: read by GET, else posted with a lawful body and a key of its own."""
    path = address(way, world, viewer, variant)
    if way.reads:
        return replace(ask(viewer, "GET", path), shown=SHOWN_ERRORS.get(way.door.name, 0))
    key = uuid.uuid4().hex if keyed else ""
    point = transaction.savepoint()
    try:
        if way.subject == "absence":
            # in the world none has begun, so that everybody is at his desk; only one that has can be ended
            begun = database_now() - timedelta(hours=1)
            Absence.objects.filter(pk=subject_key(world, viewer, way.subject, variant, "")).update(from_at=begun)
        return ask(viewer, "POST", path, strict=strict, **body(way, world, viewer, key=key))
    finally:
        transaction.savepoint_rollback(point)
