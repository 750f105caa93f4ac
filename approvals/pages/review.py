"""The review desk 审批工作台: what waits for my posts, the most urgent first."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from approvals.lists import CaseRow, case_rows
from approvals.queries import cases_of, clerk_windows, earliest_due, search_cases, waiting_for
from approvals.typed import line
from approvals.verbs import CLERKS, DECIDERS
from kernel.accounts.models import User
from kernel.doors.entering import desk_user
from kernel.doors.templatetags.portal_components import LIGHT_WORDS
from kernel.ledger.locking import database_now
from kernel.organizations.queries import posts_held

MOST = 200
LIGHTS = (("red", "1"), ("yel", "2"), ("warn", "3"), ("ok", "4"), ("pause", "5"))


def _filters(rows: list[CaseRow], chosen: str, path: str, text: str) -> list[dict[str, Any]]:
    """One link a light, each with its digit, so that a digit always means the same light."""

    def link(light: str) -> str:
        asked = {"light": light, "q": text}
        return f"{path}?{urlencode({key: value for key, value in asked.items() if value})}"

    every = {"url": link(""), "words": _("全部"), "count": len(rows), "current": not chosen, "key": "0"}
    counts = {light: sum(row.light == light for row in rows) for light, _key in LIGHTS}
    lights = [
        {
            "url": link(light),
            "words": LIGHT_WORDS[light],
            "light": light,
            "count": counts[light],
            "current": chosen == light,
            "key": key,
        }
        for light, key in LIGHTS
    ]
    return [every, *lights]


def _has_turns(user: User, now: datetime) -> bool:
    """Whether a case can ever wait for him: a post at a counter or one that decides."""
    return any(held.post.role in (*CLERKS, *DECIDERS) for held in posts_held(user, now))


@require_safe
def review(request: HttpRequest, which: str = "mine") -> HttpResponse:
    """`mine`: waits for me, of whom nothing can wait his own desk; `unit`: everything open that my posts let me see."""
    user = desk_user(request)
    now = database_now()
    mine = which == "mine"
    cases = waiting_for(user, at=now) if mine else cases_of(user, at=now).open().with_row()
    text, chosen = line(request.GET.get("q", "")), line(request.GET.get("light", ""))
    found = search_cases(cases, text)
    rows = case_rows(earliest_due(found)[:MOST], now=now, with_people=True)
    if mine and not rows and not _has_turns(user, now):
        return HttpResponseRedirect(reverse("desk"))
    path = reverse("approvals:review" if mine else "approvals:unit")
    facts = {
        "rows": [row for row in rows if not chosen or row.light == chosen],
        "filters": _filters(rows, chosen, path, text),
        "which": which,
        "path": path,
        "text": text,
        "chosen": chosen,
        "at_counter": bool(clerk_windows(user, at=now)),
        "waiting_for_me": len(rows) if mine and not text else waiting_for(user, at=now).count(),
        "cut": found.count() > MOST if len(rows) == MOST else False,
        "most": MOST,
    }
    return render(request, "approvals/review.html", facts)
