"""A word per organisation, its numbers and its people: looked for in everything that anybody else is shown."""

import json
import re
import uuid

import pytest
from django.urls import reverse

from tests.matrix import tally
from tests.matrix.bodies import PERSON
from tests.matrix.cells import ask
from tests.matrix.people import OWN, VARIANTS, Viewer
from tests.matrix.table import Way, address, ways
from tests.matrix.test_rights import PEOPLE
from tests.matrix.world import Unit, World

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]


def hidden_from(viewer: Viewer, world: World) -> list[Unit]:
    """Units of whose matters this person may not read a word."""
    return [
        unit
        for unit in world.units.values()
        if not any(viewer.sees(subject, unit.name) for subject in ("case", "card", "spot_notice", "draft"))
    ]


def secrets_hidden_from(viewer: Viewer, world: World) -> set[str]:
    """Every word of these units' matters, and what names an errand or a bag he has no part in."""
    units = hidden_from(viewer, world)
    words = set().union(*(unit.secrets() for unit in units))
    roads = [unit.country for unit in units if not any(viewer.sees(each, unit.name) for each in ("errand", "bag"))]
    return words.union(*(country.words() for country in roads if country is not None))


def searches(path: str, units: list[Unit]) -> list[str]:
    """The list itself, the list with every filter open, and searches for what must not be found."""
    wanted = [f"{path}?q={unit.cases['accepted'].number}&state=all" for unit in units]
    wanted += [f"{path}?organization={unit.organization.code}&q={unit.canary}&state=all" for unit in units]
    return [path, f"{path}?state=all&days=365&page_size=200", *wanted]


def lists(world: World, viewer: Viewer) -> list[tuple[Way, str]]:
    return [
        (way, address(way, world, viewer, OWN))
        for way in ways()
        if way.reads and not way.socket and not way.subject and way.lets_in(viewer) and way.door.name != "api_docs"
    ]


def names_in(content: bytes, words: set[str], asked: str) -> set[str]:
    """Which of the words the answer holds; what the asker typed himself may come back to him.

    A short number such as a draft's stands alone: inside a page's random tokens it says nothing.
    """
    text = content.decode("utf-8", errors="ignore")
    # JSON writes Chinese as it is; a page may write it in an address
    found = {word for word in words if word in text and word not in asked}
    return {word for word in found if not word.isascii() or re.search(rf"(?<![\w+/=-]){word}(?![\w+/=-])", text)}


LOOKERS = (
    "visitor", "stranger", "citizen", "window_clerk", "department_head", "participant_handler", "hall_manager",
    "supervision_office", "discipline_inspection", "town_clerk", "hotline_operator", "other clerk",
    "foreign supervisor", "foreign citizen",
)  # fmt: skip


@pytest.mark.parametrize("name", LOOKERS)
def test_no_list_and_no_search_shows_anothers(world: World, request: pytest.FixtureRequest, name: str) -> None:
    """Nor anybody's whole name: lists and pages mask it, the applicant's own pages too."""
    viewer = world.viewer(name)
    units = hidden_from(viewer, world)
    hidden = secrets_hidden_from(viewer, world) | {unit.applicant.name for unit in world.units.values()}
    found, cells = [], 0
    for way, path in lists(world, viewer):
        for asked in searches(path, units):
            answer = ask(viewer, "GET", asked)
            cells += 1
            leaked = names_in(answer.content, hidden, asked)
            if leaked or answer.status >= 500:
                found.append(f"{way.name} {asked}: {answer.status} {sorted(leaked)}")
    tally.count(request, "金丝雀", cells)
    assert cells > 20
    assert not found, "\n".join(found)


def test_the_canaries_are_seen_where_they_may_be(world: World) -> None:
    """Otherwise nothing would be proved by not finding them."""
    for name, unit in (("reviewer", OWN), ("supervision_office", "other"), ("foreign supervisor", "foreign")):
        viewer, here = world.viewer(name), world.units[unit]
        case = here.cases["accepted"].number
        assert case.encode() in ask(viewer, "GET", reverse("approvals_api:cases") + "?page_size=200").content, name
        assert here.canary.encode() in ask(viewer, "GET", reverse("approvals:case", args=[case])).content, name
        cards = ask(viewer, "GET", reverse("ethics_monitor_api:cards") + "?state=all&page_size=200").content
        if unit != OWN:
            assert here.cards["issued"].number.encode() in cards, name


