"""What supervision tells the ledger. Every type's subject is the card (or the rule), its `about` the matter."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

_LINK: Final = "ethics_monitor:card"
_REASON: Final = Field("reason", "text", _("理由"))
_RULE: Final = Field("rule", "text", _("规则"))
_COLOUR: Final = Field("colour", "text", _("牌色"))
_POINTS: Final = Field("points", "integer", _("扣分"), unit=_("分"))
_ANSWER_BY: Final = Field("answer_by", "date", _("整改期限"), optional=True)

CARD_ISSUED: Final = register(
    EventType(
        "ethics_monitor.card_issued",
        _("“{matter}”办件{about}：{rule_name}（规则{rule}），{department}{step}，责任人{responsible}，{true_at}成立"),
        (
            Field("matter", "text", _("事项"), optional=True),
            _RULE,
            Field("rule_version", "integer", _("规则版本")),
            Field("rule_name", "text", _("规则名称")),
            Field("category", "text", _("类别")),
            _COLOUR,
            Field("state", "text", _("状态")),
            Field("department", "text", _("责任单位")),
            Field("department_code", "text", _("责任单位编号")),
            Field("step", "text", _("责任环节")),
            Field("responsible", "text", _("责任人")),
            Field("responsible_post", "text", _("责任岗位")),
            _POINTS,
            Field("provisional", "boolean", _("期限暂定")),
            Field("true_at", "instant", _("成立时间")),
            Field("due_at", "instant", _("期限届满"), optional=True),
            Field("counts_at", "instant", _("计入时间"), optional=True),
            _ANSWER_BY,
            Field("evidence", "text", _("所据记录的哈希"), optional=True),
        ),
        link=_LINK,
    )
)
CARD_CONFIRMED: Final = register(
    EventType(
        "ethics_monitor.card_confirmed",
        _("核实成立，{colour}计{points}，{answer_by}前报整改"),
        (_RULE, _COLOUR, _POINTS, _ANSWER_BY),
        link=_LINK,
    )
)
CARD_COUNTED: Final = register(
    EventType(
        "ethics_monitor.card_counted",
        _("提请核实后满一个工作日，{colour}计{points}，{answer_by}前报整改"),
        (_RULE, _COLOUR, _POINTS, _ANSWER_BY),
        link=_LINK,
    )
)
CARD_DISMISSED: Final = register(
    EventType("ethics_monitor.card_dismissed", _("核实不成立：{reason}"), (_RULE, _REASON), link=_LINK)
)
CARD_SUPERSEDED: Final = register(
    EventType(
        "ethics_monitor.card_superseded",
        _("由更高一级的{by}取代，不再单独答复和计分"),
        (_RULE, Field("by", "text", _("取代它的牌"))),
        link=_LINK,
    )
)
CARD_RESTORED: Final = register(
    EventType(
        "ethics_monitor.card_restored",
        _("取代它的{by}已撤销，恢复计分"),
        (_RULE, Field("by", "text", _("曾取代它的牌")), _ANSWER_BY),
        link=_LINK,
    )
)
CARD_ACKNOWLEDGED: Final = register(
    EventType("ethics_monitor.card_acknowledged", _("{person}签收"), (_RULE,), link=_LINK)
)
RECTIFICATION_REPORTED: Final = register(
    EventType(
        "ethics_monitor.rectification_reported",
        _("报整改结果：{rectification}"),
        (_RULE, Field("rectification", "text", _("整改结果")), Field("late", "boolean", _("逾期"))),
        link=_LINK,
    )
)
CARD_CLOSED: Final = register(EventType("ethics_monitor.card_closed", _("核验通过，销号"), (_RULE,), link=_LINK))
REPORT_RETURNED: Final = register(
    EventType("ethics_monitor.report_returned", _("退回整改：{reason}"), (_RULE, _REASON, _ANSWER_BY), link=_LINK)
)
CARD_TAKEN_OVER: Final = register(
    EventType("ethics_monitor.card_taken_over", _("提级关注：{reason}"), (_RULE, _REASON), link=_LINK)
)
REVOCATION_PROPOSED: Final = register(
    EventType("ethics_monitor.revocation_proposed", _("提请撤销：{reason}"), (_RULE, _REASON), link=_LINK)
)
REVOCATION_WITHDRAWN: Final = register(
    EventType("ethics_monitor.revocation_withdrawn", _("不再提请撤销：{reason}"), (_RULE, _REASON), link=_LINK)
)
CARD_REVOKED: Final = register(
    EventType("ethics_monitor.card_revoked", _("撤销：{reason}；恢复{points}"), (_RULE, _REASON, _POINTS), link=_LINK)
)

RULE_SAVED: Final = register(
    EventType(
        "ethics_monitor.rule_saved",
        _("起草规则{number}“{name}”"),
        (Field("name", "text", _("名称")), Field("condition", "text", _("条件")), Field("state", "text", _("状态"))),
    )
)
RULE_ACTIVATED: Final = register(
    EventType(
        "ethics_monitor.rule_activated",
        _("启用规则{number}，自{valid_from}起"),
        (
            Field("name", "text", _("名称")),
            Field("valid_from", "date", _("生效日")),
            Field("first_start", "boolean", _("首次启用，由系统预置")),
        ),
    )
)
RULE_RETIRED: Final = register(
    EventType(
        "ethics_monitor.rule_retired",
        _("停用规则{number}，至{valid_until}止"),
        (Field("name", "text", _("名称")), Field("valid_until", "date", _("最后一日"))),
    )
)
_CLUE: Final = (Field("pattern", "text", _("规律")), Field("found", "text", _("线索")), _REASON)
CLUE_CLEARED: Final = register(EventType("ethics_monitor.clue_cleared", _("线索已看无异常：{reason}"), _CLUE))
CLUE_PROPOSED: Final = register(EventType("ethics_monitor.clue_proposed", _("线索提请核实：{reason}"), _CLUE))
EVIDENCE_MADE: Final = register(
    EventType(
        "ethics_monitor.evidence_made",
        _("导出证据包，含 {entries} 条记录：{reason}"),
        (
            _REASON,
            Field("entries", "integer", _("记录"), unit=_("条")),
            Field("sha256", "text", _("证据包摘要")),
            Field("manifest", "text", _("清单摘要")),
        ),
        link="ethics_monitor:evidence",
    )
)
EVIDENCE_HANDED_OVER: Final = register(
    EventType(
        "ethics_monitor.evidence_handed_over",
        _("证据包移交{unit}，{receipt}"),
        (
            Field("ordinal", "integer", _("第几次移交")),
            Field("unit", "text", _("接收单位")),
            Field("receipt", "text", _("签收方式或回执编号")),
        ),
        link="ethics_monitor:evidence",
    )
)
CARDS_DIFFER: Final = register(
    EventType(
        "ethics_monitor.cards_differ",
        _("夜间核对：应有未发 {missing} 张，不应有 {unexpected} 张"),
        (
            Field("missing", "integer", _("应有未发")),
            Field("unexpected", "integer", _("不应有")),
            Field("examples", "text_list", _("举例")),
        ),
    )
)
