"""A message and the call beside it tell the same: whichever comes first, the other does not happen."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from kernel.ledger.locking import database_now
from kernel.notices.actions import note_call, send_due, tell, try_failed_again
from kernel.notices.models import Channel, Delivery
from kernel.notices.refusals import AlreadyReached
from tests.cast import Cast, build
from tests.notices.http_peer import Asked, Behaviour, HttpPeer, Reply, ok
from tests.notices.telling import PLAIN, Hearers, happen, route


def refused(asked: Asked) -> Reply:
    return ok(asked.json["request_id"], code="INVALID_PHONE")


def message() -> Delivery:
    return Delivery.objects.get(channel=Channel.SMS)


def call() -> Delivery:
    return Delivery.objects.get(channel=Channel.CALL)


def refuse_the_first(cast: Cast, sms: HttpPeer) -> None:
    """A short message was refused, so its hearer is to be called."""
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([happen()])
    sms.next = [refused]
    send_due("sms")
    assert (message().state, call().state) == ("failed", "waiting")


@pytest.fixture
def to_call(cast: Cast, sms: HttpPeer) -> Cast:
    refuse_the_first(cast, sms)
    return cast


def test_a_message_that_goes_out_after_all_closes_the_call(to_call: Cast) -> None:
    assert try_failed_again() == 1 and send_due("sms") == 1
    assert (message().state, call().state, call().said) == ("sent", "dropped", "told_by_message")
    with pytest.raises(AlreadyReached):
        note_call(delivery_id=call().pk, by=to_call.clerk, reached=True)


def test_a_message_that_fails_again_leaves_the_call_open(to_call: Cast, sms: HttpPeer) -> None:
    sms.next = [refused]
    assert try_failed_again() == 1 and send_due("sms") == 0
    assert (message().state, call().state) == ("failed", "waiting")


def test_a_message_to_somebody_else_closes_no_call(to_call: Cast, sms: HttpPeer) -> None:
    Hearers.are(to_call.other_applicant)
    type(to_call.other_applicant).objects.filter(pk=to_call.other_applicant.pk).update(phone="16100000007")
    tell([message().entry])
    assert send_due("sms") == 1 and call().state == "waiting"


def test_who_was_called_gets_no_message_that_waits(to_call: Cast, sms: HttpPeer) -> None:
    assert try_failed_again() == 1
    note_call(delivery_id=call().pk, by=to_call.clerk, reached=True)
    assert (message().state, message().said) == ("dropped", "told_by_call")
    assert send_due("sms") == 0 and len(sms.asked) == 1
    assert try_failed_again() == 0


def test_who_was_not_reached_still_gets_the_message(to_call: Cast) -> None:
    assert try_failed_again() == 1
    note_call(delivery_id=call().pk, by=to_call.clerk, reached=False)
    assert message().state == "waiting" and send_due("sms") == 1


def test_who_was_called_after_a_refusal_gets_no_fresh_tries(to_call: Cast) -> None:
    note_call(delivery_id=call().pk, by=to_call.clerk, reached=True)
    assert message().state == "failed" and try_failed_again() == 0


def test_a_message_whose_worker_never_came_back_is_stopped(to_call: Cast, sms: HttpPeer) -> None:
    now = database_now()
    in_hand = {"state": "trying", "tries": 1, "tried_at": now, "due_at": now + timedelta(minutes=5)}
    Delivery.objects.filter(channel="sms").update(**in_hand)
    note_call(delivery_id=call().pk, by=to_call.clerk, reached=True)
    assert message().state == "trying", "it may be on its way at this moment"
    Delivery.objects.filter(channel="sms").update(due_at=now - timedelta(seconds=1))
    assert send_due("sms") == 0 and len(sms.asked) == 1
    assert (message().state, message().said) == ("dropped", "told_by_call")


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_a_worker_that_claims_while_the_call_is_noted_sends_nothing(sms: HttpPeer) -> None:
    cast = build()
    refuse_the_first(cast, sms)
    try_failed_again()
    sent: list[int] = []

    def work() -> None:
        sent.append(send_due("sms"))
        connection.close()

    with transaction.atomic():
        note_call(delivery_id=call().pk, by=cast.clerk, reached=True)
        worker = threading.Thread(target=work)
        worker.start()
        worker.join(timeout=20)
    assert sent == [0] and send_due("sms") == 0 and len(sms.asked) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
@pytest.mark.parametrize("then", [refused, Reply(500)], ids=["for good", "for now"])
def test_a_message_that_is_refused_while_he_is_called_is_done_with(sms: HttpPeer, then: Reply | Behaviour) -> None:
    cast = build()
    refuse_the_first(cast, sms)
    try_failed_again()

    def called_meanwhile(asked: Asked) -> Reply:
        note_call(delivery_id=call().pk, by=cast.clerk, reached=True)
        connection.close()
        return then if isinstance(then, Reply) else then(asked)

    sms.next = [called_meanwhile]
    assert send_due("sms") == 0
    assert (message().state, message().said, call().state) == ("dropped", "told_by_call", "sent")
