"""为什么是这一天 in plain words: what was promised, and which days did not count."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.clocks.explanation import Day, Explanation
from kernel.doors.strip_words import amount
from kernel.workdays.words import day_words, short_day_words

WORKDAY_UNITS = ("working_day", "working_hour")
NAMED_DAYS = 2


def why_words(strip: Explanation, *, answering: bool = False, plain_term: bool = False) -> str:
    """The sentence above the strip. `answering`: the time runs for the answer 受理还是不受理, not for the matter;
    `plain_term`: a bare term of the calculator, of no matter.
    """
    end = strip.first_due or strip.projected_due or strip.days[-1].date
    days = [day for day in strip.days[1:] if day.date <= end]
    parts = [_term(strip) if plain_term else _promise(strip, answering=answering)]
    if strip.unit in WORKDAY_UNITS:
        parts += [_rest(days), _makeup(days)]
    parts += [_pauses(days), _rolled(days, end)]
    sentence = _("；").join(part for part in parts if part) + _("。")
    if strip.provisional:
        sentence += _("有些日子的放假安排还没有公布，先按周末估算，公布后会重算。")
    return sentence


def _term(strip: Explanation) -> str:
    length = amount(strip.statutory_length or 0, strip.unit)
    return _("{day}起算，当天不计入，共 {amount}").format(day=short_day_words(strip.days[0].date), amount=length)


def _promise(strip: Explanation, *, answering: bool) -> str:
    length = strip.promised_length if strip.promised_length is not None else strip.statutory_length
    facts = {
        "day": short_day_words(strip.days[0].date),
        "event": strip.start_word,
        "amount": amount(length or 0, strip.unit),
    }
    if answering:
        return _("{day}{event}，{amount}内要告诉您受理不受理").format(**facts)
    if not length:
        return _("{day}{event}，说好当天办完").format(**facts)
    if strip.promised_length is None:
        return _("{day}{event}，法律规定 {amount}内办完").format(**facts)
    return _("{day}{event}，说好 {amount}内办完").format(**facts)


def _rest(days: Sequence[Day]) -> str:
    off = [day for day in days if day.kind == "rest" and not day.rolled]
    holidays = [day for day in off if day.label]
    if not holidays:
        return _("周末不算") if off else ""
    names = _("、").join(dict.fromkeys(day.label for day in holidays))
    number = len(holidays)
    words = ngettext("{names}放假 {number} 天和周末不算", "{names}放假 {number} 天和周末不算", number)
    if len(holidays) == len(off):
        words = ngettext("{names}放假 {number} 天不算", "{names}放假 {number} 天不算", number)
    return words.format(names=names, number=number)


def _makeup(days: Sequence[Day]) -> str:
    made_up = [day.date for day in days if day.kind == "makeup"]
    if not made_up:
        return ""
    named = _("、").join(day_words(each) for each in made_up[:NAMED_DAYS])
    if len(made_up) > NAMED_DAYS:
        return _("{days}等 {number} 天调休上班，算").format(days=named, number=len(made_up))
    return _("{days} 调休上班，算").format(days=named)


def _pauses(days: Sequence[Day]) -> str:
    counts: dict[str, int] = {}
    for day in days:
        if day.kind == "paused":
            counts[day.label or _("暂停")] = counts.get(day.label or _("暂停"), 0) + 1
    said = [
        ngettext("{name} {number} 天依法不算", "{name} {number} 天依法不算", number).format(name=name, number=number)
        for name, number in counts.items()
    ]
    return _("；").join(said)


def _rolled(days: Sequence[Day], end: date) -> str:
    if not any(day.rolled for day in days):
        return ""
    return _("最后一天赶上休息日，顺延到 {day}").format(day=day_words(end))