@pytest.mark.parametrize("name", ["admin_system", "admin_security", "admin_audit"])
def test_the_three_administrators_see_no_case_anywhere(world: World, request: pytest.FixtureRequest, name: str) -> None:
    viewer = world.viewer(name)
    secrets = set().union(*(unit.secrets() for unit in world.units.values()))
    for way in ways():
        if way.socket or way.door.name == "api_docs" or not way.reads:
            continue
        path = address(way, world, viewer, OWN)
        answer = ask(viewer, "GET", path)
        tally.count(request, "金丝雀", 1)
        assert names_in(answer.content, secrets, path) == set(), way.name


@pytest.mark.parametrize("name", PEOPLE)
def test_no_address_of_a_matter_tells_of_it(world: World, request: pytest.FixtureRequest, name: str) -> None:
    """Case, card, file, download, letter, slip: whoever goes to another's address learns nothing by the answer."""
    viewer = world.viewer(name)
    hidden = secrets_hidden_from(viewer, world)
    found, cells = [], 0
    for way in ways():
        if way.socket or not way.reads or not way.subject:
            continue
        for variant in VARIANTS:
            path = address(way, world, viewer, variant)
            answer = ask(viewer, "GET", path)
            cells += 1
            leaked = names_in(answer.content, hidden, path) | names_in(str(answer.headers).encode(), hidden, path)
            if leaked or answer.status >= 500:
                found.append(f"{way.name} {path}: {answer.status} {sorted(leaked)}")
    tally.count(request, "金丝雀", cells)
    assert cells > 20
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_search_by_post_tells_of_anothers(world: World, request: pytest.FixtureRequest, name: str) -> None:
    """A person's document at the counter, a number with a wrong code: whoever asks, of everybody."""
    viewer = world.viewer(name)
    hidden = set().union(*(unit.secrets() for unit in hidden_from(viewer, world)))
    found = []
    for unit in world.units.values():
        number, person = unit.cases["accepted"].number, unit.applicant
        # whole names and telephones are nobody's to be told by a look-up
        words = hidden | {unit.applicant.name, str(person.phone)}
        code = f"{(int(unit.cases['accepted'].query_code) + 1) % 1_000_000:06d}"
        document = {"id_kind": person.id_kind, "id_number": person.id_number}
        facts = {"number": number, "code": code}
        in_json = {"data": json.dumps(facts), "content_type": "application/json"}
        for route, more in (
            ("approvals:person", {"data": document}),
            ("track", {"data": facts}),
            ("approvals_api:track", in_json),
            *(("look_up", {"data": {"q": typed}}) for typed in (number, person.id_number, person.name)),
            ("roof_api:look_up", {"data": json.dumps({"text": number}), "content_type": "application/json"}),
        ):
            answer = ask(viewer, "POST", reverse(route), **more)
            tally.count(request, "金丝雀", 1)
            leaked = names_in(answer.content, words, str(more))
            if leaked or answer.status >= 500 or answer.changed:
                found.append(f"{route} of {unit.name}: {answer.status} {sorted(leaked)}")
    assert not found, "\n".join(found)


def test_the_counter_finds_whom_it_asks_for(world: World) -> None:
    """Otherwise nothing would be proved by the searches above."""
    person = world.units["other"].applicant
    answer = ask(
        world.viewer("window_clerk"), "POST", reverse("approvals:person"),
        data={"id_kind": person.id_kind, "id_number": person.id_number},
    )  # fmt: skip
    assert answer.status == 200 and person.name_masked in answer.content.decode()


@pytest.mark.parametrize("name", ["citizen", "reviewer", "admin_system"])
def test_a_document_tells_nothing_to_who_stands_at_no_window(world: World, name: str) -> None:
    """The answer to a document number would say whether, and under which name, a person is known here."""
    viewer, unit = world.viewer(name), world.units[OWN]
    known = dict(PERSON) | {"id_number": "990101198309270015"}
    answers = []
    for person in (known, dict(PERSON)):
        facts = {"window": unit.window.code, "item": unit.item.item.code, "person": person, "values": unit.form}
        body = json.dumps(facts | {"materials": []})
        more = {"content_type": "application/json", "headers": {"Idempotency-Key": uuid.uuid4().hex}}
        answers.append(ask(viewer, "POST", reverse("approvals_api:receive"), data=body, **more))
    assert [answer.status for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content
