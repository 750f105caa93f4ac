"""Evidence is taken away under a number and for a reason; where it goes is written down each time."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from ethics_monitor import permissions
from ethics_monitor.actions.locked import words
from ethics_monitor.events import EVIDENCE_HANDED_OVER, EVIDENCE_MADE
from ethics_monitor.evidence.collecting import taken
from ethics_monitor.evidence.packing import pack
from ethics_monitor.models import Evidence, HandOver
from ethics_monitor.reading import note_reading
from kernel.accounts.models import User
from kernel.ledger.locking import database_now, lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.queries import HeldPost, actor, scope_of
from kernel.workdays.zone import local_date

NUMBER = "ZJ{day:%Y%m%d}{place:06d}"


@transaction.atomic
def make_evidence(*, kind: str, number: str, by: User, reason: str, at: datetime | None = None) -> Evidence:
    """导出证据包 of a case, a card or a lead; who, why and what stand in the sealed access log too.

    It makes its own subject, so there is nothing to lock. Errors: NotYourPost, TextMissing, NotFound,
    EvidenceTooLarge.
    """
    at = at or database_now()
    post = permissions.inspector(by, at=at)
    why = words(reason, _("导出的理由"))
    of = taken(kind, number, scope_of(by, at))
    made = _numbered(at)
    said = _said(post)
    packed = pack(of, number=made.number, by=said, why=why, at=at)
    note_reading(by=by, whom=of.subject, fields=["evidence", made.number], why=why, at=at)
    for name in ("entries", "sealed", "sha256", "manifest_sha256", "archive"):
        setattr(made, name, getattr(packed, name))
    made.subject_kind, made.subject_number, made.subject_id = of.subject.kind, of.subject.number, of.subject.id
    made.region, made.reason, made.by, made.by_words, made.size = of.region, why, by, said, len(packed.archive)
    made.save(force_insert=True)
    record(
        EVIDENCE_MADE,
        made.ledger_subject,
        about=of.subject,
        actor=actor(post),
        at=at,
        reason=why,
        entries=made.entries,
        sha256=made.sha256,
        manifest=made.manifest_sha256,
    )
    return made


@transaction.atomic
def hand_over_evidence(
    *, number: str, by: User, unit: str, receiver: str, receipt: str, at: datetime | None = None
) -> HandOver:
    """移交: to whom, and by which signature or receipt. Errors: NotFound, NotYourPost, TextMissing."""
    row, at = lock(Evidence.objects.defer("archive"), number=number, at=at)
    _must_see(row, by, at)
    post = permissions.inspector(by, at=at)
    handed = HandOver(
        evidence=row, ordinal=row.hand_overs.count() + 1, unit=words(unit, _("接收单位")),
        receiver=words(receiver, _("接收人")), receipt=words(receipt, _("签收方式或回执编号")), by=by,
        by_words=_said(post), at=at,
    )  # fmt: skip
    handed.save(force_insert=True)
    record(
        EVIDENCE_HANDED_OVER,
        row.ledger_subject,
        about=row.about,
        actor=actor(post),
        at=at,
        ordinal=handed.ordinal,
        unit=handed.unit,
        receipt=handed.receipt,
    )
    return handed


@transaction.atomic
def open_evidence(*, number: str, by: User, at: datetime | None = None) -> Evidence:
    """The package's bytes once more; that is a line of the access log. Errors: NotFound, NotYourPost."""
    at = at or database_now()
    permissions.inspector(by, at=at)
    row = Evidence.objects.visible_to(scope_of(by, at)).filter(number=number).first()
    if row is None:
        raise NotFound
    note_reading(by=by, whom=row.about, fields=["evidence", row.number], why=row.reason, at=at)
    return row


def _numbered(at: datetime) -> Evidence:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ethics_monitor_evidence', 'id'))")
        (place,) = cursor.fetchone()
    return Evidence(pk=place, number=NUMBER.format(day=local_date(at), place=place % 1_000_000), at=at)


def _said(post: HeldPost) -> str:
    who = actor(post)
    return f"{post.post.organization.name} {who.post} {who.person}"


def _must_see(row: Evidence, by: User, at: datetime) -> None:
    if not Evidence.objects.visible_to(scope_of(by, at)).filter(pk=row.pk).exists():
        raise NotFound
