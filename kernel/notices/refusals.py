"""What this package says when it refuses."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class SubscriptionTaken(Refusal):
    """Another subscription has this name."""

    code = "subscription_taken"
    template = _("已经有叫“{name}”的推送订阅。")


class TargetUnusable(Refusal):
    """The address is not http(s), names no host, or holds a password."""

    code = "target_unusable"
    status = 422
    template = _("推送地址应为 http 或 https 地址，不带用户名和密码。")


class EventsUnknown(Refusal):
    """No app declares one of these event types, or none is named."""

    code = "events_unknown"
    status = 422
    template = _("没有这样的事件类型：{names}")


class CountyUnusable(Refusal):
    """No such county, or a simulated one: nothing of that goes outside."""

    code = "county_unusable"
    status = 422
    template = _("没有“{county}”这个县，或者它是模拟的。")


class PositionAhead(Refusal):
    """The stream does not reach so far, or begins later."""

    code = "position_ahead"
    status = 422
    template = _("记录流现在到第 {head} 条，不能从第 {position} 条之后开始。")


class AlreadyReached(Refusal):
    """He has been told already, or it is of no use any more."""

    code = "already_reached"
    template = _("这一条已经告知，或者不用再告知，不用再打。")


class NotFailed(Refusal):
    """It has been sent, waits to be, or is not needed."""

    code = "not_failed"
    template = _("只有没有发成的才能再发。")


class ChannelAway(Refusal):
    """Nothing goes out by this channel now."""

    code = "channel_away"
    template = _("{channel}没有接通，现在发不出去。")


class RouteUnknown(Refusal):
    """No app declares this audience of this event, or the channel is none that carries messages."""

    code = "route_unknown"
    status = 422
    template = _("没有这条路由：{event} {audience} {channel}")


class NotRouted(Refusal):
    """What is told in the portal, on paper or by telephone follows from the fact, not from the routing table."""

    code = "not_routed"
    status = 422
    template = _(
        "{channel}不由路由开关：站内通知和文书是告知的留痕，一律保留；电话只打给短信到不了的申请人，随短信开关。"
    )


class NobodyHasAddress(Refusal):
    """Applicants leave a telephone and no e-mail address: switched on, not one mail would go out."""

    code = "nobody_has_address"
    status = 422
    template = _("发给{who}的邮件开不了：{who}登记的是电话，没有电子邮箱，开了也一封都发不出去。请用短信。")


class RoutingMovedOn(Refusal):
    """Somebody else changed it since it was read: what he decided is not overwritten."""

    code = "routing_moved_on"
    template = _("您打开之后这一条已经改过，现在是：{now}。请对照后再改。")


class TemplateUnusable(Refusal):
    """There is no such template, or its text has places that nothing fills."""

    code = "template_unusable"
    status = 422
    template = _("短信模板“{code}”不能用：没有登记，或者文字里有填不上的地方（只能用 title、text、number）。")


class HoursUnusable(Refusal):
    """The hours end before they begin, or a digest is asked for where there is none."""

    code = "hours_unusable"
    status = 422
    template = _("时段不对：结束应晚于开始；汇总只用于发给工作人员的邮件，时间应在时段之内。")
