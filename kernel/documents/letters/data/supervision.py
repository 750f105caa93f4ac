"""Papers of supervision (practice.md 1.10). They go to a unit, not to an applicant, and never name who reported."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.documents.letters.data.base import LetterData
from kernel.documents.letters.words import due_words, limit_words


@dataclass(frozen=True, kw_only=True)
class _OfCard(LetterData):
    """What each paper of a card has: its number, the rule with its basis, the matter, who was responsible then."""

    REQUIRED = (*LetterData.REQUIRED, "card", "rule", "rule_basis")
    HANDLER_IS = "督查人员"

    card: str
    colour: str
    rule: str
    rule_basis: str
    about: str
    step: str = ""
    post: str = ""
    person: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "card": self.card,
            "colour": self.colour,
            "rule": self.rule,
            "rule_basis": self.rule_basis,
            "about": self.about,
            "step": self.step,
            "post": self.post,
            "person": self.person,
        }


@dataclass(frozen=True, kw_only=True)
class CardSheet(_OfCard):
    """《黄牌督办单》《红牌督办单》: what was found, since when, what is asked until when, and how to object."""

    true_at: datetime
    due_at: datetime | None = None
    points: int
    answer_by: date | None = None
    provisional: bool = False

    def own_words(self) -> dict[str, Any]:
        return super().own_words() | {
            "true": limit_words(self.true_at),
            "due": limit_words(self.due_at) if self.due_at else "",
            "points": str(self.points),
            "answer_by": due_words(self.answer_by, provisional=self.provisional) if self.answer_by else "",
        }


@dataclass(frozen=True, kw_only=True)
class RedCardSheet(CardSheet):
    """《红牌督办单》, once the card counts: before that it is 提请核实 and no paper goes out (practice.md 1.11)."""


@dataclass(frozen=True, kw_only=True)
class RectifyAgain(_OfCard):
    """整改通知书: what the unit reported does not do; why, and until when it is to be done again."""

    REQUIRED = (*_OfCard.REQUIRED, "reason")

    reason: str
    reported: str = ""
    answer_by: date | None = None
    provisional: bool = False

    def own_words(self) -> dict[str, Any]:
        return super().own_words() | {
            "reason": self.reason,
            "reported": self.reported,
            "answer_by": due_words(self.answer_by, provisional=self.provisional) if self.answer_by else "",
        }


@dataclass(frozen=True, kw_only=True)
class CardRevoked(_OfCard):
    """撤牌通知单: the card is struck out and its points are restored; the unit can show that it is."""

    REQUIRED = (*_OfCard.REQUIRED, "reason")

    reason: str
    points: int

    def own_words(self) -> dict[str, Any]:
        return super().own_words() | {"reason": self.reason, "points": str(self.points)}
