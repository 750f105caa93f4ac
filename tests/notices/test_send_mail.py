"""From an entry over the relay and the outbox to a real mail server, and what comes of one that fails."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.core.management import call_command
from django.db import connection

from kernel.ledger import relay, stream
from kernel.ledger.locking import database_now
from kernel.notices import tasks
from kernel.notices.actions import plant_routes, send_due, tell, try_failed_again
from kernel.notices.actions.sending import AWAY_ENOUGH, LEASE, MAX_TRIES, wait_after
from kernel.notices.models import Delivery, Notice, Route
from tests.cast import Cast
from tests.notices.mail_peer import MailPeer
from tests.notices.telling import PLAIN, URGENT, Hearers, happen, route


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The clerk and the supervisor have an address, the approver has none."""
    for person in (cast.clerk, cast.supervisor):
        person.email = f"{person.username}@example.cn"
        person.save()
    Hearers.are(cast.clerk)
    return cast


def the_one() -> Delivery:
    return Delivery.objects.get()


def time_passes() -> None:
    """Whatever waits for its next try, or for the end of a lease, is due."""
    Delivery.objects.update(due_at=database_now() - timedelta(seconds=1))


def test_what_is_recorded_reaches_the_mail_server_once(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen(what="到期件")])
    assert send_due("email") == 1 and send_due("email") == 0
    [sent] = mail.taken
    assert (sent["To"], sent["Subject"]) == ("hanx@example.cn", "有一件事")
    assert "发生了到期件" in sent.get_content()
    row = the_one()
    assert str(sent["Message-ID"]) == f"<{row.token}@127.0.0.1>"
    assert (row.state, row.tries, row.said) == ("sent", 1, "250") and row.sent_at is not None


def test_the_relay_orders_it_and_hints_the_worker_after_the_commit(
    cast: Cast, mail: MailPeer, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **_more: heard.append((name, args)))
    monkeypatch.setattr(stream, "READY", "true")
    route(PLAIN, "email")
    entry = happen()
    with django_capture_on_commit_callbacks(execute=True):
        tell([entry])
        assert heard == []
    assert heard == [("notices.send_due", ["email"])]
    tasks.send_due(*heard[0][1])
    assert len(mail.taken) == 1
    assert "notices" in {observer.name for observer in relay.all_observers()}


def test_told_again_it_is_ordered_once(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    entry = happen()
    tell([entry])
    tell([entry])
    assert Delivery.objects.count() == 1


def test_without_a_route_or_an_address_it_stays_in_the_inbox(cast: Cast, mail: MailPeer) -> None:
    Hearers.are(cast.clerk, cast.approver)
    tell([happen()])
    assert Delivery.objects.count() == 0 and Notice.objects.count() == 2
    route(PLAIN, "email")
    tell([happen()])
    assert [row.recipient for row in Delivery.objects.all()] == [cast.clerk]
    Route.objects.update(enabled=False)
    tell([happen()])
    assert Delivery.objects.count() == 1 and Notice.objects.count() == 6


def test_what_was_entered_late_is_not_sent(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    entry = happen()
    entry.at = entry.recorded_at - timedelta(days=2)
    tell([entry])
    assert Delivery.objects.count() == 0 and Notice.objects.count() == 1
    tell([entry], though_old=True)
    assert Delivery.objects.count() == 1 and Notice.objects.count() == 1


def test_a_channel_that_is_not_connected_only_keeps(cast: Cast, settings: Any) -> None:
    settings.NOTICE_CHANNELS = frozenset()
    route(PLAIN, "email")
    tell([happen()])
    assert the_one().state == "kept" and send_due("email") == 0


def test_text_and_address_are_unreadable_in_the_table(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen(what="张某的事")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notices_delivery")
        kept = str(cursor.fetchall())
    assert "张某" not in kept and "hanx@" not in kept and "h***@example.cn" in kept
    assert "张某的事" in the_one().text


def test_urgent_goes_first(cast: Cast, mail: MailPeer) -> None:
    for event in (PLAIN, URGENT):
        route(event, "email")
    tell([happen()])
    tell([happen(URGENT)])
    send_due("email", most=1)
    assert "急" in mail.taken[0].get_content()


def test_what_happened_first_is_told_first(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen(what=f"第{number}件", number=number) for number in range(1, 4)])
    send_due("email")
    assert [re.search("第(.)件", sent.get_content())[1] for sent in mail.taken] == ["1", "2", "3"]


@pytest.mark.long
def test_a_server_that_is_busy_is_asked_again_with_the_same_number(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen()])
    mail.answers = ["451 later"]
    assert send_due("email") == 0
    row = the_one()
    assert (row.state, row.tries, row.said) == ("waiting", 1, "SMTP 451")
    assert row.due_at > database_now() and send_due("email") == 0
    time_passes()
    assert send_due("email") == 1
    assert mail.tokens() == [f"<{row.token}@127.0.0.1>"] and the_one().tries == 2


def test_what_is_refused_for_good_is_not_tried_again(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen()])
    mail.answers = ["550 no such user hanx@example.cn"]
    send_due("email")
    row = the_one()
    assert (row.state, row.said) == ("failed", "SMTP 550")
    assert try_failed_again() == 1 and send_due("email") == 1


