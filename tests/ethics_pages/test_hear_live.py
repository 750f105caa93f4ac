"""The live board: who may listen, that a card is heard, and that rights which end close the socket."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator

from ethics_monitor.consumers import BoardConsumer
from ethics_monitor.models import Card
from ethics_monitor.pages.live import tell_open_boards
from ethics_monitor.sweep import sweep
from kernel.accounts.models import User
from kernel.cases.lights import card_lights
from kernel.ledger.models import Entry
from kernel.notices import live
from kernel.notices.sockets import NOT_ALLOWED, NOT_SIGNED_IN
from kernel.organizations.models import Post
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters
from tests.ethics_pages.conftest import client_of, late_matter

PATIENCE = 5


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The socket reads in the test's own transaction, on its connection; it must not tidy that away."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


def socket_of(user: User | None) -> ApplicationCommunicator:
    client = client_of(user)
    scope = {
        "type": "websocket",
        "path": "/ws/board/",
        "session": client.session if user is not None else None,
        "user": user or Nobody(),
    }
    return ApplicationCommunicator(BoardConsumer.as_asgi(), scope)


class Nobody:
    is_authenticated = False


def in_loop(talk: Callable[..., Any], *args: Any) -> Any:
    return async_to_sync(talk)(*args)


async def opened(socket: ApplicationCommunicator) -> None:
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output(PATIENCE))["type"] == "websocket.accept"


async def closed_with(socket: ApplicationCommunicator) -> int:
    await opened(socket)
    event = await socket.receive_output(PATIENCE)
    assert event["type"] == "websocket.close"
    return int(event["code"])


@pytest.mark.parametrize("who", ["reviewer", "department_head", "administrator", "citizen"])
def test_who_does_not_supervise_is_shut_out(cast: Cast, who: str) -> None:
    assert in_loop(closed_with, socket_of(getattr(cast, who))) == NOT_ALLOWED


def test_a_visitor_is_shut_out(db: None) -> None:
    assert in_loop(closed_with, socket_of(None)) == NOT_SIGNED_IN


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
def test_a_card_is_heard_without_a_fact(
    matters: Matters, cast: Cast, who: str, django_capture_on_commit_callbacks
) -> None:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    card = Card.objects.get(rule_code="T02")

    def tell() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            tell_open_boards(list(Entry.objects.of(card.ledger_subject)))

    async def talk() -> dict[str, Any]:
        await opened(socket)
        await sync_to_async(tell)()
        heard = await socket.receive_output(PATIENCE)
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait(PATIENCE)
        return dict(json.loads(heard["text"]))

    socket = socket_of(getattr(cast, who))
    assert in_loop(talk) == {"about": "board", "urgent": False, "title": ""}


def test_entries_of_other_things_are_no_hint(matters: Matters, monkeypatch, django_capture_on_commit_callbacks) -> None:
    told: list[str] = []
    monkeypatch.setattr(live, "hint_all", lambda hints: told.extend(f"{each.group} {each.about}" for each in hints))
    case = matters.open()
    with django_capture_on_commit_callbacks(execute=True):
        tell_open_boards(list(Entry.objects.of(case.ledger_subject)))
    assert told == []
    late_matter(matters)
    with django_capture_on_commit_callbacks(execute=True):
        tell_open_boards(list(Entry.objects.filter(subject_kind="card")))
    assert told == ["board.990101 board"]


def test_the_socket_closes_when_the_post_ends(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(BoardConsumer, "check_every", 0.05)
    socket = socket_of(cast.supervisor)

    def end() -> None:
        Post.objects.filter(user=cast.supervisor).update(until_date=local(2026, 9, 1).date())

    async def talk() -> int:
        await opened(socket)
        await sync_to_async(end)()
        event = await socket.receive_output(PATIENCE)
        return int(event["code"])

    assert in_loop(talk) == NOT_ALLOWED


def test_lists_of_other_desks_get_the_colour(matters: Matters) -> None:
    yellow, _red = late_matter(matters)
    other = matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    assert card_lights([yellow.about_id, other.subject_id, 0]) == {yellow.about_id: "red", other.subject_id: "yel"}
