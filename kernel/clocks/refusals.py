"""Why a clock cannot be started, stopped, paused or extended."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class ClockRunsAlready(Refusal):
    code = "clock_runs_already"
    template = _("这件事项的{label}已经在计时。")


class ClockEnded(Refusal):
    code = "clock_ended"
    template = _("{label}已经结束计时。")


class BeforeStart(Refusal):
    code = "before_clock_start"
    status = 422
    template = _("这个时间早于{label}的起算时间。")


class PausedAlready(Refusal):
    code = "clock_paused_already"
    template = _("{label}已经暂停，请先恢复计时。")


class NotPaused(Refusal):
    code = "clock_not_paused"
    template = _("{label}没有暂停，不用恢复。")


class PauseOverlaps(Refusal):
    code = "pause_overlaps"
    template = _("这段暂停与{label}已有的暂停重叠。")


class PauseAfterDue(Refusal):
    code = "pause_after_due"
    template = _("{label}已于到期日届满，不能再暂停。")


class PauseWithoutNotice(Refusal):
    code = "pause_without_notice"
    status = 422
    template = _("暂停计时须写明依据、书面告知文号和批准人。")


class ResumeBeforePause(Refusal):
    code = "resume_before_pause"
    status = 422
    template = _("恢复计时的时间应晚于暂停开始的时间。")


class ExtendedAlready(Refusal):
    code = "clock_extended_already"
    template = _("{label}已经延长过一次，不能再延。")


class ExtensionWithoutBasis(Refusal):
    code = "extension_without_basis"
    status = 422
    template = _("延长期限须写明依据和批准人。")


class ExtensionAfterDue(Refusal):
    code = "extension_after_due"
    template = _("{label}已经届满，延期应在届满前批准。")


class NotExtendable(Refusal):
    code = "clock_not_extendable"
    status = 422
    template = _("{label}不能这样延长。")


class CalendarChangeRefused(Refusal):
    code = "calendar_change_refused"
    status = 422
    template = _("工作日历没有修改：{reason}")
