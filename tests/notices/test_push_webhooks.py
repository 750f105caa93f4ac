"""Facts to a real target over HTTP: in order, signed, repeated under their number, and to no address inside."""

import hashlib
import hmac
import json
import re
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection

from kernel.ledger import events as ledger_events
from kernel.ledger import stream
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry, StreamedEntry
from kernel.notices import addresses, outward
from kernel.notices.actions import push_due, replay, stop, subscribe
from kernel.notices.actions.sending import LEASE, MAX_TRIES
from kernel.notices.addresses import judged
from kernel.notices.carriers.outcomes import NotCarried, Undeliverable
from kernel.notices.models import Subscription
from kernel.notices.observers import notify
from kernel.notices.refusals import CountyUnusable, EventsUnknown, PositionAhead, SubscriptionTaken, TargetUnusable
from kernel.organizations.models import Region
from tests.cast import Cast
from tests.notices import telling
from tests.notices.http_peer import HttpPeer, Reply
from tests.notices.telling import PLAIN, URGENT, happen

LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture
def target(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.NOTICE_WEBHOOK_NETWORKS = LOOPBACK
    # the test's own transaction is open all the time: numbers are given without waiting for it
    monkeypatch.setattr(stream, "READY", "true")
    peer = HttpPeer(lambda _asked: Reply(204))
    yield peer
    peer.stop()


@pytest.fixture
def heard(cast: Cast, target: HttpPeer) -> Subscription:
    """A subscription to the plain events of the county, from now on."""
    return subscribe(name="data-bureau", url=f"{target.url}/hook", event_types=[PLAIN.code], county="990101")


def happened(*whats: str) -> list[int]:
    """These things happen and are numbered; their places in the stream."""
    entries = [happen(what=what, number=place) for place, what in enumerate(whats, 1)]
    stream.sequence()
    return [StreamedEntry.objects.after(0).get(pk=entry.pk).stream_no for entry in entries]


def again() -> int:
    Subscription.objects.update(due_at=database_now() - timedelta(seconds=1))
    return push_due()


def ids(peer: HttpPeer) -> list[int]:
    return [int(asked.json["id"]) for asked in peer.asked]


def test_an_event_comes_as_a_signed_envelope(heard: Subscription, target: HttpPeer) -> None:
    [number] = happened("甲事")
    assert push_due() == 1 and push_due() == 0
    [asked] = target.asked
    entry = Entry.objects.get(type=PLAIN.code)
    event = asked.json
    assert (event["specversion"], event["id"], event["type"]) == ("1.0", str(number), "notices_test.plain")
    assert event["subject"] == "matter/M00001" and event["time"] == entry.at.isoformat()
    assert event["data"]["payload"] == {"what": "甲事"} and event["data"]["hash"] == bytes(entry.hash).hex()
    assert asked.headers["content-type"].startswith("application/cloudevents+json")
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", asked.headers["x-portal-signature"])
    assert found is not None
    digest = hmac.new(heard.secret.encode(), f"{found[1]}.".encode() + asked.body, hashlib.sha256).hexdigest()
    assert digest == found[2]


def test_only_the_named_events_of_the_county_in_their_order(heard: Subscription, target: HttpPeer) -> None:
    first = happened("一", "二")
    happen(URGENT, number=7)
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setattr(telling, "CLERK", Actor("李*", "", "BX01", "880101000000"))
        happened("别县的事")
    later = happened("三")
    assert push_due() == 3
    assert ids(target) == first + later


def test_what_does_not_concern_it_moves_the_position(heard: Subscription, target: HttpPeer) -> None:
    happen(URGENT)
    stream.sequence()
    assert push_due() == 0 and target.asked == []
    heard.refresh_from_db()
    assert heard.position == stream.head().stream_no and heard.tries == 0


def test_no_later_event_before_an_earlier_one_is_taken(heard: Subscription, target: HttpPeer) -> None:
    first, second = happened("一", "二")
    target.next = [Reply(503)]
    assert push_due() == 0
    heard.refresh_from_db()
    assert (heard.state, heard.tries, heard.said) == ("on", 1, "HTTP 503")
    assert heard.due_at > database_now() and push_due() == 0
    assert again() == 2 and ids(target) == [first, first, second]
    heard.refresh_from_db()
    assert (heard.tries, heard.position) == (0, second)


def test_a_replay_sends_the_same_events_again(heard: Subscription, target: HttpPeer) -> None:
    numbers = happened("一", "二", "三")
    push_due()
    replay(name="data-bureau", position=numbers[0])
    assert push_due() == 2
    assert ids(target) == [*numbers, *numbers[1:]]
    bodies = {asked.body for asked in target.asked}
    assert len(bodies) == 3


def test_a_replay_in_the_middle_of_a_push_stands(heard: Subscription, target: HttpPeer) -> None:
    numbers = happened("一", "二")
    push_due()
    [third] = happened("三")
    outcome = outward.post

    def meanwhile(*args: Any, **more: Any) -> Any:
        answer = outcome(*args, **more)
        if len(target.asked) == 3:
            replay(name="data-bureau", position=numbers[0])
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outward, "post", meanwhile)
        push_due()
    assert ids(target) == [*numbers, third, numbers[1], third]


