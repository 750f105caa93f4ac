"""The one lock helper: an act's first write is the lock of its subject, its time is read after that."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import NotFound, Refusal
from kernel.ledger.subjects import Subject

Row = TypeVar("Row", bound=models.Model)

# one statement after the lock: under READ COMMITTED it sees what the former holder of the lock committed
_NOW_AND_LAST = """
SELECT clock_timestamp(),
       (SELECT at FROM ledger_entry WHERE subject_kind = %s AND subject_id = %s ORDER BY position DESC LIMIT 1)
"""

_NOW_AND_LATEST = """
SELECT clock_timestamp(), (
    SELECT max(last.at) FROM unnest(%s::bigint[]) wanted (id)
    CROSS JOIN LATERAL (SELECT at FROM ledger_entry WHERE subject_kind = %s AND subject_id = wanted.id
                        ORDER BY position DESC LIMIT 1) last)
"""


class ActOutOfTime(Refusal):
    """An act was given an instant later than now or earlier than the subject's last entry."""

    code = "act_out_of_time"
    status = 422
    template = _("办理时间不能晚于现在，也不能早于这件事项的上一条记录。")


class NoSubjectOfLedger(TypeError):
    """The locked model has no `ledger_subject`."""


def lock(queryset: models.QuerySet[Row], *, at: datetime | None = None, **lookup: Any) -> tuple[Row, datetime]:
    """Lock one row against other acts and tell the instant of this one.

    `lookup` finds exactly one row of `queryset`, whose model has a property `ledger_subject`. Without `at` the act
    is live: its instant is the database's `clock_timestamp()`, never before the subject's last entry even when that
    clock was set back. The row is read after the lock is held, so it is what the former holder left.
    Errors: NotFound; ActOutOfTime; TransactionManagementError outside a transaction.
    """
    try:
        row = queryset.select_for_update(no_key=True, of=("self",)).get(**lookup)
    except ObjectDoesNotExist:
        raise NotFound from None
    return row, instant_of_act(_subject_of(row), at=at)


def lock_all(
    queryset: models.QuerySet[Row], *, pks: Collection[int], at: datetime | None = None
) -> tuple[list[Row], datetime]:
    """Lock several rows of one model in the order of their keys, so that two acts never wait in a circle.

    The instant is one for all of them: as `lock` tells it, no earlier than the last entry of any. `pks` is not empty.
    Errors: NotFound when one is none; ActOutOfTime; TransactionManagementError outside a transaction.
    """
    rows, at = lock_found(queryset.filter(pk__in=pks), at=at)
    if len(rows) != len(set(pks)):
        raise NotFound
    return rows, at


def lock_found(queryset: models.QuerySet[Row], *, at: datetime | None = None) -> tuple[list[Row], datetime]:
    """`lock_all` of whatever a queryset finds in one statement. Errors: NotFound where it finds nothing."""
    rows = list(queryset.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    if not rows:
        raise NotFound
    kind = _subject_of(rows[0]).kind
    with connection.cursor() as cursor:
        cursor.execute(_NOW_AND_LATEST, [[row.pk for row in rows], kind])
        now, latest = cursor.fetchone()
    return rows, _within(at, now, latest)


def _subject_of(row: models.Model) -> Subject:
    subject = getattr(row, "ledger_subject", None)
    if not isinstance(subject, Subject):
        raise NoSubjectOfLedger(f"{type(row).__name__} has no ledger_subject")
    return subject


def instant_of_act(subject: Subject, *, at: datetime | None = None) -> datetime:
    """The instant of an act whose subject is already locked or being created in this transaction.

    Errors: ActOutOfTime when the given `at` is later than now or earlier than the subject's last entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOW_AND_LAST, [subject.kind, subject.id])
        now, last = cursor.fetchone()
    return _within(at, now, last)


def _within(at: datetime | None, now: datetime, last: datetime | None) -> datetime:
    """A given instant if it may be, else now. Errors: ActOutOfTime."""
    if at is None:
        return now if last is None else max(now, last)
    if at > now or (last is not None and at < last):
        raise ActOutOfTime
    return at


def database_now() -> datetime:
    """The database's clock, for acts that create their subject and so have nothing to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
