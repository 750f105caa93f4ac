"""Valkey flushed and gone: facts, limits, sign-in and acts do not depend on it; only live hints are lost."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client, RequestFactory
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError

from approvals import actions
from approvals.limits import WRONG_FROM_ONE_ADDRESS, limit_tracking, note_wrong
from approvals.too_many import TooManyTries
from kernel.documents.actions import make_pending
from kernel.documents.models import Letter
from kernel.ledger import relay
from kernel.ledger.models import ObserverFailure
from kernel.notices import live
from kernel.notices.models import Notice
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, PASSWORD, Cast

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


@pytest.fixture
def gone(settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal as it is when Valkey's port does not answer."""
    caches = {"default": {**settings.CACHES["default"], "LOCATION": NOBODY_LISTENS}}  # type: ignore[attr-defined]
    layers = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": [NOBODY_LISTENS]}}}  # type: ignore[attr-defined]
    settings.CACHES = caches  # type: ignore[attr-defined]
    settings.CHANNEL_LAYERS = layers  # type: ignore[attr-defined]
    # Celery keeps what it read at its start, and connections besides
    monkeypatch.setattr(current_app.conf, "broker_url", NOBODY_LISTENS)
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
    with pytest.raises(OperationalError):
        current_app.send_task("documents.make_letters", args=[[0]], retry=False, ignore_result=True)
    with pytest.raises(RedisError):
        Redis.from_url(NOBODY_LISTENS).ping()
    # what other tests of this process counted while they had no Valkey is not this test's
    LocMemCache("fallback", {}).clear()


def test_a_whole_matter_is_decided_without_valkey(cast: Cast, gone: None) -> None:
    case = receive(cast)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=MONDAY + timedelta(hours=1))
    assert actions.grant(number=case.number, by=cast.approver, at=MONDAY + timedelta(hours=2)).state == "granted"


@pytest.mark.long
def test_sign_in_works_without_valkey(cast: Cast, gone: None, client: Client) -> None:
    answer = client.post("/account/login/", {"login": "hanx", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/hall/").status_code == 200


def test_a_limit_is_never_none(cast: Cast, gone: None) -> None:
    most, _seconds = WRONG_FROM_ONE_ADDRESS
    request = RequestFactory().post("/track/")
    for _attempt in range(most):
        limit_tracking(request, "990101202609071000017")
        note_wrong(request, "990101202609071000017")
    with pytest.raises(TooManyTries):
        limit_tracking(request, "990101202609071000017")


def test_a_lost_hint_loses_no_notice(cast: Cast, gone: None) -> None:
    live.hint(live.inbox(cast.clerk.pk), "inbox")
    assert not Notice.objects.exists()


def test_a_flush_in_the_middle_of_counting_begins_anew_and_does_not_fail(cast: Cast) -> None:
    request = RequestFactory().post("/track/")
    note_wrong(request, f"flushed-{os.getpid()}")
    cache.clear()
    note_wrong(request, f"flushed-{os.getpid()}")
    limit_tracking(request, f"flushed-{os.getpid()}")


@pytest.mark.django_db(transaction=True)
def test_notices_are_written_by_the_relay_without_valkey(
    cast: Cast, gone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.ledger.stream.READY", "true")
    case = receive(cast)
    relay.catch_up()
    told = Notice.objects.filter(entry__subject_id=case.pk)
    assert set(told.values_list("recipient__username", flat=True)) == {"hanx", "chenh"}


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_letters_are_made_by_the_next_beat_when_no_message_can_be_sent(
    cast: Cast, gone: None, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("kernel.ledger.stream.READY", "true")
    case = receive(cast, at=None)
    actions.accept(number=case.number, by=cast.clerk)
    relay.catch_up()
    assert list(ObserverFailure.objects.values_list("observer", "error")) == []
    waiting = Letter.objects.filter(subject_id=case.pk)
    assert set(waiting.values_list("letter_type", "state")) == {("receipt", "pending"), ("acceptance", "pending")}

    make_pending()
    assert set(waiting.values_list("state", flat=True)) == {"ready"}
