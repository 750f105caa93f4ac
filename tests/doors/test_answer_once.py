"""One key, one act: repeats get the first answer, refusals are not remembered, two at once take turns."""

import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from county_portal.tasks import forget_answers
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.doors.idempotency import MAX_KEY, Answer, KeyMalformed, KeyReused, StillRunning, forget, once
from kernel.doors.models import IdempotentAnswer
from kernel.doors.verbs import REPEATED_HEADER, form_body
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from tests.approvals.test_intake import receive
from tests.cast import Cast, local, user

ROUTE = "tests.act"


class Acts:
    """An act that counts how often it was done."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self) -> tuple[int, dict[str, Any]]:
        self.done += 1
        return 201, {"number": self.done}


@pytest.fixture
def act() -> Acts:
    return Acts()


@pytest.fixture
def person(db: None) -> User:
    return user("key_holder", "某*", staff_member=False)


def ask(act: Any, by: User | None, *, key: str = "k-1", body: bytes = b"a", route: str = ROUTE) -> Answer:
    return once(user=by, route=route, key=key, body=body, act=act)


def test_a_repeat_gets_the_first_answer_and_does_nothing(act: Acts, person: User) -> None:
    first, second = ask(act, person), ask(act, person)
    assert act.done == 1
    assert (first.status, first.body, first.repeated) == (201, {"number": 1}, False)
    assert (second.status, second.body, second.repeated) == (201, {"number": 1}, True)


def test_the_same_key_with_another_body_is_refused(act: Acts, person: User) -> None:
    ask(act, person)
    with pytest.raises(KeyReused):
        ask(act, person, body=b"b")
    assert act.done == 1


@pytest.mark.parametrize("other", ["key", "route", "user"])
def test_another_key_route_or_person_is_another_act(act: Acts, person: User, other: str) -> None:
    ask(act, person)
    match other:
        case "key":
            ask(act, person, key="k-2")
        case "route":
            ask(act, person, route="tests.other")
        case "user":
            ask(act, user("key_holder_2", "某*", staff_member=False))
    assert act.done == 2


def test_visitors_share_one_space_of_keys(act: Acts, db: None) -> None:
    assert not ask(act, None).repeated
    assert ask(act, None).repeated
    assert act.done == 1


def test_a_refusal_is_not_remembered(act: Acts, person: User) -> None:
    def refused() -> Any:
        raise Refusal

    with pytest.raises(Refusal):
        ask(refused, person)
    assert not IdempotentAnswer.objects.exists()
    assert not ask(act, person).repeated


def test_what_a_refused_act_wrote_is_taken_back(person: User) -> None:
    def half_done() -> Any:
        user("half", "某*", staff_member=False)
        raise Refusal

    with pytest.raises(Refusal):
        ask(half_done, person)
    assert not User.objects.filter(username="half").exists()


@pytest.mark.parametrize("key", ["", "x" * (MAX_KEY + 1), "a\x00b", "a\nb", "编号"])
def test_a_key_that_is_none_is_refused(act: Acts, person: User, key: str) -> None:
    with pytest.raises(KeyMalformed):
        ask(act, person, key=key)
    assert act.done == 0
    ask(act, person, key="x" * MAX_KEY)


def test_the_same_form_shown_again_is_the_same_body(rf: RequestFactory) -> None:
    facts = {"reason": "不办了", "idempotency_key": "k"}
    first = rf.post("/", facts | {"csrfmiddlewaretoken": "one"})
    again = rf.post("/", facts | {"csrfmiddlewaretoken": "two"})
    other = rf.post("/", facts | {"reason": "改了主意"})
    assert form_body(first) == form_body(again) != form_body(other)


class Together:
    """Two requests on two connections; the first holds its act open until it is let go."""

    def __init__(self, by: User) -> None:
        self.by, self.inside, self.go_on = by, threading.Event(), threading.Event()
        self.first: list[Answer] = []
        self.thread = threading.Thread(target=self._run)

    def _slow(self) -> tuple[int, dict[str, Any]]:
        self.inside.set()
        assert self.go_on.wait(30)
        return 200, {"by": "first"}

    def _run(self) -> None:
        try:
            self.first.append(ask(self._slow, self.by))
        finally:
            connection.close()


@pytest.fixture
def together(transactional_db: None) -> Iterator[Together]:
    pair = Together(user("key_holder", "某*", staff_member=False))
    pair.thread.start()
    assert pair.inside.wait(30)
    yield pair
    pair.go_on.set()
    pair.thread.join(30)


def test_the_second_waits_and_gets_the_answer_of_the_first(together: Together, act: Acts) -> None:
    threading.Timer(0.3, together.go_on.set).start()
    second = ask(act, together.by)
    together.thread.join(30)
    assert (second.body, second.repeated, act.done) == ({"by": "first"}, True, 0)
    assert together.first[0].body == second.body


def test_the_second_does_not_wait_for_ever(together: Together, act: Acts) -> None:
    began = time.monotonic()
    with pytest.raises(StillRunning) as refusal:
        ask(act, together.by)
    assert 1.5 < time.monotonic() - began < 20
    assert refusal.value.status == 409 and act.done == 0
    # another key does not wait at all
    assert not ask(act, together.by, key="k-2").repeated


def test_a_verb_of_the_api_is_done_once(cast: Cast, client: Client) -> None:
    case = receive(cast)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:accept", args=[case.number])
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    first = client.post(path, {}, content_type="application/json", headers=headers)
    entries = Entry.objects.count()
    second = client.post(path, {}, content_type="application/json", headers=headers)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert REPEATED_HEADER not in first and second[REPEATED_HEADER] == "true"
    assert Entry.objects.count() == entries
    other = client.post(path, {"x": 1}, content_type="application/json", headers=headers)
    assert other.status_code == 422 and other.json()["code"] == "idempotency_key_reused"


def test_a_key_is_of_one_address_alone(cast: Cast, client: Client) -> None:
    """The same key and body on another case of the same route is not taken for a repeat."""
    one, two = receive(cast), receive(cast)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    answers = [
        client.post(
            reverse("approvals_api:accept", args=[case.number]), {}, content_type="application/json", headers=headers
        )
        for case in (one, two)
    ]
    assert [answer.status_code for answer in answers] == [200, 422]
    assert Case.objects.get(pk=two.pk).state == "received"


def test_an_old_answer_is_forgotten_and_a_younger_one_kept(person: User, act: Acts) -> None:
    ask(act, person, key="old")
    ask(act, person, key="new")
    IdempotentAnswer.objects.filter(key="old").update(created_at=local(2026, 9, 1))
    forget_answers()
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["new"]
    assert not ask(act, person, key="old").repeated and ask(act, person, key="new").repeated
    assert forget(before=local(2026, 9, 1)) == 0
