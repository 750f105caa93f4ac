"""Slips that the applicant takes home: the receipt of his application, and what he was told on the spot."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from approvals.joint.queries import lead_of
from approvals.models import SupplementNotice
from approvals.pages.desk import home_of
from approvals.permissions import hands_slip
from approvals.queries import case_facts, case_for, clerk_windows, spot_notice_for, ticks_of
from approvals.renewal import standing
from approvals.typed import line
from approvals.whose import person_of
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.showing import shown_to
from kernel.doors.entering import desk_user
from kernel.doors.strips import strip_of
from kernel.identifiers.numbers import in_groups
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound


@require_safe
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """收件回执 for the printer: number and query code in big print, what happens next, by when, and whom to ask.

    The clerk who hands it over prints the applicant's own name; to other readers of the case it stays masked.
    """
    user = desk_user(request)
    now = database_now()
    found: Case = case_for(user, line(number), at=now)
    # there is one receipt of a joint matter, and whoever decides a part of it has none to hand out
    case: Case = found if (lead := lead_of(found)) is None else case_for(user, lead.number, at=now)
    return render(request, "approvals/slip.html", slip_facts(user, case, now=now) | _back(user, case, now))


def slip_facts(user: User, case: Case, *, now: datetime) -> dict[str, Any]:
    """What the slip of one case says to this reader."""
    facts = case_facts(case, now=now)
    notice = SupplementNotice.objects.filter(case=case).select_related("told_by").first()
    return {
        "case": case,
        "turn": facts.turn,
        "person": person_of(facts.turn, at=now),
        "ticks": ticks_of(case),
        "renewal": standing(case, facts.clocks),
        "strip": strip_of(facts.explanation),
        "notice": notice if case.state == "supplement" else None,
        "number_words": in_groups(case.number),
        "his_own": hands_slip(user, case, at=now),
    }


def _back(user: User, case: Case, now: datetime) -> dict[str, Any]:
    """Where the slip's reader came from: the counter, or the case."""
    windows = clerk_windows(user, at=now)
    desk = next((each for each in windows if each.pk == case.window_id), None)
    home = home_of(user, desk, at=now) if desk is not None else reverse("approvals:hall")
    return {"home": home, "at_counter": bool(windows)}


@require_safe
def label(request: HttpRequest, number: str) -> HttpResponse:
    """档案袋标签 for the printer: number, item and masked applicant, with bars and a code that guns type."""
    user = desk_user(request)
    now = database_now()
    case = case_for(user, line(number), at=now)
    if case.received_at is None:
        raise NotFound
    shown = {"case": case, "number_words": in_groups(case.number)}
    return render(request, "approvals/label.html", shown | _back(user, case, now))


@require_safe
def spot_slip(request: HttpRequest, number: str) -> HttpResponse:
    """当场一次告知单 for the printer, for the clerks of its window."""
    user = desk_user(request)
    now = database_now()
    notice = spot_notice_for(user, line(number), at=now)
    letters = shown_to(user, notice.ledger_subject.kind, notice.pk, at=now)
    home = home_of(user, notice.window, at=now)
    return render(request, "approvals/spot_slip.html", {"notice": notice, "letters": letters, "home": home})
