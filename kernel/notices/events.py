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

ROUTING_CHANGED = register(
    EventType("notices.routing_changed", _("通知路由改为：{now}"), (Field("now", "text", _("改成")),))
)
