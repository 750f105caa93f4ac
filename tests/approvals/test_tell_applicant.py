"""What an applicant is told, and who stands by him: the matter, what to do, by when, whom to ask; never why not."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from approvals import actions, events
from approvals.told import words_of
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion, Material
from kernel.ledger.events import EventType
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Channel, Delivery, Notice
from kernel.notices.wording import MESSAGE_MAX
from kernel.workdays.words import last_day_words
from kernel.workdays.zone import local_date
from tests.approvals.renewals import receive_renewal, renews
from tests.approvals.test_intake import ALL, receive
from tests.approvals.test_mandate import FIRM, entered
from tests.cast import Cast

LANDLINE = "053288880001"
WHY = "申请人患有传染性肺结核，不符合条件"


@pytest.fixture(autouse=True)
def routes(cast: Cast, settings: Any) -> None:
    plant_routes()
    # without a gateway a citizen is called
    settings.NOTICE_CHANNELS = frozenset({"sms"})


def taken(cast: Cast, *materials: str, **changes: Any) -> Case:
    """Received a moment ago: what is old news goes to nobody's telephone."""
    return receive(cast, materials or ALL, **{"at": None} | changes)


def tell_all() -> None:
    tell(list(Entry.objects.order_by("pk")))


def said(event: EventType, channel: str = Channel.SMS) -> str:
    """The one message of an entry of this type."""
    return Delivery.objects.get(entry__type=event.code, channel=channel).text


def inbox(event: EventType, cast: Cast) -> str:
    return Notice.objects.get(entry__type=event.code, recipient=cast.citizen).text


def test_what_is_missing_by_when_and_whom_to_ask(cast: Cast) -> None:
    case = taken(cast, "m1")
    notice = actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""})
    tell_all()
    day = last_day_words(notice.term_until, seen_from=notice.told_at)
    assert said(events.SUPPLEMENT_NOTIFIED) == (
        f"您办“第三类医疗器械经营许可”（{case.number}）还缺经营场所证明、质量管理制度，最迟{day}下班前补齐。"
        "有事找县行政审批服务局韩同志，电话161-0000-0001。"
    )
    # the gateway gets what the message says and no more
    params = json.loads(Delivery.objects.get(entry__type=events.SUPPLEMENT_NOTIFIED.code).params or "")
    assert set(params) == {"item", "number", "papers", "day", "ask"}
    assert inbox(events.SUPPLEMENT_NOTIFIED, cast) == (
        f"“第三类医疗器械经营许可”（受理号 {case.number}）还缺材料：经营场所证明、质量管理制度。最迟{day}下班前送到"
        "县政务大厅 C01 窗口，或者在网上传。每样怎么改，写在补正告知书上。"
        "有事请找：县行政审批服务局，韩雪，电话 161-0000-0001。"
    )


def test_whoever_calls_has_the_whole_list(cast: Cast) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=LANDLINE)
    case = taken(cast, "m1")
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""})
    tell_all()
    assert "还缺材料：经营场所证明、质量管理制度。" in said(events.SUPPLEMENT_NOTIFIED, Channel.CALL)


@pytest.mark.parametrize("phone", ["16100000001", LANDLINE])
@pytest.mark.parametrize("event", [events.REFUSED, events.TERMINATED, events.DENIED])
def test_why_not_is_read_in_the_letter_alone(cast: Cast, phone: str, event: EventType) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(phone=phone)
    case = taken(cast)
    facts = {"number": case.number, "reason": WHY}
    if event is events.REFUSED:
        actions.refuse(by=cast.clerk, **facts)
    elif event is events.TERMINATED:
        actions.terminate(by=cast.clerk, **facts)
    else:
        actions.accept(number=case.number, by=cast.clerk)
        actions.complete_step(number=case.number, by=cast.reviewer, opinion="")
        actions.deny(by=cast.approver, **facts)
    tell_all()
    message = Delivery.objects.get(entry__type=event.code)
    for words in (message.text, message.params or "", inbox(event, cast)):
        assert WHY[:4] not in words
    assert "凭受理号和查询码看" in message.text and "凭受理号和查询码看" in inbox(event, cast)


