"""What is refused since a day is over, or is not yet."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class DeemedAlready(Refusal):
    """32(4): who said nothing in time has accepted; the law did it, not the clerk."""

    code = "deemed_accepted_already"
    template = _(
        "办件 {number} 到 {day} 没有告知申请人，依法自收到之日 {received} 起视为受理，"
        "不能再{verb}；请点“受理”，按已受理继续办。"
    )


class RenewedAlready(Refusal):
    """50 ¶2: who did not decide before the licence ran out has renewed it; the law did it, not the officer."""

    code = "renewed_already"
    template = _(
        "办件 {number} 要延续的许可已在 {day} 到期，到期前没有作出决定，依法视为准予延续，不能再另作处理；"
        "系统一分钟内登记，登记后请换发许可证并送达。"
    )


class LastDaySame(Refusal):
    """Nothing would change."""

    code = "last_day_same"
    status = 422
    template = _("登记的到期日已经是 {day}，不用改。")


class ValidityOver(Refusal):
    """What is granted holds at least on the day it is granted."""

    code = "validity_over"
    status = 422
    template = _("有效期到 {day}，早于作出决定的日期，请核对。")


class DelayUnexplained(Refusal):
    """优化营商环境条例 36 ¶2: whoever breaks his promise says publicly why, before anything else."""

    code = "delay_unexplained"
    template = _("办件 {number} 过了承诺的 {day}，请先公开说明原因，再往下办。")


class NotDelayed(Refusal):
    """The promise is not broken, or its day may still move."""

    code = "not_delayed"
    template = _("办件 {number} 没有超过承诺期限，不用说明。")


class DelayExplained(Refusal):
    """Said once, it stands."""

    code = "delay_explained"
    template = _("办件 {number} 的超期原因已经公开过了。")


class ReadyDayPast(Refusal):
    """A new day that is over already helps nobody."""

    code = "ready_day_past"
    status = 422
    template = _("预计办好的日子不能早于今天。")


class UndoTooLate(Refusal):
    """What was noted longer ago stands."""

    code = "undo_too_late"
    template = _("过了 {minutes} 分钟，不能再撤销。")
