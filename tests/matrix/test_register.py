"""The register and the routes are the same list."""

import pytest

from kernel.doors.routes import all_doors
from kernel.organizations.models import Role
from tests.matrix import tally
from tests.matrix.table import VERBS_OF, routes, ways

pytestmark = pytest.mark.matrix

# only where the portal runs as a demonstration or for development
DEMO_ONLY = {"api_docs"}


def test_every_route_is_listed(request: pytest.FixtureRequest) -> None:
    listed = {door.name for door in all_doors()}
    tally.count(request, "路由", len(routes()))
    assert set(routes()) - listed == set(), "list them in the doors.py of their app"


def test_every_listed_door_is_a_route() -> None:
    listed = {door.name for door in all_doors()}
    assert listed - set(routes()) - DEMO_ONLY == set()


def test_a_door_says_who_may_pass_in_words_that_exist() -> None:
    for door in all_doors():
        assert set(door.roles) <= set(Role.values), door.name
        assert set(door.methods) <= {"GET", "HEAD", "POST"}, door.name
        assert ("GET" in door.methods) == ("HEAD" in door.methods), door.name


def test_a_subject_stands_in_the_address() -> None:
    for door in all_doors():
        if door.name in routes():
            assert bool(door.subject) <= bool(routes()[door.name]), door.name


def test_a_door_with_a_verb_in_its_address_says_which() -> None:
    assert {name for name, parts in routes().items() if "verb" in parts} == set(VERBS_OF)
    assert len({way.name for way in ways()}) == len(ways())
