"""At a window: a person's account is opened, or his slip renewed; the slip is printed at once and shown only then."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, typed
from approvals.account_forms import OpenForm, RenewForm
from approvals.account_holders import holder, to_open_for
from approvals.limits import limit_person
from approvals.queries import clerk_windows
from approvals.refusals import NoPlaceAtCounter
from kernel.accounts.models import Applicant, SignInSlip, User
from kernel.accounts.opening import Issued
from kernel.doors.entering import desk_user
from kernel.doors.verbs import page_once
from kernel.identifiers.numbers import in_groups
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Window

LATEST = 30
Act = Callable[[Window], tuple[Applicant, Issued]]


@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Both forms, and the slips that this clerk printed last. Errors: NoPlaceAtCounter."""
    return _page(request, desk_user(request))


@require_POST
def open_account(request: HttpRequest) -> HttpResponse:
    """Open it and show the slip, or say at its field what is wrong."""
    user, form = desk_user(request), OpenForm(request.POST, auto_id="open-%s")

    def act(window: Window) -> tuple[Applicant, Issued]:
        facts = form.cleaned_data
        applicant = to_open_for(**{name: facts[name] for name in ("id_kind", "id_number", "name", "phone")})
        issued = actions.open_account(
            applicant=applicant, username=facts["username"], identity_seen=facts["seen"], window=window, by=user
        )
        return applicant, issued

    return _printed(request, user, form, act, route="approvals.open_account")


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """Another slip for a lost one or a forgotten password."""
    user, form = desk_user(request), RenewForm(request.POST, auto_id="renew-%s")

    def act(window: Window) -> tuple[Applicant, Issued]:
        facts = form.cleaned_data
        applicant = holder(id_kind=facts["id_kind"], id_number=facts["id_number"])
        return applicant, actions.renew_slip(applicant=applicant, identity_seen=facts["seen"], window=window, by=user)

    return _printed(request, user, form, act, route="approvals.renew_slip")


def _printed(request: HttpRequest, user: User, form: RenewForm, act: Act, *, route: str) -> HttpResponse:
    """The slip, once: it stands in no answer that is kept, so that who presses again is told to renew it."""
    window = _window(user, typed.line(request.POST.get("window", "")))
    made: list[tuple[Applicant, Issued]] = []

    def once() -> None:
        limit_person(user)
        made.append(act(window))

    if not form.is_valid():
        return _page(request, user, form, status=422)
    try:
        first = page_once(request, route=route, act=once)
    except Refusal as refusal:
        form.say(refusal)
        return _page(request, user, form, status=refusal.status)
    if not first:
        form.add_error(None, _("这张凭条刚才已经打印过，激活码不再显示。没有打出来的，请补打一张。"))
        return _page(request, user, form, status=409)
    applicant, issued = made[0]
    facts = {
        "applicant": applicant,
        "slip": issued.slip,
        "code": in_groups(issued.code),
        "where": f"{settings.PUBLIC_URL.rstrip('/')}{reverse('activate')}",
        "window": window,
        "clerk": user,
        "renewed": not isinstance(form, OpenForm),
    }
    return render(request, "approvals/account_slip.html", facts)


def _page(request: HttpRequest, user: User, form: RenewForm | None = None, *, status: int = 200) -> HttpResponse:
    """The desk's page; a form that was refused comes back with what was typed."""
    windows = clerk_windows(user, at=database_now())
    if not windows:
        raise NoPlaceAtCounter
    opening = isinstance(form, OpenForm)
    facts: dict[str, Any] = {
        "windows": windows,
        "chosen": request.POST.get("window", ""),
        "opening": form if opening else OpenForm(auto_id="open-%s"),
        "renewing": form if form is not None and not opening else RenewForm(auto_id="renew-%s"),
        "refused": form,
        "now": database_now(),
        "rows": list(SignInSlip.objects.filter(issued_by=user).select_related("user")[:LATEST]),
    }
    return render(request, "approvals/accounts.html", facts, status=status)


def _window(user: User, code: str) -> Window:
    """The clerk's own window of that number. Errors: NoPlaceAtCounter."""
    for window in clerk_windows(user, at=database_now()):
        if window.code == code:
            return window
    raise NoPlaceAtCounter
