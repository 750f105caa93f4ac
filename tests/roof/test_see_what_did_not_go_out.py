"""Data health tells of messages given up, a worker that stands, calls nobody made, targets that take nothing."""

from datetime import timedelta
from typing import Any

import pytest

from county_portal.data_health.access import asked_by
from county_portal.data_health.lines import Line
from county_portal.data_health.outside import messages, targets
from kernel.ledger.locking import database_now
from kernel.notices.actions import subscribe, tell
from kernel.notices.models import Delivery, Subscription
from tests.cast import Cast
from tests.notices.telling import PLAIN, Hearers, happen, route
from tests.roof.conftest import Offices, as_


@pytest.fixture
def row(offices: Offices, cast: Cast, settings: Any) -> Delivery:
    """One short message that waits."""
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    Hearers.are(cast.applicant)
    route(PLAIN, "sms")
    tell([happen()])
    return Delivery.objects.get()


def line(offices: Offices) -> Line:
    [found] = messages(asked_by(offices.system, at=database_now()))
    return found


def changed(row: Delivery, **facts: object) -> None:
    Delivery.objects.filter(pk=row.pk).update(**facts)


def test_what_waits_for_its_time_is_in_order(offices: Offices, row: Delivery) -> None:
    assert line(offices).level == "ok"
    changed(row, due_at=database_now() + timedelta(hours=3), tries=2, tried_at=database_now())
    assert line(offices).level == "ok"


def test_a_worker_that_stands_is_noticed(offices: Offices, row: Delivery) -> None:
    changed(row, due_at=database_now() - timedelta(minutes=11))
    assert line(offices).level == "notice" and "没有发" in line(offices).rows[0].note


def test_what_was_given_up_is_grave_and_says_why(offices: Offices, row: Delivery) -> None:
    changed(row, state="failed", said="INVALID_PHONE")
    found = line(offices)
    assert found.level == "grave" and "短信网关说号码不对" in found.rows[0].note
    assert found.since == row.ordered_at
    page = as_(offices.system).get("/health/data/").content.decode()
    assert "短信网关说号码不对" in page and "INVALID_PHONE" not in page and "16100000001" not in page


def test_a_call_that_nobody_made_is_noticed_after_a_day(offices: Offices, row: Delivery) -> None:
    changed(row, channel="call", template="", params=None, due_at=database_now() - timedelta(hours=2))
    assert line(offices).level == "ok"
    changed(row, ordered_at=database_now() - timedelta(days=2))
    assert line(offices).level == "notice" and "电话" in line(offices).rows[0].note


def test_another_countys_messages_are_not_told(offices: Offices, row: Delivery) -> None:
    changed(row, state="failed", said="x", region="880101000000")
    assert line(offices).level == "ok"


def test_a_target_that_takes_nothing(offices: Offices) -> None:
    made = subscribe(name="target", url="https://example.cn/", event_types=[PLAIN.code], county="990101")
    asked = asked_by(offices.system, at=database_now())
    levels = []
    for facts in ({}, {"tries": 2}, {"state": "failed", "said": "HTTP 500"}, {"state": "off", "tries": 0}):
        Subscription.objects.filter(pk=made.pk).update(**facts)
        levels.append(next(iter(targets(asked))).level)
    assert levels == ["ok", "notice", "grave", "ok"]
