"""Reading again what a person was told, in the words in which he was told it."""

from dataclasses import dataclass

from django.db import transaction

from kernel.accounts.models import User
from kernel.ledger.access import record_access
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.notices.models import Call, Delivery
from kernel.notices.permissions import reading_post
from kernel.notices.queries import deliveries_of
from kernel.organizations.queries import actor


@dataclass(frozen=True)
class Opened:
    """The words as they were sent, and the calls on it with what the callers noted, oldest first."""

    text: str
    calls: list[Call]


@transaction.atomic
def open_message(*, delivery_id: int, by: User) -> Opened:
    """The text of one message and the notes of its calls; that he read them stands in the access log before.

    Nothing of it is kept anywhere. Errors: NotFound for what he does not see; NotYourPost for whoever sees no case.
    """
    now = database_now()
    rows = deliveries_of(by, now).select_related("entry", "applicant", "recipient")
    message = rows.filter(pk=delivery_id).first()
    if message is None:
        raise NotFound
    record_access(
        reader=by.ledger_subject,
        actor=actor(reading_post(by, message, at=now)),
        whom=_whom(message),
        fields=["message"],
        # kept in the log's language, whatever the reader's is
        why=f"看外发通知原文，编号{message.entry.subject_number}",
    )
    return Opened(message.text, list(message.calls.select_related("by").order_by("at", "pk")))


def _whom(message: Delivery) -> Subject:
    """Who was told: an applicant, or somebody of the offices."""
    person = message.applicant if message.applicant is not None else message.recipient
    assert person is not None
    return person.ledger_subject
