"""The registry of letters. A kind names its template, its seal and its numbers; a second claim to one is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from kernel.documents.letters import data

LAYOUT: Final = "layout.typ"
ACCEPTANCE_SEAL: Final = "行政许可受理专用章"
DECISION_SEAL: Final = "行政审批专用章"


@dataclass(frozen=True)
class LetterType:
    """One kind of letter.

    `title` as printed (always Chinese); `word` its part of the 文号 (…受理〔2026〕17号); `prefix` two letters of the
    verification number; `seal` which seal goes on it (行政许可法 32 ¶2: the dedicated seal); `data` its contract.
    """

    code: str
    title: str
    word: str
    prefix: str
    seal: str
    data: type[data.LetterData]

    def source(self) -> str:
        """The whole Typst text it is printed from now: layout and own page."""
        folder = Path(settings.ROOT) / "templates" / "documents" / "letters"
        return f"{(folder / LAYOUT).read_text()}\n{(folder / f'{self.code}.typ').read_text()}"


_types: dict[str, LetterType] = {}


def register(kind: LetterType) -> LetterType:
    """Add a letter type. Errors: ValueError when its code, prefix or word is taken."""
    for known in _types.values():
        if kind.code == known.code or kind.prefix == known.prefix or kind.word == known.word:
            raise ValueError(f"letter type {kind.code} ({kind.prefix}, {kind.word}) is registered already")
    _types[kind.code] = kind
    return kind


def get(code: str) -> LetterType:
    """The letter type of that code. Errors: KeyError."""
    return _types[code]


def all_types() -> tuple[LetterType, ...]:
    return tuple(_types.values())


RECEIPT: Final = register(LetterType("receipt", "收件凭证", "收", "SJ", ACCEPTANCE_SEAL, data.Receipt))
ON_THE_SPOT: Final = register(
    LetterType("on_the_spot", "申请材料当场一次告知单", "告", "DC", ACCEPTANCE_SEAL, data.OnTheSpot)
)
ACCEPTANCE: Final = register(LetterType("acceptance", "受理通知书", "受理", "SL", ACCEPTANCE_SEAL, data.Acceptance))
REFUSAL_TO_ACCEPT: Final = register(
    LetterType("refusal_to_accept", "不予受理决定书", "不受", "BS", ACCEPTANCE_SEAL, data.RefusalToAccept)
)
SUPPLEMENT: Final = register(
    LetterType("supplement", "申请材料补正告知书", "补正", "BZ", ACCEPTANCE_SEAL, data.Supplement)
)
GRANT: Final = register(LetterType("grant", "准予行政许可决定书", "准许", "ZY", DECISION_SEAL, data.Grant))
DENY: Final = register(LetterType("deny", "不予行政许可决定书", "不许", "BY", DECISION_SEAL, data.Deny))
