"""通知路由: what is told to whom by what, found by words, and the forms that switch, word and time it."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rest_framework import serializers

from approvals.typed import line
from county_portal import notice_routes
from county_portal.pages.kept import keep
from kernel.accounts.models import User
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import go
from kernel.ledger.locking import database_now
from kernel.notices.actions.routing import ROUTED
from kernel.notices.models import SmsTemplate

LONGEST_FIELD = 500
SOUGHT = ("q", "area", "channel")


@never_cache
@require_safe
@signed_in_first
def board(request: HttpRequest) -> HttpResponse:
    """The table; `change` opens the switches of one line, `template` the words of one message."""
    return _shown(request, desk_user(request))


@never_cache
@require_POST
@signed_in_first
def switch(request: HttpRequest) -> HttpResponse:
    """A channel switched on or off."""
    return _kept(request, "notice_routes.route", notice_routes.RouteInput, notice_routes.switch)


@never_cache
@require_POST
@signed_in_first
def word(request: HttpRequest) -> HttpResponse:
    """The words of a short message."""
    return _kept(request, "notice_routes.template", notice_routes.TemplateInput, notice_routes.word)


@never_cache
@require_POST
@signed_in_first
def time_it(request: HttpRequest) -> HttpResponse:
    """When a channel may be used."""
    return _kept(request, "notice_routes.hours", notice_routes.HoursInput, notice_routes.time_it)


def _kept(
    request: HttpRequest, route: str, shape: type[serializers.Serializer[Any]], verb: Callable[..., None]
) -> HttpResponse:
    user = desk_user(request)
    typed = {name: line(request.POST.get(name, ""), LONGEST_FIELD) for name in map(str, shape().fields)}
    # an empty time is none, an unticked box is not sent
    given = {name: text for name, text in typed.items() if text or name == "template"}
    form = shape(data=given)
    refused = keep(
        request,
        form,
        route=route,
        labels=_labels(),
        act=lambda: verb(user, **form.validated_data),
        shown=lambda error, status: _shown(request, user, error=error, status=status),
    )
    if refused is not None:
        return refused
    back = {name: request.POST[name] for name in ("back_q", "back_area", "back_channel") if request.POST.get(name)}
    sought = urlencode({name.removeprefix("back_"): line(text) for name, text in back.items()})
    return go(request, f"{reverse('notice_routes')}{'?' if sought else ''}{sought}")


def _labels() -> Mapping[str, str]:
    return {
        "event": _("事件"), "audience": _("告诉谁"), "channel": _("方式"), "enabled": _("启用"),
        "template": _("短信模板"), "revision": _("修订号"), "code": _("模板编号"), "words": _("文字"),
        "citizens": _("告诉谁"), "opens": _("从"), "closes": _("到"), "working_days": _("只在工作日"),
        "digest_at": _("汇总时间"),
    }  # fmt: skip


def _shown(request: HttpRequest, user: User, *, error: str = "", status: int = 200) -> HttpResponse:
    table = notice_routes.table(user)
    asked = {name: line(request.GET.get(name, request.POST.get(f"back_{name}", ""))) for name in SOUGHT}
    change = line(request.GET.get("change", "")) or ":".join(
        request.POST.get(name, "") for name in ("event", "audience") if request.POST.get(name)
    )
    code = line(request.GET.get("template", request.POST.get("code", "")))
    rows = notice_routes.found(table.routes, text=asked["q"], area=asked["area"], channel=asked["channel"])
    facts = {
        "table": table,
        "rows": rows,
        "asked": asked,
        "sought": urlencode({name: text for name, text in asked.items() if text}),
        "areas": notice_routes.AREAS.items(),
        "channels": [*((each.value, each.label) for each in ROUTED), ("inbox", _("只在站内"))],
        "chosen": next((row for row in table.routes if row.key == change), None),
        "wording": next((row for row in table.templates if row.code == code), None),
        "typed_words": request.POST.get("words", ""),
        "places": sorted(SmsTemplate.PLACES),
        "may_keep": notice_routes.may_keep(user, at=database_now()),
        "error": error,
    }
    return render(request, "notice_routes.html", facts, status=status)
