"""Photographs of what an organ asked for: whole in a form, or piece by piece over a line that drops."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from civic_service import actions, inputs
from civic_service.pages.reading import read
from civic_service.queries import errand_seen_by
from kernel.accounts.models import User
from kernel.documents.limits import MAX_PIECE_BYTES
from kernel.documents.refusals import OffsetDiffers, PieceTooLarge
from kernel.doors.entering import desk_user
from kernel.doors.verbs import go
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal


@require_POST
def errand_paper(request: HttpRequest, number: str, paper: str) -> HttpResponse:
    """Photographs of one paper that the organ asked for. The same one sent again is taken once. Errors: NotFound."""
    user = desk_user(request)
    errand_seen_by(user, number, at=database_now())
    try:
        if "piece" in request.FILES:
            return _piece(request, user, number, paper)
        for file in request.FILES.getlist("file"):
            actions.send_asked(by=user, number=number, code=paper, file=file)
    except NotFound:
        raise
    except Refusal as refusal:
        return render(request, "components/refusal.html", {"refusal": refusal}, status=refusal.status)
    return go(request, f"{reverse('civic_service:errand', args=[number])}#asked")


def _piece(request: HttpRequest, user: User, number: str, paper: str) -> HttpResponse:
    """How many bytes are here; a piece that does not belong here is told where to go on (409)."""
    given = {name: request.POST.get(name, "") for name in ("sha256", "size", "offset")}
    said = read(inputs.AskedPieceInput(data=given | {"code": paper, "piece": request.FILES["piece"]}))
    if said["piece"].size > MAX_PIECE_BYTES:
        raise PieceTooLarge
    try:
        stands = actions.take_asked_piece(
            by=user,
            number=number,
            code=paper,
            sha256=said["sha256"],
            size=said["size"],
            offset=said["offset"],
            piece=said["piece"].read(),
        )
    except OffsetDiffers as elsewhere:
        return JsonResponse({"offset": elsewhere.facts["offset"]}, status=elsewhere.status)
    return JsonResponse({"offset": stands.offset, "kept": stands.document is not None})
