"""Everyone at every socket: who hears, who is turned away, and that absent and another's are turned away alike."""

from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from county_portal.asgi import application
from kernel.notices.sockets import NOT_ALLOWED, NOT_SIGNED_IN
from tests.matrix import tally
from tests.matrix.people import ABSENT, VARIANTS, Viewer
from tests.matrix.table import Way, address, ways
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

ORIGIN = (b"origin", b"http://localhost")
FOREIGN_PAGE = (b"origin", b"http://evil.example")
STAYS_OPEN = 0
SECONDS = 10
A_MOMENT = 0.05


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Channels closes connections around each query; the world hangs on ours."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@dataclass(frozen=True)
class Cell:
    way: Way
    variant: str
    path: str


async def closed_with(viewer: Viewer, path: str, origin: tuple[bytes, bytes]) -> int:
    """The code it was closed with at once; 0 while it stays open."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={viewer.session}".encode()
    scope = {
        "type": "websocket",
        "path": path,
        "query_string": b"",
        "headers": [origin, (b"host", b"localhost"), (b"cookie", cookie)],
        "subprotocols": [],
    }
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    said: dict[str, Any] = await socket.receive_output(timeout=SECONDS)
    if said["type"] == "websocket.accept":
        if await socket.receive_nothing(timeout=A_MOMENT, interval=0.005):
            await socket.send_input({"type": "websocket.disconnect", "code": 1000})
            await socket.wait(timeout=SECONDS)
            return STAYS_OPEN
        said = await socket.receive_output(timeout=SECONDS)
    assert said["type"] == "websocket.close", said
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait(timeout=SECONDS)
    return int(said["code"])


async def walk(viewer: Viewer, cells: list[Cell], origin: tuple[bytes, bytes]) -> list[int]:
    return [await closed_with(viewer, cell.path, origin) for cell in cells]


def cells_of(world: World, viewer: Viewer) -> list[Cell]:
    return [
        Cell(way, variant, address(way, world, viewer, variant))
        for way in ways()
        if way.socket
        for variant in (VARIANTS if way.subject else ("own",))
    ]


def test_each_hears_what_is_his_and_nothing_else(world: World, request: pytest.FixtureRequest) -> None:
    wrong, opened = [], set()
    for viewer in world.viewers:
        cells = cells_of(world, viewer)
        for cell, code in zip(cells, async_to_sync(walk)(viewer, cells, ORIGIN), strict=True):
            his = cell.way.lets_in(viewer) and (not cell.way.subject or viewer.sees(cell.way.subject, cell.variant))
            right = STAYS_OPEN if his else NOT_SIGNED_IN if viewer.user is None else NOT_ALLOWED
            if code != right:
                wrong.append(f"{cell.way.name} / {cell.variant} as {viewer.name}: {code}, not {right}")
            if code == STAYS_OPEN:
                opened.add(cell.way.name)
        tally.count(request, "实时连接", len(cells))
    assert not wrong, "\n".join(wrong)
    assert opened == {way.name for way in ways() if way.socket}
    assert ABSENT in VARIANTS


def test_a_foreign_page_hears_nothing(world: World, request: pytest.FixtureRequest) -> None:
    viewer = world.viewer("supervision_office")
    cells = cells_of(world, viewer)
    tally.count(request, "实时连接", len(cells))
    assert set(async_to_sync(walk)(viewer, cells, FOREIGN_PAGE)) == {NOT_ALLOWED}


def test_a_socket_that_nobody_knows_is_closed(world: World) -> None:
    viewer = world.viewer("supervision_office")
    assert async_to_sync(closed_with)(viewer, "/ws/nothing/", ORIGIN) == 4404
