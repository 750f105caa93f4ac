"""The decision and its delivery (行政许可法 38, 44)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.documents.letters.data.base import IssuingOrgan, LetterData
from kernel.documents.letters.words import day_words, due_words, moment_words, plain_day
from kernel.organizations.remedies import Remedy


@dataclass(frozen=True, kw_only=True)
class Grant(LetterData):
    """准予行政许可决定书 (行政许可法 38 ¶1, 44). `content` what is granted and how far, `conditions` in words.

    `valid_until` the last day; a licence without one says so, what is no licence says nothing.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "content")

    accepted_on: date
    content: str
    result_name: str = ""
    conditions: str = ""
    valid_until: date | None = None
    deliver_by: date | None = None
    provisional: bool = False

    def own_words(self) -> dict[str, Any]:
        by = self.deliver_by
        return {
            "accepted": day_words(self.accepted_on),
            "content": self.content,
            "result_name": self.result_name,
            "conditions": self.conditions,
            "valid": self._valid(),
            "deliver_by": due_words(by, provisional=self.provisional) if by else "",
        }

    def _valid(self) -> str:
        if self.valid_until is None:
            return "不设有效期限" if self.licence else ""
        return f"自{plain_day(self.issued_on)}起至{plain_day(self.valid_until)}止"


@dataclass(frozen=True, kw_only=True)
class RefusedPart:
    """One part of a joint matter that its organ did not grant, why, and how that is taken further."""

    organ: IssuingOrgan
    item: str
    reason: str
    remedy: str = Remedy.EITHER

    def words(self) -> dict[str, str]:
        organ = self.organ
        said = {"organ": organ.name, "item": self.item, "reason": self.reason, "remedy": str(self.remedy)}
        return said | {"review_organ": organ.review_organ, "court": organ.court}


@dataclass(frozen=True, kw_only=True)
class Deny(LetterData):
    """不予行政许可决定书 (行政许可法 38 ¶2): reasons, the provision they rest on, and both remedies.

    `refused`: of a joint matter what other organs did not grant; each is taken further by its own way.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "reason", "reason_basis")
    REFUSES = True

    accepted_on: date
    reason: str
    reason_basis: str
    refused: tuple[RefusedPart, ...] = ()

    def own_words(self) -> dict[str, Any]:
        said = {"accepted": day_words(self.accepted_on), "reason": self.reason, "reason_basis": self.reason_basis}
        return said | {"refused": [part.words() for part in self.refused]}


@dataclass(frozen=True, kw_only=True)
class Delivery(LetterData):
    """送达回证: what was handed over, how, to whom and by whom; it is signed and goes to the file.

    `document` and `document_serial` name the decision (its 文号, where it was made here); `how` the method in words;
    `receiver_is` what the receiver is to the addressee. Where the law decided in the organ's silence (`deemed`, 50 ¶2)
    `document` is the licence and `decided_on` the day since when it is renewed. By post its number stands where a
    signature would.
    """

    REQUIRED = (*LetterData.REQUIRED, "matter_number", "document", "how")

    document: str
    document_serial: str = ""
    decided_on: date
    how: str
    receiver: str = ""
    receiver_is: str = ""
    tracking_number: str = ""
    deemed: bool = False

    def own_words(self) -> dict[str, Any]:
        return {
            "document": self.document,
            "document_serial": self.document_serial,
            "decided": day_words(self.decided_on),
            "how": self.how,
            "receiver": self.receiver,
            "receiver_is": self.receiver_is,
            "tracking_number": self.tracking_number,
            "deemed": self.deemed,
            "delivered": moment_words(self.issued_at),
        }
