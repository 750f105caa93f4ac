"""Short messages by a real gateway over HTTP, and gateways that are slow, gone or lying."""

import json
import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest

from approvals import actions
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices import outward
from kernel.notices.actions import plant_routes, send_due, tell
from kernel.notices.models import Delivery, Notice, Route, SendingHours, SmsTemplate
from tests.approvals.test_intake import receive
from tests.approvals.test_mandate import FIRM, entered
from tests.cast import Cast
from tests.notices.http_peer import Asked, HttpPeer, Reply, ok
from tests.notices.telling import PLAIN, Hearers, happen, route
from tests.public.conftest import FORM


@pytest.fixture
def cast(cast: Cast) -> Cast:
    Hearers.are(cast.applicant)
    return cast


@pytest.fixture
def one(cast: Cast, sms: HttpPeer) -> Delivery:
    """One message that is due."""
    route(PLAIN, "sms")
    tell([happen()])
    return Delivery.objects.get()


def again() -> int:
    Delivery.objects.update(due_at=database_now() - timedelta(seconds=1))
    return send_due("sms")


def test_the_gateway_gets_template_phone_and_what_fills_it(one: Delivery, sms: HttpPeer) -> None:
    assert send_due("sms") == 1 and send_due("sms") == 0
    [asked] = sms.asked
    assert asked.headers["authorization"] == "Bearer the gateway's key"
    assert asked.json == {
        "request_id": str(one.token),
        "template": "T1",
        "phone": "16100000001",
        "params": {"title": "有一件事", "text": "发生了一件事", "number": "M00001"},
    }
    one.refresh_from_db()
    assert (one.state, one.said) == ("sent", f"GW-{str(one.token)[:8]}")
    assert one.text == "有一件事：发生了一件事（编号M00001）" and one.address_masked == "161****0001"


def test_an_applicant_who_never_signs_in_is_told_of_his_case(cast: Cast, sms: HttpPeer) -> None:
    plant_routes()
    SendingHours.objects.all().delete()
    Applicant.objects.update(user=None)
    case = actions.receive_at_window(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, values=FORM,
        materials=("m1", "m2", "m3"),
    )  # fmt: skip
    tell(list(Entry.objects.of(case.ledger_subject)))
    assert not Notice.objects.filter(title="已收到您的申请").exists()
    assert send_due("sms") == 1
    assert sms.asked[0].json["template"] == "APPROVALS_RECEIVED_APPLICANT"
    assert sms.asked[0].json["params"]["number"] == case.number
    assert Delivery.objects.get(channel="sms").whom == "陈*"


def test_a_ward_is_told_through_his_guardian(cast: Cast, sms: HttpPeer) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(
        minor=True, user=None, guardian=cast.other_applicant, phone=None, phone_index=None
    )
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(phone="16100000007")
    route(PLAIN, "sms")
    tell([happen()])
    assert send_due("sms") == 1 and sms.asked[0].json["phone"] == "16100000007"


def test_who_acts_for_another_is_told_on_the_number_he_left_as_an_applicant(cast: Cast, sms: HttpPeer) -> None:
    """A citizen's account has no number; that of a firm alone has the firm's."""
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(phone="16100000007")
    firm = register_applicant(**FIRM, user=cast.other_citizen)
    Hearers.are(cast.other_citizen, cast.stranger)
    route(PLAIN, "sms")
    tell([happen()])
    assert send_due("sms") == 1 and sms.asked[0].json["phone"] == "16100000007"
    told = Delivery.objects.get()
    assert (told.recipient, told.applicant, told.address_masked) == (cast.other_citizen, None, "161****0007")
    Applicant.objects.filter(pk=firm.pk).update(user=cast.stranger)
    tell([happen(number=2)])
    assert send_due("sms") == 2 and {each.json["phone"] for each in sms.asked[1:]} == {"16100000007", FIRM["phone"]}


def test_who_acts_for_another_is_not_disturbed_at_night(cast: Cast, sms: HttpPeer) -> None:
    SendingHours.objects.create(channel="sms", citizens=True, opens=time(0), closes=time(0, 0, 1))
    SendingHours.objects.create(channel="sms", citizens=False, opens=time(0), closes=time.max)
    Hearers.are(cast.other_citizen)
    route(PLAIN, "sms")
    tell([happen()])
    assert send_due("sms") == 0 and Delivery.objects.get().due_at > database_now()


def test_the_agent_of_a_firm_is_told_of_its_matter(cast: Cast, sms: HttpPeer) -> None:
    SendingHours.objects.all().delete()
    firm = register_applicant(**FIRM)
    entered(cast, firm)
    template, _made = SmsTemplate.objects.get_or_create(code="T1", defaults={"words": "{title}：{text}（{number}）"})
    Route.objects.create(event="approvals.received", audience="agents", channel="sms", template=template)
    case = receive(cast, applicant=firm, at=None)
    tell(list(Entry.objects.of(case.ledger_subject)))
    assert send_due("sms") == 1
    assert sms.asked[0].json["phone"] == "16100000001" and case.number in sms.asked[0].json["params"]["number"]


