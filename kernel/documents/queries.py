"""What pages and other apps read of documents. Whoever may see the subject sees its documents, nobody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import QuerySet

from kernel.documents import access
from kernel.documents.models import Document, Letter
from kernel.documents.numbering import read_number
from kernel.ledger.refusals import NotFound

PASS_SALT = "kernel.documents.pass"  # noqa: S105 - a name, no secret
PASS_SECONDS = 15 * 60
# a letter's text is encrypted and long, and no list shows it
_LISTED = (
    *("number", "serial", "title", "organ_name", "issued_at", "entry", "seal", "seal_provider", "stamped_at"),
    *("organ_code", "document__number", "document__size", "stamped_by__full_name"),
)


@dataclass(frozen=True)
class Verification:
    """What the public page says of a letter: nothing that is not on its paper, and the name masked."""

    number: str
    serial: str
    title: str
    organ: str
    addressee: str
    issued_at: datetime
    ready: bool
    sha256: str
    seal: str
    stamped: bool


def documents_of(user: access.Asker, kind: str, subject_id: int) -> QuerySet[Document]:
    """The subject's files in the order they came. Errors: NotFound when the subject is not his to see."""
    if not access.may_see(user, kind, subject_id):
        raise NotFound
    kept = Document.objects.kept().of(kind, subject_id)
    return kept.filter(access.shown(user, kind, subject_id)).select_related("uploaded_by")


def letters_of(kind: str, subject_id: int) -> QuerySet[Letter]:
    """The subject's letters with their papers, oldest first; the caller has asked who reads them."""
    return Letter.objects.of(kind, subject_id).select_related("document", "stamped_by").only(*_LISTED)


def letters_of_many(kind: str, ids: Collection[int]) -> list[Letter]:
    """The same of several subjects of one kind, each letter with the key of its own, in two queries at most."""
    if not ids:
        return []
    rows = Letter.objects.filter(subject_kind=kind, subject_id__in=ids).order_by("issued_at", "id")
    return list(rows.select_related("document", "stamped_by").only(*_LISTED, "subject_id"))


def uploads_by_material(kind: str, subject_id: int) -> dict[str, list[Document]]:
    """The subject's uploads under the code of their material; the caller has asked who reads them."""
    found: dict[str, list[Document]] = {}
    for document in Document.objects.kept().uploads().of(kind, subject_id):
        found.setdefault(document.material_code, []).append(document)
    return found


def document_for(user: access.Asker, number: str, *, pass_: str = "") -> Document:
    """One document to be handed out: by the asker's right to its subject, or by a pass that a page gave him.

    Errors: NotFound, the same for an absent and for another's document.
    """
    document = Document.objects.kept().filter(number=number).first()
    if document is None:
        raise NotFound
    if not _passes(number, pass_) and not _may_read(user, document):
        raise NotFound
    return document


def _may_read(user: access.Asker, document: Document) -> bool:
    of = (user, document.subject_kind, document.subject_id)
    return access.may_see(*of) and Document.objects.filter(access.shown(*of), pk=document.pk).exists()


def pass_for(document: Document) -> str:
    """A signed pass to this one document for a quarter of an hour, for pages that have asked for number and code."""
    return signing.dumps(document.number, salt=PASS_SALT)


def verification(typed: str) -> Verification | None:
    """What is public of the letter of that number; None when there is none, or the text is no number."""
    number = read_number(typed)
    letter = Letter.objects.select_related("document").filter(number=number).first() if number else None
    if letter is None:
        return None
    return Verification(
        number=letter.number,
        serial=letter.serial,
        title=letter.title,
        organ=letter.organ_name,
        addressee=letter.addressee_masked,
        issued_at=letter.issued_at,
        ready=letter.document is not None,
        sha256=letter.document.sha256 if letter.document else "",
        seal=letter.seal,
        stamped=letter.bears_seal,
    )


def _passes(number: str, pass_: str) -> bool:
    try:
        return bool(pass_) and signing.loads(pass_, salt=PASS_SALT, max_age=PASS_SECONDS) == number
    except signing.BadSignature:
        return False
