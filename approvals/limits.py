"""How often one may ask at the doors of approvals. Counted in Valkey as the kernel counts; a key is a digest.

Tracking by number and six-digit code: only wrong tries count. From one address a number may be tried wrongly ten times
in ten minutes; from everywhere together fifty times in ten minutes and three hundred times a day, so that nobody locks
its owner out by ten tries of his own. Whoever opened it rightly within the month is not counted out by strangers.
Odds: there are 10^6 codes, so 300 tries a day find one number's code with 0.03 % a day, 0.9 % in thirty days of trying
without rest; one address alone makes 300 tries in five hours and is then stopped for the day.
"""

from django.http import HttpRequest

from approvals.too_many import (
    TooManyPersons,
    TooManyQuestions,
    TooManyReplies,
    TooManySendings,
    TooManyShares,
    TooManyTries,
)
from kernel.accounts.addresses import address_of
from kernel.accounts.counting import count, counted, window_ends
from kernel.accounts.models import User
from kernel.ledger.refusals import Refusal
from kernel.workdays.words import moment_words

LOOK_UPS = (60, 600)
WRONG_FROM_ONE_ADDRESS = (10, 600)
WRONG_FROM_ANYWHERE = (50, 600)
WRONG_A_DAY = (300, 86_400)
# forty people of a village room share one address
WRONG_NUMBERS_OF_AN_ADDRESS = (400, 600)
# beside the three that may wait for an answer: a number and its code may lie about on a slip
ASKED_A_DAY = (5, 86_400)
# three enquiries may wait at once, and a try that is refused counts too
REPLIED_A_DAY = (10, 86_400)
SHARED_A_DAY = (10, 86_400)
# a case takes sixty files; forty people of a village room send ten each
SENT_A_DAY = (60, 86_400)
SENT_FROM_ONE_ADDRESS = (400, 3_600)
REMEMBERED = 30 * 86_400


def limit_person(user: User) -> None:
    """Count one look-up of a document by a clerk: enough for a busy counter, not for trying numbers out.

    Errors: TooManyPersons.
    """
    most, seconds = LOOK_UPS
    if count(f"person:{user.pk}", seconds) > most:
        raise TooManyPersons(minutes=seconds // 60)


def limit_tracking(request: HttpRequest, number: str) -> None:
    """Refuse a try at a number's code while too many were wrong. The same questions whatever the number is.

    Errors: TooManyTries, saying when to try again.
    """
    address = address_of(request)
    spent = {what: counted(what) >= most for what, most, _seconds in _limits(number, address)}
    known = counted(_here("opened", number, address)) > 0
    strangers = {f"number:{number}", f"number-day:{number}"}
    shut = [what for what, over in spent.items() if over and not (known and what in strangers)]
    ends = {what: window_ends(what) for what in spent}
    waits = [end for what in shut if (end := ends[what]) is not None]
    # a window that ended between the two questions shuts nobody out
    if waits:
        raise TooManyTries(when=moment_words(max(waits)))


def note_wrong(request: HttpRequest, number: str) -> None:
    """One more wrong try, counted alike for a wrong code and for a number that nobody has."""
    for what, _most, seconds in _limits(number, address_of(request)):
        count(what, seconds)


def note_right(request: HttpRequest, number: str) -> None:
    """The code was right: this address is not locked out by what strangers try."""
    count(_here("opened", number, address_of(request)), REMEMBERED)


def limit_asking(number: str) -> None:
    """Count one question asked with number and code. Errors: TooManyQuestions, saying when to ask again."""
    _count(TooManyQuestions, (f"asked:{number}", *ASKED_A_DAY))


def limit_replying(number: str) -> None:
    """Count one answer given with number and code. Errors: TooManyReplies, saying when to answer again."""
    _count(TooManyReplies, (f"replied:{number}", *REPLIED_A_DAY))


def limit_sending(request: HttpRequest, number: str) -> None:
    """Count one file sent with number and code, of its case and of the address it comes from.

    Errors: TooManySendings, saying when to send again.
    """
    from_here = (f"sent-from:{address_of(request)}", *SENT_FROM_ONE_ADDRESS)
    _count(TooManySendings, (f"sent:{number}", *SENT_A_DAY), from_here)


def limit_sharing(user: User) -> None:
    """Count one sharing: enough for a family, not for trying out names. Errors: TooManyShares."""
    _count(TooManyShares, (f"shared:{user.pk}", *SHARED_A_DAY))


def _count(refusal: type[Refusal], *limits: tuple[str, int, int]) -> None:
    """Count one into each of these; `refusal` says when the last of those that are full ends."""
    over = [what for what, most, seconds in limits if count(what, seconds) > most]
    ends = [end for what in over if (end := window_ends(what)) is not None]
    if over:
        raise refusal(when=moment_words(max(ends)) if ends else "")


def _limits(number: str, address: str) -> list[tuple[str, int, int]]:
    """Name, most and seconds of each count that a wrong try goes into."""
    return [
        (_here("wrong", number, address), *WRONG_FROM_ONE_ADDRESS),
        (f"number:{number}", *WRONG_FROM_ANYWHERE),
        (f"number-day:{number}", *WRONG_A_DAY),
        (f"address:{address}", *WRONG_NUMBERS_OF_AN_ADDRESS),
    ]


def _here(what: str, number: str, address: str) -> str:
    return f"{what}:{number}:{address}"
