"""What this package says when it refuses."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class NotYourPost(Refusal):
    """No post that this person holds at this moment lets him do it."""

    code = "not_your_post"
    status = 403
    template = _("您现在没有办理这件事的岗位。")


class PostOverlaps(Refusal):
    """The same person already holds the same role there on some of these days."""

    code = "post_overlaps"
    template = _("这个人在这段时间已经担任同一岗位。")


class AdministratorsApart(Refusal):
    """三员分立: system, security and audit administrators are three persons, and none of them handles cases."""

    code = "administrators_apart"
    template = _("系统管理员、安全管理员、审计管理员必须由不同的人担任，并且不得兼任业务岗位。")


class OwnDeputy(Refusal):
    """The holder cannot stand in for himself."""

    code = "own_deputy"
    template = _("顶岗人不能是本岗位的人。")


class DeputyTaken(Refusal):
    """The person or the rank is already named for some of these days."""

    code = "deputy_taken"
    template = _("这段时间已经有同一顶岗人或同一顺序的顶岗人。")


class AlreadyAbsent(Refusal):
    """An absence of the same person overlaps this one."""

    code = "already_absent"
    template = _("这个人在这段时间已经登记离岗。")


class WrongDates(Refusal):
    """An end before its beginning, or a post that is over."""

    code = "wrong_dates"
    status = 422
    template = _("日期不对：结束早于开始，或者岗位已经结束。")


class RegionClosed(Refusal):
    """The region no longer is, or would be merged into itself."""

    code = "region_closed"
    template = _("区划“{name}”已经撤销，或者不能并入自己。")


class RegionMisplaced(Refusal):
    """A region lies in one of a higher level and is merged into one of its own."""

    code = "region_misplaced"
    status = 422
    template = _("区划级别不对：“{name}”只能归上一级区划管，也只能并入同级区划。")


class RegionChangeToCome(Refusal):
    """A change of regions counts from today or earlier; what is to come is entered when it has come."""

    code = "region_change_to_come"
    status = 422
    template = _("生效日期{day}还没有到，请到那天再登记。")


class OffHallNeedsReason(Refusal):
    """应进必进: what stays outside the hall says why and until when, and the day is yet to come."""

    code = "off_hall_needs_reason"
    status = 422
    template = _("不进驻大厅须写明原因（200 字以内）和今后的清理复核日期。")


class OwnFactor(Refusal):
    """Whoever could reset his own second factor would have none."""

    code = "own_factor"
    template = _("自己的第二因素不能自己重置，请另一位安全管理员来办。")


class ReasonForReset(Refusal):
    """A reset without a reason."""

    code = "reason_for_reset"
    status = 422
    template = _("请写明为什么重置，例如：钥匙丢了，本人带工作证来说明。")


class NoFactor(Refusal):
    """There is none to reset."""

    code = "no_factor"
    template = _("{holder} 没有登记钥匙、令牌或备用码，不用重置。")
