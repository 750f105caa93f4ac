"""Quiet hours, working hours and the day's digest; what is urgent passes."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.notices import outbox
from kernel.notices.actions import send_due, sending, tell
from kernel.notices.carriers import CARRIERS
from kernel.notices.hours import Hours, next_time
from kernel.notices.models import Delivery, SendingHours
from tests.cast import SHANGHAI, Cast
from tests.notices.http_peer import HttpPeer
from tests.notices.mail_peer import MailPeer
from tests.notices.telling import PLAIN, URGENT, Hearers, happen, route

# far enough ahead that whatever is ordered now is due then; the 5th of March 2029 is a Monday
MONDAY = date(2029, 3, 5)
DAY = Hours(time(8), time(21))
OFFICE = Hours(time(8), time(18), working_days=True)


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=days), time(hour, minute), SHANGHAI)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("now", "hours", "opens"),
    [
        (at(8), DAY, at(8)),
        (at(20, 59), DAY, at(20, 59)),
        (at(21), DAY, at(8, days=1)),
        (at(7, 59), DAY, at(8)),
        (at(0), DAY, at(8)),
        (at(18, days=4), OFFICE, at(8, days=7)),
        (at(17, 59, days=4), OFFICE, at(17, 59, days=4)),
        (at(12, days=5), OFFICE, at(8, days=7)),
    ],
)
def test_a_channel_opens_when_its_hours_say(now: datetime, hours: Hours, opens: datetime) -> None:
    assert hours.next_open(now, weekday) == opens


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(SHANGHAI)),
    st.tuples(st.times(), st.times()).filter(lambda each: each[0] < each[1]),
    st.booleans(),
)
def test_it_opens_never_before_and_is_open_then(now: datetime, span: tuple[time, time], working: bool) -> None:
    hours = Hours(*span, working)
    opens = hours.next_open(now, weekday)
    assert opens >= now and hours.next_open(opens, weekday) == opens
    assert span[0] <= opens.astimezone(SHANGHAI).time() < span[1]


def test_one_that_never_opens_is_an_error() -> None:
    with pytest.raises(ValueError, match="not open"):
        OFFICE.next_open(at(8), lambda _day: False)


def test_the_next_time_of_a_clock() -> None:
    assert next_time(at(16, 59), time(17)) == at(17)
    assert next_time(at(17), time(17)) == at(17, days=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set what the worker's and the outbox's clock shows."""

    def shows(now: datetime) -> None:
        for module in (sending, outbox):
            monkeypatch.setattr(module, "database_now", lambda: now)

    return shows


@pytest.fixture
def hours(cast: Cast) -> Cast:
    """Short messages by day, mail to staff on working days with a digest; the head and the clerk have mail."""
    SendingHours.objects.create(channel="sms", citizens=True, opens=time(8), closes=time(21))
    SendingHours.objects.create(
        channel="email", citizens=False, opens=time(8), closes=time(18), working_days=True, digest_at=time(17)
    )
    for person in (cast.clerk, cast.department_head):
        person.email = f"{person.username}@example.cn"
        person.save()
    for event in (PLAIN, URGENT):
        route(event, "sms", "email")
    return cast


def test_a_citizen_is_not_disturbed_at_night_unless_it_is_urgent(hours: Cast, sms: HttpPeer, clock: Any) -> None:
    Hearers.are(hours.applicant)
    tell([happen(), happen(URGENT)])
    clock(at(22))
    assert send_due("sms") == 1 and "急" in sms.asked[0].json["params"]["text"]
    waiting = Delivery.objects.get(state="waiting")
    assert (waiting.due_at, waiting.tries) == (at(8, days=1), 0)
    clock(at(7, 59, days=1))
    assert send_due("sms") == 0
    clock(at(8, days=1))
    assert send_due("sms") == 1


