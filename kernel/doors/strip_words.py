"""The day strip in words: what a clerk would say on the phone, what each day did, and the lines of the explanation."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.clocks.explanation import Day, Explanation
from kernel.doors.daystrip import Cell, Run, Strip, length_of, light_of
from kernel.workdays.words import day_words, short_day_words

NEAR_DAYS: Final = 2
COUNTED_BY_ORDINAL: Final = ("working_day", "natural_day")


def amount(number: int, unit: str) -> str:
    """3 个工作日, 15 日, 2 个月, 4 个工作小时."""
    if unit == "natural_day":
        return ngettext("%(number)d 日", "%(number)d 日", number) % {"number": number}
    if unit == "month":
        return ngettext("%(number)d 个月", "%(number)d 个月", number) % {"number": number}
    if unit == "working_hour":
        return ngettext("%(number)d 个工作小时", "%(number)d 个工作小时", number) % {"number": number}
    return ngettext("%(number)d 个工作日", "%(number)d 个工作日", number) % {"number": number}


def left_unit(strip: Explanation) -> str:
    """What `left` and `over` are counted in: months and instants in days."""
    return "natural_day" if strip.unit in ("month", "instant") else strip.unit


def ended_otherwise(strip: Explanation) -> str:
    """The word for a matter that ended without being decided: nobody was early or in time. Else empty."""
    if not isinstance(strip, Strip) or strip.ended_on is None:
        return ""
    return {"withdrawn": _("已撤回"), "terminated": _("已终止"), "refused": _("不予受理")}.get(strip.outcome, "")


def light_word(strip: Explanation) -> str:
    """The light by the dates alone."""
    return {
        "ok": _("正常"),
        "yel": _("超过承诺"),
        "red": _("超过法定"),
        "pause": _("暂停计时"),
        "done": ended_otherwise(strip) or _("已办结"),
    }[light_of(strip)]


def left_words(strip: Explanation) -> str:
    """还剩 3 个工作日, 今天到期, 已超 4 个工作日, 提前 5 个工作日, 已撤回; empty while a pause is open."""
    due = strip.first_due
    if due is None:
        return ""
    if strip.over is not None:
        return _("已超 %(amount)s") % {"amount": amount(strip.over, left_unit(strip))} if strip.over else _("已超期")
    if ended_otherwise(strip):
        return ended_otherwise(strip)
    if strip.ended_on is not None:
        early = (length_of(strip) or 0) - strip.counted if strip.unit in COUNTED_BY_ORDINAL else 0
        return _("提前 %(amount)s") % {"amount": amount(early, strip.unit)} if early > 0 else _("按期办结")
    if not strip.left or strip.today == due:
        return _("今天到期")
    return _("还剩 %(amount)s") % {"amount": amount(strip.left, left_unit(strip))}


def left_short(strip: Explanation) -> tuple[str, str]:
    """The last column of a list and how it looks: 超 9 日 (late), 今天 and 2 日 (near), 11 日; – when nothing runs."""
    if strip.ended_on is not None or strip.first_due is None:
        return "–", ""
    unit = "working_hour" if strip.unit == "working_hour" else "natural_day"
    if strip.over is not None:
        return _("超 %(amount)s") % {"amount": amount(max(strip.over, 1), unit)}, "late"
    if not strip.left or strip.today == strip.first_due:
        return _("今天"), "near"
    return amount(strip.left, unit), "near" if strip.left <= NEAR_DAYS and unit == "natural_day" else ""


def summary(strip: Explanation, *, light: str = "") -> str:
    """The whole strip as one sentence, used as its label."""
    facts = {"day": short_day_words(strip.days[0].date), "event": strip.start_word}
    parts = [_("%(day)s%(event)s") % facts]
    if strip.unit in COUNTED_BY_ORDINAL:
        parts.append(_("已计 %(amount)s") % {"amount": amount(strip.counted, strip.unit)})
    if strip.promised_due is not None and strip.promised_length:
        promise = {"amount": amount(strip.promised_length, strip.unit), "day": day_words(strip.promised_due)}
        parts.append(_("承诺 %(amount)s至%(day)s") % promise)
    parts += [left_words(strip)] if left_words(strip) else []
    sentence = _("%(light)s。%(parts)s") % {"light": light or light_word(strip), "parts": _("，").join(parts)}
    if strip.statutory_due is not None:
        sentence += _("；法定至%(day)s") % {"day": day_words(strip.statutory_due)}
    if strip.projected_due is not None:
        sentence += _("；恢复计时后预计至%(day)s") % {"day": day_words(strip.projected_due)}
    if strip.ended_on is not None and strip.days[-1].date > strip.ended_on:
        sentence += _("；%(day)s停止计时，之后的日子不再计算") % {"day": day_words(strip.ended_on)}
    if strip.provisional:
        sentence += _("；暂定：放假安排未公布，公布后重算")
    return sentence


def why_words(day: Day, strip: Explanation, *, side: str = "") -> str:
    """Why a day counts or does not."""
    if side == "end":
        otherwise = ended_otherwise(strip)
        return _("%(ended)s，不再计算") % {"ended": otherwise} if otherwise else _("已办结，不再计算")
    if day.kind == "start":
        return _("%(event)s当日，不计入") % {"event": strip.start_word}
    if day.kind == "paused":
        return _("%(reason)s，依法暂停，不计") % {"reason": day.label or _("暂停")}
    if day.rolled:
        return _("末日遇休息日，顺延") if day.kind == "rest" else _("顺延到这一天为止")
    if day.kind == "rest":
        return _("%(name)s放假，不计") % {"name": day.label} if day.label else _("周末，不计")
    if side:
        beyond = _("超过法定期限") if side == "ls" else _("超过承诺期限")
        return _("调休上班日，%(beyond)s") % {"beyond": beyond} if day.kind == "makeup" else beyond
    if day.kind == "makeup":
        return _("调休上班日，计入")
    return _("工作日，计入") if strip.unit in ("working_day", "working_hour") else _("计入")


def spoken_day(cell: Cell, strip: Explanation) -> str:
    """One cell for a screen reader: 9月28日 周一 计入，第 1 日."""
    day = cell.day
    if day.counts and day.ordinal is not None and not cell.ended:
        words = _("计入，第 %(ordinal)d 日") % {"ordinal": day.ordinal}
    else:
        words = why_words(day, strip, side="end" if cell.ended else "")
    if day.provisional:
        words = _("%(words)s（暂定）") % {"words": words}
    return f"{day_words(day.date)} {words}"


def run_words(run: Run, strip: Explanation) -> str:
    """What a line of the explanation says, the due that falls on its last day included."""
    words = why_words(run.first, strip, side=run.side)
    if run.first.provisional:
        words = _("%(words)s（暂定）") % {"words": words}
    if run.flags == ("fp", "fs"):
        return _("%(words)s　◂ 承诺期限、法定期限到期") % {"words": words}
    if "fp" in run.flags:
        return _("%(words)s　◂ 承诺期限到期") % {"words": words}
    if "fs" in run.flags:
        return _("%(words)s　◂ 法定期限到期") % {"words": words}
    return words


def run_css(run: Run) -> str:
    """How a line is set: off (does not count), pause, due, and the side it lies on."""
    classes = []
    if run.flags:
        classes.append("due")
    elif run.first.kind == "paused":
        classes.append("pause")
    elif not run.number:
        classes.append("off")
    if run.side in ("ls", "lp"):
        classes.append("late-s" if run.side == "ls" else "late-p")
    return " ".join(classes)
