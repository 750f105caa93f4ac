"""线索: what the finder came upon, each list with its rule in words and numbers; what was said of the others."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ethics_monitor import actions
from ethics_monitor.models import Clue, Pattern, PatternRule
from ethics_monitor.pages.access import Viewer, viewer_of, with_roles
from ethics_monitor.pages.frame import frame
from ethics_monitor.pages.patterns import tabs
from ethics_monitor.patterns.finding import leads
from ethics_monitor.patterns.found import Found, of_facts, rule_in_words
from ethics_monitor.permissions import INSPECTORS
from ethics_monitor.queries.pages import short_names
from ethics_monitor.queries.patterns import agents_of, files_of
from ethics_monitor.refusals import TextMissing
from kernel.cases.models import Case
from kernel.doors.verbs import page_act
from kernel.organizations.models import Role

MOST: Final = 50
SHOWN_CASES: Final = 12
SEEN: Final = "seen"


@never_cache
@require_safe
def clues(request: HttpRequest) -> HttpResponse:
    """The leads of one pattern, or what was said of earlier ones."""
    viewer = with_roles(request, INSPECTORS)
    asked = request.GET.get("pattern", "")
    which = asked if asked in (*Pattern.values, SEEN) else Pattern.SAME_MINUTE.value
    found = {pattern: leads(pattern, viewer.scope, at=viewer.at) for pattern in Pattern.values}
    rule = PatternRule.objects.filter(pattern=which).first()
    facts = {
        **frame(viewer),
        "tabs": tabs("clues"),
        "which": which,
        "seen": which == SEEN,
        "patterns": _choices(which, found),
        "rule": rule_in_words(which, rule.numbers) if rule is not None else "",
        "rows": _decided(viewer) if which == SEEN else _rows(found[which][:MOST], viewer),
        "cut": which != SEEN and len(found[which]) > MOST,
        "most": MOST,
        "may_propose": viewer.holds((Role.SUPERVISION_OFFICE,)),
    }
    return render(request, "ethics_monitor/clues.html", facts)


def _choices(which: str, found: dict[str, list[Found]]) -> list[dict[str, Any]]:
    every = [(pattern.value, pattern.label, len(found[pattern.value])) for pattern in Pattern]
    return [
        {"url": f"?pattern={code}", "words": words, "current": code == which, "count": count}
        for code, words, count in [*every, (SEEN, _("已处理"), None)]
    ]


def _rows(found: Sequence[Found], viewer: Viewer) -> list[dict[str, Any]]:
    units = short_names({each.unit for each in found} - {""})
    agents = agents_of({each.agent for each in found} - {""}, viewer.scope)
    shown = {pk for each in found for pk in each.cases[:SHOWN_CASES]}
    numbers = dict(Case.objects.visible_to(viewer.scope).filter(pk__in=shown).values_list("pk", "number"))
    files = files_of(shown, viewer.scope)
    return [
        {
            "found": each,
            "unit": units.get(each.unit, each.unit),
            "agent": agents.get(each.agent, ""),
            "sentence": each.sentence(),
            "cases": [
                {"number": numbers[pk], "url": files.get(pk, "")} for pk in each.cases[:SHOWN_CASES] if pk in numbers
            ],
            "more": max(len(each.cases) - SHOWN_CASES, 0),
        }
        for each in found
    ]


def _decided(viewer: Viewer) -> list[dict[str, Any]]:
    kept = Clue.objects.visible_to(viewer.scope).select_related("by", "card").order_by("-at", "-pk")[:MOST]
    return [
        {"clue": clue, "sentence": of_facts(clue.pattern, clue.key, clue.region, clue.facts).sentence()}
        for clue in kept
    ]


@require_POST
def clue_clear(request: HttpRequest) -> HttpResponse:
    """已看无异常, with its reason."""
    return _said(request, "ethics_monitor.clue_clear", actions.clear_clue, _("已记为已看无异常"))


@require_POST
def clue_propose(request: HttpRequest) -> HttpResponse:
    """提请核实: a card before the office."""
    return _said(request, "ethics_monitor.clue_propose", actions.propose_card, _("已提请核实"))


def _said(request: HttpRequest, route: str, action: Any, said: str) -> HttpResponse:
    viewer = viewer_of(request)
    pattern = request.POST.get("pattern", "")

    def act() -> str:
        reason = request.POST.get("reason", "")
        if len(reason) > 2000:
            raise TextMissing(what=_("理由，不要超过 2000 字"))
        action(pattern=pattern, key=request.POST.get("key", "")[:24], by=viewer.user, reason=reason)
        return f"{reverse('ethics_monitor:clues')}?pattern={pattern}"

    return page_act(request, route=route, act=act, said=said)
