"""登记件 in the hall: the short form at the counter, the file of one matter, and the board of what is seen."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import actions
from approvals.lists import light_of_case
from approvals.models import Registration
from approvals.pages.desk import home_of
from approvals.pages.hall import item_at, window_served
from approvals.permissions import registering_clerk
from approvals.queries import case_facts, clerk_windows, shown_clocks
from approvals.refusals import FormIncomplete
from approvals.registered.board import PERIODS, USUAL, board_for
from approvals.registered.naming import named
from approvals.registered.queries import registered_for
from approvals.registered.verbs import VERBS, perform
from approvals.typed import instant, line, ordinal
from approvals.whose import person_of
from kernel.accounts.models import User
from kernel.cases.lights import card_lights
from kernel.cases.models import Case
from kernel.clocks.queries import explain_clocks
from kernel.doors.entering import desk_user
from kernel.doors.strips import strip_of
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date

# received and finished in one act: an instant item, done while the person stands there
BOTH = "finish"


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register what the department's system has received; the same item's form comes back for the next one."""
    user, now = desk_user(request), database_now()
    window = window_served(user, line(request.POST.get("window", "")), at=now)
    version = item_at(window, line(request.POST.get("item", "")), own=False)
    if version is None:
        raise NotFound
    number, finished = line(request.POST.get("foreign_number", "")), request.POST.get("do") == BOTH

    def act() -> str:
        actions.register_external(
            by=user,
            window=window,
            version=version,
            foreign_number=number,
            who=named(request.POST.get("who", "")),
            result=Registration.Result.GRANTED if finished else "",
            at=instant(request.POST.get("received_at", "")),
        )
        return f"{home_of(user, window, at=now)}&item={version.item.code}"

    said = _("{number} 已登记收件和办结") if finished else _("{number} 已登记收件")
    return page_act(request, route="approvals.register", act=act, said=said.format(number=number))


@require_safe
def registered_case(request: HttpRequest, number: str) -> HttpResponse:
    """The file of one registered matter."""
    user, now = desk_user(request), database_now()
    return render(
        request, "approvals/registered_case.html", _shown(registered_for(user, line(number), at=now), user, now)
    )


def _shown(case: Case, user: User, now: datetime) -> dict[str, Any]:
    facts = case_facts(case, now=now)
    strip = strip_of(explain_clocks(shown_clocks(facts.clocks, case), now=now))
    return {
        "at_counter": bool(clerk_windows(user, at=now)),
        "case": case,
        "registration": case.registration,
        "turn": facts.turn,
        "person": person_of(facts.turn, at=now),
        "strip": strip,
        "light": light_of_case(case, strip, card_lights([case.pk]).get(case.pk)),
        "late": strip is not None and strip.late,
        "deemed": False,
        "silence_accepts": False,
        "history": facts.history,
        "results": Registration.Result.choices,
        "may": _may(user, case, now),
    }


def _may(user: User, case: Case, now: datetime) -> frozenset[str]:
    """Verbs that the page offers; the action decides again, after the lock."""
    try:
        registering_clerk(user, case.item_version, at=now)
    except NotYourPost:
        return frozenset()
    lawful = {move.code for move in case.workflow.lawful(case.state)}
    return frozenset(lawful if local_date(case.created_at) == local_date(now) else lawful - {"cancel"})


@require_POST
def registered_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb of the table, from its form. Errors: NotFound for a verb there is not."""
    user, found = desk_user(request), VERBS.get(verb)
    if found is None:
        raise NotFound

    def act() -> str:
        form = found.input(data={name: request.POST[name] for name in ("result", "reason") if name in request.POST})
        if not form.is_valid():
            raise FormIncomplete(count=len(form.errors), names=str(found.label), errors=form.errors)
        perform(found, number=line(number), by=user, data=form.validated_data)
        return reverse("approvals:registered_case", args=[number])

    said = str(_("{number} 已办：{verb}")).format(number=line(number), verb=found.label)
    return page_act(request, route=f"approvals.registered.{verb}", act=act, said=said)


@require_safe
def registered_board(request: HttpRequest) -> HttpResponse:
    """登记情况, of the last working days."""
    user, now = desk_user(request), database_now()
    asked = ordinal(request.GET.get("days", ""))
    days = asked if asked in PERIODS else USUAL
    path = reverse("approvals:registered")
    periods = [
        {"url": f"{path}?days={each}", "words": _("{days} 个工作日").format(days=each), "current": each == days}
        for each in PERIODS
    ]
    return render(
        request, "approvals/registered_board.html", {"board": board_for(user, days=days, at=now), "periods": periods}
    )
