"""Figures and times of cross-tables in the reader's language."""

from typing import Final

from django.utils.translation import gettext as _

from ethics_monitor.patterns.wanted import STAGES, Wanted
from kernel.workdays.words import short_day_words

# 08:30–12:00 and 13:30–17:30
MINUTES_OF_A_DAY: Final = 450


def spent_words(minutes: float | None) -> str:
    """Office time: 40 分钟, 3.5 小时, 2.4 个工作日; – where it is not known."""
    if minutes is None:
        return "–"
    if minutes < 60:
        return _("{number} 分钟").format(number=round(minutes))
    if minutes < MINUTES_OF_A_DAY:
        return _("{number} 小时").format(number=f"{minutes / 60:.1f}")
    return _("{number} 个工作日").format(number=f"{minutes / MINUTES_OF_A_DAY:.1f}")


def figure_words(figure: str) -> str:
    """What a column counts."""
    return {
        "count": _("全部"),
        "late": _("超过承诺"),
        "burst": _("一分钟内集中办结"),
        "quick": _("受理后一小时内批准"),
    }[figure]


def what_is_read(wanted: Wanted) -> str:
    """For the access log: which matters, of which days, by whose hand."""
    return _("研判：{since} 至 {until}{stage}的件，{item}，{figure}").format(
        since=short_day_words(wanted.since),
        until=short_day_words(wanted.until),
        stage=STAGES[wanted.stage],
        item=wanted.item or _("全部事项"),
        figure=figure_words(wanted.figure),
    )
