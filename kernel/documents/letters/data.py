"""What each letter says: the facts of that moment, filled by the app whose act it is.

Names are whole here (a letter is addressed to a person); the words are kept encrypted and only `applicant_masked`
leaves them. Days are counted by the caller; nothing here looks at a clock, a calendar or a table.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from kernel.documents.letters.words import day_words, due_words, moment_words, plain_day
from kernel.documents.refusals import LetterDataMissing, RemediesMissing
from kernel.organizations.models import Organization
from kernel.workdays.zone import local_date


@dataclass(frozen=True, kw_only=True)
class IssuingOrgan:
    """The organ in whose name the letter goes out. `mark` is its 机关代字; without one the short name stands there."""

    code: str
    name: str
    short_name: str = ""
    mark: str = ""
    phone: str = ""
    address: str = ""
    review_organ: str = ""
    court: str = ""

    @classmethod
    def of(cls, organization: Organization, *, mark: str = "", address: str = "") -> "IssuingOrgan":
        """The organ as the master data have it now."""
        return cls(
            code=organization.code,
            name=organization.name,
            short_name=organization.short_name,
            mark=mark,
            phone=organization.phone,
            address=address,
            review_organ=organization.review_organ,
            court=organization.court,
        )


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One line of a list of materials. `form` 原件, 复印件 …; `note` says what is wrong or how it must be."""

    name: str
    form: str = ""
    copies: int = 1
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterData:
    """What every letter has.

    `applicant` is the addressee in full, `applicant_masked` what the verification page may show; `matter_number` the
    受理号, empty while there is no case; `issued_at` the instant of the act, whose day is the letter's date; `handler`
    the person to ask for, with `phone` and `place` (window, address).
    Errors: LetterDataMissing for an empty text without which the letter says nothing; RemediesMissing.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ("applicant", "applicant_masked", "item")
    REFUSES: ClassVar[bool] = False

    organ: IssuingOrgan
    applicant: str
    applicant_masked: str
    item: str
    issued_at: datetime
    matter_number: str = ""
    handler: str = ""
    phone: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        for field in self.REQUIRED:
            if not getattr(self, field):
                raise LetterDataMissing(field=field)
        if self.REFUSES and not (self.organ.review_organ and self.organ.court):
            raise RemediesMissing(organ=self.organ.name)

    @property
    def issued_on(self) -> date:
        return local_date(self.issued_at)

    def words(self) -> dict[str, Any]:
        """What the template prints: text, lists of text, nothing to be computed any more."""
        common = {
            "organ": self.organ.name,
            "applicant": self.applicant,
            "item": self.item,
            "matter_number": self.matter_number,
            "handler": self.handler,
            "phone": self.phone or self.organ.phone,
            "place": self.place or self.organ.address,
            "date": plain_day(self.issued_on),
            "review_organ": self.organ.review_organ,
            "court": self.organ.court,
        }
        return common | self.own_words()

    def own_words(self) -> dict[str, Any]:
        """What only this kind of letter says."""
        return {}


def _papers(papers: tuple[Paper, ...]) -> list[dict[str, str]]:
    return [{"name": each.name, "form": each.form, "copies": str(each.copies), "note": each.note} for each in papers]


@dataclass(frozen=True, kw_only=True)
class Receipt(LetterData):
    """收件凭证: proof of the day of receipt (行政许可法 32 ¶2 by analogy; practice of 材料清单).

    `received_at` the instant the papers reached the organ; `say_by` the last day for its answer (the fifth working
    day); `silence_accepts` whether silence means acceptance (32(4)); `rest_day` whether it was received on a day off.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "materials", "query_code")

    received_at: datetime
    channel: str
    materials: tuple[Paper, ...]
    say_by: date
    provisional: bool = False
    silence_accepts: bool = True
    rest_day: bool = False
    query_code: str = ""
    track_address: str = ""

    def own_words(self) -> dict[str, Any]:
        return {
            "received": moment_words(self.received_at),
            "channel": self.channel,
            "materials": _papers(self.materials),
            "say_by": due_words(self.say_by, provisional=self.provisional),
            "silence_accepts": self.silence_accepts,
            "rest_day": self.rest_day,
            "query_code": self.query_code,
            "track_address": self.track_address,
        }


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
            "missing": _papers(self.missing),
            "told": moment_words(self.issued_at),
            "added": "、".join(paper.name for paper in self.added),
            "earlier": self.earlier,
        }


@dataclass(frozen=True, kw_only=True)
class Acceptance(LetterData):
    """受理通知书 (行政许可法 32(5), ¶2). `statutory_term` and `promised_term` in words (20个工作日, 自受理之日起).

    `deemed`: nothing was said in time, so the application counts as accepted from the day of receipt (32(4)).
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
            "fees": self.fees,
            "track_address": self.track_address,
        }


@dataclass(frozen=True, kw_only=True)
class RefusalToAccept(LetterData):
    """不予受理决定书 (行政许可法 32(1)(2), ¶2). `other_organ`: where to apply when it is not this organ's power."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "reason")
    REFUSES = True

    received_on: date
    ground: Literal["not_needed", "not_our_power", "other"]
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
            "missing": _papers(self.missing),
            "term_until": due_words(self.term_until, provisional=self.provisional),
            "after_term": self.after_term,
            "track_address": self.track_address,
        }


@dataclass(frozen=True, kw_only=True)
class Grant(LetterData):
    """准予行政许可决定书 (行政许可法 38 ¶1, 44). `content` what is granted, `conditions` and `valid` in words."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "content")

    accepted_on: date
    content: str
    result_name: str = ""
    conditions: str = ""
    valid: str = ""
    deliver_by: date | None = None
    provisional: bool = False

    def own_words(self) -> dict[str, Any]:
        by = self.deliver_by
        return {
            "accepted": day_words(self.accepted_on),
            "content": self.content,
            "result_name": self.result_name,
            "conditions": self.conditions,
            "valid": self.valid,
            "deliver_by": due_words(by, provisional=self.provisional) if by else "",
        }


@dataclass(frozen=True, kw_only=True)
class Deny(LetterData):
    """不予行政许可决定书 (行政许可法 38 ¶2): reasons, the provision they rest on, and both remedies."""

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "reason", "reason_basis")
    REFUSES = True

    accepted_on: date
    reason: str
    reason_basis: str

    def own_words(self) -> dict[str, Any]:
        return {"accepted": day_words(self.accepted_on), "reason": self.reason, "reason_basis": self.reason_basis}
