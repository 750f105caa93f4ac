"""看板: four lamps, the heartbeat of the sweep, departments × rules, the newest cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ethics_monitor.models import Card, SweepRun
from ethics_monitor.pages.access import Viewer, viewer_of, with_roles
from ethics_monitor.pages.frame import frame
from ethics_monitor.pages.rows import LIGHTS, card_rows, fold_rows
from ethics_monitor.queries import Lamp, Matrix, board, feed, heartbeat, matrix
from ethics_monitor.queries.board import WINDOWS
from ethics_monitor.queries.folding import folds
from ethics_monitor.queries.pages import (
    IN_HAND,
    active_rules,
    kept_promises,
    short_names,
    unread_of_cards,
)
from ethics_monitor.verbs import SUPERVISORS
from kernel.doors.verbs import page_act
from kernel.notices import actions as notices

# a sweep a minute: one that is not there after this has failed to come
EXPECTED_WITHIN: Final = timedelta(seconds=150)
KEYS: Final = {"red": "1", "yellow": "2", "warning": "3"}
PARTS: Final = ("lamps", "feed", "heat")
PERIOD_WORDS: Final = {30: gettext_lazy("30 日"), 90: gettext_lazy("90 日"), 365: gettext_lazy("一年")}


@require_safe
def board_page(request: HttpRequest) -> HttpResponse:
    """The board; `?part=lamps|feed|heat` answers with that region alone, for the live page."""
    viewer = with_roles(request, SUPERVISORS)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in WINDOWS else WINDOWS[0]
    part = request.GET.get("part", "")
    facts: dict[str, Any] = {}
    for name, read in (("lamps", _lamps), ("feed", _feed), ("heat", _heat)):
        if part in ("", name) or part not in PARTS:
            facts |= read(viewer, days)
    if part in PARTS:
        return render(request, f"ethics_monitor/board_{part}.html", facts)
    return render(request, "ethics_monitor/board.html", {**frame(viewer), **facts})


def _cards_url(**wanted: Any) -> str:
    query = urlencode({key: value for key, value in wanted.items() if value})
    return f"{reverse('ethics_monitor:cards')}?{query}"


def _lamps(viewer: Viewer, _days: int) -> dict[str, Any]:
    figures = board(viewer.scope, at=viewer.at)
    in_hand = Card.objects.visible_to(viewer.scope).shining().exclude(colour="warning").filter(state__in=IN_HAND)
    return {
        "lamps": [_lamp(lamp) for lamp in figures.lamps],
        "figures": figures,
        "in_hand": in_hand.count(),
        "urls": {state: _cards_url(state=state) for state in ("rectifying", "reported", "revocation", "late")},
        "pulse": pulse(heartbeat(), now=viewer.at),
        "rules_in_force": len(active_rules()),
    }


def _lamp(lamp: Lamp) -> dict[str, Any]:
    ages = {"today": lamp.today, "recent": lamp.recent, "older": lamp.older}
    words = {"today": _("今日"), "recent": _("3 日内"), "older": _("更久")}
    return {
        "light": LIGHTS[lamp.colour],
        "key": KEYS[lamp.colour],
        "url": _cards_url(colour=lamp.colour),
        "standing": lamp.standing,
        "today": lamp.today,
        "ages": [
            {
                "words": words[age],
                "count": count,
                "url": _cards_url(colour=lamp.colour, age=age),
                "old": age == "older" and count and lamp.colour != "warning",
            }
            for age, count in ages.items()
        ],
    }


def _feed(viewer: Viewer, _days: int) -> dict[str, Any]:
    folded = folds(Card.objects.visible_to(viewer.scope).shining())
    cards = feed(viewer.scope, folded=folded)
    return {
        "feed": card_rows(cards, now=viewer.at),
        "folds": fold_rows(folded, now=viewer.at),
        "today": viewer.at,
        "unseen": unread_of_cards(viewer.user).count(),
        "all_url": _cards_url(state="standing"),
    }


def _heat(viewer: Viewer, days: int) -> dict[str, Any]:
    found = matrix(viewer.scope, at=viewer.at, days=days)
    names = active_rules()
    codes = sorted({*names, *found.rules})
    units = short_names([row.code for row in found.rows])
    on_time, finished = kept_promises(viewer.scope, at=viewer.at, days=days)
    return {
        "days": days,
        "rules": [(code, names.get(code, "")) for code in codes],
        "heat": [_heat_row(row, codes, units.get(row.code, row.organization), days) for row in found.rows],
        "totals": _totals(found, codes, days),
        "rate": percent(on_time / finished if finished else None),
        "periods": [{"url": f"?days={each}", "words": PERIOD_WORDS[each], "current": each == days} for each in WINDOWS],
    }


def _heat_row(row: Any, codes: Sequence[str], unit: str, days: int) -> dict[str, Any]:
    common = {"state": "all", "organization": row.code, "days": days}
    return {
        "unit": unit,
        "cells": [
            {
                "count": row.by_rule.get(code, 0),
                "url": _cards_url(**common, rule=code),
                "label": _("{unit} {rule}：{count} 张").format(unit=unit, rule=code, count=row.by_rule.get(code, 0)),
            }
            for code in codes
        ],
        "total": row.total,
        "url": _cards_url(**common),
        "rate": percent(row.on_time_rate),
    }


def percent(share: float | None) -> str:
    """96.5%, cut and not rounded, so that only all is 100%; – where nothing was finished."""
    return "–" if share is None else f"{int(share * 1000) / 10:.1f}%"


def _totals(found: Matrix, codes: Sequence[str], days: int) -> dict[str, Any]:
    return {
        "cells": [
            {"count": found.totals.get(code, 0), "url": _cards_url(state="all", rule=code, days=days)} for code in codes
        ],
        "total": sum(found.totals.values()),
        "url": _cards_url(state="all", days=days),
    }


@dataclass(frozen=True)
class Pulse:
    """The last sweeps, oldest first, as bars; whether they come as they should, and since when they do not."""

    bars: tuple[str, ...]
    last: SweepRun | None
    state: str
    ok: int
    missed: int
    failed: int
    slowest: int

    @property
    def words(self) -> str | Promise:
        return {"ok": _("巡查正常"), "failed": _("巡查出错"), "stopped": _("巡查停了"), "": _("还没有巡查")}[self.state]


def pulse(runs: Sequence[SweepRun], *, now: datetime) -> Pulse:
    """`runs` newest first: a gap longer than expected is a missed bar, the run after it made good for it."""
    bars: list[str] = []
    before: SweepRun | None = None
    for run in reversed(runs):
        late = before is not None and run.started_at - before.started_at > EXPECTED_WITHIN
        bars += ["late"] if late else []
        bars.append("late" if run.error else "catch" if late else "")
        before = run
    last = runs[0] if runs else None
    stopped = last is not None and now - last.started_at > EXPECTED_WITHIN
    failed = sum(bool(run.error) for run in runs)
    state = "" if last is None else "stopped" if stopped else "failed" if last.error else "ok"
    return Pulse(
        bars=tuple([*bars, "late"] if stopped else bars),
        last=last,
        state=state,
        ok=len(runs) - failed,
        missed=bars.count("catch"),
        failed=failed,
        slowest=max((run.milliseconds for run in runs), default=0),
    )


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """签收: his unread notices about cards are read now; the cards show when."""
    viewer = viewer_of(request)

    def act() -> str:
        for notice in list(unread_of_cards(viewer.user).values_list("pk", flat=True)):
            notices.read(notice_id=notice, by=viewer.user)
        return reverse("ethics_monitor:board")

    return page_act(request, route="ethics_monitor.seen", act=act)
