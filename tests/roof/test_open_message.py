"""One message by itself: masked, its text opened on record, what belongs to it, and a failed one tried again."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.ledger.models import AccessEntry, Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.notices.actions import note_call, open_message, tell, try_again
from kernel.notices.models import Delivery
from kernel.notices.refusals import AlreadyReached, ChannelAway, NotFailed
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.notices.telling import PLAIN, Hearers, happen, route
from tests.public.conftest import received
from tests.roof.conftest import Offices, as_

CLERK = Actor(person="韩*", post="C01 窗口人员", organization="BM01", region="990101000000")


@pytest.fixture
def failed(cast: Cast, settings: Any) -> Delivery:
    """A short message of a case that the gateway refused, and the call that was made of it."""
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    case = received(cast)
    tell([record(PLAIN, case.ledger_subject, actor=CLERK, at=database_now(), what="张某的事")])
    message = Delivery.objects.get()
    now = database_now()
    Delivery.objects.update(state="failed", said="INVALID_PHONE", tries=3, tried_at=now)
    copied = ("entry_id", "applicant_id", "whom", "as_what", "organization", "matter", "region", "title", "text")
    call = Delivery(channel="call", **{name: getattr(message, name) for name in copied})
    call.address, call.address_masked = message.address, message.address_masked
    call.save()
    note_call(delivery_id=call.pk, by=cast.clerk, reached=False, note="他儿子陈小宏接的")
    return Delivery.objects.get(channel="sms")


def page_of(who: Any, message: Delivery) -> Any:
    return as_(who).get(reverse("outbox_message", args=[message.pk]))


def test_one_message_is_shown_masked(offices: Offices, failed: Delivery) -> None:
    page = page_of(offices.clerk, failed).content.decode()
    assert all(
        words in page
        for words in ("陈*", "161****0001", "短信网关说号码不对", failed.matter, "同一件事还用别的方式告知")
    )
    assert not any(words in page for words in ("16100000001", "张某", "陈小宏"))
    of_the_call = page_of(offices.clerk, Delivery.objects.get(channel="call")).content.decode()
    assert "没打通" in of_the_call and "韩雪" in of_the_call and "陈小宏" not in of_the_call


def test_its_text_is_opened_on_record(offices: Offices, cast: Cast, failed: Delivery) -> None:
    call = Delivery.objects.get(channel="call")
    opened = as_(offices.clerk).post(reverse("outbox_open", args=[call.pk])).content.decode()
    assert "张某的事" in opened and "陈小宏" in opened
    seen = AccessEntry.objects.latest("position")
    assert (seen.whom_id, seen.fields, seen.organization) == (cast.applicant.pk, ["message"], "BM01")
    assert failed.matter in seen.why


def test_what_a_colleague_was_told_is_opened_under_his_name(offices: Offices, cast: Cast) -> None:
    Hearers.are(cast.reviewer)
    cast.reviewer.email = "reviewer@example.cn"
    cast.reviewer.save()
    route(PLAIN, "email")
    tell([happen()])
    open_message(delivery_id=Delivery.objects.get().pk, by=cast.clerk)
    assert AccessEntry.objects.get().whom_number == cast.reviewer.ledger_subject.number


def test_another_unit_sees_and_opens_nothing(offices: Offices, cast: Cast, failed: Delivery) -> None:
    assert page_of(cast.other_clerk, failed).status_code == 404
    with pytest.raises(NotFound):
        open_message(delivery_id=failed.pk, by=cast.other_clerk)
    assert AccessEntry.objects.count() == 0


def test_a_system_administrator_sees_no_message_of_a_case(offices: Offices, failed: Delivery) -> None:
    browser = as_(offices.system)
    for at in (reverse("outbox"), reverse("outbox_message", args=[failed.pk])):
        assert browser.get(at).status_code in (403, 404)
    for act in (open_message, try_again):
        with pytest.raises((NotYourPost, NotFound)):
            act(delivery_id=failed.pk, by=offices.system)


def test_a_failed_message_is_tried_again_at_the_page(offices: Offices, failed: Delivery) -> None:
    again = reverse("outbox_again", args=[failed.pk])
    assert as_(offices.clerk).post(again, {"idempotency_key": uuid4().hex}).status_code == 302
    failed.refresh_from_db()
    assert (failed.state, failed.tries) == ("waiting", 0)
    entry = Entry.objects.of(failed.ledger_subject).get()
    assert (entry.type, entry.post, entry.about_number) == ("notices.tried_again", "C01 窗口人员", failed.matter)
    with pytest.raises(NotFailed):
        try_again(delivery_id=failed.pk, by=offices.clerk)


def test_another_units_message_is_not_tried_again(offices: Offices, cast: Cast, failed: Delivery) -> None:
    with pytest.raises(NotFound):
        try_again(delivery_id=failed.pk, by=cast.other_clerk)
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_nothing_is_tried_again_by_a_channel_that_is_away(offices: Offices, failed: Delivery, settings: Any) -> None:
    settings.NOTICE_CHANNELS = frozenset()
    with pytest.raises(ChannelAway):
        try_again(delivery_id=failed.pk, by=offices.clerk)


def test_who_was_told_by_telephone_is_not_sent_it_again(offices: Offices, cast: Cast, failed: Delivery) -> None:
    note_call(delivery_id=Delivery.objects.get(channel="call").pk, by=cast.clerk, reached=True)
    with pytest.raises(AlreadyReached):
        try_again(delivery_id=failed.pk, by=offices.clerk)


def test_the_mail_of_the_day_names_what_went_out_in_it(offices: Offices, cast: Cast) -> None:
    Hearers.are(cast.reviewer)
    cast.reviewer.email = "reviewer@example.cn"
    cast.reviewer.save()
    route(PLAIN, "email")
    tell([happen(number=number) for number in (1, 2)])
    first, second = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=second.pk).update(state="gathered", gathered_into=first)
    assert reverse("outbox_message", args=[second.pk]) in page_of(offices.clerk, first).content.decode()
    assert reverse("outbox_message", args=[first.pk]) in page_of(offices.clerk, second).content.decode()


def test_the_messages_of_one_case_are_found_by_its_number(offices: Offices, failed: Delivery) -> None:
    tell([happen(number=7)])
    browser = as_(offices.clerk)
    found = browser.get(reverse("outbox"), {"matter": f" {failed.matter} "}).content.decode()
    assert found.count("陈*") == 2 and "M00007" not in found
    assert "没有外发的通知" in browser.get(reverse("outbox"), {"matter": "990101209901010001"}).content.decode()
    by_api = browser.get(reverse("roof_api:outbox"), {"matter": failed.matter, "state": "failed"}).json()["results"]
    assert [row["id"] for row in by_api] == [failed.pk]


def test_the_api_shows_opens_and_tries_again(offices: Offices, failed: Delivery) -> None:
    browser = as_(offices.clerk)
    call = Delivery.objects.get(channel="call")
    shown = browser.get(reverse("roof_api:outbox_message", args=[call.pk])).json()
    assert [each["reached"] for each in shown["calls"]] == [False] and "陈小宏" not in str(shown)
    assert [each["id"] for each in shown["beside"]] == [failed.pk]
    opened = browser.post(reverse("roof_api:outbox_open", args=[call.pk]))
    assert "张某的事" in opened.json()["text"] and opened["Cache-Control"] == "no-store"
    assert opened.json()["calls"][0]["note"] == "他儿子陈小宏接的"
    again = reverse("roof_api:outbox_again", args=[failed.pk])
    keyed = {"content_type": "application/json", "headers": {"Idempotency-Key": uuid4().hex}}
    assert as_(offices.clerk).post(again, {}, **keyed).json()["state"] == "waiting"


def test_data_health_leads_to_the_messages_only_who_may_open_them(failed: Delivery, offices: Offices) -> None:
    for who, leads in ((offices.director, True), (offices.system, False)):
        page = as_(who).get("/health/data/").content.decode()
        assert "有通知没有送到" in page and ("看外发通知" in page) == leads
        assert (as_(who).get("/outbox/").status_code == 200) == leads
