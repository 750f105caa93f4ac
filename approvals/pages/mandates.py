"""At a window: who lets whom act for him, entered from the paper that the clerk has seen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, typed
from approvals.limits import limit_person
from approvals.mandate_list import principals_of
from approvals.queries import clerk_windows
from approvals.refusals import DayUnreadable, NoPlaceAtCounter
from kernel.accounts.models import Applicant, Mandate
from kernel.accounts.queries import find_by_document
from kernel.accounts.refusals import AgentWithoutAccount
from kernel.catalogue.models import ItemVersion
from kernel.doors.entering import desk_user
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.organizations.queries.addresses import short_addresses
from kernel.workdays.zone import local_date

LATEST = 30
LONGEST_LIST = 6_000


@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """The form, and what this clerk entered last. Errors: NoPlaceAtCounter."""
    user = desk_user(request)
    now = database_now()
    windows = clerk_windows(user, at=now)
    if not windows:
        raise NoPlaceAtCounter
    entered = Mandate.objects.filter(granted_by=user, paper_date__isnull=False).select_related("principal")
    facts: dict[str, Any] = {
        "served": short_addresses(windows),
        "today": local_date(now),
        "rows": list(entered.order_by("-pk")[:LATEST]),
        "items": list(ItemVersion.objects.in_force().select_related("item").order_by("name")),
    }
    return render(request, "approvals/mandates.html", facts)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """All of the list or nothing."""
    user = desk_user(request)
    post = request.POST

    def act() -> str:
        windows = short_addresses(clerk_windows(user, at=database_now()))
        window = windows.get(typed.line(post.get("window", "")))
        if window is None:
            raise NoPlaceAtCounter
        limit_person(user)
        days = [typed.day(post.get(name, "")) for name in ("from_date", "until_date", "paper_date")]
        from_date, until_date, paper_date = days
        if from_date is None or until_date is None or paper_date is None:
            raise DayUnreadable
        _verdict, agent = find_by_document(Applicant.IdKind.RESIDENT_ID, typed.line(post.get("agent", "")))
        if agent is None:
            raise AgentWithoutAccount
        actions.enter_mandates(
            principals=principals_of(post.get("principals", "")[:LONGEST_LIST]),
            agent=agent,
            from_date=from_date,
            until_date=until_date,
            paper_date=paper_date,
            items=[typed.line(code) for code in post.getlist("item") if code],
            window=window,
            by=user,
        )
        return reverse("approvals:mandates")

    return page_act(request, route="approvals.enter_mandates", act=act, said=_("授权已登记。"))