def test_a_line_cut_before_the_answer_repeats_the_same_mail(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen()])
    mail.answers = ["drop"]
    send_due("email")
    time_passes()
    send_due("email")
    first, second = mail.taken
    assert first["Message-ID"] == second["Message-ID"] and first["Date"] == second["Date"]
    assert first.get_content() == second.get_content() and the_one().state == "sent"


@pytest.mark.parametrize("fault", ["gone", "hang"])
@pytest.mark.long
def test_a_server_that_does_not_answer_ends_the_round(cast: Cast, mail: MailPeer, fault: str) -> None:
    route(PLAIN, "email")
    tell([happen(number=number) for number in range(AWAY_ENOUGH + 2)])
    if fault == "gone":
        mail.stop()
    else:
        mail.answers = ["hang"] * AWAY_ENOUGH
    assert send_due("email") == 0
    assert Delivery.objects.filter(tries=1).count() == AWAY_ENOUGH
    assert Delivery.objects.filter(tries=0).count() == 2


def test_after_the_last_try_it_is_given_up_and_says_why(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen()])
    mail.answers = ["451 later"] * MAX_TRIES
    for _try in range(MAX_TRIES + 1):
        time_passes()
        send_due("email")
    row = the_one()
    assert (row.state, row.tries, row.said) == ("failed", MAX_TRIES, "SMTP 451") and mail.taken == []


def test_a_worker_that_died_in_its_last_try_is_noticed(cast: Cast, mail: MailPeer) -> None:
    route(PLAIN, "email")
    tell([happen()])
    now = database_now()
    Delivery.objects.update(state="trying", tries=MAX_TRIES, tried_at=now, due_at=now + LEASE)
    assert send_due("email") == 0 and the_one().state == "trying"
    time_passes()
    send_due("email")
    assert the_one().state == "failed" and the_one().said == "worker_silent"


def test_waiting_grows_and_is_never_the_same_for_all() -> None:
    for tries in range(1, MAX_TRIES):
        waits = {wait_after(tries) for _draw in range(20)}
        assert len(waits) > 1 and min(waits) * 2 > max(waits)
    assert wait_after(1) < timedelta(minutes=2) and wait_after(MAX_TRIES) > timedelta(hours=2)


def test_the_products_own_routes_are_planted_once_and_stay_as_they_were_changed(cast: Cast) -> None:
    planted = plant_routes()
    assert planted > 10 and plant_routes() == 0
    Route.objects.filter(event="ethics_monitor.card_issued").update(enabled=False)
    plant_routes()
    assert not Route.objects.filter(event="ethics_monitor.card_issued", enabled=True).exists()


def test_a_log_line_of_a_failure_names_nobody(cast: Cast, mail: MailPeer, caplog: pytest.LogCaptureFixture) -> None:
    route(PLAIN, "email")
    tell([happen(what="张某的事")])
    mail.answers = ["451 张某 hanx@example.cn"]
    send_due("email")
    assert "delivery_not_carried" in caplog.text
    assert not re.search("张某|hanx", caplog.text)


def test_the_command_sends_and_takes_up_what_was_given_up(
    cast: Cast, mail: MailPeer, capsys: pytest.CaptureFixture[str]
) -> None:
    route(PLAIN, "email")
    tell([happen()])
    mail.answers = ["550 no"]
    call_command("send_notices", "--json")
    assert json.loads(capsys.readouterr().out) == {"sent": 0, "tried_again": 0, "left": 0, "failed": 1}
    call_command("send_notices", "--failed", "--json")
    assert json.loads(capsys.readouterr().out) == {"sent": 1, "tried_again": 1, "left": 0, "failed": 0}
