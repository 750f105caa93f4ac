"""Accounts of citizens: opened, and the slip by which a password is set. Called inside the caller's transaction, after
the lock of the applicant; which post may do so is the caller's question."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from kernel.accounts.models import Applicant, SignInSlip, User
from kernel.accounts.people import born_on, is_minor
from kernel.accounts.refusals import (
    AccountNeedsPhone,
    AccountOfGuardian,
    AccountOfPersonsOnly,
    AccountThere,
    NoAccountYet,
    UserNameTaken,
)
from kernel.accounts.usernames import chosen, given
from kernel.workdays.zone import local_date

GOOD_FOR: Final = timedelta(days=7)
# without signs that look alike on paper; twelve of them are 59 bits
_SIGNS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH: Final = 12


@dataclass(frozen=True)
class Issued:
    """A slip and the code to be printed on it now: it is told this once and kept nowhere."""

    slip: SignInSlip
    code: str


def open_for(applicant: Applicant, *, username: str, by: User, at: datetime) -> Issued:
    """A new account of a natural person of age, with its first slip; without `username` one is given.

    Errors: AccountOfPersonsOnly, AccountThere, AccountOfGuardian, AccountNeedsPhone, UserNameTaken, those of `chosen`.
    """
    person = Applicant.objects.get(pk=applicant.pk)
    if person.kind != Applicant.Kind.NATURAL:
        raise AccountOfPersonsOnly
    if person.user_id is not None:
        raise AccountThere
    _come_of_age(person, at)
    if not person.phone:
        raise AccountNeedsPhone
    person.user = _made(chosen(username) if username else given(), person.name)
    person.save(update_fields=["user", "minor", "guardian"])
    return _issue(person.user, by=by, at=at)


def renew_for(applicant: Applicant, *, by: User, at: datetime) -> Issued:
    """Another slip, for a lost one or a forgotten password. What he signed in with until now opens nothing any more.

    Errors: NoAccountYet.
    """
    user = User.objects.select_for_update(no_key=True).filter(applicants=applicant.pk).first()
    if user is None or applicant.kind != Applicant.Kind.NATURAL:
        raise NoAccountYet
    user.set_unusable_password()
    user.save(update_fields=["password"])
    SignInSlip.objects.filter(user=user, ended_at=None).update(ended_at=at)
    return _issue(user, by=by, at=at)


def normal_code(typed: str) -> str:
    """The code as it was made, however its groups were typed."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


def _come_of_age(person: Applicant, at: datetime) -> None:
    """A guardian's part ends with the eighteenth birthday (民法典 17, 39). Errors: AccountOfGuardian before it."""
    born = born_on(person.id_kind, person.id_number)
    if person.minor and born is not None and not is_minor(born, local_date(at)):
        person.minor, person.guardian = False, None
    if person.minor or person.guardian_id is not None:
        raise AccountOfGuardian


def _made(username: str, full_name: str) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(username, full_name=full_name)
    except IntegrityError as taken:
        raise UserNameTaken from taken


def _issue(user: User, *, by: User, at: datetime) -> Issued:
    code = "".join(secrets.choice(_SIGNS) for _place in range(CODE_LENGTH))
    slip = SignInSlip.objects.create(
        user=user, code_hash=make_password(code), issued_by=by, issued_at=at, good_until=at + GOOD_FOR
    )
    return Issued(slip, code)
