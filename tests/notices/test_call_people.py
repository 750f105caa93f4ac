"""Who takes no short messages is called: the list of one's own unit, the number on record, what came of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.actors import Actor
from kernel.ledger.events import EventType
from kernel.ledger.locking import database_now
from kernel.ledger.models import AccessEntry, Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.notices.actions import dial, give_up_calls, note_call, send_due, tell, try_failed_again
from kernel.notices.models import Call, Delivery
from kernel.notices.queries import calls_of, deliveries_of
from kernel.notices.refusals import AlreadyReached
from kernel.organizations.models import Organization, Role
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast, post
from tests.notices.http_peer import HttpPeer, ok
from tests.notices.telling import CLERK, PLAIN, URGENT, Hearers, happen, route
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


def test_a_call_that_nobody_answers_is_one_on_all_his_news(cast: Cast, call: Delivery) -> None:
    tell([happen(what="又一件事", number=2)])
    second = Delivery.objects.latest("pk")
    note_call(delivery_id=second.pk, by=cast.clerk, reached=False)
    assert set(Delivery.objects.values_list("tries", "state")) == {(1, "waiting")}
    note_call(delivery_id=second.pk, by=cast.clerk, reached=True, also=[call.pk])
    assert set(Delivery.objects.values_list("tries", "state")) == {(2, "sent")}


def test_who_was_told_one_thing_is_still_to_be_told_the_other(cast: Cast, call: Delivery) -> None:
    tell([happen(what="又一件事", number=2)])
    second = Delivery.objects.latest("pk")
    note_call(delivery_id=second.pk, by=cast.clerk, reached=True)
    assert list(calls_of(cast.clerk, database_now()).to_call()) == [call]


def test_a_call_to_one_person_tells_no_other(cast: Cast, call: Delivery) -> None:
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.other_applicant)
    tell([happen(number=2)])
    others = Delivery.objects.latest("pk")
    with pytest.raises(NotFound):
        note_call(delivery_id=call.pk, by=cast.clerk, reached=True, also=[others.pk])
    note_call(delivery_id=call.pk, by=cast.clerk, reached=False)
    others.refresh_from_db()
    assert (others.tries, Call.objects.count()) == (0, 1)


def test_who_was_not_reached_goes_behind_everybody_else(cast: Cast, call: Delivery) -> None:
    """Even an urgent one: fifty people who do not answer must not hide who comes after them."""
    people = Applicant.objects.filter(pk__in=[cast.applicant.pk, cast.other_applicant.pk])
    people.update(phone=LANDLINE)
    Hearers.are(cast.other_applicant)
    route(URGENT, "sms")
    tell([happen(URGENT, number=2)])
    urgent = Delivery.objects.latest("pk")
    assert list(calls_of(cast.clerk, database_now()).to_call()) == [urgent, call]
    note_call(delivery_id=urgent.pk, by=cast.clerk, reached=False)
    assert list(calls_of(cast.clerk, database_now()).to_call()) == [call, urgent]
    note_call(delivery_id=call.pk, by=cast.clerk, reached=False)
    assert list(calls_of(cast.clerk, database_now()).to_call()) == [urgent, call]


def test_a_number_that_is_not_his_is_given_up(cast: Cast, call: Delivery) -> None:
    tell([happen(what="又一件事", number=2)])
    give_up_calls(delivery_id=call.pk, by=cast.clerk, reason=Delivery.Unreachable.WRONG_NUMBER, note="是一家饭店")
    assert set(Delivery.objects.values_list("state", "said", "tries")) == {("given_up", "wrong_number", 1)}
    assert not calls_of(cast.clerk, database_now()).to_call().exists()
    [entry] = Entry.objects.of(call.ledger_subject)
    assert entry.sentence() == "不再打电话（M00001）：有一件事。号码不是本人的" and "饭店" not in entry.body
    with pytest.raises(AlreadyReached):
        note_call(delivery_id=call.pk, by=cast.clerk, reached=True)


def test_another_unit_gives_nobody_up(cast: Cast, call: Delivery) -> None:
    with pytest.raises(NotFound):
        give_up_calls(delivery_id=call.pk, by=cast.other_clerk, reason=Delivery.Unreachable.REFUSES)
    call.refresh_from_db()
    assert call.state == "waiting"


def about(cast: Cast, *events: EventType) -> list[Delivery]:
    """Their hearer with the landline is told these of one case; his calls in that order."""
    case = received(cast)
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    for event in (PLAIN, URGENT):
        route(event, "sms")
    for event in events:
        tell([record(event, case.ledger_subject, actor=CLERK, at=database_now(), what="进展")])
    return list(Delivery.objects.filter(channel="call", matter=case.number).order_by("pk"))


def test_later_news_of_the_same_case_supersedes_the_earlier(cast: Cast) -> None:
    earlier, later = about(cast, PLAIN, URGENT)
    assert (earlier.state, earlier.said, later.state) == ("dropped", "superseded", "waiting")


def test_what_is_urgent_gives_way_to_nothing_plain(cast: Cast) -> None:
    assert [each.state for each in about(cast, URGENT, PLAIN, PLAIN)] == ["waiting", "dropped", "waiting"]


def test_news_of_another_matter_supersedes_nothing(cast: Cast, call: Delivery) -> None:
    [of_the_case] = about(cast, PLAIN)
    call.refresh_from_db()
    assert (call.state, of_the_case.state) == ("waiting", "waiting")


def test_a_refused_message_of_old_news_makes_no_call(cast: Cast, sms: HttpPeer) -> None:
    """The later news was refused first; the earlier one was waited for longer."""
    case = received(cast)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    for _news in range(2):
        tell([record(PLAIN, case.ledger_subject, actor=CLERK, at=database_now(), what="进展")])
    sms.behave = lambda asked: ok(asked.json["request_id"], code="INVALID_PHONE")
    earlier, later = Delivery.objects.filter(matter=case.number).order_by("pk")
    Delivery.objects.filter(pk=earlier.pk).update(due_at=database_now() + timedelta(hours=1))
    send_due("sms")
    Delivery.objects.filter(pk=earlier.pk).update(due_at=database_now())
    send_due("sms")
    calls = dict(Delivery.objects.filter(channel="call").values_list("entry", "state"))
    assert calls == {later.entry_id: "waiting", earlier.entry_id: "dropped"}
    assert try_failed_again() == 1


def test_who_has_a_mobile_is_called_where_no_gateway_is_connected(cast: Cast) -> None:
    Hearers.are(cast.applicant, cast.clerk)
    cast.clerk.phone = "16100000055"
    cast.clerk.save()
    route(PLAIN, "sms")
    tell([happen()])
    assert set(Delivery.objects.values_list("channel", "state")) == {("call", "waiting"), ("sms", "kept")}
    assert calls_of(cast.clerk, database_now()).get().applicant == cast.applicant


def test_a_demonstration_calls_nobody_whom_a_gateway_would_reach(cast: Cast, settings: Any) -> None:
    settings.DEMO = True
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([happen()])
    assert (Delivery.objects.get().channel, Delivery.objects.get().state) == ("sms", "kept")


def at_a_general_window(cast: Cast) -> Delivery:
    """The clerk's unit has the window; the case is a bureau's in which nobody calls."""
    silent = Organization.objects.create(code="BM09", name="无窗口局", kind=cast.bureau.kind, region=cast.bureau.region)
    case = received(cast)
    Case.objects.filter(pk=case.pk).update(organization=silent)
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([record(PLAIN, case.ledger_subject, actor=CLERK, at=database_now(), what="进展")])
    return Delivery.objects.get(channel="call")


def test_a_unit_without_callers_leaves_them_to_the_window(cast: Cast) -> None:
    call = at_a_general_window(cast)
    assert (call.organization, call.desk) == ("BM09", cast.window.organization.code)
    assert list(calls_of(cast.clerk, database_now())) == [call]
    assert dial(delivery_id=call.pk, by=cast.clerk).phone == LANDLINE
    note_call(delivery_id=call.pk, by=cast.clerk, reached=True)
    assert Entry.objects.of(call.ledger_subject).get().organization == cast.window.organization.code


def test_a_unit_with_callers_calls_itself(cast: Cast) -> None:
    call = at_a_general_window(cast)
    post(cast.other_clerk, Role.WINDOW_CLERK, Organization.objects.get(code="BM09"))
    assert list(calls_of(cast.other_clerk, database_now())) == [call]
    assert not calls_of(cast.clerk, database_now()).exists()
    with pytest.raises(NotFound):
        dial(delivery_id=call.pk, by=cast.clerk)


def test_without_a_window_who_hands_the_result_over_calls(cast: Cast) -> None:
    case = received(cast)
    ItemVersion.objects.filter(pk=case.item_version_id).update(delivering_window=cast.window)
    Case.objects.filter(pk=case.pk).update(window=None)
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([record(PLAIN, case.ledger_subject, actor=CLERK, at=database_now(), what="进展")])
    assert Delivery.objects.get(channel="call").desk == cast.window.organization.code


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
    failed = Delivery.objects.get(channel="sms", applicant=cast.applicant)
    assert (failed.text, call.text) == ("有一件事：发生了一件事（编号M00001）", "发生了一件事")
    assert dial(delivery_id=call.pk, by=cast.clerk).text == "发生了一件事"


def by_a_citizen(entry_region: str = "") -> Entry:
    """What a citizen did online, with no unit in it."""
    subject = Subject("matter", "M00009", 9)
    return record(PLAIN, subject, actor=Actor("陈*", region=entry_region), at=database_now(), what="授权")


def test_what_is_no_units_matter_is_told_by_the_hall(cast: Cast) -> None:
    """An owner with a landline grants online; the centre answers for it, its first window calls."""
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([by_a_citizen()])
    call = Delivery.objects.get()
    assert (call.organization, call.desk, call.region) == (cast.centre.code, "BM01", cast.centre.region.code)
    assert list(calls_of(cast.clerk, database_now())) == [call]
    assert not calls_of(cast.other_clerk, database_now()).exists()
    assert dial(delivery_id=call.pk, by=cast.clerk).phone == LANDLINE
    note_call(delivery_id=call.pk, by=cast.clerk, reached=True)
    assert call in deliveries_of(cast.supervisor, database_now())


def test_without_a_hall_it_waits_for_no_unit(cast: Cast) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([by_a_citizen("880101000000")])
    assert Delivery.objects.get().organization == "" and not calls_of(cast.clerk, database_now()).exists()


def test_the_note_is_unreadable_in_the_table(cast: Cast, call: Delivery) -> None:
    note_call(delivery_id=call.pk, by=cast.clerk, reached=False, note="他儿子陈小宏接的")
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM notices_call")
        assert "陈小宏" not in str(cursor.fetchall())


def test_a_call_is_never_carried_by_the_worker(call: Delivery, sms: HttpPeer) -> None:
    Delivery.objects.update(due_at=database_now() - timedelta(days=1))
    assert send_due("sms") == 0 and sms.asked == []
