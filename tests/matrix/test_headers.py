"""At every door, to who may pass and to who may not: no answer is framed, guessed at, or kept by a browser."""

import pytest

from tests.matrix import tally
from tests.matrix.cells import Outcome, try_way
from tests.matrix.people import ABSENT, Viewer
from tests.matrix.table import Way, ways
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

EVERYWHERE = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
# everybody may see these, signed in or not, but a signed-in person's frame is around them
KEPT_NOWHERE = ("private", "no-store")


def faults(way: Way, viewer: Viewer, found: Outcome) -> list[str]:
    """What is wrong with the headers of one answer."""
    wrong = [name for name, value in EVERYWHERE.items() if found.headers.get(name) != value]
    policy = found.headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        wrong.append(f"policy {policy!r}")
    if "sandbox" not in policy and "frame-ancestors 'none'" not in policy:
        wrong.append("may be framed")
    if viewer.user is not None and not any(part in found.headers.get("Cache-Control", "") for part in KEPT_NOWHERE):
        wrong.append("may be kept")
    if found.status >= 400 and way.api and found.headers.get("Content-Type") != "application/problem+json":
        wrong.append(f"no problem document: {found.headers.get('Content-Type')}")
    if (found.headers.get("X-Robots-Tag") == "noindex") == (way.door.indexed and found.status < 400):
        wrong.append("search engines are told the wrong thing")
    if found.status >= 400 and not found.content:
        wrong.append("no word said")
    return [f"{way.name} as {viewer.name} {found.status}: {each}" for each in wrong]


def test_every_answer_is_guarded(world: World, request: pytest.FixtureRequest) -> None:
    wrong = []
    for way in ways():
        if way.socket or way.door.name == "api_docs":
            continue
        control = way.control(world)
        for viewer, variant in (
            *([(control, control.unit)] if control is not None else []),
            (world.viewer("visitor"), "own"),
            (world.viewer("stranger"), ABSENT if way.subject else "own"),
        ):
            found = try_way(way, world, viewer, variant)
            tally.count(request, "回应头", 1)
            wrong += faults(way, viewer, found)
    assert not wrong, "\n".join(wrong)
