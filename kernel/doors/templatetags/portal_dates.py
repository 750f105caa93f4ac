"""Date filters of every page: `{{ case.due_at|day }}`, `{{ entry.at|moment }}`."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel.workdays import words as dates

register = template.Library()


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
