"""Letters from receipt to acceptance, or to the refusal of it (行政许可法 32)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from kernel.documents.letters.data.base import LetterData, Paper, paper_rows
from kernel.documents.letters.words import day_words, due_words, moment_words


@dataclass(frozen=True, kw_only=True)
class Receipt(LetterData):
    """收件凭证: proof of the day of receipt (行政许可法 32 ¶2 by analogy; practice of 材料清单).

    `received_at` the instant the papers reached the organ; `say_by` the last day for its answer (the fifth working
    day); `silence_accepts` whether silence means acceptance (32(4)); `rest_day` whether it was received on a day off;
    `renewal` what silence means for a licence to be renewed (50), empty for all others.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "materials", "query_code")
    SUPPLEMENTS: ClassVar[bool] = False

    received_at: datetime
    channel: str
    materials: tuple[Paper, ...]
    say_by: date
    provisional: bool = False
    silence_accepts: bool = True
    rest_day: bool = False
    query_code: str = ""
    track_address: str = ""
    renewal: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "received": moment_words(self.received_at),
            "channel": self.channel,
            "materials": paper_rows(self.materials),
            "say_by": due_words(self.say_by, provisional=self.provisional),
            "silence_accepts": self.silence_accepts,
            "rest_day": self.rest_day,
            "query_code": self.query_code,
            "track_address": self.track_address,
            "supplements": self.SUPPLEMENTS,
            "renewal": self.renewal,
        }


@dataclass(frozen=True, kw_only=True)
class SupplementReceipt(Receipt):
    """补正材料收件凭证: all papers of the notice are there, and the time to answer runs anew (行政许可法 32(5))."""

    SUPPLEMENTS = True


@dataclass(frozen=True, kw_only=True)
class OnTheSpot(LetterData):
    """当场一次告知单: the papers were incomplete and went home with the applicant; nothing was received.

    `added` are those of `missing` that the notice `earlier` (number) had not named: then nothing more is promised.
    """

    REQUIRED = (*LetterData.REQUIRED, "missing")

    missing: tuple[Paper, ...]
    added: tuple[Paper, ...] = ()
    earlier: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "missing": paper_rows(self.missing),
            "told": moment_words(self.issued_at),
            "added": "、".join(paper.name for paper in self.added),
            "earlier": self.earlier,
        }


@dataclass(frozen=True, kw_only=True)
class Acceptance(LetterData):
    """受理通知书 (行政许可法 32(5), ¶2). `statutory_term` and `promised_term` in words (20个工作日, 自受理之日起).

    `deemed`: nothing was said in time, so the application counts as accepted from the day of receipt (32(4)).
    `tolerated`: names of the minor papers that follow by `tolerated_until` (容缺受理); with them the letter does not
    say that the papers are complete.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "statutory_term")

    received_on: date
    accepted_on: date
    statutory_term: str
    statutory_due: date
    promised_term: str = ""
    promised_due: date | None = None
    provisional: bool = False
    deemed: bool = False
    tolerated: tuple[str, ...] = ()
    tolerated_until: date | None = None
    fees: str = ""
    track_address: str = ""

    def own_words(self) -> dict[str, Any]:
        due = self.promised_due
        return {
            "received": day_words(self.received_on),
            "accepted": day_words(self.accepted_on),
            "statutory_term": self.statutory_term,
            "statutory_due": due_words(self.statutory_due, provisional=self.provisional),
            "promised_term": self.promised_term,
            "promised_due": due_words(due, provisional=self.provisional) if due else "",
            "deemed": self.deemed,
            "tolerated": "、".join(self.tolerated),
            "tolerated_until": day_words(self.tolerated_until) if self.tolerated_until else "",
            "fees": self.fees,
            "track_address": self.track_address,
        }


@dataclass(frozen=True, kw_only=True)
class RefusalToAccept(LetterData):
    """不予受理决定书 (行政许可法 32(1)(2), ¶2). `ground`: not_needed | not_our_power | other.

    `other_organ`: where to apply when it is not this organ's power.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "reason")
    REFUSES = True

    received_on: date
    ground: str
    reason: str
    other_organ: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "received": day_words(self.received_on),
            "ground": self.ground,
            "reason": self.reason,
            "other_organ": self.other_organ,
        }


@dataclass(frozen=True, kw_only=True)
class Supplement(LetterData):
    """申请材料补正告知书 (行政许可法 32(4)): everything that is missing, at once, and only once.

    `term_until` the last day to bring it; `after_term` what happens then, in the words of the item's regime.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "missing", "after_term")

    received_on: date
    missing: tuple[Paper, ...]
    term_until: date
    after_term: str
    provisional: bool = False
    track_address: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "received": day_words(self.received_on),
            "missing": paper_rows(self.missing),
            "term_until": due_words(self.term_until, provisional=self.provisional),
            "after_term": self.after_term,
            "track_address": self.track_address,
        }


@dataclass(frozen=True, kw_only=True)
class Tolerance(LetterData):
    """容缺受理承诺书: minor papers may follow by a day; what happens if they do not, and the applicant's promise."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "papers")

    accepted_on: date
    papers: tuple[Paper, ...]
    until: date

    def own_words(self) -> dict[str, Any]:
        return {
            "accepted": day_words(self.accepted_on),
            "papers": paper_rows(self.papers),
            "until": day_words(self.until),
        }
