"""/api/v1/cards/: the list, one card, the schema."""

import pytest
from django.urls import reverse

from ethics_monitor import actions
from ethics_monitor.models import Card
from tests.cast import Cast
from tests.ethics_monitor.conftest import Matters
from tests.ethics_pages.conftest import Open, client_of, late_matter

LIST, CARD = "ethics_monitor_api:cards", "ethics_monitor_api:card"


def test_everyone_lists_what_his_posts_see(red: Card, cast: Cast, open_as: Open) -> None:
    for who in (cast.supervisor, cast.inspector, cast.reviewer, cast.clerk):
        assert [row["number"] for row in open_as(who, LIST).json()["results"]] == [red.number]
    for who in (cast.other_clerk, cast.administrator, cast.citizen):
        assert open_as(who, LIST).json()["results"] == []
    assert open_as(None, LIST).status_code in (401, 403)


def test_filters_are_those_of_the_page(matters: Matters, cast: Cast, open_as: Open) -> None:
    yellow, red = late_matter(matters)
    assert [row["number"] for row in open_as(cast.supervisor, LIST, colour="red").json()["results"]] == [red.number]
    rows = open_as(cast.supervisor, LIST, rule="T02", state="all").json()["results"]
    assert [row["number"] for row in rows] == [yellow.number]


def test_one_card_with_its_evidence(red: Card, cast: Cast, open_as: Open) -> None:
    actions.confirm(number=red.number, by=cast.supervisor)
    body = open_as(cast.reviewer, CARD, red.number).json()
    assert body["inputs"]["chain"]["hash"] == body["evidence"][-1]["hash"]
    assert [entry["type"] for entry in body["history"]] == [
        "ethics_monitor.card_issued", "ethics_monitor.card_confirmed",
    ]  # fmt: skip
    assert body["lawful"] == ["acknowledge", "revoke"] and len(body["terms"]) == 1


@pytest.mark.parametrize("who", ["other_clerk", "administrator", "citizen"])
def test_anothers_card_and_no_card_look_the_same(red: Card, cast: Cast, open_as: Open, who: str) -> None:
    user = getattr(cast, who)
    foreign, absent = open_as(user, CARD, red.number), open_as(user, CARD, "JC202609189999999")
    assert (foreign.status_code, foreign.json()) == (404, absent.json())


def test_the_schema_says_what_each_verb_does(cast: Cast) -> None:
    schema = client_of(cast.supervisor).get(reverse("api_schema"), {"format": "json"}).json()
    confirm = schema["paths"]["/api/v1/cards/{number}/confirm/"]["post"]
    assert confirm["operationId"] == "card_confirm" and confirm["description"]
    assert any(each["name"] == "Idempotency-Key" for each in confirm["parameters"])
    listed = {each["name"] for each in schema["paths"]["/api/v1/cards/"]["get"]["parameters"]}
    assert {"colour", "state", "rule", "organization", "days", "age", "q"} <= listed