def test_a_withdrawal_that_a_clerk_enters_is_told(cast: Cast) -> None:
    case = taken(cast)
    actions.withdraw(number=case.number, by=cast.clerk, reason="本人口头说不办了")
    tell_all()
    assert "申请撤回了，不办了（C01 窗口人员提交）。不是您的意思请马上说。" in said(events.WITHDRAWN)
    assert "口头" not in said(events.WITHDRAWN) + inbox(events.WITHDRAWN, cast)


def test_a_withdrawal_by_an_agent_is_told_to_his_principal(cast: Cast) -> None:
    firm = register_applicant(**FIRM, user=cast.citizen)
    entered(cast, firm)
    case = taken(cast, applicant=firm)
    actions.withdraw(number=case.number, by=cast.other_citizen)
    tell_all()
    assert "（经办人提交）" in said(events.WITHDRAWN)
    assert Delivery.objects.get(entry__type=events.WITHDRAWN.code).applicant == firm
    told = Notice.objects.filter(entry__type=events.WITHDRAWN.code).values_list("recipient", flat=True)
    assert set(told) == {cast.citizen.pk, cast.other_citizen.pk}


def test_a_mandate_is_told_to_whom_it_speaks_for(cast: Cast) -> None:
    firm = register_applicant(**FIRM, user=cast.citizen)
    today = local_date(database_now())
    days = {"from_date": today, "until_date": today + timedelta(days=30)}
    own = actions.grant_mandate(principal=firm, agent="wangyan", by=cast.citizen, **days)
    entered(cast, cast.applicant)
    actions.end_mandate(number=own.number, by=cast.other_citizen)
    tell_all()
    assert "不是您本人做的，请马上登录收回并改密码" in said(events.MANDATE_GRANTED)
    words = said(events.MANDATE_ENTERED)
    assert "窗口登记：您授权王*替您办事" in words and "没有写过委托书请马上说" in words and "161-0000-0001" in words
    assert "（经办人提出）" in said(events.MANDATE_ENDED)
    for event in (events.MANDATE_GRANTED, events.MANDATE_ENTERED, events.MANDATE_ENDED):
        recipients = Notice.objects.filter(entry__type=event.code).values_list("recipient", flat=True)
        assert set(recipients) == {cast.citizen.pk, cast.other_citizen.pk}


def test_a_paper_struck_from_the_receipt_is_told_by_message_and_one_that_came_in_the_inbox(cast: Cast) -> None:
    case = taken(cast)
    actions.tick_material(number=case.number, by=cast.clerk, code="m2", received=False)
    actions.tick_material(number=case.number, by=cast.clerk, code="m2", received=True)
    tell_all()
    assert "“经营场所证明”，窗口改记为没有收到" in said(events.MATERIAL_STRUCK)
    assert not Delivery.objects.filter(entry__type=events.MATERIAL_CAME.code).exists()
    assert "窗口把“经营场所证明”改记为已收到" in inbox(events.MATERIAL_CAME, cast)


def test_another_last_day_of_his_licence_is_told(cast: Cast) -> None:
    today = local_date(database_now())
    case = receive_renewal(renews(cast), last=today + timedelta(days=90), at=None)
    last = today + timedelta(days=60)
    actions.correct_expiry(number=case.number, by=cast.clerk, last=last, checked="原许可证原件")
    tell_all()
    day = last_day_words(last, seen_from=database_now())
    assert f"的原许可到期日，窗口更正为{day}。不对请马上说。" in said(events.EXPIRY_CORRECTED)
    assert f"窗口更正了原许可的到期日，现在记的是{day}。" in inbox(events.EXPIRY_CORRECTED, cast)


