"""The sheet of components: every tag in every state with invented data, for eyes and for tests.

Open only where the portal runs as a demonstration or for development; elsewhere it does not exist.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kernel.clocks.explanation import Day, Explanation
from kernel.doors.errors import SENTENCES, error_page

TODAY: Final = date(2026, 10, 14)
HOLIDAYS: Final[Mapping[date, str]] = {
    **{date(2026, 9, day): "中秋节" for day in (25, 26, 27)},
    **{date(2026, 10, day): "国庆节" for day in range(1, 8)},
}
MAKEUP: Final = (date(2026, 9, 20), date(2026, 10, 10))
NOTICE: Final = "国务院办公厅 2026 年放假安排"
START_BASIS: Final = "行政许可法第八十二条；民法典第二百零一条"


def invented_strip(
    start: date,
    *,
    promised: int,
    statutory: int,
    pauses: Mapping[date, tuple[str, str]] | None = None,
    ended_on: date | None = None,
    provisional_from: date | None = None,
) -> Explanation:
    """An explanation as the clocks would give it, counted by hand over the invented holidays of autumn 2026."""
    paused = pauses or {}
    days = [Day(start, "start", basis=START_BASIS)]
    dues: dict[int, date] = {}
    ordinal, at = 0, start
    while ordinal < statutory or at < TODAY:
        at += timedelta(days=1)
        day = _invented_day(at, paused.get(at), provisional=provisional_from is not None and at >= provisional_from)
        if day.counts:
            ordinal += 1
            dues[ordinal] = at
            day = replace(day, ordinal=ordinal)
        days.append(day)
    seen = min(ended_on or TODAY, TODAY)
    counted = max((day.ordinal or 0 for day in days if day.date <= seen), default=0)
    late = seen > dues[promised]
    return Explanation(
        days=tuple(days),
        today=TODAY,
        start_word=_("受理"),
        unit="working_day",
        promised_due=dues[promised],
        promised_length=promised,
        statutory_due=dues[statutory],
        statutory_length=statutory,
        ended_on=ended_on,
        projected_due=None,
        paused=False,
        provisional=provisional_from is not None,
        left=None if late or ended_on else promised - counted,
        over=counted - promised if late else None,
    )


def _invented_day(at: date, pause: tuple[str, str] | None, *, provisional: bool) -> Day:
    if pause is not None:
        return Day(at, "paused", label=pause[0], basis=pause[1])
    if at in MAKEUP:
        return Day(at, "makeup", basis=NOTICE)
    if at in HOLIDAYS:
        return Day(at, "rest", label=HOLIDAYS[at], basis=NOTICE)
    return Day(at, "rest" if at.isoweekday() > 5 else "counted", provisional=provisional)


def _held(strip: Explanation) -> Explanation:
    """The same with its pause still open: no due date, only where it would fall."""
    projected = strip.promised_due
    return replace(strip, promised_due=None, statutory_due=None, projected_due=projected, paused=True, left=None)


def strips() -> dict[str, Explanation]:
    """One strip per state of the drawings."""
    test = ("卫生检测", "行政许可法第四十五条；示卫特通〔2026〕31 号")
    water = ("水质检测", "行政许可法第四十五条；示住建特通〔2026〕14 号")
    running = {date(2026, 10, day): test for day in (8, 9)}
    late = {date(2026, 9, day): water for day in range(14, 19)}
    return {
        "fresh": invented_strip(TODAY, promised=10, statutory=20),
        "running": invented_strip(date(2026, 9, 24), promised=10, statutory=20, pauses=running),
        "promise": invented_strip(date(2026, 9, 16), promised=9, statutory=20),
        "statute": invented_strip(date(2026, 9, 2), promised=10, statutory=20, pauses=late),
        "paused": _held(invented_strip(date(2026, 10, 9), promised=6, statutory=8, pauses={TODAY: test})),
        "ended": invented_strip(date(2026, 9, 24), promised=8, statutory=18, ended_on=date(2026, 10, 9)),
        "long": invented_strip(date(2026, 9, 24), promised=15, statutory=45),
        "provisional": invented_strip(
            date(2026, 10, 12), promised=10, statutory=13, provisional_from=date(2026, 10, 26)
        ),
    }


def _open_here() -> None:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404


def _invented() -> dict[str, Any]:
    """Data of the sheet; the names are of nobody."""
    return {
        "strips": strips(),
        "due": date(2026, 10, 19),
        "over": date(2026, 10, 13),
        "materials": [
            {
                "name": _("卫生许可证申请表"),
                "received": True,
                "sub": _("原件 1 份·已扫描 2 页"),
                "field": "m",
                "value": 1,
            },
            {"name": _("经营者身份证明"), "received": True, "sub": _("电子证照，免提交"), "field": "m", "value": 2},
            {
                "name": _("卫生检测报告"),
                "received": False,
                "sub": _("原件 1 份·不可容缺"),
                "current": True,
                "field": "m",
                "value": 3,
            },
        ],
        "steps": [
            {"name": _("发出"), "state": "done", "term": "10-14 00:00"},
            {"name": _("送达"), "state": "done"},
            {"name": _("签收 / 申诉"), "state": "current"},
            {"name": _("整改")},
            {"name": _("核验")},
            {"name": _("销号")},
        ],
        "timeline": [
            {"title": _("已收到申请")},
            {"title": _("已受理，开始计时"), "letters": [{"url": "#main", "name": _("受理通知书")}]},
            {"title": _("审核中"), "state": "now"},
            {"title": _("作出决定"), "state": "todo", "until": date(2026, 10, 19)},
        ],
        "letters": [{"url": "#main", "name": _("受理通知书"), "size": "PDF 84 KB"}],
        "filters": [
            {"url": "?", "words": _("全部"), "count": 50, "current": True},
            {"url": "?light=red", "words": _("红牌"), "light": "red", "count": 2},
            {"url": "?light=yel", "words": _("黄牌"), "light": "yel", "count": 5},
            {"url": "?light=ok", "words": _("正常"), "light": "ok", "count": 43},
        ],
        "errors": [
            {"words": _("面积：含有字母“O”，请改为数字 1200"), "field": "area"},
            {"words": _("手机：少 1 位数字"), "field": "phone"},
        ],
        "heat": (0, 1, 2, 4, 6, 8),
    }


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """GET /components/: every component in the public frame."""
    _open_here()
    return render(request, "components/sheet.html", _invented())


@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    """GET /components/desk/: the desk frame with list, keys and dialog; `?mode=inspect` for the inspectors' density."""
    _open_here()
    mode = "inspect" if request.GET.get("density") == "inspect" else "counter"
    return render(request, "components/sheet_desk.html", {**_invented(), "density": mode})


@require_safe
def show_error(request: HttpRequest, status: int) -> HttpResponse:
    """GET /components/errors/404/: an error page as it will look."""
    _open_here()
    if status not in SENTENCES:
        raise Http404
    return error_page(request, status)
