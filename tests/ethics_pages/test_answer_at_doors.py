"""Each verb of a card through its page and through the API: done by whose it is, refused to others in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from django.urls import reverse

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.verbs import VERBS
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.ethics_pages.conftest import Act, client_of

pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Way:
    """How a verb succeeds: from which state, by whom, with which words, and where the card is then."""

    who: str
    before: tuple[str, ...]
    then: str
    says: Mapping[str, str] = field(default_factory=dict)
    not_by: str = "reviewer"


SAID = "已补作决定，今后每日核对"
WAYS = {
    "confirm": Way("supervisor", (), "issued"),
    "dismiss": Way("supervisor", (), "dismissed", {"reason": "决定书日期在期限内"}),
    "acknowledge": Way("reviewer", ("confirm",), "acknowledged", not_by="supervisor"),
    "report": Way("department_head", ("confirm", "acknowledge"), "reported", {"text": SAID}, "supervisor"),
    "close": Way("supervisor", ("confirm", "acknowledge", "report"), "closed"),
    "return": Way("supervisor", ("confirm", "acknowledge", "report"), "returned", {"reason": "没有写原因"}),
    "take-over": Way("inspector", (), "to_verify", {"reason": "反复超期"}, "supervisor"),
    "propose-revocation": Way("supervisor", ("confirm",), "issued", {"reason": "系统故障"}),
    "confirm-revocation": Way("second_supervisor", ("confirm", "propose-revocation"), "revoked"),
    "decline-revocation": Way("second_supervisor", ("confirm", "propose-revocation"), "issued", {"reason": "日志正常"}),
}


def bring(card: Card, cast: Cast, steps: tuple[str, ...]) -> None:
    """Take the card to where the verb begins, by the actions themselves."""
    for step in steps:
        way = WAYS[step]
        VERBS[step].act(number=card.number, by=getattr(cast, way.who), **way.says)


def test_every_verb_is_tried() -> None:
    assert set(WAYS) == set(VERBS)


@pytest.mark.parametrize("verb", WAYS)
def test_the_page_does_it_and_goes_back_to_the_card(verb: str, red: Card, cast: Cast, act_as: Act) -> None:
    way = WAYS[verb]
    bring(red, cast, way.before)
    entries = Entry.objects.of(red.ledger_subject).count()
    answer = act_as(getattr(cast, way.who), red.number, verb, **way.says)
    assert (answer.status_code, answer["Location"]) == (302, reverse("ethics_monitor:card", args=[red.number]))
    red.refresh_from_db()
    assert red.state == way.then
    assert Entry.objects.of(red.ledger_subject).count() == entries + 1


@pytest.mark.parametrize("verb", WAYS)
def test_the_api_does_it_and_answers_with_the_card(verb: str, red: Card, cast: Cast, call_as: Act) -> None:
    way = WAYS[verb]
    bring(red, cast, way.before)
    answer = call_as(getattr(cast, way.who), red.number, verb, **way.says)
    assert (answer.status_code, answer.json()["state"]) == (200, way.then)
    assert answer.json()["number"] == red.number


@pytest.mark.parametrize("verb", WAYS)
def test_whose_it_is_not_is_told_so(verb: str, red: Card, cast: Cast, act_as: Act, call_as: Act) -> None:
    way = WAYS[verb]
    bring(red, cast, way.before)
    before = Entry.objects.of(red.ledger_subject).count()
    who = getattr(cast, way.not_by)
    page, api = act_as(who, red.number, verb, **way.says), call_as(who, red.number, verb, **way.says)
    assert page.status_code == 403 and "没有办成" in page.content.decode()
    assert (api.status_code, api.json()["code"]) == (403, "not_your_post")
    assert Entry.objects.of(red.ledger_subject).count() == before


@pytest.mark.parametrize("verb", WAYS)
def test_anothers_card_and_no_card_look_the_same(verb: str, red: Card, cast: Cast, act_as: Act, call_as: Act) -> None:
    says = WAYS[verb].says
    for act in (act_as, call_as):
        for who in (cast.other_clerk, cast.administrator, cast.stranger):
            foreign = act(who, red.number, verb, **says)
            absent = act(who, "JC202609189999999", verb, **says)
            assert foreign.status_code == absent.status_code and foreign.status_code in (403, 404)
            if act is call_as:
                assert (foreign.status_code, foreign.json()) == (404, absent.json())
    assert Entry.objects.of(red.ledger_subject).count() == 1


@pytest.mark.parametrize("verb", [verb for verb, way in WAYS.items() if way.says])
def test_without_words_it_is_refused(verb: str, red: Card, cast: Cast, act_as: Act, call_as: Act) -> None:
    way = WAYS[verb]
    bring(red, cast, way.before)
    blank = dict.fromkeys(way.says, "  ")
    before = Entry.objects.of(red.ledger_subject).count()
    for act in (act_as, call_as):
        answer = act(getattr(cast, way.who), red.number, verb, **blank)
        assert answer.status_code == 422 and "请写明" in answer.content.decode()
    too_long = dict.fromkeys(way.says, "长" * 2_001)
    assert act_as(getattr(cast, way.who), red.number, verb, **too_long).status_code == 422
    assert call_as(getattr(cast, way.who), red.number, verb, **too_long).json()["code"] == "invalid"
    assert Entry.objects.of(red.ledger_subject).count() == before


def test_out_of_turn_it_says_where_the_card_is(red: Card, cast: Cast, act_as: Act, call_as: Act) -> None:
    for act in (act_as, call_as):
        answer = act(cast.supervisor, red.number, "close")
        assert answer.status_code == 409 and "提请核实" in answer.content.decode()


def test_a_form_sent_twice_acts_once(red: Card, cast: Cast) -> None:
    client, path = client_of(cast.supervisor), reverse("ethics_monitor:verb", args=[red.number, "confirm"])
    first = client.post(path, {"idempotency_key": "k-1"})
    second = client.post(path, {"idempotency_key": "k-1"})
    assert first["Location"] == second["Location"]
    assert Entry.objects.of(red.ledger_subject).count() == 2


def test_a_call_without_a_key_is_refused(red: Card, cast: Cast) -> None:
    path = reverse("ethics_monitor_api:confirm", args=[red.number])
    answer = client_of(cast.supervisor).post(path, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


def test_nobody_signed_in_is_sent_to_sign_in(red: Card, act_as: Act, call_as: Act) -> None:
    assert "/account/login/" in act_as(None, red.number, "confirm")["Location"]
    assert call_as(None, red.number, "confirm").status_code in (401, 403)


def test_a_verb_there_is_not(red: Card, cast: Cast, act_as: Act) -> None:
    assert act_as(cast.supervisor, red.number, "destroy").status_code == 404


def test_after_taking_over_only_the_discipline_organ_verifies(red: Card, cast: Cast, act_as: Act) -> None:
    actions.take_over(number=red.number, by=cast.inspector, reason="反复超期")
    refused = act_as(cast.supervisor, red.number, "confirm")
    assert refused.status_code == 403 and "提级" in refused.content.decode()
    assert act_as(cast.inspector, red.number, "confirm").status_code == 302


def test_a_report_without_substance_is_refused_in_words(red: Card, cast: Cast, act_as: Act, call_as: Act) -> None:
    bring(red, cast, ("confirm", "acknowledge"))
    for act in (act_as, call_as):
        answer = act(cast.reviewer, red.number, "report", text="已整改。")
        assert answer.status_code == 422 and "至少 10 个字" in answer.content.decode()
    red.refresh_from_db()
    assert (red.state, red.rectification) == ("acknowledged", "")
