"""俗称和读音: by which words people find an item, and how the county says a word."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from rest_framework import serializers

from approvals.typed import line
from county_portal.pages.kept import keep
from county_portal.workshop import finding
from county_portal.workshop.typed import BETWEEN_CHOICES
from kernel.accounts.models import User
from kernel.catalogue.models import Situation
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import go

LONGEST = 30
# fifty words of a situation
LONGEST_FIELD = 3_000


@never_cache
@require_safe
@signed_in_first
def words(request: HttpRequest) -> HttpResponse:
    """Both lists."""
    return _shown(request, desk_user(request), error="")


@never_cache
@require_POST
@signed_in_first
def teach(request: HttpRequest) -> HttpResponse:
    """A new word for something."""
    return _kept(request, "workshop.teach", finding.WordInput, finding.teach)


@never_cache
@require_POST
@signed_in_first
def give_up(request: HttpRequest) -> HttpResponse:
    """A word that finds nothing any more."""
    return _kept(request, "workshop.give_up", finding.WordInput, finding.give_up)


@never_cache
@require_POST
@signed_in_first
def read(request: HttpRequest) -> HttpResponse:
    """How a word is read here."""
    return _kept(request, "workshop.read", finding.ReadingInput, finding.read)


@never_cache
@require_POST
@signed_in_first
def situation(request: HttpRequest) -> HttpResponse:
    """What a situation is called and which items it finds."""
    return _kept(request, "workshop.situation", finding.SituationInput, finding.keep_situation)


def _typed(request: HttpRequest, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The form as its input takes it; several words stand in one field."""
    typed: dict[str, Any] = {}
    for name, field in shape().fields.items():
        text = line(request.POST.get(str(name), ""), LONGEST_FIELD)
        typed[str(name)] = (
            [word for word in BETWEEN_CHOICES.split(text) if word.strip()]
            if isinstance(field, serializers.ListField)
            else text
        )
    return typed


def _kept(
    request: HttpRequest, route: str, shape: type[serializers.Serializer[Any]], verb: Callable[..., None]
) -> HttpResponse:
    user = desk_user(request)
    finding.require_keeper(user)
    form = shape(data=_typed(request, shape))
    labels: Mapping[str, str] = {
        "word": _("词"), "means": _("事项名称里的词"), "letters": _("拼音首字母"), "code": _("代码"),
        "name": _("情形"), "audience": _("谁"), "words": _("事项名称里的词"), "position": _("顺序"),
    }  # fmt: skip
    refused = keep(
        request,
        form,
        route=route,
        labels=labels,
        act=lambda: verb(user, **form.validated_data),
        shown=lambda error, status: _shown(request, user, error=error, status=status),
    )
    if refused is not None:
        return refused
    return go(request, reverse("workshop_words"))


def _shown(request: HttpRequest, user: User, *, error: str, status: int = 200) -> HttpResponse:
    text = line(request.GET.get("q", ""), LONGEST)
    names = ("word", "means", "letters", "code", "name", "audience", "words", "position")
    typed = {name: request.POST.get(name, "") for name in names}
    facts = {
        "words": finding.words(user, text=text), "readings": finding.readings(user), "text": text, "typed": typed,
        "error": error, "situations": finding.situations(user), "audiences": Situation.Audience.choices,
    }  # fmt: skip
    return render(request, "workshop/words.html", facts, status=status)
