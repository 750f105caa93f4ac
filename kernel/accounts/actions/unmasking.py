"""A masked field is read in full: who, whom and why stand in the sealed access log before it is shown."""

from collections.abc import Sequence

from kernel.accounts.models import Applicant, User
from kernel.accounts.refusals import FieldNotMasked
from kernel.ledger.access import record_access
from kernel.ledger.actors import Actor

PERSONAL_FIELDS = ("name", "id_number", "phone", "address", "contact_name", "contact_phone", "agent_name")


def unmask(applicant: Applicant, field: str, *, by: User, why: str, actor: Actor | None = None) -> str:
    """One of PERSONAL_FIELDS in full, empty when there is none; the same as `unmask_fields` of that one."""
    return unmask_fields(applicant, [field], by=by, why=why, actor=actor)[field]


def unmask_fields(
    applicant: Applicant, fields: Sequence[str], *, by: User, why: str, actor: Actor | None = None
) -> dict[str, str]:
    """Some of PERSONAL_FIELDS in full, by name (empty when there is none), under one row of the access log.

    `actor` is the post by which he reads them (`organizations.queries.actor`); without it the row belongs to no county
    and every auditor reads it. Whether that post may read them is the caller's question. Inside a transaction they
    must be shown only after commit.
    Errors: FieldNotMasked, also for no field at all; kernel.ledger.access.ReasonMissing.
    """
    wrong = next((field for field in fields if field not in PERSONAL_FIELDS), None)
    if wrong is not None or not fields:
        raise FieldNotMasked(field=wrong or "")
    record_access(
        reader=by.ledger_subject,
        actor=actor or Actor(person=by.masked_name),
        whom=applicant.ledger_subject,
        fields=fields,
        why=why,
    )
    return {field: getattr(applicant, field) or "" for field in fields}
