"""Who may act for whom: mandates that I gave, for myself or my firm, and those I hold."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib import messages
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
from approvals.refusals import DayUnreadable, MandateCoversNothing
from kernel.accounts.mandates import LONGEST_NAME
from kernel.accounts.models import Applicant, User
from kernel.catalogue.models import ItemVersion
from kernel.doors.verbs import go, page_once
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal
from kernel.workdays.zone import local_date


@never_cache
@require_safe
def my_agents(request: HttpRequest) -> HttpResponse:
    """Both lists, and the form that grants one."""
    today = local_date(database_now()).isoformat()
    return _page(request, citizen(request), {"from_date": today, "scope": "all"})


def _page(
    request: HttpRequest,
    user: User,
    typed_in: Mapping[str, str],
    *,
    chosen: Collection[str] = (),
    refusal: Refusal | None = None,
) -> HttpResponse:
    """The page with what was typed: what is refused stands above it, beside its field where that is one."""
    principals = list(Applicant.objects.of_user(user).order_by("kind", "pk"))
    nothing_chosen = isinstance(refusal, MandateCoversNothing)
    facts: dict[str, Any] = {
        "given": mandates_given(user),
        "held": mandates_held(user),
        "today": local_date(database_now()),
        "principals": principals,
        "principal_chosen": typed_in.get("principal") or (str(principals[0].pk) if principals else ""),
        "items": list(ItemVersion.objects.in_force().select_related("item").order_by("name")),
        "typed": {name: typed_in.get(name, "") for name in ("agent", "from_date", "until_date", "scope")},
        "chosen": chosen,
        "errors": [{"words": refusal.sentence, "field": "mandate-items" if nothing_chosen else ""}] if refusal else [],
        "items_error": refusal.sentence if refusal is not None and nothing_chosen else "",
    }
    return render(request, "public/agents.html", facts, status=refusal.status if refusal is not None else 200)


@require_POST
def grant(request: HttpRequest) -> HttpResponse:
    """The same words whether there is such an account or not; a refusal leaves all that was typed where it is."""
    user = citizen(request)
    chosen = [typed.line(code, 40) for code in request.POST.getlist("item") if code]

    def act() -> None:
        principal = _principal(user, request.POST.get("principal", ""))
        limit_sharing(user)
        from_date, until_date = (typed.day(request.POST.get(name, "")) for name in ("from_date", "until_date"))
        if from_date is None or until_date is None:
            raise DayUnreadable
        actions.grant_mandate(
            principal=principal,
            agent=typed.line(request.POST.get("agent", ""), LONGEST_NAME),
            from_date=from_date,
            until_date=until_date,
            items=_items(chosen) if request.POST.get("scope") == "some" else [],
            by=user,
        )

    try:
        fresh = page_once(request, route="approvals.grant_mandate", act=act)
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, user, request.POST.dict(), chosen=chosen, refusal=refusal)
    if fresh:
        messages.success(request, _("已授权。经办人登录后，就能替您办。"))
    return go(request, reverse("my_agents"))


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


def _items(chosen: Collection[str]) -> list[str]:
    """Codes of the items it is limited to. Errors: MandateCoversNothing; NotFound for one that is not in force."""
    codes = set(chosen)
    if not codes:
        raise MandateCoversNothing
    if ItemVersion.objects.in_force().filter(item__code__in=codes).count() != len(codes):
        raise NotFound
    return sorted(codes)
