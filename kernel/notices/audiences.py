"""Who must be told of an entry: each app declares it beside its observers, by event type."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from kernel.accounts.models import User
from kernel.ledger.models import Entry
from kernel.notices.wording import Words


@dataclass(frozen=True)
class Told:
    """One person to tell, and in which capacity.

    Of an applicant (`applicant`, his row's id) the account is optional: he is reached outside the portal as well.
    `unit` is the code of the unit that speaks with him, where it is not the one whose matter it is; `phone` the
    telephone by which he was reached until now, where that one is to be told.
    Errors: ValueError for nobody.
    """

    user: User | None
    as_what: str | Promise
    applicant: int | None = None
    unit: str = ""
    phone: str = ""

    def __post_init__(self) -> None:
        if self.user is None and self.applicant is None:
            raise ValueError("nobody to tell")


@dataclass(frozen=True)
class Group:
    """Who stands behind a `code` of audiences, in words. `applicants` are named by their rows, not by accounts: they
    have left a telephone and no e-mail address."""

    code: str
    name: str | Promise
    applicants: bool = False


Whom = Callable[[Entry], Iterable[Told]]
WhomOfMany = Callable[[Sequence[Entry]], Mapping[int, Iterable[Told]]]


@dataclass(frozen=True)
class Audience:
    """For entries of one type: whom to tell and under what title, in the entry's own sentence or in `words` (by id).

    `code` names the audience among those of its event in the routing table; it never changes. `by` are the channels
    beside the inbox that a county starts with, `sms` the short message it starts with, its places in braces.
    Either `whom` answers for one entry, or `whom_of_many` for a batch (entry id → people) in a fixed number of
    queries; types that come by the thousand need the latter. Errors: ValueError for neither or both.
    """

    event: str
    code: str
    title: str | Promise
    whom: Whom | None = None
    whom_of_many: WhomOfMany | None = None
    words: Callable[[Sequence[Entry]], Mapping[int, Words]] | None = None
    urgent: bool = False
    link: Callable[[Entry], str] | None = None
    by: tuple[str, ...] = ()
    sms: str = ""

    def __post_init__(self) -> None:
        if (self.whom is None) == (self.whom_of_many is None):
            raise ValueError(f"audience {self.code} of {self.event} needs one of whom, whom_of_many")

    def people(self, entries: Sequence[Entry]) -> Mapping[int, Iterable[Told]]:
        """Whom to tell, by entry id."""
        if self.whom_of_many is not None:
            return self.whom_of_many(entries)
        assert self.whom is not None
        return {entry.pk: self.whom(entry) for entry in entries}

    def said(self, entries: Sequence[Entry]) -> Mapping[int, Words]:
        """What they are told, by entry id."""
        if self.words is not None:
            return self.words(entries)
        return {entry.pk: Words(entry.sentence()) for entry in entries}

    @property
    def template(self) -> str:
        """The id of `sms` at the gateway's operator; empty without one."""
        return f"{self.event}.{self.code}".upper().replace(".", "_") if self.sms else ""


_audiences: dict[str, list[Audience]] = {}
_groups: dict[str, Group] = {}


def register(audience: Audience) -> Audience:
    """Add an audience; one event type may have several. Errors: ValueError for the same one twice."""
    known = _audiences.setdefault(audience.event, [])
    if any(other.code == audience.code for other in known):
        raise ValueError(f"audience {audience.code} of {audience.event} is registered already")
    known.append(audience)
    return audience


def audiences_of(event: str) -> tuple[Audience, ...]:
    return tuple(_audiences.get(event, ()))


def all_audiences() -> tuple[Audience, ...]:
    """Every audience, by event."""
    return tuple(audience for event in sorted(_audiences) for audience in _audiences[event])


def name_groups(groups: Iterable[Group]) -> None:
    """Say who stands behind codes of audiences. Errors: ValueError for a code that is named already."""
    for group in groups:
        if group.code in _groups:
            raise ValueError(f"group {group.code} is named already")
        _groups[group.code] = group


def group_of(code: str) -> Group:
    """Who stands behind a code; one that nobody named goes by its code."""
    return _groups.get(code, Group(code, code))
