"""From the form of the person at the window to applicants: found again, or registered."""

from dataclasses import dataclass
from typing import Any

from approvals.forms import PersonForm
from kernel.accounts.actions import kept_contact, register_applicant
from kernel.accounts.models import Applicant
from kernel.documents.letters.printing import require_printable
from kernel.ledger.refusals import Refusal


@dataclass(frozen=True)
class Parties:
    """Who applies, and who stands at the window for him."""

    applicant: Applicant
    agent: Applicant | None


def parties(form: PersonForm, *, address: str = "", agent_name: str = "") -> Parties:
    """Register whoever the valid form names. A refusal carries the id of its field as `facts["field"]`.

    A person who is known and gave a new phone, contact or address is reached by it from now on; the rest stays.
    Errors: those of `register_applicant`; SignUnprintable, since every letter bears the name.
    """
    beside = {"address": address, "agent_name": agent_name}
    facts: dict[str, Any] = form.registration() | {name: value for name, value in beside.items() if value}
    known = form.known
    if form.needs_guardian:
        facts["guardian"] = _registered("person-guardian-name", **form.guardian.registration())
    if known is None and form.agent.is_bound and facts["kind"] == Applicant.Kind.LEGAL:
        facts["agent_name"] = form.agent.cleaned_data["name"]
    if known is not None and (form.contact() or address):
        facts = {**kept_contact(known), **facts, "refresh_contact": True}
    applicant = _registered("person-name", **facts)
    agent = _registered("person-agent-name", **form.agent.registration()) if form.agent.is_bound else None
    return Parties(applicant, agent)


def _registered(field: str, **facts: Any) -> Applicant:
    try:
        require_printable(facts["name"])
        return register_applicant(**facts)
    except Refusal as refusal:
        refusal.facts.setdefault("field", field)
        raise
