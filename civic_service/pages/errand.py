"""One errand: where it is, its papers, what may be done; and the receipt that says what it is not."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from civic_service import actions
from civic_service.actions import photos_of
from civic_service.flags import flags_of
from civic_service.lacking import asked_of, supplement_strip
from civic_service.models import Errand, Mandate
from civic_service.pages.matters import matter_url, on_to_matter
from civic_service.pages.reading import read
from civic_service.pages.telephone import CORNERS, telephone
from civic_service.permissions import AGENT, TOWN, of_errand
from civic_service.queries import bags_of, counts_of, errand_seen_by, only_shown, result_is_there
from civic_service.results_home import is_handed_over
from civic_service.verbs import ERRAND_VERBS, do_errand
from kernel.accounts.models import User
from kernel.documents.access import may_see
from kernel.documents.queries import pass_for
from kernel.documents.showing import shown_to
from kernel.doors.entering import desk_user
from kernel.doors.verbs import page_act, page_piece
from kernel.identifiers.numbers import in_groups
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Window
from kernel.organizations.queries import HeldPost, posts_held
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date


@never_cache
@require_safe
def errand(request: HttpRequest, number: str) -> HttpResponse:
    """For a counter, which carries nothing, the way on to its own page of the matter. Errors: NotFound."""
    user, now = desk_user(request), database_now()
    try:
        found = errand_seen_by(user, number, at=now)
    except NotFound:
        return on_to_matter(user, number)
    papers = list(found.mandate.papers.select_related("material"))
    history = Entry.objects.of(found.case.ledger_subject).order_by("position")
    asked = asked_of([found]).get(found.pk)
    may = _may(user, found)
    facts = telephone(user) | {
        "errand": found,
        "case": found.case,
        "asked": asked,
        "asked_strip": supplement_strip(found, asked, now=now) if asked is not None else None,
        "photos": _photos(user, found),
        "papers": papers,
        "shown": only_shown(found, papers),
        "owed": [paper for paper in papers if paper.originals and paper.given_back_at is None],
        "bags": bags_of(found),
        "counts": counts_of([found], now=now)[found.pk],
        "history": [{"title": entry.sentence(), "at": entry.at, "state": "done"} for entry in history],
        "reached": Errand.Reached.choices,
        "letters": shown_to(user, "case", found.pk, at=now),
        "may": may,
        "flags": flags_of([found], day=local_date(now))[found.pk],
        "result_here": "give-back" in may and is_handed_over(found, at=now),
        "file_url": matter_url(user, found),
        "counter": _counter(user, found),
        "corners": CORNERS,
    }
    return render(request, "civic_service/errand.html", facts)


@dataclass(frozen=True)
class ShownPhoto:
    """One photograph of the packet: of which paper, the how manieth of it, and its file where it has come and the
    reader may see what belongs to the matter."""

    name: str
    nth: int
    here: bool
    url: str


def _photos(user: User, errand: Errand) -> list[ShownPhoto]:
    """The photographs that the packet announced, in its order; the sheet with the thumb-print is one of them."""
    names = dict(errand.case.item_version.materials.values_list("code", "name"))
    # before a counter has received it the matter is nobody's to look up; who carries it has its papers in his hands
    reads = _carrier(user, errand) is not None or may_see(user, "case", errand.pk)
    shown: list[ShownPhoto] = []
    for photo, stands in photos_of(errand):
        name = names.get(photo.material_code) or str(_("按了手印的委托书"))
        nth = 1 + sum(each.name == name for each in shown)
        document, url = stands.document, ""
        if document is not None and reads:
            url = f"{reverse('documents:download', args=[document.number])}?pass={pass_for(document)}"
        shown.append(ShownPhoto(name, nth, document is not None, url))
    return shown


def _carrier(user: User, errand: Errand) -> HeldPost | None:
    """His post as agent of its room or clerk of its town."""
    try:
        return of_errand(user, errand, at=database_now())
    except NotYourPost:
        return None


def _may(user: User, errand: Errand) -> frozenset[str]:
    """Verbs that the page offers; the action decides again, after the lock."""
    carrier = _carrier(user, errand)
    if carrier is None:
        return frozenset()
    offered = {"receipt"}
    if _supplements(user, errand):
        offered.add("supplement")
    if errand.case.state == "entrusted" or errand.is_worked_on:
        offered.add("recall")
    if carrier.post.organization_id == errand.place_id and result_is_there(errand):
        offered.add("give-back")
    if errand.returned_at is not None and errand.called_at is None:
        offered.add("call-back")
    return frozenset(offered)


def _supplements(user: User, errand: Errand) -> bool:
    """Whether he is an agent of the room, let to supplement, while the organ waits for papers."""
    now = database_now()
    if errand.case.state != "supplement" or not errand.mandate.allows(Mandate.Scope.SUPPLEMENT, local_date(now)):
        return False
    return any((held.post.role, held.post.organization_id) == (AGENT, errand.room_id) for held in posts_held(user, now))


def _counter(user: User, errand: Errand) -> Window | None:
    """The town's own counter where he may receive it directly, if there is one."""
    posts = [held.post for held in posts_held(user, database_now())]
    here = any(post.role == TOWN and post.organization_id == errand.place_id == errand.town_id for post in posts)
    if not here or errand.case.state != "entrusted":
        return None
    return errand.case.item_version.receiving_windows.filter(organization=errand.town).order_by("code").first()


@never_cache
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The slip for the villager: number and code in big print, and that the organ's time has not begun.

    Errors: NotFound; NotYourPost for who only looks the errand over: the code is the villager's.
    """
    user, now = desk_user(request), database_now()
    found = errand_seen_by(user, number, at=now)
    of_errand(user, found, at=now)
    papers = list(found.mandate.papers.select_related("material"))
    facts = telephone(user) | {
        "errand": found,
        "case": found.case,
        "papers": papers,
        "shown": only_shown(found, papers),
        "counts": counts_of([found], now=now)[found.pk],
        "number_words": in_groups(found.case.number),
        "letters": shown_to(user, "case", found.pk, at=now),
    }
    return render(request, "civic_service/receipt.html", facts)


@require_POST
def errand_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Errors: NotFound for a verb or an errand that is not there."""
    user = desk_user(request)
    chosen = ERRAND_VERBS.get(verb)
    if chosen is None:
        raise NotFound

    given: Any = request.POST
    if verb == "give-back":
        given = {"receiver": request.POST.get("receiver", ""), "papers": request.POST.getlist("paper")}
    elif verb == "supplement":
        given = {"papers": _given(request)}

    def act() -> str:
        do_errand(chosen, number=number, by=user, data=read(chosen.input(data=given)))
        return reverse("civic_service:errand", args=[number])

    return page_act(
        request, route=f"civic_service.page.{verb}", act=act, said=_("已办好：{verb}").format(verb=chosen.label)
    )


def _given(request: HttpRequest) -> list[dict[str, Any]]:
    """Originals and copies of each paper that the form asks for."""
    post = request.POST
    return [
        {"code": code, "originals": post.get(f"originals_{code}") or 0, "copies": post.get(f"copies_{code}") or 0}
        for code in post.getlist("code")
    ]


@never_cache
@require_POST
def errand_dial(request: HttpRequest, number: str) -> HttpResponse:
    """The number to call the villager back by: a part of the page, kept nowhere."""
    user = desk_user(request)
    return page_piece(
        request, "civic_service/dialled.html", lambda: {"dialled": actions.dial_villager(by=user, number=number)}
    )
