"""Who may act for whom: mandates that I gave, for myself or my firm, and those I hold."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, typed
from approvals.limits import limit_sharing
from approvals.public.answers import citizen, public_act
from approvals.queries import mandates_given, mandates_held
from approvals.refusals import DayUnreadable
from kernel.accounts.mandates import LONGEST_NAME
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ItemVersion
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.workdays.zone import local_date


@never_cache
@require_safe
def my_agents(request: HttpRequest) -> HttpResponse:
    """Both lists, and the form that grants one."""
    user = citizen(request)
    today = local_date(database_now())
    facts: dict[str, Any] = {
        "given": mandates_given(user),
        "held": mandates_held(user),
        "today": today,
        "principals": list(Applicant.objects.of_user(user).order_by("kind", "pk")),
        "items": list(ItemVersion.objects.in_force().select_related("item").order_by("name")),
    }
    return render(request, "public/agents.html", facts)


@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    """The same words whether there is such an account or not."""
    user = citizen(request)
    agent = typed.line(request.POST.get("agent", ""), LONGEST_NAME)

    def act() -> str:
        principal = _principal(user, request.POST.get("principal", ""))
        limit_sharing(user)
        from_date, until_date = (typed.day(request.POST.get(name, "")) for name in ("from_date", "until_date"))
        if from_date is None or until_date is None:
            raise DayUnreadable
        items = _items(request)
        actions.grant_mandate(
            principal=principal, agent=agent, from_date=from_date, until_date=until_date, items=items, by=user
        )
        return reverse("my_agents")

    said = _("已授权。经办人登录后，就能替您办。")
    return public_act(request, route="approvals.grant_mandate", act=act, said=said)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The principal takes it back, or the agent lays it down."""
    user = citizen(request)
    number = typed.number(request.POST.get("number", ""))

    def act() -> str:
        actions.end_mandate(number=number, by=user)
        return reverse("my_agents")

    return public_act(request, route="approvals.end_mandate", act=act, said=_("授权已终止。"))


def _principal(user: User, key: str) -> Applicant:
    found = Applicant.objects.of_user(user).filter(pk=typed.ordinal(key)).first()
    if found is None:
        raise NotFound
    return found


def _items(request: HttpRequest) -> list[str]:
    """Codes of the items it is limited to; none for all. Errors: NotFound for one that is not in force."""
    if request.POST.get("scope") != "some":
        return []
    codes = {typed.line(code, 40) for code in request.POST.getlist("item") if code}
    if not codes or ItemVersion.objects.in_force().filter(item__code__in=codes).count() != len(codes):
        raise NotFound
    return sorted(codes)
