"""What papers a case takes now, and from whom: whole in a form, or piece by piece over a line that drops."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from approvals.actions.locking import lock_case
from approvals.actions.papers import changeable
from approvals.models import SupplementLine
from approvals.pages.hall import paper_words
from approvals.papers import may_add_to_case
from approvals.permissions import code_holder
from approvals.queries import case_for
from approvals.typed import line
from approvals.whose import Contact, contact_before, contact_of
from approvals.workflow import UNFINISHED
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.actions import Announced, Progress, add_piece, add_upload
from kernel.documents.limits import MAX_FILE_BYTES, MAX_PIECE_BYTES, MEGABYTE
from kernel.documents.models import Document
from kernel.documents.refusals import OffsetDiffers, PieceTooLarge
from kernel.doors.errors import error_page
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal

KINDS: Final = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.ofd"
# a row's own size, before add_piece compares it with what a file may have
LARGEST: Final = 2**31 - 1


@dataclass(frozen=True)
class Doors:
    """Where the forms of a case's papers lead: the applicant's own pages, or those that number and code opened.

    `by`: whose account it is; None for number and code, which see only what came by them.
    """

    by: User | None
    page: str
    back: str
    hand_in: str
    upload: Callable[[str], str]
    remove: Callable[[str], str]


class PieceForm(forms.Form):
    """The next bytes of a file, and what the whole of it will be."""

    name = forms.CharField(max_length=255, required=False)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$")
    size = forms.IntegerField(min_value=1, max_value=LARGEST)
    offset = forms.IntegerField(min_value=0, max_value=LARGEST)
    piece = forms.FileField(allow_empty_file=True)


def own_doors(user: User, case: Case) -> Doors:
    """The doors of the signed-in applicant, and of the helper whom he lets."""
    code, number = case.item_version.item.code, case.number
    return Doors(
        by=user,
        page=reverse("apply_papers", args=[code, number]),
        back=reverse("my_case", args=[number]),
        hand_in=reverse("my_supplement", args=[number]),
        upload=lambda paper: reverse("apply_upload", args=[code, number, paper]),
        remove=lambda document: reverse("apply_remove", args=[code, number, document]),
    )


def doors_by_code(case: Case) -> Doors:
    """The doors of whoever gave number and code."""
    number = case.number
    return Doors(
        by=None,
        page=reverse("track_papers", args=[number]),
        back=reverse("tracked", args=[number]),
        hand_in=reverse("track_supplement", args=[number]),
        upload=lambda paper: reverse("track_upload", args=[number, paper]),
        remove=lambda document: reverse("track_remove", args=[number, document]),
    )


def open_case(by: User | None, number: str) -> Case:
    """A case that takes papers now: this citizen's, shared with him for that, or one whose code the door compared.

    Errors: NotFound.
    """
    if by is None:
        case = Case.objects.with_row().filter(number=number, kind="licence").first()
        if case is None or not may_add_to_case(code_holder(case), case.pk):
            raise NotFound
        return case
    case = case_for(by, line(number), at=database_now())
    if not may_add_to_case(by, case.pk):
        raise NotFound
    return case


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


def refuse_other_papers(case: Case, paper: str) -> None:
    """Nothing for a paper that the case takes now. Errors: NotFound."""
    if paper not in {row["paper"].code for row in paper_rows(case) if not row["paper"].shared}:
        raise NotFound


def take_paper(*, by: User | None, case: Case, paper: str, file: UploadedFile) -> Document:
    """Take one file of one paper of his own case, which is locked and asked again once the file is there.

    `by` is None for whoever gave number and code. Errors: NotFound when the case does not take this paper, or no
    longer; every refusal of `add_upload`.
    """
    return add_upload(
        by=by or code_holder(case),
        subject=case.ledger_subject,
        pieces=file.chunks(),
        name=file.name or "",
        material_code=paper,
        hold=_held(by, case, paper),
    )


def take_piece(*, by: User | None, case: Case, file: Announced, offset: int, piece: bytes) -> Progress:
    """Keep one more piece of a file; with the last one it is taken as by `take_paper`, with the refusals of
    `add_piece`."""
    return add_piece(
        by=by or code_holder(case),
        subject=case.ledger_subject,
        file=file,
        offset=offset,
        piece=piece,
        hold=_held(by, case, file.material_code),
    )


def _held(by: User | None, case: Case, paper: str) -> Callable[[], None]:
    def hold() -> None:
        lock_case(case.number, at=None)
        refuse_other_papers(open_case(by, case.number), paper)

    return hold


def page_facts(case: Case, doors: Doors, **more: Any) -> dict[str, Any]:
    """What the page of the papers shows beside its rows."""
    return {
        "case": case,
        "draft": case if case.state in UNFINISHED else None,
        "version": case.item_version,
        "code": case.item_version.item.code,
        "doors": doors,
        "kinds": KINDS,
        "most_bytes": MAX_FILE_BYTES,
        "most_megabytes": MAX_FILE_BYTES // MEGABYTE,
        "refusal": None,
        "now_at": "papers",
        "contact": _whom_to_ask(case),
        **more,
    }


def _whom_to_ask(case: Case) -> Contact:
    now = database_now()
    return contact_before(case.item_version, at=now) if case.state in UNFINISHED else contact_of(case, at=now)


def shown_rows(case: Case, doors: Doors) -> list[dict[str, Any]]:
    """The rows as a page shows them: each file with where it is read and taken out, and how many `others` are there
    that another way brought and this reader is not shown."""
    return [
        row
        | {
            "send_to": doors.upload(row["paper"].code),
            "shown": [_file(file, doors) for file in row["files"] if _is_shown(file, doors)],
            "others": sum(not _is_shown(file, doors) for file in row["files"]),
        }
        for row in paper_rows(case)
    ]


def _is_shown(file: Document, doors: Doors) -> bool:
    return doors.by is not None or file.uploaded_by_id is None


def _file(file: Document, doors: Doors) -> dict[str, Any]:
    read = reverse("documents:download", args=[file.number]) if doors.by is not None else ""
    told = {"number": file.number, "name": file.name, "size": file.size}
    return told | {"read": read, "remove": doors.remove(file.number)}


def receive(request: HttpRequest, case: Case, paper: str, doors: Doors) -> HttpResponse:
    """Take what a form or a script sent of one paper; the same bytes are taken once.

    Errors: NotFound for a case that was handed in while it was being sent, as if it had come afterwards.
    """
    refuse_other_papers(case, paper)
    if "piece" in request.FILES:
        return _receive_piece(request, case, paper, doors)
    try:
        for file in request.FILES.getlist("file"):
            take_paper(by=doors.by, case=case, paper=paper, file=file)
    except NotFound:
        raise
    except Refusal as refusal:
        return answer(request, case, paper, doors, refusal)
    return answer(request, case, paper, doors, None)


def _receive_piece(request: HttpRequest, case: Case, paper: str, doors: Doors) -> HttpResponse:
    """How many bytes are here, as JSON; with the last one the line of the paper. A piece that does not belong here is
    told where to go on (409)."""
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid():
        return error_page(request, 400)
    said = form.cleaned_data
    file = Announced(paper, said["name"], said["sha256"], said["size"])
    try:
        if said["piece"].size > MAX_PIECE_BYTES:
            raise PieceTooLarge
        stands = take_piece(by=doors.by, case=case, file=file, offset=said["offset"], piece=said["piece"].read())
    except OffsetDiffers as elsewhere:
        return JsonResponse({"offset": elsewhere.facts["offset"]}, status=elsewhere.status)
    except NotFound:
        raise
    except Refusal as refusal:
        return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
    if stands.document is None:
        return JsonResponse({"offset": stands.offset})
    return _line(request, case, paper, doors, None)


def answer(request: HttpRequest, case: Case, paper: str, doors: Doors, refusal: Refusal | None) -> HttpResponse:
    """The line of one paper for htmx (a refusal with the one status that is swapped in); else the whole page."""
    if getattr(request, "htmx", False):
        return _line(request, case, paper, doors, refusal)
    if refusal is None:
        return HttpResponseRedirect(doors.page)
    facts = page_facts(case, doors, papers=shown_rows(case, doors), refusal=refusal, refused=paper)
    return render(request, "public/apply_papers.html", facts, status=refusal.status)


def _line(request: HttpRequest, case: Case, paper: str, doors: Doors, refusal: Refusal | None) -> HttpResponse:
    row = next(row for row in shown_rows(case, doors) if row["paper"].code == paper)
    facts = page_facts(case, doors, row=row, refusal=refusal)
    return render(request, "public/paper.html", facts, status=422 if refusal else 200)
