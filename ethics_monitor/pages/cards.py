"""Lists of cards: all with filters, 待核实, those a person answers for, and the view of the discipline organ."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ethics_monitor.models import Card
from ethics_monitor.pages import lists
from ethics_monitor.pages.access import Viewer, viewer_of, with_roles
from ethics_monitor.pages.board import PERIOD_WORDS
from ethics_monitor.pages.frame import frame
from ethics_monitor.pages.offers import OFFERS
from ethics_monitor.pages.rows import LIGHTS, card_rows, fold_rows
from ethics_monitor.queries.folding import FOLDING_STATES, Fold, beside, folds
from ethics_monitor.queries.pages import PERIODS, Wanted, active_rules, found, units_with_cards
from ethics_monitor.verbs import SUPERVISORS
from ethics_monitor.workflow import WorkState
from kernel.organizations.models import Role

PAGE: Final = 50


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Every card of the county, by colour, state, unit, rule, period and number; the newest first."""
    viewer = with_roles(request, SUPERVISORS)
    asked = request.GET.dict()
    wanted = Wanted.of(asked)
    folded = _folds(viewer, wanted)
    shown = list(beside(lists.county(viewer, asked), folded)[: PAGE + 1])
    facts = {
        **_listed(request, viewer, "cards", shown[:PAGE]),
        "folds": [] if asked.get("before") else fold_rows(folded, now=viewer.at),
        "total": found(viewer.scope, wanted, at=viewer.at).count(),
        "wanted": wanted,
        "colours": _colours(request, wanted),
        "states": _state_choices(),
        "rules": active_rules(),
        "units": units_with_cards(viewer.scope),
        "periods": [(days, PERIOD_WORDS[days]) for days in PERIODS],
        "older": _with(request, before=str(shown[PAGE - 1].pk)) if len(shown) > PAGE else "",
    }
    return render(request, "ethics_monitor/cards.html", facts)


def _folds(viewer: Viewer, wanted: Wanted) -> list[Fold]:
    """Those of a list of what stands; none where one unit and rule, or a number, is asked for."""
    asked_apart = (wanted.organization and wanted.rule) or wanted.text or wanted.state not in FOLDING_STATES
    return [] if asked_apart else folds(found(viewer.scope, wanted, at=viewer.at))


def _listed(request: HttpRequest, viewer: Viewer, name: str, shown: list[Card]) -> dict[str, Any]:
    """What every list needs: the frame, its rows, their way here, and the row that is under the keys."""
    return {
        **frame(viewer),
        "rows": card_rows(shown, now=viewer.at),
        "origin": lists.Origin.of(request.GET.dict(), name),
        "here": lists.row_under_keys(request),
    }


def _with(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    for key, value in changed.items():
        query[key] = value
    return f"{request.path}?{query.urlencode()}"


def _colours(request: HttpRequest, wanted: Wanted) -> list[dict[str, Any]]:
    every: dict[str, Any] = {
        "url": _with(request, colour=""),
        "words": _("全部"),
        "current": not wanted.colour,
        "key": "0",
    }
    words = {"red": _("红牌"), "yellow": _("黄牌"), "warning": _("预警")}
    return [
        every,
        *(
            {
                "url": _with(request, colour=colour),
                "words": words[colour],
                "light": LIGHTS[colour],
                "current": wanted.colour == colour,
                "key": str(position),
            }
            for position, colour in enumerate(("red", "yellow", "warning"), 1)
        ),
    ]


def _state_choices() -> list[tuple[str, str]]:
    own = [
        ("standing", _("未销")),
        ("rectifying", _("整改中")),
        ("late", _("逾期未报")),
        ("revocation", _("提请撤销")),
        ("all", _("全部")),
    ]
    return own + [(state.value, str(state.label)) for state in WorkState]


@require_safe
def to_verify(request: HttpRequest) -> HttpResponse:
    """提请核实, reports and revocations that wait for the office; after a decision the next row is under the keys."""
    viewer = with_roles(request, SUPERVISORS)
    words = {"verify": _("提请核实"), "reported": _("报来整改，待核验"), "revocation": _("提请撤销，待另一人决定")}
    shown = {name: list(rows[: lists.MOST]) for name, rows in lists.to_verify(viewer).items()}
    facts = _listed(request, viewer, "verify", [card for rows in shown.values() for card in rows])
    every, here = iter(facts["rows"]), facts["here"]
    groups = []
    for name, cards_ in shown.items():
        rows = [next(every) for _each in cards_]
        mine = here if any(row.card.number == here for row in rows) else ""
        groups.append({"name": words[name], "rows": rows, "here": mine})
        here = "" if mine else here  # a card in two groups is under the keys once
    return render(request, "ethics_monitor/to_verify.html", {**facts, "groups": groups})


@require_safe
def my_cards(request: HttpRequest) -> HttpResponse:
    """The cards that one answers for: what must be answered first, the rest behind it."""
    viewer = viewer_of(request)
    words = {"waiting": _("待我答复"), "sent": _("待督查科"), "warning": _("预警"), "all": _("全部")}
    facts = _grouped(request, viewer, "mine", lists.mine(viewer), words, most=lists.MOST)
    return render(request, "ethics_monitor/my_cards.html", facts)


@require_safe
def discipline(request: HttpRequest) -> HttpResponse:
    """纪检监察: reads every card of the county, those taken over first; its one act is to take over."""
    viewer = with_roles(request, (Role.DISCIPLINE_INSPECTION,))
    words = {"grave": _("红牌黄牌"), "taken": _("已提级"), "late": _("逾期未报"), "closed": _("已销、撤销、不成立")}
    facts = _grouped(request, viewer, "discipline", lists.discipline(viewer), words, most=PAGE)
    more = {"offer": OFFERS["take-over"], "then": {"then": "discipline"}}
    return render(request, "ethics_monitor/discipline.html", {**facts, **more})


def _grouped(
    request: HttpRequest, viewer: Viewer, name: str, groups: lists.Groups, words: Mapping[str, str], *, most: int
) -> dict[str, Any]:
    """A list in groups of which one is shown; the last group grows for ever and is not counted."""
    which = lists.chosen(groups, request.GET.get("which", ""))
    uncounted = list(groups)[-1]
    filters = [
        {
            "url": f"?which={group}",
            "words": words[group],
            "current": group == which,
            "count": None if group == uncounted else rows.count(),
            "key": str(position),
        }
        for position, (group, rows) in enumerate(groups.items(), 1)
    ]
    return {**_listed(request, viewer, name, list(groups[which][:most])), "filters": filters, "which": which}
