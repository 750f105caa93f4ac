"""The deadline calculator 期限计算: any start, unit and length, day by day. It computes on the public calendar only."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.public.why import why_words
from kernel.clocks.arithmetic import Terms, Unit
from kernel.clocks.explanation import explain
from kernel.doors.daystrip import Strip
from kernel.doors.strip_words import amount, left_unit, left_words
from kernel.doors.strips import strip_of
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.working_calendar import OutsideCalendar
from kernel.workdays.zone import day_start, local_date

UNITS = (("working_day", _("工作日")), ("natural_day", _("日（自然日）")), ("month", _("个月")))
LONGEST = {"working_day": 250, "natural_day": 366, "month": 12}
MOST = max(LONGEST.values())
USUAL = {"length": 20, "unit": "working_day"}


class TermForm(forms.Form):
    """A start day, a length and its unit."""

    start = forms.DateField(
        label=_("从哪天起算（当天不计入）"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("请选从哪天起算。"), "invalid": _("日期写成 2026-09-07 这样。")},
    )
    length = forms.IntegerField(
        label=_("多长"),
        min_value=1,
        max_value=MOST,
        error_messages={
            "required": _("请填多长。"),
            "invalid": _("请填整数。"),
            "min_value": _("最短是 1。"),
            "max_value": _("期限太长，最长一年。"),
        },
    )
    unit = forms.ChoiceField(
        label=_("单位"),
        choices=UNITS,
        error_messages={"required": _("请选单位。"), "invalid_choice": _("单位是工作日、日或者个月。")},
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        calendar = load(NATIONAL)
        start, length, unit = facts.get("start"), facts.get("length"), facts.get("unit")
        if start is not None and not calendar.first <= start <= calendar.last:
            self.add_error("start", _("这个日期不在日历范围内。"))
        if length is not None and unit is not None and length > LONGEST[unit]:
            self.add_error("length", _("期限太长，最长一年。"))
        return facts

    def strip(self) -> Strip | None:
        """The answer; None with an error on the start when the term ends after the last day of the calendar."""
        facts = self.cleaned_data
        terms = Terms(unit=cast(Unit, facts["unit"]), length=facts["length"], started_at=day_start(facts["start"]))
        word = str(_("起算"))
        try:
            return strip_of(explain(calendar=load(NATIONAL), now=database_now(), statutory=terms, start_word=word))
        except OutsideCalendar:
            self.add_error("start", _("这个期限超出了日历范围。"))
            return None


def drawn(strip: Strip) -> Strip:
    """A bare term ends on its last day: what lies behind us is no overdue matter, so nothing is drawn after it."""
    due = strip.first_due
    if due is None or strip.today <= due:
        return strip
    return replace(strip, days=tuple(day for day in strip.days if day.date <= due), ended_on=due, over=None)


def seen_from_today(strip: Strip) -> str:
    """How far the last day is from today, either way."""
    if strip.over:
        return gettext("{amount}以前").format(amount=amount(strip.over, left_unit(strip)))
    return left_words(strip)


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form, and the answer as a strip once it is filled in; staff stay on their desk."""
    asked = "start" in request.GET
    form = TermForm(request.GET if asked else None, initial=USUAL | {"start": local_date(database_now()).isoformat()})
    strip = form.strip() if form.is_valid() else None
    facts: dict[str, Any] = {"form": form, "strip": None}
    if strip is not None:
        words = {"why": why_words(strip, plain_term=True), "seen": seen_from_today(strip)}
        facts |= {"strip": drawn(strip), **words}
    user = signed_in(request)
    return render(request, "deadline_desk.html" if user is not None and not user.is_citizen else "deadline.html", facts)
