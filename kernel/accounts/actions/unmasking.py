"""A masked field is read in full: who, whom and why stand in the sealed access log before it is shown."""

from kernel.accounts.models import Applicant, User
from kernel.accounts.refusals import FieldNotMasked
from kernel.ledger.access import record_access
from kernel.ledger.actors import Actor

PERSONAL_FIELDS = ("name", "id_number", "phone", "address", "contact_name", "contact_phone", "agent_name")


def unmask(applicant: Applicant, field: str, *, by: User, why: str, actor: Actor | None = None) -> str:
    """One of PERSONAL_FIELDS in full, empty when there is none; `actor` is the post by which he reads it.

    Whether that post may read it is the caller's question. Inside a transaction it must be shown only after commit.
    Errors: FieldNotMasked; kernel.ledger.access.ReasonMissing.
    """
    if field not in PERSONAL_FIELDS:
        raise FieldNotMasked(field=field)
    record_access(
        reader=by.ledger_subject,
        actor=actor or Actor(person=by.masked_name),
        whom=applicant.ledger_subject,
        fields=[field],
        why=why,
    )
    value: str | None = getattr(applicant, field)
    return value or ""
