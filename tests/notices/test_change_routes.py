"""The routing table at the console: switched, filled and timed, each change on record; what cannot work is refused."""

import json
from datetime import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, set_hours, set_route, set_template, tell
from kernel.notices.models import Delivery, Route, SendingHours, SmsTemplate
from kernel.notices.refusals import HoursUnusable, NotRouted, RouteUnknown, TemplateUnusable
from tests.cast import Cast
from tests.notices.telling import PLAIN, Hearers, happen

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    plant_routes()

    def words(*arguments: str) -> Any:
        call_command("route_notices", *arguments)
        return json.loads(capsys.readouterr().out)

    return words


def test_the_table_is_shown(run: Any) -> None:
    table = run("list")
    assert {each["channel"] for each in table["routes"]} == {"sms", "email"}
    assert "PORTAL_NOTICE" in {each["code"] for each in table["templates"]} and len(table["hours"]) == 3


def test_a_route_is_switched_and_planting_leaves_it(run: Any) -> None:
    run("set", "approvals.accepted", "applicant", "sms", "off")
    plant_routes()
    assert not Route.objects.get(event="approvals.accepted", audience="applicant", channel="sms").enabled
    run("set", "approvals.accepted", "applicant", "sms", "on")
    assert Route.objects.get(event="approvals.accepted", audience="applicant", channel="sms").enabled
    assert Entry.objects.filter(type="notices.route_set", person="系统").count() == 2


def test_a_new_template_is_what_is_sent(cast: Cast, run: Any, settings: Any) -> None:
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    run("template", "SHORT", "{number}：{title}")
    run("set", PLAIN.code, "hearers", "sms", "on", "--template", "SHORT")
    Hearers.are(cast.applicant)
    tell([happen()])
    row = Delivery.objects.get()
    assert (row.template, row.text) == ("SHORT", "M00001：有一件事")


def test_hours_are_changed(run: Any) -> None:
    run("hours", "sms", "citizens", "09:00", "20:00", "--working-days")
    hours = SendingHours.objects.get(channel="sms", citizens=True)
    assert (hours.opens, hours.closes, hours.working_days) == (time(9), time(20), True)
    plant_routes()
    hours.refresh_from_db()
    assert hours.opens == time(9)


@pytest.mark.parametrize("words", ["{phone}", "{title.__class__}", "{title!r}", "{title:>9}", "{0}", "{", "", "  "])
def test_a_template_with_places_that_nothing_fills_is_refused(words: str) -> None:
    with pytest.raises(TemplateUnusable):
        set_template(code="X", words=words)
    assert not SmsTemplate.objects.exists()


@pytest.mark.parametrize(
    ("event", "audience", "channel", "refusal"),
    [
        ("approvals.never", "applicant", "sms", RouteUnknown),
        ("approvals.accepted", "nobody", "sms", RouteUnknown),
        ("approvals.accepted", "applicant", "call", NotRouted),
        ("approvals.accepted", "applicant", "inbox", NotRouted),
        ("approvals.accepted", "applicant", "pigeon", RouteUnknown),
        ("approvals.accepted", "applicant", "sms", TemplateUnusable),
    ],
)
def test_a_route_that_leads_nowhere_is_refused(
    event: str, audience: str, channel: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        set_route(event=event, audience=audience, channel=channel, enabled=True, template="NONE")
    assert not Route.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"opens": time(21), "closes": time(8)},
        {"channel": "call"},
        {"channel": "sms", "digest_at": time(17)},
        {"citizens": True, "digest_at": time(17)},
        {"digest_at": time(22)},
    ],
)
def test_hours_that_cannot_be_are_refused(facts: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"channel": "email", "citizens": False, "opens": time(8), "closes": time(18)}
    with pytest.raises(HoursUnusable):
        set_hours(**(usual | facts))
    assert not SendingHours.objects.exists()


def test_a_refusal_is_one_sentence_at_the_console(run: Any) -> None:
    with pytest.raises(CommandError, match="没有这条路由"):
        run("set", "approvals.never", "applicant", "sms", "on")
