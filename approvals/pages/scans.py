"""The pictures of a case's papers on its file: one line a paper, from a document camera or chosen as a file."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from approvals.models import MaterialTick
from approvals.queries import case_for, ticks_of
from approvals.scans import scan_paper
from approvals.typed import line
from kernel.cases.models import Case
from kernel.documents.limits import MAX_FILE_BYTES
from kernel.documents.queries import uploads_by_material
from kernel.doors.entering import desk_user
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal

KINDS = ".jpg,.jpeg,.png,.pdf"


def scan_rows(case: Case, ticks: Iterable[MaterialTick]) -> list[dict[str, Any]]:
    """Each paper that can be pictured now, with the files that there are of it."""
    files = uploads_by_material("case", case.pk)
    in_hand = [tick for tick in ticks if not tick.material.shared]
    if case.state == "accepted":
        in_hand = [tick for tick in in_hand if tick.received_at is not None]
    return [
        {
            "name": tick.material.name,
            "code": tick.material.code,
            "files": files.get(tick.material.code, []),
            "send_to": reverse("approvals:scan", args=[case.number, tick.material.code]),
            "kinds": KINDS,
            "most_bytes": MAX_FILE_BYTES,
        }
        for tick in in_hand
    ]


@require_POST
def scan(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """Take what a camera or a folder gave of one paper; the same bytes are taken once."""
    user, refused = desk_user(request), None
    try:
        for file in request.FILES.getlist("file"):
            scan_paper(number=line(number), by=user, paper=paper, pieces=file.chunks(), name=file.name or "")
    except NotFound:
        raise
    except Refusal as refusal:
        refused = refusal
    case = case_for(user, line(number), at=database_now())
    row = next((row for row in scan_rows(case, ticks_of(case)) if row["code"] == paper), None)
    if getattr(request, "htmx", False) and row is not None:
        facts = {"row": row, "refusal": refused}
        return render(request, "approvals/scan.html", facts, status=422 if refused else 200)
    if refused is not None:
        raise refused
    return HttpResponseRedirect(reverse("approvals:case", args=[case.number]))
