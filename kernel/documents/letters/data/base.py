"""What every letter says; its kinds add their own words in the modules beside this one.

Names are whole here (a letter is addressed to a person); the words are kept encrypted and only `applicant_masked`
leaves them. Days are counted by the caller; nothing here looks at a clock, a calendar or a table.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext

from kernel.documents.letters.words import cited, plain_day
from kernel.documents.refusals import LetterDataMissing, RemediesMissing
from kernel.organizations.models import Organization
from kernel.organizations.remedies import Remedy
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
    def of(cls, organization: Organization, *, address: str = "") -> "IssuingOrgan":
        """The organ as the master data have it now."""
        return cls(
            code=organization.code,
            name=organization.name,
            short_name=organization.short_name,
            mark=organization.document_mark,
            phone=organization.phone,
            address=address,
            review_organ=organization.review_organ,
            court=organization.court,
        )


def lacks_to_refuse(organ: IssuingOrgan, remedy: str) -> list[str]:
    """What the organ's master data lack for a letter that refuses, in words for people; empty where nothing does."""
    names = {gettext("电话"): organ.phone}
    if remedy != Remedy.PETITION_REVIEW:
        names |= {gettext("行政复议机关"): organ.review_organ, gettext("管辖法院"): organ.court}
    return [name for name, there in names.items() if not there]


def require_remedies(organ: IssuingOrgan, remedy: str) -> None:
    """Asked before a refusal, and once more when its letter is filled. Errors: RemediesMissing names what lacks."""
    lacking = lacks_to_refuse(organ, remedy)
    if lacking:
        raise RemediesMissing(organ=organ.name, what="、".join(lacking))


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
    the person to ask for, with `phone` (else the organ's) and `place` (window, address). `licence` is false for what is
    no 行政许可: its letters rest on `basis`, the item's own provisions, and not on that law. `remedy` is how what it
    refuses can be taken further (`Remedy`).
    Errors: LetterDataMissing for an empty text without which the letter says nothing; RemediesMissing.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ("applicant", "applicant_masked", "item", "handler")
    REFUSES: ClassVar[bool] = False
    HANDLER_IS: ClassVar[str] = "经办人"

    organ: IssuingOrgan
    applicant: str
    applicant_masked: str
    item: str
    issued_at: datetime
    matter_number: str = ""
    handler: str = ""
    phone: str = ""
    place: str = ""
    licence: bool = True
    basis: str = ""
    remedy: str = Remedy.EITHER

    def __post_init__(self) -> None:
        for field in self.REQUIRED:
            if not getattr(self, field):
                raise LetterDataMissing(field=field)
        if not (self.phone or self.organ.phone):
            raise LetterDataMissing(field="phone")
        if not self.licence and not self.basis:
            raise LetterDataMissing(field="basis")
        if self.REFUSES:
            require_remedies(replace(self.organ, phone=self.phone or self.organ.phone), self.remedy)

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
            "handler_is": self.HANDLER_IS,
            "handler": self.handler,
            "phone": self.phone or self.organ.phone,
            "place": self.place or self.organ.address,
            "licence": self.licence,
            "basis": cited(self.basis),
            "remedy": str(self.remedy),
            "date": plain_day(self.issued_on),
            "review_organ": self.organ.review_organ,
            "court": self.organ.court,
        }
        return common | self.own_words()

    def own_words(self) -> dict[str, Any]:
        """What only this kind of letter says."""
        return {}


def paper_rows(papers: tuple[Paper, ...]) -> list[dict[str, str]]:
    """The list as the template's table takes it."""
    return [{"name": each.name, "form": each.form, "copies": str(each.copies), "note": each.note} for each in papers]
