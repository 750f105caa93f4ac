"""The papers of an application: one upload a paper, while it is a draft or the applicant must supplement."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals import actions
from approvals.actions.locking import lock_case
from approvals.actions.papers import changeable
from approvals.models import SupplementLine
from approvals.pages.hall import paper_words
from approvals.papers import may_add_to_case
from approvals.public.answers import citizen, gone, public_act
from approvals.queries import case_for
from approvals.typed import line
from approvals.whose import contact_of
from approvals.workflow import UNFINISHED
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.documents.actions import add_upload
from kernel.documents.limits import MAX_FILE_BYTES, MEGABYTE
from kernel.documents.models import Document
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal

KINDS = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.ofd"


def paper_rows(case: Case) -> list[dict[str, Any]]:
    """Each paper with its files; while the applicant must supplement, what the notice asks for and came after it."""
    asked = _asked(case)
    files = changeable(case)
    papers = [paper for paper in case.item_version.materials.all() if asked is None or paper.code in asked]
    return [
        {
            "paper": paper,
            "words": paper_words(paper),
            "files": files.get(paper.code, []),
            "what": (asked or {}).get(paper.code, ""),
        }
        for paper in papers
    ]


def _asked(case: Case) -> dict[str, str] | None:
    """What the supplement notice asks for, by the paper's code; None while there is none to answer."""
    if case.state != "supplement":
        return None
    lines: Sequence[SupplementLine] = list(case.supplement_notice.lines.select_related("material"))
    return {each.material.code: each.what for each in lines}


def _open_case(user: User, number: str) -> Case:
    """A case that takes papers now, of this citizen or shared with him for that. Errors: NotFound."""
    case = case_for(user, line(number), at=database_now())
    if not may_add_to_case(user, case.pk):
        raise NotFound
    return case


def refuse_other_papers(case: Case, paper: str) -> None:
    """Nothing for a paper that the case takes now. Errors: NotFound."""
    if paper not in {row["paper"].code for row in paper_rows(case) if not row["paper"].shared}:
        raise NotFound


def take_paper(*, by: User, case: Case, paper: str, file: UploadedFile) -> Document:
    """Take one file of one paper of his own case, which is locked and asked again once the file is there.

    Errors: NotFound when the case does not take this paper, or no longer; every refusal of `add_upload`.
    """

    def hold() -> None:
        lock_case(case.number, at=None)
        refuse_other_papers(_open_case(by, case.number), paper)

    return add_upload(
        by=by,
        subject=case.ledger_subject,
        pieces=file.chunks(),
        name=file.name or "",
        material_code=paper,
        hold=hold,
    )


def outdated(case: Case) -> bool:
    """Whether a draft was begun under a version that is no longer in force, and its form must be looked at first."""
    return case.item_version.state != ItemVersion.State.PUBLISHED


def form_of(case: Case) -> str:
    """The address of a draft's form."""
    return f"{reverse('apply', args=[case.item_version.item.code])}?draft={case.number}"


def _shown(case: Case, **more: Any) -> dict[str, Any]:
    return {
        "case": case,
        "draft": case if case.state in UNFINISHED else None,
        "version": case.item_version,
        "code": case.item_version.item.code,
        "kinds": KINDS,
        "most_bytes": MAX_FILE_BYTES,
        "most_megabytes": MAX_FILE_BYTES // MEGABYTE,
        "refusal": None,
        "now_at": "papers",
        "contact": contact_of(case, at=database_now()) if case.state == "supplement" else None,
        **more,
    }


@never_cache
@require_safe
def papers(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One paper a line; each file is sent as soon as it is chosen."""
    user = citizen(request)
    try:
        case = _open_case(user, number)
    except NotFound:
        return gone(request)
    if case.state in UNFINISHED and outdated(case):
        return HttpResponseRedirect(form_of(case))
    return render(request, "public/apply_papers.html", _shown(case, papers=paper_rows(case)))


@require_POST
def upload(request: HttpRequest, code: str, number: str, paper: str) -> HttpResponse:
    """Take the files of one paper; the same file sent again is taken once."""
    user = citizen(request)
    case = _open_case(user, number)
    refuse_other_papers(case, paper)
    try:
        for file in request.FILES.getlist("file"):
            take_paper(by=user, case=case, paper=paper, file=file)
    except NotFound:
        # handed in while it was being sent: as if it had come afterwards
        raise
    except Refusal as refusal:
        return _answer(request, case, paper, refusal)
    return _answer(request, case, paper, None)


@require_POST
def remove(request: HttpRequest, code: str, number: str, document: str) -> HttpResponse:
    """Take one file out again."""
    user = citizen(request)
    case = _open_case(user, number)
    paper = next((code for code, files in changeable(case).items() for file in files if file.number == document), None)
    if paper is None:
        raise NotFound
    actions.remove_paper(number=case.number, by=user, document=document)
    return _answer(request, case, paper, None)


@require_POST
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in the papers that the notice asked for; the organ's time to answer runs anew (32(5))."""
    user = citizen(request)

    def act() -> str:
        case = _open_case(user, number)
        actions.supplement(number=case.number, by=user, materials=changeable(case))
        return reverse("my_case", args=[case.number])

    return public_act(request, route="approvals.supplement", act=act, said=_("补的材料已交给窗口。"))


def _answer(request: HttpRequest, case: Case, code: str, refusal: Refusal | None) -> HttpResponse:
    """The line of one paper for htmx (a refusal with the one status that is swapped in); else the whole page."""
    rows = paper_rows(case)
    if getattr(request, "htmx", False):
        row = next(row for row in rows if row["paper"].code == code)
        facts = _shown(case, row=row, refusal=refusal)
        return render(request, "public/paper.html", facts, status=422 if refusal else 200)
    if refusal is None:
        return HttpResponseRedirect(reverse("apply_papers", args=[case.item_version.item.code, case.number]))
    facts = _shown(case, papers=rows, refusal=refusal, refused=code)
    return render(request, "public/apply_papers.html", facts, status=refusal.status)
