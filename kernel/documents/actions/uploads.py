"""Files come in, and go out again while nothing has been submitted."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, Sum

from kernel.accounts.models import User
from kernel.documents import access, events, storage
from kernel.documents.limits import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, MEGABYTE
from kernel.documents.models import Document
from kernel.documents.names import harmless_name
from kernel.documents.numbering import UPLOAD_PREFIX, document_number
from kernel.documents.recognition import recognise
from kernel.documents.refusals import NotAsAnnounced, TooManyFiles, TooMuchTogether, UploadSealed
from kernel.documents.scanning import scanner
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now, instant_of_act, lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record
from kernel.workdays.zone import local_date


def add_upload(
    *,
    by: access.Sender,
    subject: Subject,
    pieces: Iterable[bytes],
    name: str,
    material_code: str = "",
    sha256: str = "",
    hold: Callable[[], object] | None = None,
    actor: Actor | None = None,
    at: datetime | None = None,
) -> Document:
    """Take a file for a subject: hash and count while it streams, know it by its content, keep it, seal its hash.

    `pieces` are the file's bytes in order (`uploaded_file.chunks()`), `name` as the sender calls it, `sha256` what they
    must hash to in hex, where that was announced. The same bytes for the same material are taken once: asked again, the
    first document is returned. Sending and scanning take their time, so the question whether he may add is asked again
    at the end, after `hold` has locked the subject's row (the first write of that transaction): a file never enters a
    matter that was handed in meanwhile.
    Errors: NotFound when the subject is not, or no longer, his to add to, and whatever `hold` refuses (nothing is kept
    then); every refusal of `refusals` about files; ActOutOfTime.
    """
    _may_add(by, subject)
    with storage.spooled(pieces, most=MAX_FILE_BYTES) as file:
        if sha256 and file.sha256 != sha256:
            raise NotAsAnnounced
        kind = recognise(file.path)
        scanner().check(file.path)
        with transaction.atomic():
            if hold is not None:
                hold()
            _lock_files_of(subject)
            _may_add(by, subject)
            theirs = Document.objects.uploads().kept().of(subject.kind, subject.id)
            known = theirs.filter(material_code=material_code, sha256=file.sha256).first()
            if known is not None:
                return known
            refuse_too_many(theirs.aggregate(files=Count("id"), bytes=Sum("size", default=0)), file.size)
            at = at or database_now()
            document = Document.objects.create(
                subject_kind=subject.kind,
                subject_id=subject.id,
                subject_number=subject.number,
                role=Document.Role.UPLOAD,
                number=document_number(UPLOAD_PREFIX, local_date(at)),
                material_code=material_code,
                name=harmless_name(name, kind.extension),
                content_type=kind.content_type,
                size=file.size,
                sha256=file.sha256,
                stored_name=storage.keep(file),
                uploaded_by=_account(by),
                at=at,
            )
            _seal(document, actor=actor or _named(by))
    return document


def remove_upload(
    *, by: access.Sender, number: str, actor: Actor | None = None, at: datetime | None = None
) -> Document:
    """Take an uploaded file out again, while its subject may still be added to; the bytes are gone after commit.

    Errors: NotFound when it is not his to see; UploadSealed once the matter is submitted.
    """
    with transaction.atomic():
        document, at = lock(Document.objects.uploads().kept(), number=number, at=at)
        if not access.may_see(by, document.subject_kind, document.subject_id):
            raise NotFound
        if not access.may_add(by, document.subject_kind, document.subject_id):
            raise UploadSealed(number=number)
        document.removed_at, document.removed_by = at, _account(by)
        document.save(update_fields=["removed_at", "removed_by"])
        record(
            events.REMOVED,
            document.ledger_subject,
            about=document.about,
            actor=actor or _named(by),
            at=at,
            sha256=document.sha256,
        )
        path = storage.path_of(document.stored_name)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return document


def _seal(document: Document, *, actor: Actor) -> None:
    """The hash of the file that was just taken goes into the ledger."""
    record(
        events.UPLOADED,
        document.ledger_subject,
        about=document.about,
        actor=actor,
        at=instant_of_act(document.ledger_subject, at=document.at),
        material=document.material_code,
        content_type=document.content_type,
        size=document.size,
        sha256=document.sha256,
    )


def _account(by: access.Sender) -> User | None:
    return by if isinstance(by, User) else None


def _named(by: access.Sender) -> Actor:
    return Actor(by.masked_name) if isinstance(by, User) else by.actor


def _may_add(by: access.Sender, subject: Subject) -> None:
    if not access.may_add(by, subject.kind, subject.id):
        raise NotFound


def _lock_files_of(subject: Subject) -> None:
    """Two uploads to one subject take turns, so that counts and the look for the same file are true."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"documents/{subject.kind}/{subject.id}"]
        )


def refuse_too_many(now: dict[str, int], size: int) -> None:
    """`now`: how many files a subject has and their bytes. Errors: TooManyFiles, TooMuchTogether."""
    if now["files"] >= MAX_FILES:
        raise TooManyFiles(limit=MAX_FILES)
    if now["bytes"] + size > MAX_TOTAL_BYTES:
        raise TooMuchTogether(limit=MAX_TOTAL_BYTES // MEGABYTE)
