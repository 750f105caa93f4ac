"""At the door, page or API: the verb that sets a password, behind the lock against guessing, every try logged."""

import logging

from kernel.accounts.actions import activate
from kernel.accounts.models import User
from kernel.accounts.refusals import SlipUnusable
from kernel.accounts.trying import note_wrong, refuse_if_locked

log = logging.getLogger("portal.sign_in")


def activate_limited(*, username: str, code: str, password: str, address: str) -> User:
    """`activate`, and a wrong try is counted after it is taken back. Errors: those of `activate`; TooManyWrongTries."""
    what = f"slip:{username.strip().lower()}"
    refuse_if_locked(what, address=address)
    try:
        user = activate(username=username, code=code, password=password)
    except SlipUnusable:
        note_wrong(what, address=address)
        log.info("slip refused: %s from %s", username, address)
        raise
    log.info("password set by slip: %s from %s", user.username, address)
    return user
