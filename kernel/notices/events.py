"""What this package writes into the ledger."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

_POSITION = Field("position", "integer", _("记录流位置"))

SUBSCRIBED = register(
    EventType(
        "notices.subscribed",
        _("登记推送订阅{number}，共 {kinds} 类事件，从第 {position} 条记录之后开始"),
        (Field("kinds", "integer", _("事件类数")), Field("event_types", "text_list", _("事件类型")), _POSITION),
    )
)
SUBSCRIPTION_MOVED = register(
    EventType("notices.subscription_moved", _("推送订阅{number}改从第 {position} 条记录之后重新推送"), (_POSITION,))
)
SUBSCRIPTION_STOPPED = register(EventType("notices.subscription_stopped", _("停用推送订阅{number}")))

_TOLD = Field("told", "text", _("告知内容"))

REACHED_BY_TELEPHONE = register(EventType("notices.reached_by_telephone", _("已电话告知（{about}）：{told}"), (_TOLD,)))
NOT_REACHED_BY_TELEPHONE = register(
    EventType("notices.not_reached_by_telephone", _("电话没有打通（{about}）：{told}"), (_TOLD,))
)
CALL_GIVEN_UP = register(
    EventType(
        "notices.call_given_up",
        _("不再打电话（{about}）：{told}。{reason}"),
        (_TOLD, Field("reason", "text", _("为什么不再打"))),
    )
)
TRIED_AGAIN = register(EventType("notices.tried_again", _("没有发成的通知重新发（{about}）：{told}"), (_TOLD,)))

ROUTE_SET = register(
    EventType(
        "notices.route_set",
        _("通知路由：{told}告诉{hearers}，{by_channel}改为{switch}"),
        (
            _TOLD,
            Field("hearers", "text", _("告诉谁")),
            Field("by_channel", "text", _("方式")),
            Field("switch", "text", _("改成")),
            Field("route", "text", _("路由代码")),
            Field("template", "text", _("短信模板")),
        ),
    )
)
TEMPLATE_SET = register(
    EventType("notices.template_set", _("短信模板{number}改为：{words}"), (Field("words", "text", _("文字")),))
)
HOURS_SET = register(
    EventType(
        "notices.hours_set",
        _("发送时段：{by_channel}发给{hearers}改为 {hours}"),
        (
            Field("by_channel", "text", _("方式")),
            Field("hearers", "text", _("告诉谁")),
            Field("hours", "text", _("时段")),
        ),
    )
)
