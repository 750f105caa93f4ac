"""A matter that ends without a decision, and the papers that go back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.documents.letters.data.base import LetterData, Paper, paper_rows
from kernel.documents.letters.words import day_words, moment_words


@dataclass(frozen=True, kw_only=True)
class Withdrawal(LetterData):
    """撤回申请确认书: the applicant took his application back before a decision; `reason` only where he gave one."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number")

    received_on: date
    reason: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "received": day_words(self.received_on),
            "withdrawn": moment_words(self.issued_at),
            "reason": self.reason,
        }


@dataclass(frozen=True, kw_only=True)
class Termination(LetterData):
    """终止办理通知书: the organ ends it; that is an act against which both remedies are open."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "reason")
    REFUSES = True

    received_on: date
    accepted_on: date | None = None
    reason: str

    def own_words(self) -> dict[str, Any]:
        return {
            "received": day_words(self.received_on),
            "accepted": day_words(self.accepted_on) if self.accepted_on else "",
            "reason": self.reason,
        }


@dataclass(frozen=True, kw_only=True)
class PapersReturned(LetterData):
    """退件清单: the papers that go back to who brought them, to be counted together and signed for.

    `ended` in words how the matter ended (不予受理 …); `by_agent` where a village agent carries them home.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "ended", "papers")

    ended: str
    papers: tuple[Paper, ...]
    by_agent: bool = False

    def own_words(self) -> dict[str, Any]:
        return {
            "ended": self.ended,
            "ended_on": day_words(self.issued_on),
            "papers": paper_rows(self.papers),
            "by_agent": self.by_agent,
        }
