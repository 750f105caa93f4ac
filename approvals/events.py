"""What approvals tells the ledger. Each type: its sentence, and its payload as typed fields."""

from django.utils.translation import gettext_lazy as _

from approvals.event_fields import CASE_LINK, ITEM, REASON, STEP
from kernel.ledger.events import EventType, Field, register

_MISSING = Field("missing", "text_list", _("所缺材料"))

TOLD_ON_THE_SPOT = register(
    EventType(
        "approvals.told_on_the_spot",
        _("当场一次告知“{item}”所缺材料"),
        (
            ITEM,
            _MISSING,
            Field("new_papers", "text_list", _("上次没有告知过的材料")),
            Field("new_count", "integer", _("上次没有告知过的材料有几样")),
            Field("earlier_notice", "text", _("上次告知单编号"), optional=True),
        ),
    )
)
# who asked is not written down: the figure is what the hall needs
CONSULTED = register(
    EventType(
        "approvals.consulted",
        _("{window} 窗口答复一次咨询"),
        (Field("window", "text", _("窗口")), Field("item", "text", _("事项"), optional=True)),
    )
)
CONSULTATION_UNDONE = register(EventType("approvals.consultation_undone", _("撤销刚记的一次咨询")))
RECEIVED = register(
    EventType(
        "approvals.received",
        _("收到“{item}”申请"),
        (
            ITEM,
            Field("channel", "text", _("来源")),
            Field("materials", "text_list", _("收到的材料")),
            Field("say_by", "date", _("最迟答复日")),
            # a keyed digest: matters that one agent filed are found together, and nobody is named
            Field("agent", "text", _("经办人摘要"), optional=True),
        ),
        version=2,
        upcasters={1: lambda payload: {**payload, "agent": None}},
        link=CASE_LINK,
    )
)
# beside the entry that each matter has of its own
BATCH_RECEIVED = register(
    EventType(
        "approvals.batch_received",
        _("{agent}成批送来“{item}”"),
        (ITEM, Field("agent", "text", _("代办单位")), Field("cases", "text_list", _("受理号"))),
        link="approvals:batch",
    )
)
# after the receipt was handed out, so that the file shows who changed what it says
MATERIAL_CAME = register(
    EventType(
        "approvals.material_came", _("记为已收到：{material}"), (Field("material", "text", _("材料")),), link=CASE_LINK
    )
)
MATERIAL_STRUCK = register(
    EventType(
        "approvals.material_struck",
        _("改记为未收到：{material}"),
        (Field("material", "text", _("材料")),),
        link=CASE_LINK,
    )
)
SUPPLEMENT_NOTIFIED = register(
    EventType(
        "approvals.supplement_notified",
        _("一次告知补正，最迟 {term} 前补齐"),
        (_MISSING, Field("term", "date", _("补正期限"))),
        link=CASE_LINK,
    )
)
SUPPLEMENTED = register(
    EventType(
        "approvals.supplemented",
        _("补正材料收齐"),
        (Field("materials", "text_list", _("补正的材料")),),
        link=CASE_LINK,
    )
)
ACCEPTED = register(
    EventType(
        "approvals.accepted",
        _("受理，承诺 {promised_due} 前办结"),
        (
            ITEM,
            Field("promised_due", "date", _("承诺期限")),
            Field("statutory_due", "date", _("法定期限")),
            Field("provisional", "boolean", _("暂定")),
        ),
        link=CASE_LINK,
    )
)
TOLERATED = register(
    EventType(
        "approvals.tolerated",
        _("容缺受理，{until} 前补交：{papers}"),
        (Field("papers", "text_list", _("容缺的材料")), Field("until", "date", _("补交期限"))),
        link=CASE_LINK,
    )
)
TOLERATED_CAME = register(
    EventType(
        "approvals.tolerated_came",
        _("容缺材料补交：{papers}"),
        (Field("papers", "text_list", _("补交的材料")), Field("left", "text_list", _("还缺的材料"))),
        link=CASE_LINK,
    )
)
DEEMED_ACCEPTED = register(
    EventType(
        "approvals.deemed_accepted",
        _("收件后五个工作日内未告知，自 {accepted_on} 起视为受理"),
        (
            ITEM,
            Field("accepted_on", "date", _("视为受理之日")),
            Field("said_nothing_until", "date", _("答复期限")),
            Field("statutory_due", "date", _("法定期限")),
        ),
        link=CASE_LINK,
    )
)
REFUSED = register(
    EventType(
        "approvals.refused",
        _("不予受理：{reason}"),
        (REASON, Field("ground", "text", _("不予受理的情形")), Field("other_organ", "text", _("应当向哪个机关申请"))),
        link=CASE_LINK,
    )
)
STEP_COMPLETED = register(
    EventType(
        "approvals.step_completed",
        _("{step}完成：{opinion}"),
        (STEP, Field("opinion", "text", _("意见")), Field("next_step", "text", _("下一环节"))),
        link=CASE_LINK,
    )
)
STEP_OPPOSED = register(
    EventType(
        "approvals.step_opposed",
        _("{step}建议不予许可：{opinion}"),
        (STEP, Field("opinion", "text", _("意见")), Field("next_step", "text", _("下一环节"))),
        link=CASE_LINK,
    )
)
STEP_RETURNED = register(
    EventType(
        "approvals.step_returned",
        _("{step}退回上一环节：{reason}"),
        (STEP, REASON, Field("next_step", "text", _("退到环节"))),
        link=CASE_LINK,
    )
)
# the texts are personal: the ledger keeps their salted digests alone
_QUESTION = (Field("ordinal", "integer", _("第几个问题")), Field("digest", "text", _("内容摘要值")))
ASKED = register(
    EventType(
        "approvals.asked",
        _("申请人提出第 {ordinal} 个问题，最迟 {answer_by} 答复"),
        (*_QUESTION, Field("answer_by", "date", _("最迟答复日"))),
        link=CASE_LINK,
    )
)
ANSWERED = register(EventType("approvals.answered", _("已答复第 {ordinal} 个问题"), _QUESTION, link=CASE_LINK))
ENQUIRED = register(
    EventType("approvals.enquired", _("书面询问申请人（第 {ordinal} 个问题），不停期限"), _QUESTION, link=CASE_LINK)
)
REPLIED = register(EventType("approvals.replied", _("申请人答复了第 {ordinal} 个问题"), _QUESTION, link=CASE_LINK))
# whom is not said: whether there is such an account is told to nobody
SHARED = register(
    EventType(
        "approvals.shared",
        _("申请人把进度分享给帮手（第 {ordinal} 位）"),
        (
            Field("ordinal", "integer", _("第几位帮手")),
            Field("until", "date", _("看到哪天"), optional=True),
            Field("may_supplement", "boolean", _("可以替他补材料")),
        ),
        link=CASE_LINK,
    )
)
TAKEN_BACK = register(
    EventType(
        "approvals.taken_back",
        _("申请人收回对第 {ordinal} 位帮手的分享"),
        (Field("ordinal", "integer", _("第几位帮手")),),
        link=CASE_LINK,
    )
)
_PRINCIPAL = Field("principal", "text", _("委托人"))
_SCOPE = (Field("until", "date", _("授权到哪天")), Field("items", "text_list", _("只限这些事项")))
MANDATE_GRANTED = register(
    EventType("approvals.mandate_granted", _("{principal} 网上授权经办人，到 {until}"), (_PRINCIPAL, *_SCOPE))
)
MANDATE_ENTERED = register(
    EventType(
        "approvals.mandate_entered",
        _("登记 {principal} 授权 {agent} 经办，委托书日期 {paper_date}，到 {until}"),
        (_PRINCIPAL, Field("agent", "text", _("经办人")), Field("paper_date", "date", _("委托书日期")), *_SCOPE),
    )
)
MANDATE_ENDED = register(EventType("approvals.mandate_ended", _("{principal} 的授权终止"), (_PRINCIPAL,)))
_SLIP = (
    Field("whose", "text", _("本人")),
    Field("slip", "text", _("凭条编号")),
    Field("until", "date", _("凭条有效到")),
)
ACCOUNT_OPENED = register(EventType("approvals.account_opened", _("核对证件，给 {whose} 开户，凭条 {slip}"), _SLIP))
SLIP_RENEWED = register(
    EventType("approvals.slip_renewed", _("核对证件，给 {whose} 补打凭条 {slip}，原密码作废"), _SLIP)
)
# the receipt says the day, and silence beyond it renews: whoever was told the other one is told this one
EXPIRY_CORRECTED = register(
    EventType(
        "approvals.expiry_corrected",
        _("更正原许可到期日：{last_day}（原来记的是 {was}），依据：{checked}"),
        (
            Field("last_day", "date", _("原许可到期日")),
            Field("was", "date", _("原来记的到期日")),
            Field("checked", "text", _("对照什么改的")),
        ),
        link=CASE_LINK,
    )
)
DELAY_EXPLAINED = register(
    EventType(
        "approvals.delay_explained",
        _("超过承诺期限 {promised_due}，公开说明原因：{cause}；预计 {ready_by} 前办好"),
        (
            Field("cause", "text", _("超期原因")),
            Field("promised_due", "date", _("承诺期限")),
            Field("ready_by", "date", _("预计办好")),
        ),
        link=CASE_LINK,
    )
)
_GAPS = (
    Field("promised_days", "integer", _("承诺几个工作日")),
    Field("minutes_to_accept", "integer", _("收件到受理（分钟）")),
    Field("minutes_to_decide", "integer", _("受理到决定（分钟）")),
)
GRANTED = register(EventType("approvals.granted", _("准予许可"), (STEP, *_GAPS), link=CASE_LINK))
DEEMED_RENEWED = register(
    EventType(
        "approvals.deemed_renewed",
        _("原许可 {expired_on} 到期，到期前没有作出决定，视为准予延续"),
        (ITEM, Field("expired_on", "date", _("原许可到期日"))),
        link=CASE_LINK,
    )
)
DENIED = register(EventType("approvals.denied", _("不予许可：{reason}"), (STEP, REASON, *_GAPS), link=CASE_LINK))
DECISION_ACKNOWLEDGED = register(
    EventType(
        "approvals.decision_acknowledged",
        _("{supervisor}签收推送的决定"),
        (Field("supervisor", "text", _("监管部门")),),
        link=CASE_LINK,
    )
)
DELIVERED = register(
    EventType(
        "approvals.delivered", _("送达决定（{method}）"), (Field("method", "text", _("送达方式")),), link=CASE_LINK
    )
)
CLOSED = register(EventType("approvals.closed", _("办结归档"), (), link=CASE_LINK))
WITHDRAWN = register(EventType("approvals.withdrawn", _("申请人撤回申请：{reason}"), (REASON,), link=CASE_LINK))
TERMINATED = register(EventType("approvals.terminated", _("终止办理：{reason}"), (REASON,), link=CASE_LINK))
