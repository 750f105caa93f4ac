"""The person sets his own password with the slip that he was handed at a counter."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from kernel.accounts.events import ACTIVATED
from kernel.accounts.models import SignInSlip, User
from kernel.accounts.opening import normal_code
from kernel.accounts.refusals import PasswordWeak, SlipUnusable
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now, instant_of_act
from kernel.ledger.writer import record


@transaction.atomic
def activate(*, username: str, code: str, password: str, at: datetime | None = None) -> User:
    """Set the password of a citizen's account; the slip is used up, and whoever was signed in is signed out.

    A name that nobody has costs the same time as a wrong code, and reads alike.
    Errors: SlipUnusable, PasswordWeak (the slip stays good).
    """
    name = username.strip().lower()
    user = User.objects.select_for_update(no_key=True).filter(username=name, is_staff_member=False).first()
    now = instant_of_act(user.account_subject, at=at) if user is not None else database_now()
    slip = SignInSlip.objects.filter(user=user, ended_at=None, good_until__gt=now).first() if user else None
    if slip is None:
        make_password(normal_code(code))
    if user is None or slip is None or not user.is_active or not check_password(normal_code(code), slip.code_hash):
        raise SlipUnusable
    _refuse_weak(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    slip.ended_at, slip.used = now, True
    slip.save(update_fields=["ended_at", "used"])
    record(ACTIVATED, user.account_subject, actor=Actor(person=user.masked_name, post="本人"), at=now, slip=slip.number)
    return user


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise PasswordWeak(why="".join(weak.messages)) from weak