def test_what_he_brought_later_is_told(cast: Cast) -> None:
    case = taken(cast, "m1")
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""})
    actions.supplement(number=case.number, by=cast.clerk, materials=ALL)
    tell_all()
    assert "补的材料收齐了：经营场所证明、质量管理制度。" in said(events.SUPPLEMENTED)


def test_a_paper_that_was_owed_is_told_when_it_comes(cast: Cast) -> None:
    case = taken(cast, "m1", "m2")
    actions.accept(number=case.number, by=cast.clerk)
    actions.make_good(number=case.number, by=cast.clerk, materials=["m3"])
    tell_all()
    assert "先办着，还差质量管理制度，最迟" in said(events.TOLERATED)
    assert "补交的质量管理制度收到了。补交的材料齐了。" in said(events.TOLERATED_CAME)


@pytest.mark.parametrize("end", ["refuse", "deny", "terminate"])
def test_a_helper_hears_of_a_bad_end_too(cast: Cast, end: str) -> None:
    case = taken(cast)
    actions.share(number=case.number, by=cast.citizen, helper="wangyan", until=None, may_supplement=False)
    if end == "deny":
        actions.accept(number=case.number, by=cast.clerk)
        actions.complete_step(number=case.number, by=cast.reviewer, opinion="")
    by = cast.approver if end == "deny" else cast.clerk
    last = getattr(actions, end)(number=case.number, by=by, reason=WHY)
    tell_all()
    entry = Entry.objects.of(last.ledger_subject).last()
    heard = Notice.objects.get(entry=entry, recipient=cast.other_citizen)
    assert heard.title.startswith("您帮忙看的办件") and WHY[:4] not in heard.text
    assert heard.link == f"/my/{case.number}/"
    assert not Notice.objects.filter(entry=entry, recipient=cast.stranger).exists()


@pytest.mark.long
def test_long_names_leave_a_message_short_and_a_number_whole(cast: Cast) -> None:
    ItemVersion.objects.update(name="公众聚集场所投入使用、营业前消防安全检查" * 5)
    Material.objects.update(name="法定代表人身份证明及授权委托书原件" * 5)
    cast.bureau.name, cast.bureau.short_name = "示范县市场监督管理和行政审批服务综合执法局" * 4, ""
    cast.bureau.save()
    case = taken(cast, "m1")
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""})
    actions.supplement(number=case.number, by=cast.clerk, materials=ALL)
    actions.tick_material(number=case.number, by=cast.clerk, code="m3", received=False)
    actions.accept(number=case.number, by=cast.clerk)
    actions.make_good(number=case.number, by=cast.clerk, materials=["m3"])
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="")
    actions.grant(number=case.number, by=cast.approver)
    tell_all()
    messages = list(Delivery.objects.filter(channel=Channel.SMS))
    assert len(messages) == 8
    for message in messages:
        assert len(message.text) <= MESSAGE_MAX and "161-0000-0001" in message.text, message.text
    assert case.number in said(events.SUPPLEMENT_NOTIFIED) and "等2样" in said(events.SUPPLEMENT_NOTIFIED)


def test_it_is_read_in_english_as_well(cast: Cast) -> None:
    case = taken(cast, "m1")
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""})
    tell_all()
    notice = Notice.objects.get(entry__type=events.SUPPLEMENT_NOTIFIED.code, recipient=cast.citizen)
    with translation.override("en"):
        assert (
            f"(number {case.number}) still lacks papers: 经营场所证明, 质量管理制度. Bring them to" in notice.shown.text
        )
    assert Notice.objects.get(pk=notice.pk).shown.text == notice.text


def test_many_are_told_in_as_many_queries_as_one(cast: Cast, django_assert_num_queries: Any) -> None:
    for _each in range(4):
        taken(cast)
    entries = list(Entry.objects.filter(type=events.RECEIVED.code).order_by("pk"))
    # cases with their units, windows and items, tolerances, turns, deputies and absences of those who have them
    with django_assert_num_queries(9):
        words_of(entries[:1])
    with django_assert_num_queries(9):
        assert len(words_of(entries)) == 4
