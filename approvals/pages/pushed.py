"""推送来的决定: what was decided on items that one's department supervises, signed for here."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, typed
from approvals.permissions import DECIDERS, acknowledging_units
from approvals.pushed import pushed_rows, pushed_to, require_pushed_to, search_pushed
from approvals.queries import clerk_windows, waiting_for
from kernel.doors.entering import desk_user
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.organizations.refusals import NotYourPost

A_PAGE = 50


@require_safe
def pushed(request: HttpRequest) -> HttpResponse:
    """What waits first, the longest waiting on top; then what was signed for, the latest first. Errors: NotYourPost."""
    user = desk_user(request)
    now = database_now()
    if not acknowledging_units(user, at=now):
        raise NotYourPost(roles=sorted(DECIDERS))
    text, state = typed.line(request.GET.get("q", "")), typed.line(request.GET.get("state", ""))
    mine = pushed_to(user, at=now)
    found = search_pushed(mine, text)
    chosen = {"waiting": found.waiting(), "signed": found.exclude(acknowledged_at=None)}.get(state, found)
    order = (F("acknowledged_at").desc(nulls_first=True), "pushed_at", "pk")
    page = Paginator(chosen.with_row().order_by(*order), A_PAGE).get_page(request.GET.get("page"))
    rows = pushed_rows(page, now=now)
    facts = {
        "rows": rows,
        "page": page,
        "text": text,
        "state": state,
        "query": _query(text, state),
        "choices": _choices(text, state, found.count(), found.waiting().count()),
        "may_sign": any(row.waits for row in rows),
        "at_counter": bool(clerk_windows(user, at=now)),
        "waiting_for_me": waiting_for(user, at=now).count(),
    }
    return render(request, "approvals/pushed.html", facts)


def _query(text: str, state: str) -> str:
    return urlencode({name: value for name, value in (("q", text), ("state", state)) if value})


def _choices(text: str, state: str, every: int, waiting: int) -> list[dict[str, Any]]:
    shown = (("", _("全部"), every), ("waiting", _("等签收"), waiting), ("signed", _("已签收"), every - waiting))
    return [
        {"url": f"?{_query(text, code)}", "words": f"{words} {count}", "current": code == state}
        for code, words, count in shown
    ]


@require_POST
def acknowledge(request: HttpRequest) -> HttpResponse:
    """The one whose own key was pressed, else all that were ticked."""
    user = desk_user(request)
    named = request.POST.getlist("one") or request.POST.getlist("chosen")
    numbers = [typed.number(each) for each in named[:A_PAGE]]

    def act() -> str:
        require_pushed_to(user, numbers, at=database_now())
        actions.acknowledge_decisions(numbers=numbers, by=user)
        return reverse("approvals:pushed")

    said = _("已签收 {count} 件决定").format(count=len(set(numbers)))
    return page_act(request, route="approvals.acknowledge_decisions", act=act, said=said)
