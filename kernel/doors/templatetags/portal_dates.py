"""Date filters of every page: `{{ case.due_at|day }}`, `{{ entry.at|moment }}`."""

import re
from datetime import date, datetime
from typing import Final

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from kernel.workdays import words as dates

register = template.Library()

# as kernel.workdays.words writes them: 2026年11月30日 周一 10:26, 11月30日（星期一）, 11月30日; Mon 30 Nov 2026 10:26
WRITTEN: Final = re.compile(
    r"(?:(?P<year>[0-9]{4})年)?"
    r"(?P<day>[0-9]{1,2}月[0-9]{1,2}日(?:[ \u00a0]周[一二三四五六日]|（星期[一二三四五六日]）)?(?: [0-9]{2}:[0-9]{2})?)"
    r"|(?P<english>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [0-9]{1,2} [A-Z][a-z]{2})(?: (?P<its_year>[0-9]{4}))?"
    r"(?P<time> [0-9]{2}:[0-9]{2})?"
)


@register.filter
def day(value: date | datetime | None, seen_from: date | datetime | None = None) -> str | SafeString:
    """A `<time>` saying 10月19日 周一; `{{ d|day:portal_now }}` adds the year when it is another one."""
    if value is None or value == "":
        return ""
    words = dates.day_words(value, seen_from=seen_from or None)
    return format_html('<time class="nowrap" datetime="{}">{}</time>', dates.local_day(value).isoformat(), words)


@register.filter
def day_text(value: date | datetime | None, seen_from: date | datetime | None = None) -> str:
    """The same words without markup, for attributes and options."""
    return "" if value is None or value == "" else dates.day_words(value, seen_from=seen_from or None)


@register.filter
def full_day(value: date | datetime | None) -> str | SafeString:
    """A `<time>` that always says the year: 2026年10月19日 周一."""
    if value is None or value == "":
        return ""
    words = dates.day_words(value, with_year=True)
    return format_html('<time class="nowrap" datetime="{}">{}</time>', dates.local_day(value).isoformat(), words)


@register.filter
def moment(value: datetime | None, seen_from: date | datetime | None = None) -> str | SafeString:
    """A `<time>` saying 10月14日 周三 10:26."""
    if value is None or value == "":
        return ""
    words = dates.moment_words(value, seen_from=seen_from or None)
    return format_html('<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def moment_text(value: datetime | None) -> str:
    """The same words without markup."""
    return "" if value is None or value == "" else dates.moment_words(value)


@register.filter
def clock_time(value: datetime | None) -> str | SafeString:
    """A `<time>` saying 10:26 only, where the day stands beside it."""
    if value is None or value == "":
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), dates.time_words(value))


@register.filter
def whole_dates(text: str, seen_from: date | datetime | None = None) -> SafeString:
    """A sentence whose dates never break over two lines: `{{ entry.sentence|whole_dates:portal_now }}`.

    With `seen_from` the year is left out where it is that one, as `day` does it. Safe HTML is kept as it is.
    """
    this_year = str(dates.local_day(seen_from).year) if seen_from else ""

    def kept(found: re.Match[str]) -> str:
        chinese, year = found["day"], found["year"] or found["its_year"]
        said = year if year and year != this_year else ""
        if chinese:
            words = f"{said}年{chinese}" if said else chinese
        else:
            words = f"{found['english']}{' ' + said if said else ''}{found['time'] or ''}"
        return f'<span class="nowrap">{words}</span>'

    # what was escaped is kept, what is put in holds only digits and words of dates
    return mark_safe(WRITTEN.sub(kept, conditional_escape(text)))  # noqa: S308
