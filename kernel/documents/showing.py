"""Letters as pages show them: the file with its size, whether it bears its seal, whether the reader may say it does."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kernel.accounts.models import User
from kernel.documents import access
from kernel.documents.actions.stamp import takes_back
from kernel.documents.models import Letter
from kernel.documents.queries import letters_of, pass_for
from kernel.ledger.refusals import Refusal
from kernel.organizations.queries import posts_held

KILOBYTE = 1024


@dataclass(frozen=True)
class ShownLetter:
    """`url` is empty while it is being made. `seal` is empty for what people sign; `stampable` where the reader may
    record that he put the seal on, `revocable` where he may take such a record back."""

    name: str
    serial: str
    url: str
    size: str
    number: str
    entry_id: int
    seal: str
    sealed: bool
    stamped_at: datetime | None
    stamped_by: str
    stampable: bool
    revocable: bool


def shown(letter: Letter, *, with_pass: bool, stamps: bool = False, revocable: bool = False) -> ShownLetter:
    """One letter of `letters_of`; `with_pass` lets the file be fetched from this page without another right."""
    document = letter.document
    url = reverse("documents:download", args=[document.number]) if document is not None else ""
    return ShownLetter(
        name=letter.title,
        serial=letter.serial,
        url=f"{url}?pass={pass_for(document)}" if with_pass and document is not None else url,
        size=f"PDF {max(document.size // KILOBYTE, 1)} KB" if document is not None else "",
        number=letter.number,
        entry_id=letter.entry_id,
        seal=letter.seal,
        sealed=letter.bears_seal and letter.stamped_at is None,
        stamped_at=letter.stamped_at,
        stamped_by=letter.stamped_by.full_name if letter.stamped_by is not None else "",
        stampable=stamps and _awaits_stamp(letter),
        revocable=revocable,
    )


def shown_to(user: User, kind: str, subject_id: int, *, at: datetime) -> list[ShownLetter]:
    """The subject's letters for a member of staff whose right to the page has been asked, oldest first."""
    letters = list(letters_of(kind, subject_id))
    stamps = any(_awaits_stamp(letter) for letter in letters) and _stamps(user, kind, subject_id, at)
    posts = posts_held(user, at) if any(letter.stamped_at is not None for letter in letters) else []
    return [
        shown(letter, with_pass=True, stamps=stamps, revocable=takes_back(letter, user, posts)) for letter in letters
    ]


def _awaits_stamp(letter: Letter) -> bool:
    """Whether it is printed and its seal is to be put on by hand."""
    return letter.document is not None and bool(letter.seal) and not letter.bears_seal


def _stamps(user: User, kind: str, subject_id: int, at: datetime) -> bool:
    try:
        access.stamping_post(user, kind, subject_id, at=at)
    except Refusal:
        return False
    return True
