"""Files of any subject, and the letters issued to it. The bytes lie in the file room; their hash is in the ledger."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from kernel.accounts.fields import EncryptedTextField
from kernel.documents.seals import PRINTED_PLACE
from kernel.ledger.subjects import Subject


class DocumentQuerySet(models.QuerySet["Document"]):
    def kept(self) -> Self:
        """Without the files that were taken out again before submitting."""
        return self.filter(removed_at__isnull=True)

    def of(self, kind: str, subject_id: int) -> Self:
        """All documents of one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_id=subject_id).order_by("at", "id")

    def uploads(self) -> Self:
        return self.filter(role=Document.Role.UPLOAD)

    def letters(self) -> Self:
        return self.filter(role=Document.Role.LETTER)


class Document(models.Model):
    """One file: what came in, or what went out. Its row never changes but for being taken out (trigger in 0002).

    `name` is as the sender called it, encrypted since people put names and numbers there; `content_type` is what the
    content is; `size` in bytes; `sha256` in hex, sealed by the ledger entry of subject (`document`, id). An upload that
    nobody's account sent came by number and code, and by them it may be taken out again.
    """

    class Role(models.TextChoices):
        UPLOAD = "upload", _("提交的材料")
        LETTER = "letter", _("出具的文书")

    subject_kind = models.CharField(max_length=50)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(max_length=100)
    role = models.CharField(max_length=8, choices=Role)
    number = models.CharField(max_length=20, unique=True)
    material_code = models.CharField(max_length=64, blank=True, default="")
    name = EncryptedTextField(_("文件名"))
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=40, unique=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issuer = models.CharField(max_length=200, blank=True, default="", help_text=_("出具机关"))
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_hash_is_sha256"),
            models.CheckConstraint(
                condition=Q(stored_name__regex=r"^[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}$"),
                name="document_stored_under_random_name",
            ),
            models.CheckConstraint(
                condition=Q(role="upload", issuer="")
                | (Q(role="letter", uploaded_by__isnull=True, material_code="") & ~Q(issuer="")),
                name="document_came_in_or_went_out",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | (
                    Q(role="upload", removed_at__isnull=False)
                    & (Q(removed_by__isnull=False) | Q(uploaded_by__isnull=True))
                ),
                name="document_removed_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "material_code", "sha256"],
                condition=Q(role="upload", removed_at__isnull=True),
                name="document_same_file_once_a_material",
            ),
        ]
        indexes = [
            # read by queries.documents_of: the files of one subject
            models.Index(fields=["subject_kind", "subject_id", "at"], name="document_by_subject"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ledger_subject(self) -> Subject:
        return Subject("document", self.number, self.pk)

    @property
    def about(self) -> Subject:
        """What the document belongs to."""
        return Subject(self.subject_kind, self.subject_number, self.subject_id)


class PartialUpload(models.Model):
    """A file that comes in pieces over a slow line, until it is whole and a Document. What it will be is announced:
    `size` in bytes and `sha256` in hex; `received` bytes are here, in order."""

    subject_kind = models.CharField(max_length=50)
    subject_id = models.BigIntegerField()
    material_code = models.CharField(max_length=64, blank=True, default="")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "material_code", "sha256"], name="partial_upload_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0, received__lte=F("size")), name="partial_upload_fits"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="partial_upload_hash_is_sha256"),
        ]
        indexes = [
            # read by orphans.forget_partials
            models.Index(fields=["touched_at"], name="partial_upload_touched"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.received}/{self.size}"


class UploadPiece(models.Model):
    """Some bytes of a partial upload from `offset` on; in the database, so that a cut one leaves nothing behind."""

    upload = models.ForeignKey(PartialUpload, on_delete=models.CASCADE, related_name="pieces")
    offset = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="upload_piece_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}+{self.offset}"


class LetterTemplate(models.Model):
    """The Typst text a letter was printed from, once under its hash, so that a letter can be made again years later."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    source = models.TextField()

    def __str__(self) -> str:
        return self.sha256[:12]


class LetterSerial(models.Model):
    """The last running number of one organ's letters of one kind in one year; its row is the lock of the next."""

    organ_code = models.CharField(max_length=30)
    letter_type = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ_code", "letter_type", "year"], name="letter_serial_counts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organ_code} {self.letter_type} {self.year}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def of(self, kind: str, subject_id: int) -> Self:
        """All letters of one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_id=subject_id).order_by("issued_at", "id")

    def due(self, at: datetime) -> Self:
        """Letters whose next try has come, longest waiting first."""
        return self.filter(state=Letter.State.PENDING, try_at__lte=at).order_by("try_at", "id")


class Letter(models.Model):
    """A letter asked for by one ledger entry, and made once.

    `words` is the canonical JSON that is printed, fixed when the letter is asked for and encrypted: it holds the
    addressee's whole name. `number` is looked up on the verification page, `serial` is the 文号. `recipe` names what
    else decides the bytes, `printed_sha256` is the digest before an e-seal. A letter without e-seal is stamped by
    hand, and that is recorded.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("正在制作")
        READY = "ready", _("已出具")
        FAILED = "failed", _("没有做成")

    entry = models.ForeignKey("ledger.Entry", on_delete=models.PROTECT, related_name="+")
    letter_type = models.CharField(max_length=32)
    subject_kind = models.CharField(max_length=50)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(max_length=100)
    number = models.CharField(max_length=20, unique=True)
    serial = models.CharField(max_length=100)
    organ_code = models.CharField(max_length=30)
    organ_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    running = models.PositiveIntegerField()
    title = models.CharField(max_length=60)
    addressee_masked = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    words = EncryptedTextField()
    words_sha256 = models.CharField(max_length=64)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+")
    seal = models.CharField(max_length=60)
    seal_provider = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(db_default=Now())
    error = models.TextField(blank=True, default="")
    requested_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(null=True)
    recipe = models.CharField(max_length=120, blank=True, default="")
    printed_sha256 = models.CharField(max_length=64, blank=True, default="")
    document = models.OneToOneField(Document, null=True, on_delete=models.PROTECT, related_name="letter")
    stamped_at = models.DateTimeField(null=True)
    stamped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "letter_type"], name="letter_asked_for_once_an_entry"),
            models.UniqueConstraint(
                fields=["organ_code", "letter_type", "year", "running"], name="letter_serial_given_once"
            ),
            models.CheckConstraint(
                condition=(Q(state="ready", document__isnull=False, made_at__isnull=False) & ~Q(printed_sha256=""))
                | (~Q(state="ready") & Q(document__isnull=True, made_at__isnull=True, printed_sha256="")),
                name="letter_ready_has_its_paper",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="letter_failed_says_why"),
            models.CheckConstraint(
                condition=Q(stamped_at__isnull=True, stamped_by__isnull=True)
                | Q(state="ready", stamped_at__isnull=False, stamped_by__isnull=False, stamped_at__gte=F("made_at")),
                name="letter_stamped_who_and_when",
            ),
        ]
        indexes = [
            # read by make_pending_letters each minute
            models.Index(fields=["try_at"], condition=Q(state="pending"), name="letter_waiting"),
            # read by queries.letters_of: the letters of one subject
            models.Index(fields=["subject_kind", "subject_id", "issued_at"], name="letter_by_subject"),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def about(self) -> Subject:
        """What the letter belongs to."""
        return Subject(self.subject_kind, self.subject_number, self.subject_id)

    @property
    def bears_seal(self) -> bool:
        """Whether its seal is on it: by an e-seal, or by hand and recorded."""
        return bool(self.seal) and (self.seal_provider != PRINTED_PLACE or self.stamped_at is not None)
