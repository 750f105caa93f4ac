"""Answers of the public forms: a refusal is swapped into the page, or, without script, comes as a page of its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.queries import submitted_from
from approvals.typed import line
from kernel.accounts.models import User
from kernel.doors.errors import error_page
from kernel.doors.verbs import page_act, signed_in
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound

GONE = (_("这份草稿不在了"), _("它已经提交或删去，再提交也不会办两次。提交了的在“我的办件”里，从那里看进度。"))


def citizen(request: HttpRequest) -> User:
    """The signed-in citizen. Errors: NotFound for staff: they apply at home, under their own name."""
    user = signed_in(request)
    if user is None or not user.is_citizen:
        raise NotFound
    return user


def public_act(request: HttpRequest, *, route: str, act: Callable[[], str], said: str = "") -> HttpResponse:
    """`page_act` with the public frame around a refusal that no script swaps in."""
    template = "public/refusal.html" if getattr(request, "htmx", False) else "public/refused.html"
    return page_act(request, route=route, act=act, said=said, refused_template=template)


def gone(request: HttpRequest) -> HttpResponse:
    """Whoever stepped back after submitting is led to where his draft went; else it is absent like any other."""
    asked = request.resolver_match.kwargs.get("number", "") if request.resolver_match is not None else ""
    case = submitted_from(citizen(request), line(asked), at=database_now()) if asked else None
    if case is not None:
        return HttpResponseRedirect(reverse("my_case", args=[case.number]))
    return error_page(request, 404, sentence=GONE)
