"""The papers of an application: one upload a paper, while it is a draft or the applicant must supplement."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals import actions
from approvals.actions.papers import changeable
from approvals.public.answers import citizen, gone, public_act
from approvals.public.receiving import answer, open_case, own_doors, page_facts, receive, shown_rows
from approvals.workflow import UNFINISHED
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.ledger.refusals import NotFound


def outdated(case: Case) -> bool:
    """Whether a draft was begun under a version that is no longer in force, and its form must be looked at first."""
    return case.item_version.state != ItemVersion.State.PUBLISHED


def form_of(case: Case) -> str:
    """The address of a draft's form."""
    return f"{reverse('apply', args=[case.item_version.item.code])}?draft={case.number}"


def paper_of(case: Case, document: str) -> str:
    """The code of the paper that a file which may still change is of. Errors: NotFound."""
    for code, files in changeable(case).items():
        if document in {file.number for file in files}:
            return code
    raise NotFound


@never_cache
@require_safe
def papers(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One paper a line; each file is sent as soon as it is chosen."""
    user = citizen(request)
    try:
        case = open_case(user, number)
    except NotFound:
        return gone(request)
    if case.state in UNFINISHED and outdated(case):
        return HttpResponseRedirect(form_of(case))
    doors = own_doors(user, case)
    return render(request, "public/apply_papers.html", page_facts(case, doors, papers=shown_rows(case, doors)))


@require_POST
def upload(request: HttpRequest, code: str, number: str, paper: str) -> HttpResponse:
    """Take the files of one paper, or the next piece of one; the same file sent again is taken once."""
    user = citizen(request)
    case = open_case(user, number)
    return receive(request, case, paper, own_doors(user, case))


@require_POST
def remove(request: HttpRequest, code: str, number: str, document: str) -> HttpResponse:
    """Take one file out again."""
    user = citizen(request)
    case = open_case(user, number)
    paper = paper_of(case, document)
    actions.remove_paper(number=case.number, by=user, document=document)
    return answer(request, case, paper, own_doors(user, case), None)


@require_POST
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in the papers that the notice asked for; the organ's time to answer runs anew (32(5))."""
    user = citizen(request)

    def act() -> str:
        case = open_case(user, number)
        actions.supplement(number=case.number, by=user, materials=changeable(case))
        return reverse("my_case", args=[case.number])

    return public_act(request, route="approvals.supplement", act=act, said=_("补的材料已交给窗口。"))
