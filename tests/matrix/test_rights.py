"""Everyone at every door, about one's own, another unit's, another county's and nothing: who passes, who does not."""

from collections import defaultdict

import pytest

from kernel.organizations.models import Role
from tests.matrix import tally
from tests.matrix.bodies import NEEDS_MORE
from tests.matrix.cells import Outcome, try_way
from tests.matrix.controls import why_not
from tests.matrix.keys import subject_key
from tests.matrix.people import ABSENT, VARIANTS, Viewer
from tests.matrix.table import Way, ways
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

PEOPLE = (
    "visitor", "citizen", "other citizen", "stranger", *Role.values, "other clerk", "other reviewer", "foreign clerk",
    "foreign reviewer", "foreign supervisor", "foreign citizen",
)  # fmt: skip


def variants_of(way: Way) -> tuple[str, ...]:
    return VARIANTS if way.subject else ("own",)


def complaint(way: Way, viewer: Viewer, variant: str, found: Outcome, absent: Outcome | None, key: str) -> str:
    """What is wrong with this cell; empty when it is as the register says."""
    said = f"{way.name} / {variant}: {found.status} {found.location}"
    if found.status >= 500:
        return f"{said}: the server failed"
    if not way.lets_in(viewer):
        if viewer.user is None:
            right = found.status in (401, 403) if way.api else found.to_sign_in
            return "" if right else f"{said}: a visitor was not asked to sign in"
        if not found.refused or found.changed:
            return f"{said}: passed, though not listed"
    elif way.subject and not viewer.sees(way.subject, variant):
        if found.gave(key):
            return f"{said}: passed, though it is not his to see"
        if found.changed:
            return f"{said}: changed something that is not his"
    elif way.door.name in NEEDS_MORE:
        return ""
    elif way.reads and not found.passed:
        return f"{said}: refused, though listed and his to see"
    elif not found.passed and (found.status == 404 or found.to_sign_in):
        return f"{said}: looks absent, though listed and his to see"
    hidden = way.subject and not viewer.sees(way.subject, variant)
    if hidden and absent is not None and not found.like(absent):
        return f"{said} ({len(found.content)} bytes): absent is {absent.status} ({len(absent.content)} bytes)"
    return ""


def shut_out(way: Way, viewer: Viewer, outcomes: dict[str, Outcome]) -> str:
    """The positive control of a role: listed and refused everywhere is as wrong as passing unlisted.

    Only of the first holder of each role, who stands where the role belongs; empty when all is well.
    """
    listed = way.door.audience in ("post", "citizen") and way.lets_in(viewer)
    if not listed or viewer.name not in (viewer.role, "citizen") or way.door.name in NEEDS_MORE:
        return ""
    his = [found for variant, found in outcomes.items() if not way.subject or viewer.sees(way.subject, variant)]
    through = any(found.passed for found in his)
    reason = why_not(way.namespace, way.word, viewer.role)
    if through:
        return f"{way.name}: {viewer.name} gets through, take him out of tests/matrix/controls.py" if reason else ""
    answers = [f"{found.status} {found.content[:120].decode(errors='ignore')}" for found in his]
    return "" if reason else f"{way.name}: {viewer.name} is listed and gets through nowhere {answers}"


@pytest.mark.parametrize("name", PEOPLE)
def test_each_passes_where_listed_and_nowhere_else(world: World, request: pytest.FixtureRequest, name: str) -> None:
    viewer = world.viewer(name)
    wrong, cells, controls = [], 0, 0
    for way in ways():
        if way.socket or way.door.name == "api_docs":
            continue
        outcomes = {variant: try_way(way, world, viewer, variant) for variant in variants_of(way)}
        cells += len(outcomes)
        for variant, found in outcomes.items():
            absent = outcomes.get(ABSENT) if variant != ABSENT else None
            key = str(subject_key(world, viewer, way.subject, variant, way.stage)) if way.subject else ""
            if said := complaint(way, viewer, variant, found, absent, key):
                wrong.append(said)
        controls += sum(found.passed for found in outcomes.values())
        if said := shut_out(way, viewer, outcomes):
            wrong.append(said)
    tally.count(request, "页面与接口", cells - controls)
    tally.count(request, "页面与接口放行", controls)
    assert not wrong, "\n".join(wrong)


def test_everyone_is_walked(world: World) -> None:
    assert {viewer.name for viewer in world.viewers} == set(PEOPLE)


def test_somebody_gets_through_every_door(world: World, request: pytest.FixtureRequest) -> None:
    """The positive control: a door that refuses everybody would make all its refusals meaningless."""
    shut = []
    for way in ways():
        if way.socket or way.door.name in ("api_docs", *NEEDS_MORE):
            continue
        tried: dict[str, int] = defaultdict(int)
        for viewer in world.viewers:
            if way.lets_in(viewer) and (not way.subject or viewer.sees(way.subject, viewer.unit)):
                found = try_way(way, world, viewer, viewer.unit)
                tried[f"{viewer.name} {found.status}"] += 1
                if found.passed:
                    break
        else:
            shut.append(f"{way.name}: {dict(tried)}")
        tally.count(request, "放行对照", sum(tried.values()))
    assert not shut, "\n".join(["give the door a stage and a body in tests/matrix/table.py", *shut])
