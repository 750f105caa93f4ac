"""The clerk desk 窗口工作台: one person at the window, one item, one checklist."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, application_form, postal
from approvals.forms import PersonForm
from approvals.limits import limit_person
from approvals.models import Application, Ending
from approvals.pages.desk import Visit, blank, form_fields, home_of, show
from approvals.pages.papers import paper_words
from approvals.pages.person import parties
from approvals.queries import cases_of, clerk_windows, taken_back, told_before
from approvals.refusals import FormIncomplete, NoPlaceAtCounter, PostalIncomplete, SeveralWindows
from approvals.registered.queries import by_foreign_number
from approvals.typed import line, number, prose
from approvals.verbs import REASON_MAX
from kernel.accounts.models import Applicant, User
from kernel.accounts.people import born_on, is_minor
from kernel.accounts.queries import find_by_document
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import search
from kernel.doors.entering import desk_user
from kernel.doors.idempotency import Answer, once
from kernel.doors.verbs import form_body, go
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.models import Window
from kernel.workdays.zone import local_date

__all__ = ["form_fields", "hall", "intake", "item_at", "paper_words", "person", "window_served"]

SHORTEST_NUMBER = 12
OUTCOMES = ("receive", "accept", "refuse", "tell")
# the form is looked over before anything is asked once more; nothing is done
CHECK = "check"


def window_served(user: User, asked: str, *, at: datetime) -> Window:
    """The window that is served now, by its code or its address.

    Errors: NoPlaceAtCounter; NotFound for one that is not his to serve; SeveralWindows for a code that two of his have.
    """
    windows = clerk_windows(user, at=at)
    if not windows:
        raise NoPlaceAtCounter
    if not asked:
        return windows[0]
    found = [window for window in windows if asked in (window.code, window.full_code)]
    if not found:
        raise NotFound
    if len(found) > 1:
        raise SeveralWindows(code=asked, address=found[0].full_code)
    return found[0]


@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    """The desk, empty or with an item chosen; a search that can mean one thing only goes straight there."""
    user = desk_user(request)
    now = database_now()
    window = window_served(user, line(request.GET.get("window", "")), at=now)
    typed = line(request.GET.get("q", ""))
    # a list that is made smaller with each letter stays a list
    if typed and not getattr(request, "htmx", False):
        straight = _only_meaning(user, window, typed, now)
        if straight:
            return HttpResponseRedirect(straight)
    version = item_at(window, line(request.GET.get("item", "")), own=False)
    return show(request, user, window, version, now=now, visit=blank(now))


def _only_meaning(user: User, window: Window, typed: str, now: datetime) -> str:
    """The address of the case whose number was typed or scanned, or of the one item that is meant."""
    if len(number(typed)) >= SHORTEST_NUMBER:
        case = cases_of(user, at=now).filter(number=number(typed)).first()
        if case is not None:
            return reverse("approvals:case", args=[case.number])
    registered = by_foreign_number(user, typed, at=now)
    if registered is not None:
        return reverse("approvals:registered_case", args=[registered.number])
    found = list(search(typed, window=window, own=False)[:2])
    if len(found) != 1:
        return ""
    return f"{home_of(user, window, at=now)}&item={found[0].item.code}"


def item_at(window: Window, code: str, *, own: bool = True) -> ItemVersion | None:
    """The item of that code that this window receives; with `own` only what is handled here. None for none."""
    if not code:
        return None
    return search("", window=window, own=own).filter(item__code=code).prefetch_related("materials").first()


@require_POST
def person(request: HttpRequest) -> HttpResponse:
    """Look a person up by document; by POST, so that no number stands in an address.

    Only from a window, and only so often: the answer says whether, and under which name, somebody is known here.
    """
    user = desk_user(request)
    window = window_served(user, line(request.POST.get("window", "")), at=database_now())
    try:
        limit_person(user)
    except Refusal as refusal:
        return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
    typed, kind = line(request.POST.get("id_number", "")), request.POST.get("id_kind", "")
    if not typed or kind not in Applicant.IdKind.values:
        return HttpResponse("")
    verdict, applicant = find_by_document(kind, typed)
    born = born_on(kind, verdict.normalized) if verdict.valid else None
    minor = (
        applicant.minor if applicant is not None else born is not None and is_minor(born, local_date(database_now()))
    )
    version = item_at(window, line(request.POST.get("item", ""))) if applicant is not None else None
    facts = {
        "verdict": verdict,
        "applicant": applicant,
        "minor": minor,
        "told_before": told_before(applicant, version) if applicant is not None and version is not None else [],
        "goes_on": taken_back(applicant, version) if applicant is not None and version is not None else None,
    }
    return render(request, "approvals/person_found.html", facts)


@require_POST
def intake(request: HttpRequest) -> HttpResponse:
    """The visit's outcome: accept at once, receive, tell on the spot, or refuse. What was typed is never lost.

    `check` with an `outcome` only says what is wrong: 204 when nothing is.
    """
    user = desk_user(request)
    now = database_now()
    window = window_served(user, line(request.POST.get("window", "")), at=now)
    version = item_at(window, line(request.POST.get("item", "")))
    if version is None:
        raise NotFound
    visit, outcome = _typed(request, version, now), request.POST.get("do", "")
    checking = outcome == CHECK
    wrong = _wrong(version, visit, telling=(request.POST.get("outcome") if checking else outcome) == "tell")
    if wrong and (checking or not visit.person.is_valid()):
        return show(request, user, window, version, now=now, visit=visit, status=422)
    if checking:
        return HttpResponse(status=204)
    try:
        answer = _do(request, user, window, version, visit)
    except FormIncomplete as refusal:
        visit.errors, visit.refusal = refusal.facts["errors"], refusal
        visit.post_errors = postal.problems(visit.delivery, visit.post_to)
    except PostalIncomplete as refusal:
        visit.post_errors, visit.refusal = refusal.facts["errors"], refusal
    except Refusal as refusal:
        visit.refusal = refusal
    else:
        return go(request, str(answer.body["to"]))
    return show(request, user, window, version, now=now, visit=visit, status=visit.refusal.status)


def _typed(request: HttpRequest, version: ItemVersion, now: datetime) -> Visit:
    post = request.POST
    return Visit(
        person=PersonForm(post, today=local_date(now)),
        values={
            each["name"]: prose(post.get(f"field_{each['name']}", ""), application_form.MAX_LONG_TEXT * 2)
            for each in version.form_schema
        },
        ticked=set(post.getlist("material")),
        delivery=post.get("delivery", Application.Delivery.WINDOW),
        post_to=postal.typed(post),
        reason=prose(post.get("reason", ""), REASON_MAX),
        ground=post.get("ground", Ending.Ground.OTHER),
        other_organ=line(post.get("other_organ", "")),
        notes={name.removeprefix("what_"): line(post[name]) for name in post if name.startswith("what_")},
    )


def _wrong(version: ItemVersion, visit: Visit, *, telling: bool) -> bool:
    """Whether anything of the form is wrong; everything is said at once, the item's own fields too.

    Who is only told what is missing fills in nothing but who he is.
    """
    if not telling:
        visit.errors = application_form.problems(version, visit.values, today=visit.person.today)
        visit.post_errors = postal.problems(visit.delivery, visit.post_to)
    return not visit.person.is_valid() or bool(visit.errors or visit.post_errors)


def _do(request: HttpRequest, user: User, window: Window, version: ItemVersion, visit: Visit) -> Answer:
    outcome = request.POST.get("do", "")
    known = visit.delivery in Application.Delivery.values and visit.ground in Ending.Ground.values
    if outcome not in OUTCOMES or not known:
        raise NotFound

    def act() -> tuple[int, dict[str, Any]]:
        who = parties(visit.person)
        common: dict[str, Any] = {"by": user, "window": window, "version": version, "applicant": who.applicant}
        if outcome == "tell":
            missing = set(request.POST.getlist("missing")) - visit.ticked
            told: dict[str, Any] = {
                "missing": missing,
                "notes": visit.notes,
                "knowing_new": "knowing_new" in request.POST,
            }
            notice = actions.tell_on_the_spot(**common, **told)
            return 303, {"to": reverse("approvals:spot_slip", args=[notice.ledger_subject.number])}
        case = actions.visit(
            **common,
            agent=who.agent,
            values=visit.values,
            materials=visit.ticked,
            delivery=visit.delivery,
            post_to=visit.post_to,
            outcome=outcome,
            reason=visit.reason,
            ground=visit.ground,
            other_organ=visit.other_organ,
        )
        return 303, {"to": f"{home_of(user, window, at=database_now())}&done={case.number}"}

    return once(
        user=user,
        route="approvals.intake",
        key=request.POST.get("idempotency_key", ""),
        body=form_body(request),
        act=act,
    )