def test_a_retry_keeps_quiet_too(hours: Cast, sms: HttpPeer, clock: Any) -> None:
    Hearers.are(hours.applicant)
    tell([happen()])
    sms.stop()
    clock(at(20, 59))
    send_due("sms")
    Delivery.objects.update(due_at=at(21))
    clock(at(21, 1))
    send_due("sms")
    assert (Delivery.objects.get().due_at, Delivery.objects.get().tries) == (at(8, days=1), 1)


def test_staff_are_written_to_on_working_days(hours: Cast, mail: MailPeer, clock: Any) -> None:
    Hearers.are(hours.clerk)
    tell([happen()])
    clock(at(10, days=5))
    assert send_due("email") == 0
    clock(at(8, days=7))
    assert send_due("email") == 1


def test_a_head_gets_the_plain_ones_of_a_day_as_one(hours: Cast, mail: MailPeer, clock: Any) -> None:
    clock(at(9))
    Hearers.are(hours.department_head, hours.clerk)
    for what in ("甲事", "乙事", "丙事"):
        tell([happen(what=what)])
    clock(at(9, 1))
    assert send_due("email") == 3 and {sent["To"] for sent in mail.taken} == {"hanx@example.cn"}
    clock(at(17))
    assert send_due("email") == 1 and send_due("email") == 0
    digest = mail.taken[-1]
    assert digest["To"] == "fangz@example.cn" and digest["Subject"] == "今天的通知，共3条"
    assert all(what in digest.get_content() for what in ("甲事", "乙事", "丙事"))
    states = Delivery.objects.filter(recipient=hours.department_head).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sent", "gathered", "gathered"]
    first = Delivery.objects.get(recipient=hours.department_head, state="sent")
    assert first.gathered.count() == 2


def test_a_round_that_passes_the_time_of_the_digest_leaves_it_whole(
    hours: Cast, mail: MailPeer, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock strikes while the first mail is carried, after the round has gathered."""
    clock(at(9))
    Hearers.are(hours.department_head, hours.clerk)
    for what in ("甲事", "乙事", "丙事"):
        tell([happen(what=what)])
    carry = CARRIERS["email"]

    def carried(delivery: Delivery) -> str:
        clock(at(17))
        return carry(delivery)

    monkeypatch.setitem(CARRIERS, "email", carried)
    clock(at(16, 59))
    assert send_due("email") == 3 and {sent["To"] for sent in mail.taken} == {"hanx@example.cn"}
    assert send_due("email") == 1 and send_due("email") == 0
    assert [sent["Subject"] for sent in mail.taken if sent["To"] == "fangz@example.cn"] == ["今天的通知，共3条"]


def test_what_is_urgent_reaches_a_head_at_once(hours: Cast, mail: MailPeer, clock: Any) -> None:
    clock(at(9))
    Hearers.are(hours.department_head)
    tell([happen(URGENT), happen()])
    assert send_due("email") == 1 and "急" in mail.taken[0].get_content()


def test_a_digest_whose_server_was_away_is_the_same_digest(hours: Cast, mail: MailPeer, clock: Any) -> None:
    clock(at(9))
    Hearers.are(hours.department_head)
    tell([happen(what="甲事", number=1), happen(what="乙事", number=2)])
    clock(at(17))
    mail.answers = ["drop"]
    send_due("email")
    tell([happen(what="丙事", number=3)])
    clock(at(17, 30))
    send_due("email")
    first, second = mail.taken
    assert first["Message-ID"] == second["Message-ID"] and first.get_content() == second.get_content()
    assert "丙事" not in second.get_content()


def test_after_the_digest_comes_tomorrows(hours: Cast, mail: MailPeer, clock: Any) -> None:
    clock(at(17))
    Hearers.are(hours.department_head)
    tell([happen()])
    assert Delivery.objects.get().due_at == at(17, days=1)


def test_without_hours_everything_goes_at_once(hours: Cast, mail: MailPeer, clock: Any) -> None:
    SendingHours.objects.all().delete()
    clock(at(2))
    Hearers.are(hours.department_head)
    tell([happen()])
    clock(at(3))
    assert send_due("email") == 1
