"""The day strip in all its sizes. Each tag takes the clocks' `Explanation`, as `explain_clocks(…)` gives it."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kernel.clocks.explanation import Explanation
from kernel.doors import daystrip, strip_words
from kernel.doors.daystrip import Cell
from kernel.workdays.words import month_words, weekday_letter

register = template.Library()

MONDAY_TO_SUNDAY = range(7)
NEAR_CELLS = 5


@register.inclusion_tag("components/strip_inline.html")
def day_strip_inline(strip: Explanation, light: str = "") -> dict[str, Any]:
    """行内: `{% day_strip_inline strip %}`, one image whose label is the sentence said on the phone."""
    return {"cells": _plain(daystrip.cells(strip)), "label": _strip_label(strip, light)}


@register.inclusion_tag("components/strip_aligned.html")
def day_strip_aligned(strip: Explanation, light: str = "") -> dict[str, Any]:
    """In a list: the same, with today at one place in every row."""
    row = daystrip.aligned(strip)
    before, after = (_signs("pad" for _slot in slots) for slots in (row.before, row.after))
    drawn = {"before": before, "cells": _plain(row.cells), "after": after}
    return {"row": row, "label": _strip_label(strip, light), **drawn}


@register.inclusion_tag("components/strip_axis.html")
def strip_axis() -> dict[str, Any]:
    """The head of the aligned column: 受理 · 今天 · 法定."""
    return {}


@register.inclusion_tag("components/strip_month.html")
def day_strip(strip: Explanation, light: str = "") -> dict[str, Any]:
    """常规: `{% day_strip strip %}`, readable cells that fold into a calendar where there is no room."""
    cells = daystrip.readable_cells(strip)
    return {
        "label": _strip_label(strip, light),
        "cut_before": cells[0].day != strip.days[0],
        "cut_after": cells[-1].day.date != strip.days[-1].date,
        "heads": _heads(),
        "drawn": [_drawn(strip, cells, index) for index in range(len(cells))],
        "folded": daystrip.is_folded(strip),
        "deep": any(_is_crowded(cells, index) for index, cell in enumerate(cells) if cell.pause_starts),
    }


@register.inclusion_tag("components/strip_why.html")
def day_strip_why(strip: Explanation, basis: bool = True) -> dict[str, Any]:
    """逐日说明: the table beneath the strip; `basis=False` leaves the last column out for public pages."""
    rows = [
        {
            "css": strip_words.run_css(run),
            "first": run.first.date,
            "last": run.last.date,
            "words": strip_words.run_words(run, strip),
            "number": run.number or "–",
            "total": run.total if run.total is not None else "",
            "basis": run.first.basis,
        }
        for run in daystrip.runs(strip)
    ]
    return {"rows": rows, "basis": basis, "today": strip.today}


@register.inclusion_tag("components/strip_key.html")
def day_strip_key(strip: Explanation | None = None, plain: bool = False) -> dict[str, Any]:
    """What the cells mean, only those that occur; `plain=True` in a citizen's words."""
    occurring = " ".join(cell.css for cell in daystrip.cells(strip)) if strip is not None else ""
    entries = (
        ("kw past", "past", _("已过的工作日") if plain else _("计入，已过")),
        ("kw next", "next", _("还有的工作日") if plain else _("计入，未到")),
        ("km past", "km", _("调休上班") if plain else _("调休上班，计入")),
        ("kr", "kr", _("放假") if plain else _("周末、节假日")),
        ("kp", "kp", _("依法暂停")),
        ("kw lp", "lp", _("超承诺")),
        ("kw ls", "ls", _("超法定")),
        ("tail", "tail", _("到法定期限")),
        ("kn", "kn", _("结束之后") if strip is not None and strip_words.ended_otherwise(strip) else _("办结之后")),
        ("kw next pv", "pv", _("暂定")),
    )
    words = set(occurring.split())
    return {"entries": [(css, said) for css, mark, said in entries if not words or mark in words]}


@register.inclusion_tag("components/left_cell.html")
def left_cell(strip: Explanation) -> dict[str, Any]:
    """The last cell of a list row: `{% left_cell strip %}` prints `<td class="r late">超 9 日</td>`."""
    words, css = strip_words.left_short(strip)
    return {"words": words, "css": css}