def test_a_landline_takes_no_short_message(cast: Cast, sms: HttpPeer) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone="053288880001")
    route(PLAIN, "sms")
    tell([happen()])
    assert not Delivery.objects.filter(channel="sms").exists()


def lie(**said: Any) -> Callable[[Asked], Reply]:
    """An answer to this request, but not an OK of it."""

    def answer(asked: Asked) -> Reply:
        return ok(asked.json["request_id"], **said)

    return answer


LIES: dict[str, Reply | Callable[[Asked], Reply]] = {
    "200 with an error": lie(code="BALANCE_EXHAUSTED"),
    "OK to another request": ok("00000000-0000-0000-0000-000000000000"),
    "OK without a number": lie(message_id=None),
    "OK with a person's number for a number": lie(message_id="16100000001 张某"),
    "garbage": Reply(body=(b"\xff\xfe<html>OK</html>",)),
    "a list": Reply(body=(b'["OK"]',)),
    "nothing": Reply(body=()),
    "half an answer": Reply(headers=(("Content-Length", "999"),), body=(b'{"code": "OK"',)),
    "an error page": Reply(status=502, body=(b"bad gateway",)),
    "OK in an error": lambda asked: Reply(500, ok(asked.json["request_id"]).body),
    "a redirect": Reply(302, headers=(("Location", "http://127.0.0.1:1/"),)),
    "an OK with too much behind it": lambda asked: Reply(body=(*ok(asked.json["request_id"]).body, b" " * 2**17)),
}


@pytest.mark.long
@pytest.mark.parametrize("said", LIES)
def test_what_is_no_ok_of_this_message_does_not_count(one: Delivery, sms: HttpPeer, said: str) -> None:
    sms.next = [LIES[said]]
    assert send_due("sms") == 0
    one.refresh_from_db()
    assert (one.state, one.tries) == ("waiting", 1) and one.said
    assert not re.search("16100000001|张某", one.said)
    assert again() == 1
    assert [asked.json["request_id"] for asked in sms.asked] == [str(one.token)] * 2


def test_ok_said_twice_is_one_message(one: Delivery, sms: HttpPeer) -> None:
    """The first answer was lost on the way; the gateway takes the same request again and numbers it anew."""
    sms.next = [Reply(headers=(("Content-Length", "999"),), body=(b"{",)), lie(message_id="GW-second")]
    assert send_due("sms") == 0 and again() == 1 and again() == 0
    assert Delivery.objects.get().said == "GW-second"
    assert len({asked.json["request_id"] for asked in sms.asked}) == 1


@pytest.mark.parametrize("code", ["INVALID_PHONE", "TEMPLATE_UNKNOWN"])
def test_a_refusal_for_good_is_not_asked_again(one: Delivery, sms: HttpPeer, code: str) -> None:
    sms.next = [lie(code=code)]
    assert send_due("sms") == 0 and again() == 0
    one.refresh_from_db()
    assert (one.state, one.said) == ("failed", code) and len(sms.asked) == 1


SLOW: dict[str, Reply | Callable[[Asked], Reply]] = {
    "silent": Reply(after=5),
    "silent in the middle": Reply(body=(b"{", b"}"), every=2),
    "trickling an OK": lambda asked: Reply(
        body=tuple(bytes([each]) for each in ok(asked.json["request_id"]).body[0]), every=0.02
    ),
}


@pytest.mark.parametrize("how", SLOW)
@pytest.mark.long
def test_a_slow_gateway_is_waited_for_so_long_and_no_longer(
    one: Delivery, sms: HttpPeer, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    real = outward._left

    def noted(until: float) -> float:
        waits.append(real(until))
        return waits[-1]

    monkeypatch.setattr(outward, "_left", noted)
    monkeypatch.setattr(outward.post, "__kwdefaults__", outward.post.__kwdefaults__ | {"seconds": 0.5})
    sms.next = [SLOW[how]]
    assert send_due("sms") == 0
    assert max(waits) <= 0.5
    one.refresh_from_db()
    assert one.state == "waiting" and again() == 1


def test_a_gateway_that_is_gone_ends_the_round(cast: Cast, sms: HttpPeer) -> None:
    route(PLAIN, "sms")
    tell([happen(number=number) for number in range(5)])
    sms.stop()
    assert send_due("sms") == 0
    assert Delivery.objects.filter(tries=1, said="ConnectError").count() == 3


def test_a_log_line_of_a_gateway_names_nobody(one: Delivery, sms: HttpPeer, caplog: pytest.LogCaptureFixture) -> None:
    sms.next = [Reply(400, (json.dumps({"code": "16100000001 张某", "request_id": str(one.token)}).encode(),))]
    send_due("sms")
    assert "delivery_not_carried" in caplog.text
    assert not re.search("1610000|张某|发生了", caplog.text)
