"""补正 by number and code: what the notice asks for is sent and handed in without an account, as one follows the case.

The browser gave the code within the half hour; nobody else learns whether there is such a case, or what it lacks.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, typed
from approvals.actions.papers import changeable
from approvals.limits import limit_sending
from approvals.public.answers import public_act
from approvals.public.papers import paper_of
from approvals.public.receiving import answer, doors_by_code, open_case, page_facts, receive, shown_rows
from approvals.public.track import keep_open, opened
from approvals.too_many import TooManySendings
from kernel.doors.verbs import go
from kernel.ledger.refusals import NotFound


@never_cache
@require_safe
def papers(request: HttpRequest, number: str) -> HttpResponse:
    """What is asked for and until when, one paper a line; a case that takes nothing now shows its story."""
    asked = typed.number(number)
    if not opened(request, asked):
        return HttpResponseRedirect(reverse("track"))
    try:
        case = open_case(None, asked)
    except NotFound:
        return HttpResponseRedirect(reverse("tracked", args=[asked]))
    doors = doors_by_code(case)
    return render(request, "public/apply_papers.html", page_facts(case, doors, papers=shown_rows(case, doors)))


@require_POST
def upload(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """Take the files of one paper, or the next piece of one; counted once a file, and the page stays open meanwhile."""
    asked = typed.number(number)
    if not opened(request, asked):
        return go(request, reverse("track"))
    keep_open(request, asked)
    case = open_case(None, asked)
    doors = doors_by_code(case)
    # of a file in pieces the first one counts
    if typed.ordinal(request.POST.get("offset", "")) == 0:
        try:
            limit_sending(request, asked)
        except TooManySendings as refusal:
            return answer(request, case, paper, doors, refusal)
    return receive(request, case, paper, doors)


@require_POST
def remove(request: HttpRequest, number: str, document: str) -> HttpResponse:
    """Take out a file again that came by number and code."""
    asked = typed.number(number)
    if not opened(request, asked):
        return go(request, reverse("track"))
    case = open_case(None, asked)
    paper = paper_of(case, document)
    actions.remove_paper(number=case.number, by=None, document=document)
    return answer(request, case, paper, doors_by_code(case), None)


@require_POST
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in what the notice asked for; the organ's time to answer runs anew (32(5))."""
    asked = typed.number(number)
    if not opened(request, asked):
        return go(request, reverse("track"))

    def act() -> str:
        case = open_case(None, asked)
        actions.supplement(number=asked, by=None, materials=changeable(case))
        return reverse("tracked", args=[asked])

    return public_act(request, route="approvals.track_supplement", act=act, said=_("补的材料已交给窗口。"))
