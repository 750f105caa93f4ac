"""At every door: a wrong method, a form without its token, a binding act without its key."""

import pytest

from tests.matrix import tally
from tests.matrix.bodies import NEEDS_MORE
from tests.matrix.cells import ask, try_way
from tests.matrix.people import OWN, SHOWN_ERRORS, Viewer
from tests.matrix.table import Way, address, body, ways
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")
# allauth's class-based views take a POST that they do not need; all of them show a page and change nothing
OF_ALLAUTH = ("account_", "usersessions_", "mfa_")


def doors() -> list[Way]:
    return [way for way in ways() if not way.socket and way.door.name != "api_docs"]


def control(way: Way, world: World) -> Viewer:
    viewer = way.control(world)
    assert viewer is not None, way.name
    return viewer


def test_methods_that_are_not_listed_are_refused(world: World, request: pytest.FixtureRequest) -> None:
    wrong = []
    for way in doors():
        viewer = control(way, world)
        path = address(way, world, viewer, viewer.unit)
        for method in EVERY:
            if method in way.door.methods or way.door.name.startswith(OF_ALLAUTH):
                continue
            found = ask(viewer, method, path)
            tally.count(request, "方法", 1)
            if found.status != 405 or found.changed:
                wrong.append(f"{method} {way.name}: {found.status}")
    assert not wrong, "\n".join(wrong)


def test_trace_is_refused_everywhere(world: World, request: pytest.FixtureRequest) -> None:
    visitor = world.viewer("visitor")
    for way in doors():
        for viewer in (visitor, control(way, world)):
            found = ask(viewer, "TRACE", address(way, world, viewer, OWN))
            tally.count(request, "方法", 1)
            assert found.status in (401, 403, 405) or found.to_sign_in, f"{way.name}: {found.status}"


def test_head_says_what_get_says_without_a_body(world: World, request: pytest.FixtureRequest) -> None:
    wrong = []
    for way in doors():
        if not way.reads or way.door.name in NEEDS_MORE:
            continue
        viewer = control(way, world)
        path = address(way, world, viewer, viewer.unit)
        read, head = ask(viewer, "GET", path), ask(viewer, "HEAD", path)
        tally.count(request, "方法", 1)
        if (head.status, head.headers.get("Content-Type")) != (read.status, read.headers.get("Content-Type")):
            wrong.append(f"{way.name}: HEAD {head.status}, GET {read.status}")
    assert not wrong, "\n".join(wrong)


def test_options_tell_nothing_of_a_subject(world: World, request: pytest.FixtureRequest) -> None:
    wrong = []
    for way in doors():
        viewer = control(way, world)
        found = ask(viewer, "OPTIONS", address(way, world, viewer, viewer.unit))
        tally.count(request, "方法", 1)
        if found.status >= 500 or found.changed or world.units[OWN].canary.encode() in found.content:
            wrong.append(f"{way.name}: {found.status}")
    assert not wrong, "\n".join(wrong)


def test_a_post_without_its_token_changes_nothing(world: World, request: pytest.FixtureRequest) -> None:
    wrong = []
    for way in doors():
        if way.reads and "POST" not in way.door.methods:
            continue
        viewer = control(way, world)
        # the session is what a foreign page would borrow; without one there is nothing to forge
        if way.api and viewer.user is None:
            continue
        if way.reads:
            found = ask(viewer, "POST", address(way, world, viewer, viewer.unit), strict=True)
        else:
            found = try_way(way, world, viewer, viewer.unit, strict=True)
        tally.count(request, "令牌", 1)
        if found.status != 403 or found.changed:
            wrong.append(f"{way.name}: {found.status}")
    assert not wrong, "\n".join(wrong)


def test_a_binding_act_without_its_key_changes_nothing(world: World, request: pytest.FixtureRequest) -> None:
    wrong = []
    for way in doors():
        if not way.door.binding:
            continue
        for viewer in world.viewers:
            if way.lets_in(viewer) and (not way.subject or viewer.sees(way.subject, viewer.unit)):
                # a page with a form is read by the same address: here its form is sent
                path = address(way, world, viewer, viewer.unit)
                found = (
                    ask(viewer, "POST", path, **body(way, world, viewer, key=""))
                    if way.reads
                    else try_way(way, world, viewer, viewer.unit, keyed=False)
                )
                tally.count(request, "编号", 1)
                if found.status != 400 or found.changed:
                    wrong.append(f"{way.name} as {viewer.name}: {found.status}")
                break
        else:
            wrong.append(f"{way.name}: nobody may pass")
    assert not wrong, "\n".join(wrong)


def test_every_unsafe_door_that_counts_is_binding_or_says_why() -> None:
    """An act without a key may happen twice; these are the ones for which that is no harm."""
    twice_is_once = {
        "approvals:person": "a look-up",
        "approvals_api:person": "a look-up",
        "look_up": "a look-up",
        "roof_api:look_up": "a look-up",
        "approvals:batch_read": "a look at a file",
        "approvals:reveal": "each asking is a line of the access log",
        "approvals_api:reveal": "each asking is a line of the access log",
        "outbox_open": "each asking is a line of the access log",
        "roof_api:outbox_open": "each asking is a line of the access log",
        "call_dial": "each asking is a line of the access log",
        "roof_api:call_dial": "each asking is a line of the access log",
        "ethics_monitor:pattern_agent": "each asking is a line of the access log",
        "ethics_monitor_api:pattern_agent": "each asking is a line of the access log",
        "apply_save": "autosave: the latest text wins",
        "apply_upload": "the same bytes are taken once",
        "apply_remove": "what is gone stays gone",
        "approvals:scan": "the same bytes are taken once",
        "track_upload": "the same bytes are taken once",
        "track_remove": "what is gone stays gone",
        "civic_service:file": "a packet bears its own key",
        "civic_service:bring": "a packet bears its own key",
        "civic_service:errand_dial": "each asking is a line of the access log",
        "civic_service_api:dial": "each asking is a line of the access log",
        "civic_service:errand_paper": "the same photograph is taken once",
        "civic_service_api:piece": "a piece says where it belongs",
        "take_over": "what is taken over stays so",
        "roof_api:take_over": "what is taken over stays so",
        "notice_read": "read is read",
        "track": "a look-up",
        "approvals_api:track": "a look-up",
        "my_info_change": "the same contact again is no change",
        "roof_api:my_info_change": "the same contact again is no change",
        "activate": "a slip is used up",
        "roof_api:activate": "a slip is used up",
        "approvals_api:track_papers": "a look-up",
        "set_language": "a cookie",
        "workshop_preview": "a look at what was typed",
    }
    loose = {
        way.door.name
        for way in doors()
        if "POST" in way.door.methods and not way.door.binding and not way.door.name.startswith(OF_ALLAUTH)
    }
    assert loose == set(twice_is_once)
    assert set(SHOWN_ERRORS) <= {way.door.name for way in doors()}
