"""Lists of cards: all with filters, 待核实, those a person answers for, and the view of the discipline organ."""

from typing import Any, Final

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ethics_monitor.models import Card
from ethics_monitor.models.cards import CardQuerySet
from ethics_monitor.pages.access import Viewer, viewer_of, with_roles
from ethics_monitor.pages.board import PERIOD_WORDS
from ethics_monitor.pages.frame import frame
from ethics_monitor.pages.offers import OFFERS
from ethics_monitor.pages.rows import LIGHTS, card_rows
from ethics_monitor.permissions import LEADERS
from ethics_monitor.queries.pages import (
    IN_HAND,
    PERIODS,
    Wanted,
    active_rules,
    found,
    of_my_posts,
    older_than,
    units_with_cards,
)
from ethics_monitor.verbs import SUPERVISORS
from ethics_monitor.workflow import ANSWERED_BY_UNIT, WorkState
from kernel.organizations.models import Role

PAGE: Final = 50
MOST: Final = 200


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Every card of the county, by colour, state, unit, rule, period and number; the newest first."""
    viewer = with_roles(request, SUPERVISORS)
    wanted = Wanted.of(request.GET.dict())
    fitting = found(viewer.scope, wanted, at=viewer.at)
    asked = request.GET.get("before", "")
    shown = list(older_than(fitting, int(asked) if asked.isdecimal() else 0).with_row()[: PAGE + 1])
    facts = {
        **frame(viewer),
        "rows": card_rows(shown[:PAGE], now=viewer.at),
        "total": fitting.count(),
        "wanted": wanted,
        "colours": _colours(request, wanted),
        "states": _state_choices(),
        "rules": active_rules(),
        "units": units_with_cards(viewer.scope),
        "periods": [(days, PERIOD_WORDS[days]) for days in PERIODS],
        "older": _with(request, before=str(shown[PAGE - 1].pk)) if len(shown) > PAGE else "",
    }
    return render(request, "ethics_monitor/cards.html", facts)


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
    """提请核实: what counts by itself first stands first; then reports and revocations that wait for the office."""
    viewer = with_roles(request, SUPERVISORS)
    seen = Card.objects.visible_to(viewer.scope).highest().with_row()
    groups = [
        (_("提请核实"), seen.filter(state="to_verify").order_by(F("counts_at").asc(nulls_last=True), "pk")),
        (_("报来整改，待核验"), seen.filter(state="reported").order_by("reported_at", "pk")),
        (
            _("提请撤销，待另一人决定"),
            seen.exclude(revocation_proposed_at=None).exclude(state__in=("revoked", "dismissed")),
        ),
    ]
    return render(request, "ethics_monitor/to_verify.html", {**frame(viewer), "groups": _groups(groups, viewer)})


def _groups(groups: list[tuple[str, CardQuerySet]], viewer: Viewer) -> list[dict[str, Any]]:
    shown = [(name, list(rows[:MOST])) for name, rows in groups]
    every = card_rows([card for _name, rows in shown for card in rows], now=viewer.at)
    made, at = [], 0
    for name, rows in shown:
        made.append({"name": name, "rows": every[at : at + len(rows)]})
        at += len(rows)
    return made


@require_safe
def my_cards(request: HttpRequest) -> HttpResponse:
    """The cards of one's own posts: what must be answered first, the rest behind it."""
    viewer = viewer_of(request)
    mine = of_my_posts(viewer.user, LEADERS, at=viewer.at).with_row()
    waiting = mine.filter(state__in=ANSWERED_BY_UNIT, superseded_by=None).exclude(colour="warning")
    groups = {
        "waiting": waiting.order_by("found_at", "pk"),
        "sent": mine.filter(state__in=("reported", "to_verify"), superseded_by=None).order_by("-found_at", "-pk"),
        "warning": mine.shining().filter(colour="warning").order_by("-found_at", "-pk"),
        "all": mine.order_by("-found_at", "-pk"),
    }
    words = {"waiting": _("待我答复"), "sent": _("待督查科"), "warning": _("预警"), "all": _("全部")}
    which = request.GET.get("which", "waiting")
    which = which if which in groups else "waiting"
    chosen = [
        {
            "url": f"?which={name}",
            "words": words[name],
            "current": name == which,
            "count": None if name == "all" else rows.count(),
            "key": str(position),
        }
        for position, (name, rows) in enumerate(groups.items(), 1)
    ]
    rows = card_rows(list(groups[which][:MOST]), now=viewer.at)
    return render(
        request, "ethics_monitor/my_cards.html", {**frame(viewer), "rows": rows, "filters": chosen, "which": which}
    )


@require_safe
def discipline(request: HttpRequest) -> HttpResponse:
    """纪检监察: reads every card of the county, those taken over first; its one act is to take over."""
    viewer = with_roles(request, (Role.DISCIPLINE_INSPECTION,))
    seen = Card.objects.visible_to(viewer.scope).shining().with_row()
    taken = F("taken_over_at").desc(nulls_last=True)
    groups = {
        "grave": seen.exclude(colour="warning").order_by(taken, "-severity", "-found_at", "-pk"),
        "taken": seen.exclude(taken_over_at=None).order_by(taken, "-pk"),
        "late": found(viewer.scope, Wanted(state="late"), at=viewer.at).with_row(),
        "closed": Card.objects.visible_to(viewer.scope)
        .with_row()
        .exclude(colour="warning")
        .exclude(state__in=("to_verify", *IN_HAND))
        .order_by("-ended_at", "-pk"),
    }
    words = {"grave": _("红牌黄牌"), "taken": _("已提级"), "late": _("逾期未报"), "closed": _("已销、撤销、不成立")}
    which = request.GET.get("which", "grave")
    which = which if which in groups else "grave"
    chosen = [
        {
            "url": f"{reverse('ethics_monitor:discipline')}?which={name}",
            "words": words[name],
            "current": name == which,
            "count": None if name == "closed" else rows.count(),
            "key": str(position),
        }
        for position, (name, rows) in enumerate(groups.items(), 1)
    ]
    rows = card_rows(list(groups[which][:PAGE]), now=viewer.at)
    facts = {
        **frame(viewer),
        "rows": rows,
        "filters": chosen,
        "which": which,
        "offer": OFFERS["take-over"],
        "then": {"then": "discipline"},
    }
    return render(request, "ethics_monitor/discipline.html", facts)
