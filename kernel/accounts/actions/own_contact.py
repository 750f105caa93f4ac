"""How a person, a ward of his or his firm is reached, changed by himself online."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kernel.accounts.actions.applicants import Contact, kept_contact
from kernel.accounts.events import CONTACT_CHANGED
from kernel.accounts.locking import lock_applicant, subject_of
from kernel.accounts.models import Applicant, FormerPhone, User
from kernel.accounts.refusals import EmailInvalid, NothingToChange
from kernel.accounts.trying import confirm_password
from kernel.ledger.actors import Actor
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record

# as the stream of facts names them, for good
WORDS: Final[Mapping[str, str]] = {
    "phone": "手机",
    "address": "住址",
    "contact_name": "联系人",
    "contact_phone": "联系人电话",
    "email": "电子邮箱",
}
# by these he is told of what happens to his matters: only he himself turns them elsewhere
BY_PASSWORD: Final = frozenset({"phone", "contact_phone", "email"})


@dataclass(frozen=True)
class NewContact:
    """What is to be another from now on; what is empty stays as it is."""

    phone: str = ""
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    email: str = ""


@transaction.atomic
def change_own_contact(
    *, applicant: Applicant, new: NewContact, password: str = "", by: User, at: datetime | None = None
) -> Applicant:
    """Change how one of the account's own applicants is reached; the e-mail address is the account's.

    `password` is asked for BY_PASSWORD. A telephone that is given up is kept until it was told.
    Errors: NotFound (another's), PhoneInvalid, EmailInvalid, CannotBeReached, NothingToChange, PasswordWrong,
    TooManyWrongTries.
    """
    at = lock_applicant(applicant, at=at)
    person = Applicant.objects.of_user(by).filter(pk=applicant.pk).first()
    if person is None:
        raise NotFound
    columns = _columns(person, new)
    user = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    email = _email(new.email)
    changed = [column for column in WORDS if column in columns and columns[column] != getattr(person, column)]
    changed += ["email"] if email and email != user.email else []
    if not changed:
        raise NothingToChange
    if BY_PASSWORD & set(changed):
        confirm_password(user, password)
    if "phone" in changed and person.phone:
        FormerPhone.objects.create(applicant=person, phone=person.phone, until_at=at)
    for column, value in columns.items():
        setattr(person, column, value)
    person.save(update_fields=list(columns))
    if "email" in changed:
        user.email = email
        user.save(update_fields=["email"])
    record(
        CONTACT_CHANGED,
        subject_of(person),
        actor=Actor(person=by.masked_name, post="本人"),
        at=at,
        what=[WORDS[column] for column in changed],
        phone="phone" in changed,
    )
    return person


def _columns(person: Applicant, new: NewContact) -> dict[str, str | None]:
    """The applicant's columns after the change."""
    kept = kept_contact(person)
    return Contact(**{name: getattr(new, name) or kept[name] for name in kept}).columns()


def _email(typed: str) -> str:
    if typed:
        try:
            validate_email(typed)
        except ValidationError as wrong:
            raise EmailInvalid from wrong
    return typed
