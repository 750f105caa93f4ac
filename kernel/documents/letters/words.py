"""Dates as a letter writes them: always Chinese, always with the weekday, counted in Asia/Shanghai. And provisions."""

import re
from datetime import date, datetime
from typing import Final

from kernel.workdays.zone import SHANGHAI, local_date

WEEKDAYS: Final = "一二三四五六日"
PROVISIONAL: Final = "（暂定日期：放假安排尚未公布，公布后如有变动另行告知）"

# a provision that has room in a sentence; an item's 设定依据 may carry the article's whole text
_IN_A_SENTENCE: Final = 60
_MOST_CITED: Final = 4
_NUMBER: Final = "[一二三四五六七八九十百零〇0-9]+"
_CITED: Final = re.compile(
    f"(《[^《》]+》)(?:[（(][^（）()]*[）)])?\\s*(第{_NUMBER}条(?:之{_NUMBER})?(?:第{_NUMBER}款)?(?:第[（(]?{_NUMBER}[）)]?项)?)?"
)


def cited(basis: str) -> str:
    """A 设定依据 as a sentence names it: the provisions without their text, the first four; a short one as it is."""
    if len(basis) <= _IN_A_SENTENCE and not re.search("[：:\\n]", basis):
        return basis
    found = _CITED.findall(basis)
    # what stands in an article's text is mostly the name of a paper
    provisions = list(dict.fromkeys(name + article for name, article in found if article))
    names = (
        provisions
        or list(dict.fromkeys(name for name, _article in found[:1]))
        or [basis[:_IN_A_SENTENCE].split("\n")[0]]
    )
    return "、".join(names[:_MOST_CITED]) + ("等" if len(names) > _MOST_CITED else "")


def day_words(day: date) -> str:
    """2026年10月14日（星期三）."""
    return f"{plain_day(day)}（星期{WEEKDAYS[day.weekday()]}）"


def plain_day(day: date) -> str:
    """2026年10月14日, as under a signature."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(at: datetime) -> str:
    """2026年10月14日（星期三）9时26分."""
    local = at.astimezone(SHANGHAI)
    return f"{day_words(local_date(at))}{local.hour}时{local.minute:02d}分"


def limit_words(at: datetime) -> str:
    """An instant that a period ran out at: 2026年11月24日（星期二）24时 where that is the end of its day."""
    local = at.astimezone(SHANGHAI)
    ends = (local.hour, local.minute) == (23, 59)
    return f"{day_words(local_date(at))}24时" if ends else moment_words(at)


def due_words(day: date, *, provisional: bool) -> str:
    """A due date; a provisional one says so."""
    return day_words(day) + (PROVISIONAL if provisional else "")
