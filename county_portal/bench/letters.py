"""Letters: what one of each kind costs to print, and what it costs to order, print, seal, keep and record one.

`letter_<kind>`: the milliseconds from template and words to PDF/A, in one warm process. Reference: one line of the same
text on an empty page, by the same Typst, font and standard: what no letter can be without.
`letter_hundred_papers`: a receipt that lists a hundred papers, over several pages.
`letter_made`: ordered and made, with every row, the file on disk and the ledger entry. Reference: printing it alone.
A letter that takes longer than its promise of 400 ms misses its goal whatever the ratio says.

The kinds: `letter_receipt`, `letter_supplement_receipt`, `letter_on_the_spot`, `letter_acceptance`,
`letter_refusal_to_accept`, `letter_supplement`, `letter_tolerance`, `letter_grant`, `letter_deny`, `letter_delivery`,
`letter_withdrawal`,
`letter_termination`, `letter_papers_returned`, `letter_mandate`, `letter_held_receipt`, `letter_recall`,
`letter_handed_home`, `letter_bag_sheet`, `letter_bag_received`, `letter_yellow_card`, `letter_red_card`,
`letter_rectify_again`, `letter_card_revoked`.
"""

import secrets
import tempfile
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.test.utils import override_settings

from county_portal.bench.figures import Figure, Scale, at_most
from county_portal.bench.letter_samples import AT, PAPERS, acceptance, one_of_each, receipt
from county_portal.bench.timing import in_turns
from kernel.documents.actions import make_letter, request_letter
from kernel.documents.letters import kinds, printing
from kernel.documents.letters.data import LetterData
from kernel.documents.models import Letter
from kernel.ledger.models import Entry

OF_KINDS: Final = tuple(f"letter_{kind.code}" for kind in kinds.all_types())
NAMES: Final = (*OF_KINDS, "letter_hundred_papers", "letter_made")
PROMISE_MS: Final = 400
# what a page of tables may cost beside one line, and all the rest of making one beside printing it
OF_A_LINE: Final = 4
OF_A_HUNDRED: Final = 8
OF_PRINTING: Final = 5
_LINE: Final = """#set document(title: "一行")
#set page(paper: "a4")
#set text(font: "Noto Serif CJK SC", lang: "zh", size: 14pt)
#let d = json(bytes(sys.inputs.words))
#d.applicant"""


def measure(scale: Scale) -> list[Figure]:
    """One figure for each kind, one for a long one, one for the whole way."""
    found = [_printing(code, data, scale, goal=OF_A_LINE) for code, data in one_of_each().items()]
    found.append(_printing("receipt", receipt(materials=PAPERS * 50), scale, goal=OF_A_HUNDRED, name="hundred_papers"))
    return [*found, _made(scale)]


def _printing(code: str, data: LetterData, scale: Scale, *, goal: float, name: str = "") -> Figure:
    print_it = _printed(code, data)
    spent, line = in_turns(print_it, _line, repeats=4 * scale.repeats)
    return _kept(at_most(f"letter_{name or code}", spent * 1_000, "ms", reference=line * 1_000, goal=goal))


def _printed(code: str, data: LetterData) -> Callable[[], object]:
    kind = kinds.get(code)
    number = f"{kind.prefix}202609070000000010"
    frame = {
        "title": kind.title_of(data),
        "serial": f"{data.organ.short_name}{kind.word}〔2026〕1号",
        "number": number,
        "number_spaced": number,
        "verify_home": "http://127.0.0.1:8000/verify/",
        "verify": f"http://127.0.0.1:8000/verify/{number}/",
        "seal": kind.seal_of(data),
        "seal_picture": "",
    }
    source, words = kind.source(), data.words() | frame
    # Typst remembers what it has set: each letter is somebody else's
    return lambda: printing.printed(source, printing.canonical(words | {"nonce": secrets.token_hex(16)}), at=AT)


def _line() -> None:
    words = {"applicant": secrets.token_hex(16), "verify": "http://127.0.0.1:8000/verify/"}
    printing.printed(_LINE, printing.canonical(words), at=AT)


def _made(scale: Scale) -> Figure:
    without = Entry.objects.filter(subject_kind="case").exclude(pk__in=Letter.objects.values("entry"))
    entries = iter(without.order_by("pk")[: 20 * scale.repeats])

    def make() -> None:
        letter = request_letter(entry=next(entries), letter_type="acceptance", data=acceptance())
        if make_letter(letter_id=letter.pk) is None:
            raise RuntimeError(f"letter {letter.number} was not made")

    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
        spent, printed = in_turns(make, _printed("acceptance", acceptance()), repeats=4 * scale.repeats)
    return _kept(at_most("letter_made", spent * 1_000, "ms", reference=printed * 1_000, goal=OF_PRINTING))


def _kept(figure: Figure) -> Figure:
    """The same figure, missed where the promise in milliseconds is not kept."""
    return replace(figure, met=figure.met and figure.value <= PROMISE_MS)
