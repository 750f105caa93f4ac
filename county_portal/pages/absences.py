"""Who is away: entered here, and whoever is named steps in by himself."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from county_portal import absences
from kernel.accounts.models import User
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.organizations.models import Absence
from kernel.organizations.queries import people_arranged


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_first
def board(request: HttpRequest) -> HttpResponse:
    """The list, and the form that enters one more."""
    user = desk_user(request)
    typed = absences.AbsenceInput(data=_typed(request)) if request.method == "POST" else None
    if typed is not None and typed.is_valid():
        return page_act(request, route="absences.enter", act=lambda: _enter(user, typed.validated_data))
    errors = {} if typed is None else {name: str(said[0]) for name, said in typed.errors.items()}
    now = database_now()
    facts = {
        "rows": absences.rows(user, at=now),
        "people": people_arranged(user, now),
        "reasons": Absence.Reason.choices,
        "typed": _typed(request) if errors else {"user": user.username},
        "errors": errors,
    }
    return render(request, "absences.html", facts, status=422 if errors else 200)


@require_POST
@signed_in_first
def back(request: HttpRequest, absence: int) -> HttpResponse:
    """The person is back."""
    user = desk_user(request)

    def act() -> str:
        absences.back(user, absence_id=absence)
        return reverse("absences")

    return page_act(request, route="absences.back", act=act, said=_("已登记返岗"))


def _enter(user: User, facts: Mapping[str, Any]) -> str:
    absences.enter(user, **facts)
    return reverse("absences")


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What the form says; an empty end is an open one."""
    names = ("user", "reason", "from_at", "until_at")
    return {name: request.POST.get(name, "") for name in names if request.POST.get(name) or name != "until_at"}
