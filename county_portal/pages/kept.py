"""A form on a page that shows all of what it changes: kept, or the page again with what is wrong."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import serializers

from county_portal.workshop.fields import first
from kernel.doors.verbs import page_once
from kernel.ledger.refusals import Refusal


def keep(
    request: HttpRequest,
    form: serializers.Serializer[Any],
    *,
    route: str,
    labels: Mapping[str, str],
    act: Callable[[], object],
    shown: Callable[[str, int], HttpResponse],
) -> HttpResponse | None:
    """None once it is kept; else what `shown` makes of the sentence and its status."""
    if not form.is_valid():
        name, said = next(iter(form.errors.items()))
        return shown(_("{label}：{words}").format(label=labels[name], words=first(said)), 422)
    try:
        first_time = page_once(request, route=route, act=act)
    except Refusal as refusal:
        return shown(refusal.sentence, refusal.status)
    if first_time:
        messages.success(request, _("已改好"))
    return None
