"""Doors of the file room: hand out a file, verify a letter."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kernel.accounts.addresses import address_of
from kernel.accounts.models import User
from kernel.documents import queries, throttling
from kernel.documents.access import Asker
from kernel.documents.handing_out import opened, record_reading
from kernel.documents.models import Document
from kernel.documents.numbering import read_number
from kernel.documents.refusals import AskedTooOften
from kernel.ledger.refusals import NotFound

HASH_SHOWN = 16


@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    """One document as a file to be saved: to whoever may see its subject, or with a pass of the tracking page.

    Staff who read it leave a row in the access log; citizens, and visitors with a pass, read what is theirs.
    """
    try:
        document = queries.document_for(request.user, number, pass_=request.GET.get("pass", ""))
    except NotFound as absent:
        raise Http404 from absent
    return handed_out(document, to=request.user, seen=request.method == "GET")


def handed_out(document: Document, *, to: Asker, seen: bool = True) -> FileResponse:
    """The answer that carries a document's bytes; never shown inside our pages, never kept by a cache.

    `seen` is false when only the head of the answer is sent. Errors: FileMissing when it is not what was sealed.
    """
    file = opened(document)
    try:
        if seen and isinstance(to, User) and not to.is_citizen:
            record_reading(document, by=to)
    except BaseException:
        file.close()
        raise
    response = FileResponse(file, as_attachment=True, filename=document.name, content_type=document.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def verify_home(request: HttpRequest) -> HttpResponse:
    """Where the number of a letter is typed; a typed one leads to its own page."""
    typed = request.GET.get("number", "").strip()
    if typed:
        number = read_number(typed)
        if number is not None:
            return HttpResponseRedirect(reverse("documents:verify", args=[number]))
        return _verification_page(request, typed=typed, found=None, status=404)
    return render(request, "documents/verify.html", {"typed": "", "asked": False, "found": None})


@require_safe
@never_cache
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """What is public of one letter: kind, organ, date, masked name, first part of the digest."""
    try:
        throttling.count_look_up(address=address_of(request), number=number)
    except AskedTooOften as often:
        response = render(request, "documents/verify.html", {"typed": "", "asked": False, "refusal": often}, status=429)
        response["Retry-After"] = str(throttling.SECONDS)
        return response
    found = queries.verification(number)
    return _verification_page(request, typed=number, found=found, status=200 if found else 404)


def _verification_page(
    request: HttpRequest, *, typed: str, found: queries.Verification | None, status: int
) -> HttpResponse:
    facts = {
        "typed": typed[:40],
        "asked": True,
        "found": found,
        "digest": found.sha256[:HASH_SHOWN] if found else "",
    }
    return render(request, "documents/verify.html", facts, status=status)
