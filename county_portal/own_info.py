"""我的信息: what is kept of whoever signs in, as page and API tell it (个人信息保护法 44, 45)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from county_portal.access_log import FIELD_WORDS
from kernel.accounts.models import Applicant, User
from kernel.identifiers.masking import mask_email, mask_name, mask_phone
from kernel.ledger.queries import accesses_to
from kernel.organizations.models import Organization

# the latest of each person; the whole log is the auditor's
LATEST: Final = 10


@dataclass(frozen=True)
class Reading:
    """When a unit read data of his in full, and which."""

    at: datetime
    unit: str
    fields: list[str]


@dataclass(frozen=True)
class Kept:
    """One of the account's own applicants: himself, a ward, a firm that he signs in for; masked but for the address."""

    applicant: Applicant
    contact_name: str
    contact_phone: str
    readings: Sequence[Reading]


def kept_of(user: User) -> list[Kept]:
    """Himself first, then wards, then firms."""
    units = _units_that_are_told()
    people = Applicant.objects.of_user(user).select_related("guardian").order_by("-kind", "minor", "pk")
    return [
        Kept(
            applicant=person,
            contact_name=mask_name(person.contact_name or ""),
            contact_phone=mask_phone(person.contact_phone) if person.contact_phone else "",
            readings=_readings(person, units),
        )
        for person in people
    ]


def email_of(user: User) -> str:
    """His address for mail, masked; empty where there is none."""
    return mask_email(user.email) if user.email else ""


def _readings(person: Applicant, units: Mapping[str, str]) -> list[Reading]:
    entries = accesses_to(person.ledger_subject).filter(organization__in=units)[:LATEST]
    return [
        Reading(entry.at, units[entry.organization], [str(FIELD_WORDS.get(field, field)) for field in entry.fields])
        for entry in entries
    ]


def _units_that_are_told() -> dict[str, str]:
    """Names by code of the units whose reading a person is told, without person and reason.

    A supervisor's reading is not told: an inquiry would be known by it to whoever it is about.
    """
    supervisors = (Organization.Kind.SUPERVISION, Organization.Kind.CENTRE)
    return dict(Organization.objects.exclude(kind__in=supervisors).values_list("code", "name"))
