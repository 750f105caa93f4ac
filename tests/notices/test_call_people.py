"""Who takes no short messages is called: the list of one's own unit, the number on record, what came of it."""

from datetime import timedelta

import pytest
from django.db import connection

from kernel.accounts.models import Applicant
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.ledger.models import AccessEntry, Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.notices.actions import dial, note_call, send_due, tell
from kernel.notices.models import Call, Delivery
from kernel.notices.queries import calls_of
from kernel.notices.refusals import AlreadyReached
from kernel.organizations.models import Role
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast, post
from tests.notices.http_peer import HttpPeer, ok
from tests.notices.telling import PLAIN, Hearers, happen, route
from tests.public.conftest import received

LANDLINE = "053288880001"


@pytest.fixture
def call(cast: Cast) -> Delivery:
    """The applicant has no more than a landline, and something has happened."""
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([happen()])
    return Delivery.objects.get()


def test_a_landline_is_called_even_where_no_gateway_is_connected(cast: Cast, call: Delivery) -> None:
    assert (call.channel, call.state, call.address) == ("call", "waiting", LANDLINE)
    assert list(calls_of(cast.clerk, database_now())) == [call]


def test_without_a_phone_the_contact_is_called(cast: Cast) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(
        phone=None, phone_index=None, contact_name="陈家二儿", contact_phone="16100000008"
    )
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([happen()])
    assert (Delivery.objects.get().channel, Delivery.objects.get().address) == ("call", "16100000008")


def test_the_unit_of_the_case_calls_whoever_acted(cast: Cast) -> None:
    """A citizen's own act names no unit; whom it is the matter of does."""
    case = received(cast)
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    himself = Actor("陈*", "申请人", "", cast.region.code)
    tell([record(PLAIN, case.ledger_subject, actor=himself, at=database_now(), what="补正")])
    assert calls_of(cast.clerk, database_now()).get().entry.subject_number == case.number


def test_the_number_is_shown_after_it_was_written_down_who_looks(cast: Cast, call: Delivery) -> None:
    dialled = dial(delivery_id=call.pk, by=cast.clerk)
    assert (dialled.phone, dialled.whom, dialled.text) == (LANDLINE, "陈*", "发生了一件事")
    seen = AccessEntry.objects.get()
    assert (seen.whom_id, seen.fields, seen.organization) == (cast.applicant.pk, ["phone"], "BM01")
    assert "M00001" in seen.why


def test_who_was_not_reached_stays_on_the_list(cast: Cast, call: Delivery) -> None:
    note_call(delivery_id=call.pk, by=cast.clerk, reached=False, note="没人接")
    assert list(calls_of(cast.clerk, database_now()).to_call()) == [call]
    note_call(delivery_id=call.pk, by=cast.second_clerk, reached=True, note="本人接听")
    assert not calls_of(cast.clerk, database_now()).to_call().exists()
    call.refresh_from_db()
    assert (call.state, call.tries) == ("sent", 2) and call.sent_at == Call.objects.get(reached=True).at
    types = Entry.objects.of(call.ledger_subject).values_list("type", "about_number")
    assert list(types) == [
        ("notices.not_reached_by_telephone", "M00001"),
        ("notices.reached_by_telephone", "M00001"),
    ]


def test_who_was_reached_is_not_called_again(cast: Cast, call: Delivery) -> None:
    note_call(delivery_id=call.pk, by=cast.clerk, reached=True)
    with pytest.raises(AlreadyReached):
        note_call(delivery_id=call.pk, by=cast.second_clerk, reached=True)
    assert Call.objects.count() == 1


def test_another_unit_has_its_own_list(cast: Cast, call: Delivery) -> None:
    assert not calls_of(cast.other_clerk, database_now()).exists()
    for act in (dial, lambda **more: note_call(reached=True, **more)):
        with pytest.raises(NotFound):
            act(delivery_id=call.pk, by=cast.other_clerk)
    # who stands at a counter elsewhere and decides here is no caller here
    post(cast.other_clerk, Role.REVIEWER, cast.bureau)
    with pytest.raises(NotFound):
        dial(delivery_id=call.pk, by=cast.other_clerk)
    assert AccessEntry.objects.count() == Call.objects.count() == 0


def test_a_supervisor_makes_no_calls(cast: Cast, call: Delivery) -> None:
    with pytest.raises((NotFound, NotYourPost)):
        dial(delivery_id=call.pk, by=cast.supervisor)


def test_a_short_message_that_is_refused_becomes_a_call(cast: Cast, sms: HttpPeer) -> None:
    Hearers.are(cast.applicant, cast.clerk)
    cast.clerk.phone = "16100000055"
    cast.clerk.save()
    route(PLAIN, "sms")
    tell([happen()])
    sms.behave = lambda asked: ok(asked.json["request_id"], code="INVALID_PHONE")
    send_due("sms")
    [call] = Delivery.objects.filter(channel="call")
    assert (call.applicant, call.state, call.address) == (cast.applicant, "waiting", "16100000001")
    assert Delivery.objects.filter(state="failed").count() == 2


def test_the_note_is_unreadable_in_the_table(cast: Cast, call: Delivery) -> None:
    note_call(delivery_id=call.pk, by=cast.clerk, reached=False, note="他儿子陈小宏接的")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM notices_call")
        assert "陈小宏" not in str(cursor.fetchall())


def test_a_call_is_never_carried_by_the_worker(call: Delivery, sms: HttpPeer) -> None:
    Delivery.objects.update(due_at=database_now() - timedelta(days=1))
    assert send_due("sms") == 0 and sms.asked == []
