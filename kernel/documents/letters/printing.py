"""From a template's text and its words to PDF/A-2b. The same text, words, font and Typst give the same bytes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.utils.translation import gettext_lazy as _

from kernel.documents.refusals import Refusal, SignUnprintable
from kernel.documents.storage import digest_of

FONTS: Final = Path(__file__).resolve().parent.parent / "fonts"
# the face of the letters, and the one for signs of names that it lacks
FACES: Final = (FONTS / "NotoSerifCJKsc-letters.otf", FONTS / "HanaMinB-letters.ttf")
STANDARD: Final = "a-2b"
# the text alone, in the letters' faces
_BARE: Final = b'#set text(font: ("Noto Serif CJK SC", "HanaMinB"), lang: "zh", region: "cn")\n#sys.inputs.signs'
# signs that the printer took; no more than the fonts have
_shown: Final[set[str]] = set()


class LetterUnprintable(Refusal):
    """Typst refused: a character that the font lacks, or a fault in the template."""

    code = "letter_unprintable"
    status = 500
    template = _("文书无法排版：{why}")


def printed(source: str, words: str, *, at: datetime) -> bytes:
    """The PDF of a template's text filled with `words` (canonical JSON), dated `at` (an aware instant).

    The QR code of its `verify` address is drawn here: drawing takes longer than all the rest of ordering a letter.
    Errors: LetterUnprintable.
    """
    told = json.loads(words)
    filled = canonical({**told, "qr": qr_code(told["verify"])})
    try:
        return _compiled(source.encode(), {"words": filled}, timestamp=int(at.timestamp()))
    except typst.TypstError as error:
        raise LetterUnprintable(why=error.message) from error


def _compiled(source: bytes, inputs: dict[str, Any], *, timestamp: int) -> bytes:
    """Errors: typst.TypstError."""
    return bytes(
        typst.compile(
            source,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARD,
            timestamp=timestamp,
        )
    )


def require_printable(*texts: str) -> None:
    """Ask before words that go on paper are written down: later nobody could change them. Errors: SignUnprintable."""
    signs = unprintable("".join(texts))
    if signs:
        raise SignUnprintable(signs="、".join(f"{sign}（U+{ord(sign):04X}）" for sign in signs))


def unprintable(text: str) -> str:
    """The signs of `text` that no letter can show, each once; empty where all can be printed.

    Typst is asked itself, so that nothing else knows what the font has, and of every sign once in a process: being
    asked costs 2 ms.
    """
    unknown = "".join(sorted(set(text) - _shown))
    lacking = _lacking(unknown)
    _shown.update(set(unknown) - set(lacking))
    return lacking


def _lacking(signs: str) -> str:
    """Halved until those that the printer does not take stand alone."""
    if not signs or _shows(signs):
        return ""
    if len(signs) == 1:
        return signs
    half = len(signs) // 2
    return _lacking(signs[:half]) + _lacking(signs[half:])


def _shows(signs: str) -> bool:
    """Whether the printer takes these signs, a blank between them so that none joins another."""
    try:
        _compiled(_BARE, {"signs": " ".join(signs)}, timestamp=0)
    except typst.TypstError:
        return False
    return True


def canonical(words: Mapping[str, Any]) -> str:
    """The one JSON text of these words."""
    return json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def qr_code(text: str) -> str:
    """An SVG of the QR code of `text`, error correction M, without a quiet zone (the layout leaves it)."""
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawing.getvalue().decode()


@lru_cache(maxsize=1)
def recipe() -> str:
    """What beside text and words decides the bytes: the versions of Typst, of what draws the code, and of the fonts."""
    faces = " ".join(digest_of(face)[:16] for face in FACES)
    return f"typst {version('typst')}; segno {version('segno')}; font {faces}; {STANDARD}"


def digest_of_text(text: str) -> str:
    """SHA-256 in hex of a text as UTF-8; templates are kept under it."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Opened once per process: 70 ms that every letter would pay."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
