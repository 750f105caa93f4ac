"""Who is told of which entry of approvals, in whose words and by which channels."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals import events, told, told_of_mandates
from approvals.joint import events as of_parts
from approvals.shifts import events as of_shifts
from approvals.whom import (
    agents,
    applicant,
    giver,
    heads,
    helpers,
    mandated,
    next_post,
    principal,
    taker,
    who_answers,
    who_answers_for_all,
)
from kernel.ledger.events import EventType
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Group, WhomOfMany, name_groups, register
from kernel.notices.models import Channel


def _agents_page(_entry: Entry) -> str:
    return reverse("my_agents")


def _shift_page(_entry: Entry) -> str:
    return reverse("approvals:shift")


def _own_page(entry: Entry) -> str:
    return reverse("my_case", args=[entry.subject_number])


_LINKS: dict[WhomOfMany, Callable[[Entry], str]] = {
    mandated: _agents_page,
    helpers: _own_page,
    taker: _shift_page,
    giver: _shift_page,
}


def _tell(event: EventType, title: str | Promise, whom: WhomOfMany) -> None:
    """Staff, and whoever is asked to act for another, are told in the entry's own words."""
    register(Audience(event=event.code, code=whom.__name__, title=title, whom_of_many=whom, link=_LINKS.get(whom)))


def _tell_plainly(event: EventType, title: str | Promise, whom: WhomOfMany, *, sms: bool = False) -> None:
    """The applicant and who stands by him are told in a sentence of their own."""
    register(
        Audience(
            event=event.code,
            code=whom.__name__,
            title=title,
            whom_of_many=whom,
            words=told.words_of,
            link=_own_page,
            by=(Channel.SMS,) if sms else (),
            sms=told.SENTENCES[event.code].sms if whom is applicant else "",
        )
    )


name_groups(
    [
        Group("next_post", _("轮到办的岗位")),
        Group("who_answers", _("手上有这件办件的岗位")),
        Group("who_answers_for_all", _("手上有这件联办件的岗位，各家都有结果时")),
        Group("heads", _("单位负责人")),
        Group("taker", _("接手的同事")),
        Group("giver", _("交出的同事")),
        Group("applicant", _("申请人"), applicants=True),
        Group("principal", _("委托人"), applicants=True),
        Group("agents", _("经办人")),
        Group("mandated", _("被授权的经办人")),
        Group("helpers", _("申请人的帮手")),
    ]
)
for _event in (
    events.RECEIVED,
    events.ACCEPTED,
    events.DEEMED_ACCEPTED,
    events.STEP_COMPLETED,
    events.STEP_OPPOSED,
    events.STEP_RETURNED,
    events.SUPPLEMENTED,
    events.GRANTED,
    events.DENIED,
    events.DEEMED_RENEWED,
    of_parts.PART_OPENED,
):
    _tell(_event, _("轮到您办"), next_post)
_tell(of_parts.PART_REFUSED, _("联办的一家没有准予"), who_answers)
_tell(of_parts.PART_GRANTED, _("联办的各家都有结果了"), who_answers_for_all)
_tell(events.DEEMED_RENEWED, _("本单位没有按时决定，视为准予延续"), heads)
_tell(of_shifts.SHIFT_HANDED_OVER, _("同事把手上的件交给您"), taker)
_tell(of_shifts.SHIFT_HANDED_BACK, _("您交出去的件交回来了"), giver)
_tell(of_shifts.SHIFT_HANDED_BACK, _("您接手的件交回去了"), taker)
_tell(events.ASKED, _("申请人有话问"), who_answers)
_tell(events.REPLIED, _("申请人答复了"), who_answers)
_tell(events.SHARED, _("有人请您帮忙看一件办件"), helpers)
_tell(events.MANDATE_GRANTED, _("有人授权您经办"), mandated)
_tell(events.MANDATE_ENTERED, _("有人授权您经办"), mandated)
_tell(events.MANDATE_ENDED, _("一份授权终止了"), mandated)
for _event, _title in (
    (events.MANDATE_GRANTED, _("您授权了别人替您办事")),
    (events.MANDATE_ENTERED, _("窗口登记了您的授权")),
    (events.MANDATE_ENDED, _("您的一份授权终止了")),
):
    register(
        Audience(
            event=_event.code,
            code="principal",
            title=_title,
            whom_of_many=principal,
            words=told_of_mandates.words_of,
            link=_agents_page,
            by=(Channel.SMS,),
            sms=told_of_mandates.SENTENCES[_event.code].sms,
        )
    )
for _event, _title in (
    (events.SUPPLEMENT_NOTIFIED, _("您帮忙看的办件还缺材料")),
    (events.REFUSED, _("您帮忙看的办件没有受理")),
    (events.GRANTED, _("您帮忙看的办件批准了")),
    (events.DEEMED_RENEWED, _("您帮忙看的办件视为准予延续了")),
    (events.DENIED, _("您帮忙看的办件没有批准")),
    (events.TERMINATED, _("您帮忙看的办件停下不办了")),
):
    _tell_plainly(_event, _title, helpers)
for _event, _title in (
    (events.RECEIVED, _("已收到您的申请")),
    (events.ACCEPTED, _("已受理")),
    (events.DEEMED_ACCEPTED, _("视为已受理")),
    (events.TOLERATED, _("容缺受理，请按期补交")),
    (events.TOLERATED_CAME, _("补交的材料收到了")),
    (events.MATERIAL_CAME, _("回执改了：记为已收到")),
    (events.MATERIAL_STRUCK, _("回执改了：记为没有收到")),
    (events.SUPPLEMENT_NOTIFIED, _("还缺材料，请补正")),
    (events.SUPPLEMENTED, _("补的材料收齐了")),
    (events.EXPIRY_CORRECTED, _("回执改了：原许可的到期日")),
    (events.DELAY_EXPLAINED, _("过了承诺的日子")),
    (events.REFUSED, _("不予受理")),
    (events.GRANTED, _("准予许可")),
    (events.DEEMED_RENEWED, _("视为准予延续")),
    (events.DENIED, _("不予许可")),
    (events.DELIVERED, _("已送达")),
    (events.WITHDRAWN, _("申请撤回了")),
    (events.TERMINATED, _("终止办理")),
    (events.ANSWERED, _("您的提问有答复了")),
    (events.ENQUIRED, _("办理单位有话问您")),
):
    # a paper that came is good news, and papers come one by one: no message and no call for each
    _tell_plainly(_event, _title, applicant, sms=_event is not events.MATERIAL_CAME)
    _tell_plainly(_event, _title, agents)
