"""通知路由: the system administrator says by what people are told, the auditor reads it; what cannot be is refused."""

import json
from datetime import time
from typing import Any

import pytest
from django.core.management import call_command

from county_portal import notice_routes
from kernel.accounts.models import User
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, set_route, tell
from kernel.notices.audiences import all_audiences, group_of
from kernel.notices.models import Channel, Delivery, Route, SendingHours, SmsTemplate
from tests.notices.telling import PLAIN, Hearers, happen
from tests.roof.conftest import Offices, as_

pytestmark = pytest.mark.django_db
PAGE, API = "/notice-routes/", "/api/v1/notice-routes/"
ACCEPTED = {"event": "approvals.accepted", "audience": "applicant", "channel": "sms"}
HOURS = {"channel": "email", "citizens": False, "opens": "09:00", "closes": "17:00"}


@pytest.fixture(autouse=True)
def _planted(db: None) -> None:
    plant_routes()


def send(user: User, verb: str, key: str = "1", **body: Any) -> Any:
    return as_(user).post(
        f"{API}{verb}/", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def press(user: User, verb: str, **fields: Any) -> Any:
    return as_(user).post(f"{PAGE}{verb}/", {"idempotency_key": "k" * 22, **fields})


def accepted() -> Route:
    return Route.objects.get(**ACCEPTED)


def test_a_route_is_switched_by_the_administrator_and_stands_under_his_name(offices: Offices) -> None:
    answer = send(offices.system, "route", **ACCEPTED, enabled=False, revision=0)
    assert (answer.status_code, accepted().enabled, accepted().revision) == (200, False, 1)
    entry = Entry.objects.get(type="notices.route_set")
    assert (entry.person, entry.post) == (offices.system.masked_name, "系统管理员")
    assert entry.sentence() == "通知路由：已受理告诉申请人，短信改为停用"
    assert answer.json()["changes"][0]["sentence"] == entry.sentence()


def test_what_is_switched_on_goes_out(offices: Offices, settings: Any) -> None:
    settings.NOTICE_CHANNELS = frozenset({"email"})
    offices.clerk.email = "clerk@example.org"
    offices.clerk.save()
    Hearers.are(offices.clerk)
    tell([happen()])
    assert not Delivery.objects.exists()
    hearers = {"event": PLAIN.code, "audience": "hearers", "channel": "email"}
    assert send(offices.system, "route", **hearers, enabled=True, revision=0).status_code == 200
    tell([happen(number=2)])
    assert Delivery.objects.get().channel == "email"


def test_what_somebody_changed_meanwhile_is_not_overwritten(offices: Offices) -> None:
    set_route(**ACCEPTED, enabled=False, by=offices.system, revision=0)
    answer = send(offices.system, "route", **ACCEPTED, enabled=True, revision=0)
    assert (answer.status_code, answer.json()["code"]) == (409, "routing_moved_on")
    assert "现在是：停用" in answer.json()["title"] and not accepted().enabled
    assert send(offices.system, "route", "2", **ACCEPTED, enabled=True, revision=1).status_code == 200
    set_route(**ACCEPTED, enabled=False)
    assert not accepted().enabled, "the operator at the console says what is to be, whatever was"


@pytest.mark.parametrize(
    ("channel", "code", "words"),
    [
        ("email", "nobody_has_address", "没有电子邮箱"),
        ("inbox", "not_routed", "站内通知不由路由开关"),
        ("letter", "not_routed", "一律保留"),
        ("call", "not_routed", "随短信开关"),
    ],
)
def test_what_cannot_be_switched_is_refused_with_its_reason(
    offices: Offices, channel: str, code: str, words: str
) -> None:
    before = Route.objects.count()
    asked = ACCEPTED | {"channel": channel}
    answer = send(offices.system, "route", **asked, enabled=channel == "email", revision=0)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert words in answer.json()["title"] and Route.objects.count() == before
    assert not Entry.objects.filter(type="notices.route_set").exists()


def test_the_auditor_reads_and_others_do_not(offices: Offices) -> None:
    for reader in (offices.system, offices.audit):
        assert as_(reader).get(API).status_code == as_(reader).get(PAGE).status_code == 200
        assert (b'name="revision"' in as_(reader).get(PAGE).content) == (reader == offices.system)
    for stranger in (offices.security, offices.clerk, offices.director):
        assert as_(stranger).get(API).status_code == as_(stranger).get(PAGE).status_code == 403
    for verb, body in (("route", {**ACCEPTED, "enabled": False}), ("hours", HOURS)):
        assert send(offices.audit, verb, **body, revision=0).status_code == 403
    assert send(offices.audit, "template", code="X", words="{title}", revision=0).status_code == 403
    assert accepted().enabled and not SmsTemplate.objects.filter(code="X").exists()


def test_hours_are_set_and_impossible_ones_refused(offices: Offices) -> None:
    assert send(offices.system, "hours", **HOURS, digest_at="16:00", revision=0).status_code == 200
    row = SendingHours.objects.get(channel="email", citizens=False)
    assert (row.opens, row.digest_at, row.working_days) == (time(9), time(16), False)
    assert Entry.objects.get(type="notices.hours_set").sentence() == (
        "发送时段：电子邮件发给工作人员改为 09:00–17:00，16:00 汇总"
    )
    late = send(offices.system, "hours", "2", **HOURS, digest_at="18:00", revision=1)
    assert (late.status_code, late.json()["code"]) == (422, "hours_unusable")
    stale = send(offices.system, "hours", "3", **HOURS, revision=0)
    assert (stale.status_code, stale.json()["code"]) == (409, "routing_moved_on")


def test_a_template_is_worded_and_one_that_nothing_fills_refused(offices: Offices) -> None:
    mine = {"code": "PORTAL_NOTICE", "words": "{number}：{title}"}
    assert send(offices.system, "template", **mine, revision=0).status_code == 200
    assert SmsTemplate.objects.get(code="PORTAL_NOTICE").longest == 21 + 1 + 20
    odd = send(offices.system, "template", "2", code="PORTAL_NOTICE", words="{phone}", revision=1)
    assert (odd.status_code, odd.json()["code"]) == (422, "template_unusable")
    stale = send(offices.system, "template", "3", code="PORTAL_NOTICE", words="{title}", revision=0)
    assert stale.json()["code"] == "routing_moved_on" and "{number}：{title}" in stale.json()["title"]


def test_a_route_keeps_its_template_when_it_is_switched(offices: Offices) -> None:
    call_command("route_notices", "template", "SHORT", "{title}")
    set_route(**ACCEPTED, enabled=True, template="SHORT")
    send(offices.system, "route", **ACCEPTED, enabled=False, revision=1)
    template = accepted().template
    assert template is not None and template.code == "SHORT"


def test_the_page_switches_and_comes_back_to_what_was_sought(offices: Offices) -> None:
    fields = {**ACCEPTED, "enabled": "false", "revision": "0", "template": "PORTAL_NOTICE", "back_q": "已受理"}
    answer = press(offices.system, "route", **fields)
    assert (answer.status_code, answer["Location"]) == (302, "/notice-routes/?q=%E5%B7%B2%E5%8F%97%E7%90%86")
    assert not accepted().enabled


def test_a_refusal_on_the_page_stands_beside_the_switches(offices: Offices) -> None:
    answer = press(offices.system, "route", **(ACCEPTED | {"channel": "email"}), enabled="true", revision="0")
    assert answer.status_code == 422 and "没有电子邮箱" in answer.content.decode()
    assert 'id="change"' in answer.content.decode()
    odd = press(offices.system, "hours", channel="sms", citizens="true", opens="", closes="21:00", revision="0")
    assert odd.status_code == 422 and "从：" in odd.content.decode()


def test_lines_are_found_by_words_area_and_channel(offices: Offices) -> None:
    lines = notice_routes.table(offices.system).routes
    villagers = notice_routes.found(lines, text="村民", area="civic_service", channel="sms")
    assert {line.audience for line in villagers} == {"villager"}
    silent = notice_routes.found(lines, text="", area="approvals", channel="inbox")
    assert silent and not any(line.is_on(Channel.SMS) or line.is_on(Channel.EMAIL) for line in silent)
    assert all(line.is_on(Channel.EMAIL) for line in notice_routes.found(lines, text="", area="", channel="email"))


def test_every_audience_is_named_in_words_and_applicants_are_those_who_get_short_messages() -> None:
    ours = [each for each in all_audiences() if not each.event.startswith("notices_test.")]
    assert [each.code for each in ours if str(group_of(each.code).name) == each.code] == []
    by_telephone = {each.code for each in ours if Channel.SMS in each.by}
    assert by_telephone == {each.code for each in ours if group_of(each.code).applicants}


def test_every_area_of_events_has_its_word() -> None:
    areas = {each.event.partition(".")[0] for each in all_audiences()} - {"notices_test"}
    assert areas - set(notice_routes.AREAS) == set()
