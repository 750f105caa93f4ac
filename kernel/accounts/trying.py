"""Wrong tries at secrets outside the door of sign-in, locked as there: five for one account, twenty from an address."""

from typing import Final

from kernel.accounts.counting import count, counted
from kernel.accounts.models import User
from kernel.accounts.refusals import PasswordWrong, TooManyWrongTries

OF_ONE: Final = (5, 1_800)
FROM_AN_ADDRESS: Final = (20, 60)


def confirm_password(user: User, typed: str) -> None:
    """That it is he himself who sits there. Errors: PasswordWrong, TooManyWrongTries."""
    what = f"password:{user.pk}"
    refuse_if_locked(what)
    if not user.check_password(typed):
        note_wrong(what)
        raise PasswordWrong


def refuse_if_locked(what: str, *, address: str = "") -> None:
    """`what` names the secret that is tried. Errors: TooManyWrongTries."""
    for key, (most, seconds) in _counts(what, address).items():
        if counted(key) >= most:
            raise TooManyWrongTries(minutes=max(1, seconds // 60))


def note_wrong(what: str, *, address: str = "") -> None:
    """One more wrong try."""
    for key, (_most, seconds) in _counts(what, address).items():
        count(key, seconds)


def _counts(what: str, address: str) -> dict[str, tuple[int, int]]:
    counts = {f"wrong:{what}": OF_ONE}
    return counts | ({f"wrong-from:{address}": FROM_AN_ADDRESS} if address else {})
