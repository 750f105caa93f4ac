"""Whether every document still is what was sealed: on disk, in its row, and in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from kernel.documents import events, storage
from kernel.documents.actions import remake
from kernel.documents.letters.printing import recipe
from kernel.documents.models import Document, Letter
from kernel.ledger.models import Entry

CHUNK = 500


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was: `what` missing | size | hash | not_sealed | row_changed | remade_differently."""

    number: str
    what: str


def check_documents(after: int = 0) -> Iterator[tuple[Document, Fault | None]]:
    """Each kept document after a row id, in row order, with the first fault found in it."""
    for document in Document.objects.kept().filter(pk__gt=after).order_by("pk").iterator(CHUNK):
        yield document, _fault(document)


def check_letters() -> Iterator[tuple[Letter, Fault | None]]:
    """Each ready letter, printed once more and compared; only those of today's recipe can be."""
    ready = Letter.objects.filter(state=Letter.State.READY, recipe=recipe()).select_related("template")
    for letter in ready.order_by("pk").iterator(CHUNK):
        same = sha256(remake(letter)).hexdigest() == letter.printed_sha256
        yield letter, None if same else Fault(letter.number, "remade_differently")


def _fault(document: Document) -> Fault | None:
    what = _fault_on_disk(document) or _fault_in_ledger(document)
    return Fault(document.number, what) if what else None


def _fault_on_disk(document: Document) -> str:
    path = storage.path_of(document.stored_name)
    if not path.is_file():
        return "missing"
    if path.stat().st_size != document.size:
        return "size"
    return "" if storage.digest_of(path) == document.sha256 else "hash"


def _fault_in_ledger(document: Document) -> str:
    sealing = {events.UPLOADED.code, events.LETTER_ISSUED.code}
    entry = Entry.objects.filter(subject_kind="document", subject_id=document.pk, position=1, type__in=sealing).first()
    if entry is None:
        return "not_sealed"
    facts = entry.facts()
    return "" if (facts["sha256"], facts["size"]) == (document.sha256, document.size) else "row_changed"