@register.filter
def strip_summary(strip: Explanation) -> str:
    """The sentence of the strip."""
    return strip_words.summary(strip)


@register.filter
def strip_light(strip: Explanation) -> str:
    """The light by the dates alone: `{% light strip|strip_light %}`; a card's own colour goes before it."""
    return daystrip.light_of(strip)


@register.filter
def strip_left(strip: Explanation) -> str:
    """还剩 3 个工作日, against the date that binds first."""
    return strip_words.left_words(strip)


def _strip_label(strip: Explanation, light: str) -> str:
    return _("期限条：%(sentence)s") % {"sentence": strip_words.summary(strip, light=light)}


def _heads() -> list[str]:
    letters = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))
    return [letters[index] for index in MONDAY_TO_SUNDAY]


def _plain(cells: tuple[Cell, ...]) -> SafeString:
    """Cells without a word in them; a list has thousands, which a template draws five times slower."""
    return _signs(cell.css for cell in cells)


def _signs(classes: Iterable[str]) -> SafeString:
    return format_html_join("", '<i class="d {}"></i>', ((css,) for css in classes))


def _face(cell: Cell, strip: Explanation) -> SafeString:
    """What every readable cell says: its number, its weekday, and the day in words for who cannot see it."""
    day = cell.day.date
    return format_html(
        '<b aria-hidden="true">{}</b><small aria-hidden="true">{}</small><span class="visually-hidden">{}</span>',
        day.day,
        weekday_letter(day),
        strip_words.spoken_day(cell, strip),
    )


def _drawn(strip: Explanation, cells: tuple[Cell, ...], index: int) -> dict[str, Any]:
    """What the template prints in one cell; labels that would lie on each other are moved or shortened."""
    cell = cells[index]
    day = cell.day
    drawn = {"css": cell.css + _flag_place(cells, index), "face": _face(cell, strip), "is_today": cell.is_today}
    starts = day.kind == "start" and not cell.is_today
    if not (starts or cell.is_today or cell.month_starts or cell.pause_starts or cell.flags):
        return drawn | {"marked": False}
    first = index == 0
    return drawn | {
        "marked": True,
        "month": _month(cells, index),
        "first": first,
        "start_word": strip.start_word if starts else "",
        "pause": _pause_name(day.label) if cell.pause_starts else ("", ""),
        "pause_basis": day.basis.split("；")[0] if cell.pause_starts and not _today_near(cells, index) else "",
        "pause_low": cell.pause_starts and _is_crowded(cells, index),
        "flags": cell.flags,
    }


def _month(cells: tuple[Cell, ...], index: int) -> str:
    """The name of the month that begins in this cell; of a single last day there is no room for it."""
    following = cells[index + 1 : index + 2]
    if not cells[index].month_starts or any(cell.month_starts for cell in following):
        return ""
    day = cells[index].day.date
    return month_words(day, with_year=day.month == 1 and index > 0)


def _pause_name(label: str) -> tuple[str, str]:
    """The name of a pause in two parts; a narrow cell shows only the last, which says the kind: 卫生|检测."""
    return ("", label) if len(label) <= 3 or label.isascii() else (label[:-2], label[-2:])


def _today_near(cells: tuple[Cell, ...], index: int) -> bool:
    return any(cell.is_today for cell in cells[index : index + NEAR_CELLS + 4])


def _is_crowded(cells: tuple[Cell, ...], index: int) -> bool:
    """Whether 今天 or the word of the start stands where the name of a pause would."""
    around = cells[max(index - 1, 0) : index + 3]
    return any(cell.is_today or cell.day.kind == "start" for cell in around)


def _flag_place(cells: tuple[Cell, ...], index: int) -> str:
    """Where the flag of a due stands: right of its pole near the start, higher when another flag is close before it."""
    if not cells[index].flags:
        return ""
    if index < NEAR_CELLS - 1:
        return " fr"
    before = cells[max(index - NEAR_CELLS, 0) : index]
    return " hi" if any(cell.flags for cell in before) else ""