def test_after_the_last_try_it_stands_failed_and_a_replay_goes_on(heard: Subscription, target: HttpPeer) -> None:
    [number] = happened("一")
    target.behave = lambda _asked: Reply(500)
    for _try in range(MAX_TRIES + 2):
        again()
    heard.refresh_from_db()
    assert (heard.state, heard.tries, heard.said) == ("failed", MAX_TRIES, "HTTP 500")
    assert len(target.asked) == MAX_TRIES
    target.behave = lambda _asked: Reply(200)
    replay(name="data-bureau")
    assert push_due() == 1 and set(ids(target)) == {number}


def test_a_target_that_is_gone_for_good_is_not_asked_again(heard: Subscription, target: HttpPeer) -> None:
    happened("一")
    target.next = [Reply(410)]
    assert push_due() == 0 and again() == 0
    heard.refresh_from_db()
    assert (heard.state, heard.said) == ("failed", "HTTP 410")


def test_a_worker_that_died_holds_nobody_up_longer_than_its_lease(heard: Subscription, target: HttpPeer) -> None:
    happened("一")
    now = database_now()
    Subscription.objects.update(tries=1, tried_at=now, due_at=now + LEASE)
    assert push_due() == 0 and again() == 1


def test_one_target_that_fails_stops_no_other(heard: Subscription, target: HttpPeer) -> None:
    subscribe(name="another", url="http://127.0.0.1:1/", event_types=[PLAIN.code], county="990101")
    happened("一")
    assert push_due() == 1
    assert Subscription.objects.get(name="another").said == "ConnectError"


def test_a_stopped_one_and_a_demonstration_hear_nothing(heard: Subscription, target: HttpPeer, settings: Any) -> None:
    happened("一")
    stop(name="data-bureau")
    assert push_due() == 0
    replay(name="data-bureau")
    settings.NOTICE_CHANNELS = frozenset()
    assert push_due() == 0 and target.asked == []


