"""The registry of letters. A kind names its template, its seal and its numbers; a second claim to one is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from kernel.documents.letters import data
from kernel.documents.letters.data import LetterData

LAYOUT: Final = "layout.typ"
ACCEPTANCE_SEAL: Final = "行政许可受理专用章"
DECISION_SEAL: Final = "行政审批专用章"
# what goes on a letter that rests on no 行政许可
PLAIN_SEAL: Final = "业务办理专用章"
SUPERVISION_SEAL: Final = "督查专用章"
# signed by people, not sealed: a village room is no organ
SIGNED: Final = ""


@dataclass(frozen=True)
class LetterType:
    """One kind of letter.

    `title` as printed (always Chinese), `plain_title` where the matter is no 行政许可; `word` its part of the 文号
    (…受理〔2026〕17号); `prefix` two letters of the verification number; `seal` the dedicated seal that goes on it
    (行政许可法 32 ¶2), `SIGNED` for none; `data` its contract; `page` the template where that is another kind's.
    """

    code: str
    title: str
    word: str
    prefix: str
    seal: str
    data: type[LetterData]
    page: str = ""
    plain_title: str = ""

    def source(self) -> str:
        """The whole Typst text it is printed from now: layout and own page."""
        folder = Path(settings.ROOT) / "templates" / "documents" / "letters"
        return f"{(folder / LAYOUT).read_text()}\n{(folder / f'{self.page or self.code}.typ').read_text()}"

    def title_of(self, words: LetterData) -> str:
        """What stands on top of this letter."""
        return self.title if words.licence else self.plain_title or self.title

    def seal_of(self, words: LetterData) -> str:
        """Which seal goes on this letter."""
        return PLAIN_SEAL if not words.licence and self.seal in (ACCEPTANCE_SEAL, DECISION_SEAL) else self.seal


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
SUPPLEMENT_RECEIPT: Final = register(
    LetterType(
        "supplement_receipt", "补正材料收件凭证", "补收", "BJ", ACCEPTANCE_SEAL, data.SupplementReceipt, page="receipt"
    )
)
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
TOLERANCE: Final = register(LetterType("tolerance", "容缺受理承诺书", "容缺", "RQ", ACCEPTANCE_SEAL, data.Tolerance))
GRANT: Final = register(
    LetterType("grant", "准予行政许可决定书", "准许", "ZY", DECISION_SEAL, data.Grant, plain_title="准予办理决定书")
)
DENY: Final = register(
    LetterType("deny", "不予行政许可决定书", "不许", "BY", DECISION_SEAL, data.Deny, plain_title="不予办理决定书")
)
DELIVERY: Final = register(LetterType("delivery", "送达回证", "送达", "SD", DECISION_SEAL, data.Delivery))
WITHDRAWAL: Final = register(LetterType("withdrawal", "撤回申请确认书", "撤申", "CS", ACCEPTANCE_SEAL, data.Withdrawal))
TERMINATION: Final = register(
    LetterType("termination", "终止办理通知书", "终止", "ZZ", ACCEPTANCE_SEAL, data.Termination)
)
PAPERS_RETURNED: Final = register(
    LetterType("papers_returned", "退件清单", "退件", "TJ", ACCEPTANCE_SEAL, data.PapersReturned)
)

MANDATE: Final = register(LetterType("mandate", "委托书", "委托", "WS", SIGNED, data.Mandate))
HELD_RECEIPT: Final = register(LetterType("held_receipt", "代办暂收凭证", "代收", "DS", SIGNED, data.HeldReceipt))
RECALL: Final = register(LetterType("recall", "撤回委托确认书", "撤托", "CT", SIGNED, data.Recall))
HANDED_HOME: Final = register(LetterType("handed_home", "代办结果交付单", "交付", "JF", SIGNED, data.HandedHome))
BAG_SHEET: Final = register(LetterType("bag_sheet", "代办袋交接单", "交接", "JJ", SIGNED, data.BagSheet))
BAG_RECEIVED: Final = register(LetterType("bag_received", "代办袋签收单", "签收", "QS", SIGNED, data.BagReceived))

YELLOW_CARD: Final = register(LetterType("yellow_card", "黄牌督办单", "黄督", "HD", SUPERVISION_SEAL, data.CardSheet))
RED_CARD: Final = register(
    LetterType("red_card", "红牌督办单", "红督", "RD", SUPERVISION_SEAL, data.RedCardSheet, page="yellow_card")
)
RECTIFY_AGAIN: Final = register(
    LetterType("rectify_again", "整改通知书", "整改", "ZG", SUPERVISION_SEAL, data.RectifyAgain)
)
CARD_REVOKED: Final = register(
    LetterType("card_revoked", "撤牌通知单", "撤牌", "CP", SUPERVISION_SEAL, data.CardRevoked)
)
