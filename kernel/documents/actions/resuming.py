"""Files that come in pieces: each piece is kept when it is answered, and the line may drop between any two."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Now

from kernel.documents import access
from kernel.documents.actions.uploads import add_upload, refuse_too_many
from kernel.documents.limits import MAX_FILE_BYTES, MAX_PIECE_BYTES, MEGABYTE
from kernel.documents.models import Document, PartialUpload, UploadPiece
from kernel.documents.refusals import FileTooLarge, OffsetDiffers, PieceTooLarge
from kernel.ledger.actors import Actor
from kernel.ledger.refusals import NotFound, Refusal
from kernel.ledger.subjects import Subject


@dataclass(frozen=True)
class Announced:
    """What a file will be: the paper it is, its name at the sender's, SHA-256 in hex, size in bytes."""

    material_code: str
    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Progress:
    """How many bytes are here, and the document once all are."""

    offset: int
    document: Document | None = None


def add_piece(
    *,
    by: access.Sender,
    subject: Subject,
    file: Announced,
    offset: int,
    piece: bytes,
    hold: Callable[[], object] | None = None,
    actor: Actor | None = None,
) -> Progress:
    """Keep one more piece of a file; with the last one it becomes a document, checked like any other upload.

    A piece that was answered is never asked for again; one whose answer was lost is refused with where to go on. An
    empty piece at the end finishes a file whose last answer was lost. What is refused for its content is forgotten.
    Errors: NotFound when the subject is not his to add to, OffsetDiffers, PieceTooLarge, NotAsAnnounced, FileTooLarge,
    and those of `add_upload`.
    """
    if not access.may_add(by, subject.kind, subject.id):
        raise NotFound
    if file.size > MAX_FILE_BYTES:
        raise FileTooLarge(limit=MAX_FILE_BYTES // MEGABYTE)
    known = _whole(subject, file)
    if known is not None:
        return Progress(file.size, known)
    with transaction.atomic():
        upload = _locked(subject, file)
        _keep(upload, offset, piece)
        if upload.received < upload.size:
            return Progress(upload.received)
    try:
        document = add_upload(
            by=by,
            subject=subject,
            pieces=_pieces(upload),
            name=file.name,
            material_code=file.material_code,
            sha256=file.sha256,
            hold=hold,
            actor=actor,
        )
    except Refusal as refusal:
        if refusal.status in (413, 415, 422):
            upload.delete()
        raise
    upload.delete()
    return Progress(file.size, document)


def progress(subject: Subject, files: list[Announced]) -> list[Progress]:
    """How far each of the announced files of a subject is, in their order."""
    theirs = {"subject_kind": subject.kind, "subject_id": subject.id}
    begun = {
        (upload.material_code, upload.sha256): upload.received for upload in PartialUpload.objects.filter(**theirs)
    }
    kept = {
        (document.material_code, document.sha256): document
        for document in Document.objects.uploads().kept().of(subject.kind, subject.id)
    }
    found = ((file, kept.get((file.material_code, file.sha256))) for file in files)
    return [
        Progress(file.size if document else begun.get((file.material_code, file.sha256), 0), document)
        for file, document in found
    ]


def _whole(subject: Subject, file: Announced) -> Document | None:
    theirs = Document.objects.uploads().kept().of(subject.kind, subject.id)
    return theirs.filter(material_code=file.material_code, sha256=file.sha256).first()


def _locked(subject: Subject, file: Announced) -> PartialUpload:
    """The row of what came so far, for this transaction alone. Errors: TooManyFiles, TooMuchTogether."""
    theirs = PartialUpload.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    this = theirs.select_for_update().filter(material_code=file.material_code, sha256=file.sha256)
    begun = this.first()
    if begun is not None:
        return begun
    refuse_too_many(theirs.aggregate(files=Count("id"), bytes=Sum("size", default=0)), file.size)
    PartialUpload.objects.get_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        material_code=file.material_code,
        sha256=file.sha256,
        defaults={"size": file.size},
    )
    return this.get()


def _keep(upload: PartialUpload, offset: int, piece: bytes) -> None:
    if offset != upload.received:
        raise OffsetDiffers(offset=upload.received)
    if len(piece) > MAX_PIECE_BYTES or offset + len(piece) > upload.size:
        raise PieceTooLarge
    if not piece:
        return
    UploadPiece.objects.create(upload=upload, offset=offset, data=piece)
    upload.received += len(piece)
    PartialUpload.objects.filter(pk=upload.pk).update(received=upload.received, touched_at=Now())


def _pieces(upload: PartialUpload) -> Iterator[bytes]:
    for data in upload.pieces.order_by("offset").values_list("data", flat=True).iterator(chunk_size=16):
        yield bytes(data)
