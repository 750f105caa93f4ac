"""A bag: closed with one signature, opened with another, a tick for each matter."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from civic_service import inputs
from civic_service.flags import flags_of
from civic_service.models import Bag, BagLine, Errand
from civic_service.pages.reading import read
from civic_service.permissions import either_end, end_of, holds_found, receives
from civic_service.queries import bag_seen_by
from civic_service.verbs import BAG_VERBS, do_bag, send_as
from kernel.accounts.models import User
from kernel.cases import kinds
from kernel.documents.showing import shown_to
from kernel.doors.entering import desk_user
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import scope_of
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date


@require_POST
def send(request: HttpRequest, leg: str) -> HttpResponse:
    """Close a bag of the ticked matters. Errors: NotFound for a leg that is none."""
    user = desk_user(request)
    if leg not in Bag.Leg.values:
        raise NotFound
    chosen = request.POST.getlist("case")
    asked = [number for number in chosen if f"originals_{number}" in request.POST]
    given = {"cases": chosen, "window": request.POST.get("window") or None, "counted": _counted(request, asked)}

    def act() -> str:
        facts = read(inputs.SendInput(data=given))
        bag = send_as(user, leg, facts)
        return reverse("civic_service:bag", args=[bag.number])

    return page_act(request, route="civic_service.page.send", act=act, said=_("已交出"))


def _counted(request: HttpRequest, numbers: Iterable[str]) -> list[dict[str, str]]:
    return [{"case": each, "originals": request.POST.get(f"originals_{each}", "").strip()} for each in numbers]


@never_cache
@require_safe
def bag(request: HttpRequest, number: str) -> HttpResponse:
    """Errors: NotFound."""
    user, now = desk_user(request), database_now()
    found = bag_seen_by(user, number, at=now)
    on_the_road = found.received_at is None and found.lost_at is None
    lost = found.received_at is None and found.lost_at is not None
    lines = list(found.lines.all())
    counting = "find" if lost else "receive"
    flags = flags_of([line.errand for line in lines], day=local_date(now))
    facts = {
        "bag": found,
        "lines": lines,
        "opening": [(line, flags[line.errand_id]) for line in lines],
        "leading": [(line, url, flags[line.errand_id]) for line, url in _leads(user, lines, at=now)],
        "letters": shown_to(user, "bag", found.pk, at=now),
        "receives": on_the_road and _may(receives, user, found),
        "finds": lost and _may(end_of, user, found),
        "counting_url": reverse("civic_service:bag_verb", args=[number, counting]),
        "gives": found.found_with is not None and _may(holds_found, user, found),
        "loses": on_the_road and _may(either_end, user, found),
    }
    return render(request, "civic_service/bag.html", facts)


def _leads(user: User, lines: list[BagLine], *, at: datetime) -> list[tuple[BagLine, str]]:
    """Beside each line the page that goes on with it: the errand's own where he carries or looks it over; for a
    counter, which sees errands no more, the page where it works on what it received."""
    ids = [line.errand_id for line in lines]
    seen = set(Errand.objects.visible_to(scope_of(user, at)).filter(pk__in=ids).values_list("pk", flat=True))
    leading = []
    for line in lines:
        case, url = line.errand.case, ""
        if line.errand_id in seen:
            url = reverse("civic_service:errand", args=[case.number])
        elif case.received_at is not None:
            url = reverse(kinds.get(case.kind).detail_route, args=[case.number])
        leading.append((line, url))
    return leading


def _may(ask: Callable[..., object], user: User, bag: Bag) -> bool:
    try:
        ask(user, bag, at=database_now())
    except NotYourPost:
        return False
    return True


@require_POST
def bag_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Errors: NotFound for a verb or a bag that is not there."""
    user = desk_user(request)
    chosen = BAG_VERBS.get(verb)
    if chosen is None:
        raise NotFound
    given: dict[str, Any] = {"reason": request.POST.get("reason", "")}
    if verb in ("receive", "find"):
        given = {"counted": _counted(request, request.POST.getlist("case"))}
    elif verb == "give-found":
        given = request.POST

    def act() -> str:
        do_bag(chosen, number=number, by=user, data=read(chosen.input(data=given)))
        return reverse("civic_service:bag", args=[number])

    return page_act(
        request, route=f"civic_service.page.bag.{verb}", act=act, said=_("已办好：{verb}").format(verb=chosen.label)
    )
