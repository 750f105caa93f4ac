"""Papers of proxy service 代办. The village room is no organ: none of these is its act, and none bears a seal."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel.documents.letters.data.base import LetterData
from kernel.documents.letters.words import day_words, due_words, moment_words


@dataclass(frozen=True, kw_only=True)
class PaperHeld:
    """A paper that the villager gave out of his hand: originals come back, copies stay with the matter."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""


def _rows(papers: tuple[PaperHeld, ...]) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "originals": str(each.originals or "—"),
            "copies": str(each.copies or "—"),
            "note": each.note,
        }
        for each in papers
    ]


class _OfErrand(LetterData):
    HANDLER_IS = "代办员"


@dataclass(frozen=True, kw_only=True)
class Mandate(_OfErrand):
    """委托书 (行政许可法 29 ¶2): who lets whom do what, until when; signed, or with a thumb-print before two witnesses.

    `identity` names the principal's document, its number masked: the paper travels in a bag. `drawn` is what his finger
    drew on glass: strokes of points on a field of 600 × 200.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "mandate", "agent_post", "scope")

    mandate: str
    identity: str = ""
    guardian: str = ""
    agent_post: str
    mode: str
    scope: tuple[str, ...]
    signed_at: datetime
    until: date
    sign: str
    witnesses: tuple[str, ...] = ()
    drawn: tuple[tuple[tuple[int, int], ...], ...] = ()

    def own_words(self) -> dict[str, Any]:
        return {
            "drawn": self.drawn,
            "mandate": self.mandate,
            "identity": self.identity,
            "guardian": self.guardian,
            "agent_post": self.agent_post,
            "mode": self.mode,
            "scope": "、".join(self.scope),
            "signed": moment_words(self.signed_at),
            "until": day_words(self.until),
            "sign": self.sign,
            "witnesses": list(self.witnesses),
        }


@dataclass(frozen=True, kw_only=True)
class HeldReceipt(_OfErrand):
    """代办暂收凭证: the agent has the papers; the organ has not, and none of its terms runs yet (decision 0013)."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "mandate", "query_code")

    mandate: str
    taken_at: datetime
    papers: tuple[PaperHeld, ...]
    at_town_by: date
    provisional: bool = False
    query_code: str
    track_address: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "mandate": self.mandate,
            "taken": moment_words(self.taken_at),
            "papers": _rows(self.papers),
            "at_town_by": due_words(self.at_town_by, provisional=self.provisional),
            "query_code": self.query_code,
            "track_address": self.track_address,
        }


@dataclass(frozen=True, kw_only=True)
class Recall(_OfErrand):
    """撤回委托确认书: the mandate ends at the villager's word; `lies_at` is who has his papers now."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "mandate", "reason", "lies_at")

    mandate: str
    reason: str
    lies_at: str
    papers: tuple[PaperHeld, ...]

    def own_words(self) -> dict[str, Any]:
        return {
            "mandate": self.mandate,
            "recalled": moment_words(self.issued_at),
            "reason": self.reason,
            "lies_at": self.lies_at,
            "papers": _rows(self.papers),
        }


@dataclass(frozen=True, kw_only=True)
class HandedHome(_OfErrand):
    """代办结果交付单: result and every original are put into the villager's hand, who signs."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "mandate", "result", "receiver")

    mandate: str
    result: str
    receiver: str
    papers: tuple[PaperHeld, ...]

    def own_words(self) -> dict[str, Any]:
        return {
            "mandate": self.mandate,
            "handed": moment_words(self.issued_at),
            "result": self.result,
            "receiver": self.receiver,
            "papers": _rows(self.papers),
        }


@dataclass(frozen=True, kw_only=True)
class InTheBag:
    """One matter of a bag; names masked, for the sheet travels open. `originals_in` None while it is on the road."""

    number: str
    item: str
    villager_masked: str
    originals_out: int
    originals_in: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class BagSheet(LetterData):
    """代办袋交接单: what was handed over, one signature at each end. Its addressee is who it goes to."""

    REQUIRED = (*LetterData.REQUIRED, "bag", "leg", "lines")

    bag: str
    leg: str
    receiver: str
    lines: tuple[InTheBag, ...]

    def own_words(self) -> dict[str, Any]:
        return {
            "bag": self.bag,
            "leg": self.leg,
            "receiver": self.receiver,
            "moment": moment_words(self.issued_at),
            "lines": [self._row(line) for line in self.lines],
            "matters": str(len(self.lines)),
            "originals": str(sum(line.originals_out for line in self.lines)),
        }

    def _row(self, line: InTheBag) -> dict[str, str]:
        return {
            "number": line.number,
            "item": line.item,
            "villager": line.villager_masked,
            "out": str(line.originals_out),
            "in": "" if line.originals_in is None else str(line.originals_in),
            "note": line.note,
        }


@dataclass(frozen=True, kw_only=True)
class BagReceived(BagSheet):
    """代办袋签收单: what was found in it, line by line; a line that differs says so."""

    sender: str
    sent_at: datetime

    def own_words(self) -> dict[str, Any]:
        there = [line for line in self.lines if line.originals_in is not None]
        return super().own_words() | {
            "sender": self.sender,
            "sent": moment_words(self.sent_at),
            "found_matters": str(len(there)),
            "found_originals": str(sum(line.originals_in or 0 for line in there)),
            "short": sum(line.originals_in != line.originals_out for line in self.lines),
        }
