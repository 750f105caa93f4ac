"""An applicant is registered once per document; how he is reached changes."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kernel.accounts.fields import keyed_index
from kernel.accounts.models import Applicant, User
from kernel.accounts.people import born_on, is_minor, normal_name, normal_phone
from kernel.accounts.refusals import (
    ApplicantOfAnother,
    CannotBeReached,
    DocumentInvalid,
    GuardianNeeded,
    NameDiffers,
    NameMissing,
)
from kernel.identifiers.documents import check
from kernel.identifiers.masking import mask, mask_name, mask_phone
from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date


@dataclass(frozen=True)
class Contact:
    """How an applicant is reached; a person without a phone through a contact who has one."""

    phone: str | None = None
    address: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None

    def columns(self) -> dict[str, str | None]:
        """The applicant's columns, with mask and index of the phone. Errors: PhoneInvalid, CannotBeReached."""
        phone = normal_phone(self.phone) if self.phone else None
        contact_phone = normal_phone(self.contact_phone) if self.contact_phone else None
        if bool(self.contact_name) != bool(contact_phone):
            raise CannotBeReached
        return {
            "phone": phone,
            "phone_masked": mask_phone(phone) if phone else "",
            "phone_index": phone_index(phone) if phone else None,
            "address": self.address or None,
            "contact_name": normal_name(self.contact_name) if self.contact_name else None,
            "contact_phone": contact_phone,
        }


def kept_contact(applicant: Applicant) -> dict[str, str | None]:
    """How he is reached now, as `Contact` takes it: what stays while something else of it changes."""
    return {name: getattr(applicant, name) for name in ("phone", "address", "contact_name", "contact_phone")}


def id_index(id_kind: str, number: str) -> str:
    """What a row is written under: the keyed digest of a document's normalised number (found by `with_document`)."""
    return keyed_index(number, kind=id_kind)


def phone_index(phone: str) -> str:
    """What a row is written under for its phone; whoever looks for it asks for all of `fields.keyed_indexes`."""
    return keyed_index(normal_phone(phone), kind="phone")


def name_index(name: str) -> str:
    """What a row is written under for its name, in its normal form."""
    return keyed_index(normal_name(name), kind="name")


@transaction.atomic
def register_applicant(
    *,
    kind: str,
    name: str,
    id_kind: str,
    id_number: str,
    phone: str | None = None,
    address: str | None = None,
    contact_name: str | None = None,
    contact_phone: str | None = None,
    guardian: Applicant | None = None,
    agent_name: str | None = None,
    born: date | None = None,
    user: User | None = None,
    refresh_contact: bool = False,
    at: datetime | None = None,
) -> Applicant:
    """The applicant of a document: the one registered before, or a new one.

    `born` is asked only of documents that do not tell it (passports). Of a known applicant nothing is changed;
    with `refresh_contact` (the person stands before a clerk) phone, contact and address are. `user` is the citizen's
    own account and is tied to a new applicant only: a number alone proves nobody.
    Errors: DocumentInvalid, NameMissing, NameDiffers, PhoneInvalid, CannotBeReached, GuardianNeeded,
    ApplicantOfAnother.
    """
    day = local_date(at or database_now())
    full_name, number = normal_name(name), _checked_number(kind, id_kind, id_number, day)
    if not full_name:
        raise NameMissing
    contact = Contact(phone, address, contact_name, contact_phone)
    known = Applicant.objects.with_document(id_kind, number)
    if known is None:
        facts = _facts_of_new(kind, full_name, id_kind, number, contact, guardian, agent_name, born, day)
        known, made = _known_or_made(id_kind, number, {**facts, "user": user})
        if made:
            return known
    if known.name != full_name:
        raise NameDiffers
    if user is not None and known.user_id != user.pk:
        raise ApplicantOfAnother
    return change_contact(applicant=known, contact=contact) if refresh_contact else known


@transaction.atomic
def change_contact(*, applicant: Applicant, contact: Contact) -> Applicant:
    """Another phone, contact or address; everything not given is removed. Errors: PhoneInvalid, CannotBeReached."""
    locked = Applicant.objects.select_for_update(no_key=True, of=("self",)).get(pk=applicant.pk)
    columns = contact.columns()
    _refuse_unreachable(columns, locked.guardian)
    for column, value in columns.items():
        setattr(locked, column, value)
    locked.save(update_fields=list(columns))
    return locked


def _checked_number(kind: str, id_kind: str, id_number: str, day: date) -> str:
    natural = id_kind in ("resident_id", "passport", "hmt_residence")
    if id_kind not in Applicant.IdKind.values or natural != (kind == Applicant.Kind.NATURAL):
        raise DocumentInvalid(reason=Applicant.IdKind(id_kind).label if id_kind in Applicant.IdKind.values else id_kind)
    verdict = check(id_kind, id_number, today=day)
    if not verdict.valid:
        raise DocumentInvalid(reason=verdict.reason)
    return verdict.normalized


def _facts_of_new(
    kind: str,
    name: str,
    id_kind: str,
    number: str,
    contact: Contact,
    guardian: Applicant | None,
    agent_name: str | None,
    born: date | None,
    day: date,
) -> dict[str, object]:
    birthday = born_on(id_kind, number) or born
    minor = kind == Applicant.Kind.NATURAL and birthday is not None and is_minor(birthday, day)
    if minor and guardian is None:
        raise GuardianNeeded
    if guardian is not None and (guardian.minor or guardian.kind != Applicant.Kind.NATURAL):
        raise GuardianNeeded
    columns = contact.columns()
    _refuse_unreachable(columns, guardian)
    agent = normal_name(agent_name) if agent_name else None
    return {
        "kind": kind,
        "name": name,
        # a firm's name hangs over its door; a person's is shown masked
        "name_masked": mask_name(name) if kind == Applicant.Kind.NATURAL else name,
        "name_index": name_index(name),
        "id_number": number,
        "id_masked": mask(id_kind, number),
        "minor": minor,
        "guardian": guardian,
        "agent_name": agent,
        "agent_masked": mask_name(agent) if agent else "",
        **columns,
    }


class _IndexReplaced(Exception):
    """The index key is another one than the row was just made under."""


def _known_or_made(id_kind: str, number: str, facts: dict[str, object]) -> tuple[Applicant, bool]:
    """The row of a document and whether this call made it; once, also while the index key is being replaced.

    A row made under a key that was replaced meanwhile would not collide with its twin under the new one: it is taken
    back and looked for again. Rows made before the key was replaced are seen, since the replacing waits for them.
    """
    while True:
        digest = id_index(id_kind, number)
        with suppress(_IndexReplaced), transaction.atomic():
            known, made = Applicant.objects.get_or_create(id_kind=id_kind, id_index=digest, defaults=facts)
            if made and id_index(id_kind, number) != digest:
                raise _IndexReplaced
            return known, made
        again = Applicant.objects.with_document(id_kind, number)
        if again is not None:
            return again, False


def _refuse_unreachable(columns: dict[str, str | None], guardian: Applicant | None) -> None:
    if not (columns["phone"] or columns["contact_phone"] or guardian):
        raise CannotBeReached
