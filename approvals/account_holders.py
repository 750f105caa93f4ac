"""For whom an account is opened or a slip renewed, by the document that he shows at the window."""

from typing import Any

from kernel.accounts.actions import kept_contact, register_applicant
from kernel.accounts.models import Applicant
from kernel.accounts.queries import find_by_document
from kernel.accounts.refusals import AccountNeedsPhone, DocumentInvalid, NoAccountYet
from kernel.documents.letters.printing import require_printable
from kernel.ledger.refusals import Refusal


def to_open_for(*, id_kind: str, id_number: str, name: str, phone: str) -> Applicant:
    """The person of that document, registered when new; a phone that is given is his from now on.

    A refusal carries the name of its field as `facts["field"]`.
    Errors: those of `register_applicant`; SignUnprintable, since the slip bears the name; AccountNeedsPhone.
    """
    verdict, known = find_by_document(id_kind, id_number)
    if not verdict.valid:
        raise DocumentInvalid(reason=verdict.reason, field="id_number")
    if known is None and not phone:
        raise AccountNeedsPhone(field="phone")
    facts: dict[str, Any] = {"phone": phone or None}
    if known is not None and phone:
        facts = kept_contact(known) | facts | {"refresh_contact": True}
    try:
        require_printable(name)
        return register_applicant(kind=Applicant.Kind.NATURAL, name=name, id_kind=id_kind, id_number=id_number, **facts)
    except Refusal as refusal:
        refusal.facts.setdefault("field", "phone" if refusal.code == "phone_invalid" else "name")
        raise


def holder(*, id_kind: str, id_number: str) -> Applicant:
    """Whoever is registered under that document. Errors: DocumentInvalid, NoAccountYet; `facts["field"]` as above."""
    verdict, known = find_by_document(id_kind, id_number)
    if not verdict.valid:
        raise DocumentInvalid(reason=verdict.reason, field="id_number")
    if known is None:
        raise NoAccountYet(field="id_number")
    return known
