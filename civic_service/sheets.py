"""按了手印的委托书: its photograph follows the packet, and until it has come nobody can check the thumb-print."""

from collections.abc import Collection

from civic_service.models import Errand, Mandate, Photo
from kernel.documents.models import Document


def without_sheet(errands: Collection[Errand]) -> set[int]:
    """Those (by case) whose thumb-printed sheet was announced and has not come, in two queries."""
    thumbs = [errand.pk for errand in errands if errand.mandate.sign == Mandate.Sign.THUMB]
    sheets = Photo.objects.filter(errand__in=thumbs, material_code=Photo.MANDATE)
    told = set(sheets.values_list("errand", "sha256"))
    uploads = Document.objects.uploads().kept().filter(subject_kind="case", subject_id__in=thumbs)
    came = set(uploads.filter(material_code=Photo.MANDATE).values_list("subject_id", "sha256"))
    # of several pictures of it one is enough
    return {case for case, _sha256 in told} - {case for case, _sha256 in told & came}
