"""The list of persons on a mandate's paper, as a clerk types it: one line a person or firm."""

from collections.abc import Iterator

from approvals.refusals import MandateLineUnreadable
from approvals.typed import line
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
from kernel.accounts.queries import find_by_document
from kernel.documents.letters.printing import require_printable
from kernel.identifiers.documents import check
from kernel.ledger.refusals import Refusal

MOST_LINES = 50
LONGEST_LINE = 160
# what a number can be, told by its own check character
KINDS = ((Applicant.IdKind.RESIDENT_ID, Applicant.Kind.NATURAL), (Applicant.IdKind.USCC, Applicant.Kind.LEGAL))


def principals_of(text: str) -> list[Applicant]:
    """Whoever the lines name: a document number alone if he is known, else with name and phone, blanks between.

    Errors: MandateLineUnreadable names the line, and why.
    """
    lines = [words for row in text.splitlines()[: MOST_LINES + 1] if (words := line(row).split())]
    if not lines or len(lines) > MOST_LINES:
        raise MandateLineUnreadable(place=len(lines), why=f"1–{MOST_LINES}")
    return list(dict.fromkeys(_read(lines)))


def _read(lines: list[list[str]]) -> Iterator[Applicant]:
    for place, words in enumerate(lines, start=1):
        try:
            yield _principal(words)
        except Refusal as refusal:
            raise MandateLineUnreadable(place=place, why=refusal.sentence) from refusal


def _principal(words: list[str]) -> Applicant:
    """Errors: those of `register_applicant`; SignUnprintable."""
    number, name, phone = (*words, "", "")[:3]
    fitting = [kinds for kinds in KINDS if check(kinds[0], number).valid]
    id_kind, kind = fitting[0] if fitting else KINDS[0]
    if fitting and not name:
        _verdict, known = find_by_document(id_kind, number)
        if known is not None:
            return known
    require_printable(name)
    return register_applicant(kind=kind, name=name, id_kind=id_kind, id_number=number, phone=phone or None)
