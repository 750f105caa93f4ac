"""Kill -9 of the worker in the middle of sending: no message is lost, none is there twice for who knows its number.

The peers are real servers that count what reaches them. What a kill between a peer's answer and our note of it must
repeat, they see twice under one number; that is counted here too, and never more than the kills.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app

from kernel.ledger import relay, stream
from kernel.ledger.locking import database_now
from kernel.ledger.models import StreamPosition
from kernel.notices.actions import push_due, send_due, subscribe
from kernel.notices.models import Delivery, Notice, Subscription
from tests.cast import Cast, build
from tests.faults.sender_nursery import SenderNursery
from tests.notices.conftest import mail, sms
from tests.notices.http_peer import HttpPeer, Reply
from tests.notices.mail_peer import MailPeer
from tests.notices.telling import PLAIN, URGENT, Hearers, happen, route

__all__ = ["mail", "sms"]

EVENTS = (PLAIN.code, URGENT.code)
KILLS = 50
ENOUGH = 40


@pytest.fixture
def county(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    # no act runs beside: the relay need not wait for the transactions of other databases, no worker is told of messages
    monkeypatch.setattr(stream, "READY", "true")
    monkeypatch.setattr(current_app, "send_task", lambda *_args, **_options: None)
    cast = build()
    staff = [cast.clerk, cast.reviewer, cast.approver, cast.supervisor]
    for number, person in enumerate(staff):
        person.email, person.phone = f"{person.username}@example.cn", f"1610000010{number}"
        person.save()
    Hearers.are(*staff, cast.applicant, cast.other_applicant)
    for event in (PLAIN, URGENT):
        route(event, "email", "sms")
    return cast


@pytest.fixture
def hook(county: Cast, settings: Any) -> Iterator[HttpPeer]:
    """A webhook target that is told of everything that happens here."""
    settings.NOTICE_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    peer = HttpPeer(lambda _asked: Reply(204))
    subscribe(name="target", url=f"{peer.url}/", event_types=EVENTS, county="990101")
    yield peer
    peer.stop()


def sent() -> int:
    return Delivery.objects.filter(state=Delivery.State.SENT).count()


def left() -> int:
    return Delivery.objects.exclude(state=Delivery.State.SENT).count()


def a_lease_passes() -> None:
    """What a killed try had taken is due again."""
    Delivery.objects.exclude(state=Delivery.State.SENT).update(due_at=database_now() - timedelta(minutes=1))
    Subscription.objects.update(due_at=database_now() - timedelta(minutes=1))


def more_happens(so_far: int) -> int:
    for number in range(so_far, so_far + 6):
        happen(URGENT if number % 5 == 0 else PLAIN, what=f"第{number}件", number=number + 1)
    relay.catch_up()
    return so_far + 6


@pytest.mark.kill
def test_a_worker_killed_again_and_again_sends_each_message(
    county: Cast, mail: MailPeer, sms: HttpPeer, hook: HttpPeer
) -> None:
    chance, killed, happened = random.Random(20261122), 0, 0
    with SenderNursery(mail_port=mail.port, sms_url=f"{sms.url}/send") as nursery:
        for _attempt in range(4 * KILLS):
            if killed >= KILLS:
                break
            while left() < ENOUGH:
                happened = more_happens(happened)
            a_lease_passes()
            killed += nursery.killed_after(sent, moved_on_for=chance.uniform(0, 0.06)) == "killed"
    assert killed >= KILLS, f"only {killed} kills hit a busy worker"
    cut_off = Delivery.objects.filter(state=Delivery.State.TRYING).count()
    while left():
        a_lease_passes()
        send_due("email")
        send_due("sms")
    push_due(most=10 * happened)

    rows = list(Delivery.objects.all())
    # six people are told in the portal or by message: four of the staff by both channels, two applicants by one
    assert len(rows) == 10 * happened and Notice.objects.count() == 4 * happened
    heard = {
        "email": Counter(number.strip("<>").partition("@")[0] for number in mail.tokens()),
        "sms": Counter(asked.json["request_id"] for asked in sms.asked),
    }
    for channel, numbers in heard.items():
        assert set(numbers) == {str(row.token) for row in rows if row.channel == channel}, channel
    tries = {str(row.token): row.tries for row in rows}
    repeats = {number: times for numbers in heard.values() for number, times in numbers.items() if times > 1}
    assert all(times <= tries[number] for number, times in repeats.items())
    assert sum(times - 1 for times in repeats.values()) <= killed
    assert cut_off or max(tries.values()) > 1, "no kill hit a try"
    pushed = [int(asked.json["id"]) for asked in hook.asked]
    numbers = StreamPosition.objects.filter(entry__type__in=EVENTS).values_list("stream_no", flat=True)
    assert sorted(set(pushed)) == sorted(numbers) and len(numbers) == happened
    assert pushed == sorted(pushed), "an event came before an earlier one"
    assert len(pushed) - len(set(pushed)) + sum(times - 1 for times in repeats.values()) <= killed
    said = {(asked.json["request_id"], asked.body) for asked in sms.asked}
    assert len(said) == len(heard["sms"]), "a repeat said something else"
