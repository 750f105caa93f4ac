"""A document's and a telephone's number on their way through the house: afterwards they are nowhere in the clear.

Typed where they belong, and where people type them by mistake; then every row, key, value, line and address is read.
"""

import json
import logging
import uuid
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from kernel.doors.logs import OneLine
from kernel.ledger.models import Entry
from kernel.notices import live
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Delivery
from tests.cast import Cast
from tests.documents.samples import PDF

NUMBER, PHONE = "990101195604120024", "13812349876"
# without the check character too: a search for the whole would overlook a part cut off
HEARD = (NUMBER, NUMBER[:17], PHONE)
PERSON = {"kind": "natural", "name": "李桂兰", "id_kind": "resident_id", "id_number": NUMBER, "phone": PHONE}
FORM = {"premises": "人民路 18 号", "area": "120"}


class Overheard:
    """A channel layer that only listens."""

    def __init__(self, heard: list[str]) -> None:
        self.heard = heard

    async def group_send(self, group: str, message: Any) -> None:
        self.heard.append(str((group, message)))


@pytest.fixture
def said(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is shouted to workers and open pages; limits are this test's own."""
    heard: list[str] = []
    settings.MEDIA_ROOT = tmp_path
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}
    monkeypatch.setattr(current_app, "send_task", lambda *args, **more: heard.append(str((args, more))))
    monkeypatch.setattr(live, "get_channel_layer", lambda: Overheard(heard))
    caplog.set_level(logging.DEBUG)
    return heard


class Walk:
    """A browser that notes every address and every page that says no."""

    def __init__(self, user: Any = None) -> None:
        self.client = Client(raise_request_exception=False)
        self.noted: list[str] = []
        if user is not None:
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def send(self, path: str, facts: dict[str, Any], *, api: bool = False) -> Any:
        key = uuid.uuid4().hex
        more: dict[str, Any] = {"headers": {"Idempotency-Key": key}}
        body: Any = {**facts, "idempotency_key": key}
        if api:
            body, more["content_type"] = json.dumps(facts), "application/json"
        answer = self.client.post(path, body, **more)
        self.noted += [answer.request["PATH_INFO"], answer.request["QUERY_STRING"], answer.get("Location", "")]
        if answer.status_code >= 500:
            self.noted.append(answer.content.decode())
        return answer


def at_the_window(cast: Cast, walk: Walk) -> str:
    """Looked up, received by page and API, told on the spot; the number of the case."""
    walk.send("/hall/person/", {"id_kind": "resident_id", "id_number": NUMBER})
    for typed in (NUMBER, PHONE):
        walk.send("/find/", {"q": typed})
        walk.send(reverse("roof_api:look_up"), {"text": typed}, api=True)
    here = {"window": cast.window.code, "item": cast.item.item.code, "person": PERSON}
    facts = here | {"values": FORM, "materials": ["m1", "m2", "m3"]}
    received = walk.send(reverse("approvals_api:receive"), facts, api=True)
    assert received.status_code == 201, received.content
    told = walk.send(reverse("approvals_api:tell"), here | {"missing": ["m2"]}, api=True)
    assert told.status_code == 201, told.content
    fields = {f"field_{name}": value for name, value in FORM.items()} | {"material": ["m1", "m2", "m3"]}
    flat = {"window": cast.window.code, "item": cast.item.item.code, "do": "receive", "delivery": "window"}
    assert walk.send("/hall/intake/", flat | PERSON | fields).status_code == 302
    return str(received.json()["number"])


def by_mistake(walk: Walk, case: str) -> None:
    """Into every box where it does not belong, of a clerk and of a visitor."""
    for verb, facts in (("refuse", {"reason": f"身份证 {NUMBER} 电话 {PHONE}"}), ("accept", {"x": NUMBER})):
        walk.send(reverse(f"approvals_api:{verb}", args=[case]), facts, api=True)
    visitor = Walk()
    visitor.send("/track/", {"number": NUMBER, "code": PHONE})
    visitor.send(reverse("approvals_api:track"), {"number": NUMBER, "code": PHONE}, api=True)
    visitor.send("/account/login/", {"login": NUMBER, "password": PHONE})
    visitor.send("/account/login/", {"login": PHONE, "password": NUMBER})
    visitor.send(reverse("approvals_api:receive"), {"person": PERSON}, api=True)
    walk.noted += visitor.noted


def at_home(cast: Cast) -> str:
    """A citizen sends a file that is called by his number and submits; his query code."""
    walk = Walk(cast.citizen)
    facts = {"item": cast.item.item.code, "applicant": cast.applicant.pk, "values": FORM}
    begun = walk.send(reverse("approvals_api:draft"), facts, api=True)
    assert begun.status_code == 200, begun.content
    number = begun.json()["number"]
    for material in ("m1", "m2", "m3"):
        file = SimpleUploadedFile(f"{NUMBER} {PHONE}.pdf", PDF, "application/pdf")
        sent = walk.send(reverse("roof_api:upload", args=[number]), {"material": material, "file": file})
        assert sent.status_code == 201 and NUMBER in sent.json()["name"], sent.content
    submitted = walk.send(reverse("approvals_api:submit", args=[number]), {"materials": ["m1"]}, api=True)
    assert submitted.status_code == 201, submitted.content
    return str(submitted.json()["query_code"])


def rows_with(word: str) -> list[str]:
    """Tables of which some row, written out as text, holds the word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE %s", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def kept_in_valkey() -> str:
    """Every key with this test's prefix, and what lies under it."""
    client = cache._cache.get_client()
    keys = list(client.scan_iter(match=f"*{cache.key_prefix}*", count=1_000))
    return str([(key, client.get(key)) for key in keys])


@pytest.mark.long
def test_nothing_but_the_encrypted_fields_holds_them(
    cast: Cast, said: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk(cast.clerk)
    case = at_the_window(cast, walk)
    code = at_home(cast)
    by_mistake(walk, case)
    plant_routes()
    tell(list(Entry.objects.all()))
    # the messages to him are there, with the number they go to
    assert PHONE in [row.address for row in Delivery.objects.all()]
    live.hint(live.inbox(cast.clerk.pk), "inbox", title="通知")
    # a failure in the middle, with the number in the driver's own words
    monkeypatch.setattr("approvals.api.views.registered", lambda *_args: {}[NUMBER])
    facts = {"window": cast.window.code, "item": cast.item.item.code, "person": PERSON, "values": FORM}
    failed = walk.send(reverse("approvals_api:receive"), facts | {"materials": []}, api=True)
    assert failed.status_code == 500

    sessions = [str(Client().session), str(dict(walk.client.session.items()))]
    lines = [OneLine(as_json=True).format(record) for record in caplog.records]
    valkey = kept_in_valkey()
    assert len(lines) > 3 and "limit:" in valkey and said and Entry.objects.count() > 3
    assert "doors_idempotentanswer" not in rows_with(code)
    for word in HEARD:
        assert rows_with(word) == [], word
        for what, texts in (
            ("addresses and error pages", walk.noted),
            ("sessions", sessions),
            ("logs", lines),
            ("messages", said),
            ("valkey", [valkey]),
        ):
            assert not [text for text in texts if word in text], (what, word)


def test_they_would_be_found(cast: Cast, said: list[str]) -> None:
    """The search itself: in a row, and in Valkey."""
    cast.stranger.full_name = f"{NUMBER}*"
    cast.stranger.save()
    cache.set(NUMBER, PHONE)
    assert rows_with(NUMBER) == ["accounts_user"]
    valkey = kept_in_valkey()
    assert NUMBER in valkey and PHONE in valkey
