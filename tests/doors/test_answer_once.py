"""One key, one act: repeats get the first answer, refusals are not remembered, two at once take turns."""

import hashlib
import threading
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from county_portal.tasks import forget_answers
from kernel.accounts.models import User
from kernel.accounts.rotation import encrypted_columns
from kernel.cases.models import Case
from kernel.doors.idempotency import MAX_KEY, Answer, KeyMalformed, KeyReused, StillRunning, forget, once
from kernel.doors.models import IdempotentAnswer
from kernel.doors.verbs import REPEATED_HEADER, form_body
from kernel.ledger.models import Entry
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Window
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


@pytest.mark.long
def test_the_second_waits_and_gets_the_answer_of_the_first(together: Together, act: Acts) -> None:
    threading.Timer(0.3, together.go_on.set).start()
    second = ask(act, together.by)
    together.thread.join(30)
    assert (second.body, second.repeated, act.done) == ({"by": "first"}, True, 0)
    assert together.first[0].body == second.body


@pytest.mark.long
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


def test_nothing_is_remembered_before_the_act_is_done(person: User) -> None:
    """The row would be a write before the subject's lock, and two acts could wait for each other."""

    def looks_around() -> tuple[int, dict[str, Any]]:
        return 200, {"rows": IdempotentAnswer.objects.count()}

    assert ask(looks_around, person).body == {"rows": 0}
    assert IdempotentAnswer.objects.count() == 1


def test_it_is_written_after_the_lock_of_the_subject_and_the_act(cast: Cast, client: Client) -> None:
    case = receive(cast)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:accept", args=[case.number])
    with CaptureQueriesContext(connection) as heard:
        client.post(path, {}, content_type="application/json", headers={"Idempotency-Key": uuid.uuid4().hex})
    said = [query["sql"] for query in heard.captured_queries]
    lock = next(place for place, sql in enumerate(said) if '"cases_case"' in sql and " FOR " in sql)
    entry = next(place for place, sql in enumerate(said) if "ledger_entry" in sql and "INSERT" in sql)
    written = [place for place, sql in enumerate(said) if "doors_idempotentanswer" in sql and "SELECT" not in sql[:7]]
    assert lock < entry < written[0] and len(written) == 1


def test_a_repeat_is_answered_though_its_input_would_not_do_any_more(cast: Cast, client: Client) -> None:
    """What the first one named may have changed since."""
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    person = {"kind": "natural", "name": "周小宁", "id_kind": "resident_id", "id_number": "990101199302020026"}
    facts = {"window": cast.window.code, "item": cast.item.item.code, "person": person | {"phone": "16100000009"}}
    facts |= {"values": {"premises": "人民路 18 号", "area": "120"}, "materials": ["m1", "m2", "m3"]}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    path = reverse("approvals_api:receive")
    first = client.post(path, facts, content_type="application/json", headers=headers)
    assert first.status_code == 201, first.content
    Window.objects.filter(code=cast.window.code).update(code="gone")
    again = client.post(path, facts, content_type="application/json", headers=headers)
    assert (again.status_code, again.json()) == (201, first.json()) and again[REPEATED_HEADER] == "true"
    fresh = {"Idempotency-Key": uuid.uuid4().hex}
    assert client.post(path, facts, content_type="application/json", headers=fresh).status_code == 422


def test_a_refused_input_is_not_remembered(cast: Cast, client: Client) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    path = reverse("approvals_api:refuse", args=[receive(cast).number])
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    assert client.post(path, {}, content_type="application/json", headers=headers).status_code == 422
    assert not IdempotentAnswer.objects.exists()


def test_what_is_remembered_lies_in_no_row_in_the_clear(person: User) -> None:
    told = {"query_code": "730154", "name": "990101195604120024.pdf", "words": "人民路"}

    def act() -> tuple[int, dict[str, Any]]:
        return 201, told

    first, second = ask(act, person, body=b"730154"), ask(act, person, body=b"730154")
    assert first.body == second.body == told and list(second.body) == list(told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM doors_idempotentanswer AS t")
        row = cursor.fetchone()[0]
    digest = hashlib.sha256(b"730154").hexdigest()
    assert not [word for word in (*told.values(), "query_code", digest) if word in row]
    places = {column.place for column in encrypted_columns()}
    assert {"doors.idempotentanswer.answer", "doors.idempotentanswer.body_hash"} <= places


def test_an_old_answer_is_forgotten_and_a_younger_one_kept(person: User, act: Acts) -> None:
    ask(act, person, key="old")
    ask(act, person, key="new")
    IdempotentAnswer.objects.filter(key="old").update(created_at=local(2026, 9, 1))
    forget_answers()
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["new"]
    assert not ask(act, person, key="old").repeated and ask(act, person, key="new").repeated
    assert forget(before=local(2026, 9, 1)) == 0