def test_the_relay_hints_the_worker(
    heard: Subscription, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_more: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        notify([happen()])
    assert sent == ["notices.push_due"]


FAULTS: dict[str, tuple[Reply, str]] = {
    "a redirect inside": (Reply(302, headers=(("Location", "http://127.0.0.1:1/admin"),)), "HTTP 302"),
    "a redirect elsewhere": (Reply(307, headers=(("Location", "https://example.cn/"),)), "HTTP 307"),
    "a refusal": (Reply(403), "HTTP 403"),
    "silence": (Reply(after=5), "ReadTimeout"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.long
def test_what_is_no_2xx_is_not_taken_and_nothing_is_followed(
    heard: Subscription, target: HttpPeer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward.post, "__kwdefaults__", outward.post.__kwdefaults__ | {"seconds": 0.5})
    reply, said = FAULTS[fault]
    target.next = [reply]
    happened("一")
    assert push_due() == 0 and len(target.asked) == 1
    heard.refresh_from_db()
    assert (heard.state, heard.tries, heard.said) == ("on", 1, said)
    assert again() == 1


@pytest.mark.parametrize("body", [(b" " * 2**20,) * 8, tuple(b" " for _piece in range(500))])
def test_an_answer_that_is_too_much_or_never_ends_is_not_read(
    heard: Subscription, target: HttpPeer, body: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outward.post, "__kwdefaults__", outward.post.__kwdefaults__ | {"seconds": 0.5})
    target.next = [Reply(200, body=body, every=0.02 if len(body) > 8 else 0)]
    happened("一")
    assert push_due() == 1


INSIDE = (
    "127.0.0.1", "127.8.9.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.1.1.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2002:0a00:0001::", "::7f00:1",
    "2001:db8::1",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.NOTICE_WEBHOOK_NETWORKS = []
    monkeypatch.setattr(addresses, "_look_up", lambda *_: [ip_address("114.114.114.114"), ip_address(address)])
    with pytest.raises(Undeliverable):
        judged(secure=True)("hook.example.cn", 443)


@pytest.mark.parametrize("address", ["114.114.114.114", "2400:3200::1"])
def test_the_open_internet_is_reached_only_encrypted(
    address: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOTICE_WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    monkeypatch.setattr(addresses, "_look_up", lambda *_: [ip_address(address)])
    assert judged(secure=True)("hook.example.cn", 443) == address
    with pytest.raises(Undeliverable):
        judged(secure=False)("hook.example.cn", 80)
    monkeypatch.setattr(addresses, "_look_up", lambda *_: [ip_address("10.20.3.4")])
    assert judged(secure=False)("inside.example.cn", 80) == "10.20.3.4"


def test_a_target_inside_is_refused_before_a_byte_is_sent(heard: Subscription, target: HttpPeer, settings: Any) -> None:
    settings.NOTICE_WEBHOOK_NETWORKS = []
    Subscription.objects.update(url=f"http://localhost:{target.port}/hook")
    happened("一")
    assert push_due() == 0 and target.asked == []
    heard.refresh_from_db()
    assert (heard.state, heard.said) == ("failed", "address_not_allowed")


def test_the_connection_goes_to_the_address_that_was_judged(
    heard: Subscription, target: HttpPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only `_look_up` may ask for the name: whoever asked again could be given another address."""
    monkeypatch.setattr(addresses, "_look_up", lambda *_: [ip_address("127.0.0.1")])
    Subscription.objects.update(url=f"http://no-such-name.invalid:{target.port}/hook")
    happened("一")
    assert push_due() == 1
    assert target.asked[0].headers["host"] == f"no-such-name.invalid:{target.port}"


def test_a_name_that_is_not_there_is_asked_again_later() -> None:
    with pytest.raises(NotCarried, match="name_not_found"):
        judged(secure=True)("a..b", 443)


@pytest.mark.long
@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"url": "ftp://example.cn/"}, TargetUnusable),
        ({"url": "https:///nowhere"}, TargetUnusable),
        ({"url": "https://u:p@example.cn/"}, TargetUnusable),
        ({"url": "https://[::1"}, TargetUnusable),
        ({"event_types": []}, EventsUnknown),
        ({"event_types": ["approvals.never"]}, EventsUnknown),
        ({"county": "770101"}, CountyUnusable),
        ({"county": "99"}, CountyUnusable),
        ({"position": 10**9}, PositionAhead),
        ({"position": -1}, PositionAhead),
        ({}, SubscriptionTaken),
    ],
)
def test_a_subscription_that_cannot_work_is_refused(
    heard: Subscription, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    facts: dict[str, Any] = {
        "name": "other" if changes else "data-bureau",
        "url": "https://example.cn/",
        "event_types": [PLAIN.code],
        "county": "990101",
    }
    with pytest.raises(refusal):
        subscribe(**(facts | changes))
    assert Subscription.objects.count() == 1


def test_nothing_of_a_simulated_county_goes_outside(cast: Cast, target: HttpPeer) -> None:
    Region.objects.filter(code="990101000000").update(simulated=True)
    with pytest.raises(CountyUnusable):
        subscribe(name="x", url="https://example.cn/", event_types=[PLAIN.code], county="990101")


def test_acts_on_a_subscription_are_on_record(heard: Subscription) -> None:
    replay(name="data-bureau", position=0)
    stop(name="data-bureau")
    stop(name="data-bureau")
    types = Entry.objects.of(heard.ledger_subject).values_list("type", flat=True)
    assert list(types) == ["notices.subscribed", "notices.subscription_moved", "notices.subscription_stopped"]
    assert all(ledger_events.get(each).fields is not None for each in types)


def test_the_secret_is_unreadable_in_the_table(heard: Subscription) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM notices_subscription")
        assert heard.secret not in str(cursor.fetchall())


def test_the_command(cast: Cast, target: HttpPeer, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> Any:
        call_command("webhook", *words)
        return json.loads(capsys.readouterr().out)

    add = ("add", "data-bureau", f"{target.url}/hook", "--county", "990101", "--event", PLAIN.code)
    assert len(run(*add)["secret"]) > 40
    with pytest.raises(CommandError, match="data-bureau"):
        run(*add)
    assert run("stop", "data-bureau")["state"] == "off"
    assert run("replay", "data-bureau", "--after", "0")["position"] == 0
    [listed] = run("list")
    assert listed["state"] == "on" and "secret" not in listed
