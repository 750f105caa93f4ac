"""Finding matters, errands and bags of which a number, a document, a phone or a name was typed.

Each list begins at its own `visible_to`. Names stay masked, so that nothing of this is a line of the access log; what
is a person's own is asked by posts that know who stands behind a matter, and only so often.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.batches.queries import batch_for
from approvals.limits import limit_person
from approvals.models import Registration
from approvals.permissions import REVEALERS
from approvals.queries import cases_of, spot_notice_for
from approvals.registered.queries import registered_cases
from civic_service.models import Bag, Errand, Mandate
from county_portal.finding.asked import Asked
from kernel.accounts.models import User
from kernel.accounts.queries import ids_of_persons
from kernel.cases import kinds
from kernel.cases.models import Case, CaseQuerySet
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Role
from kernel.organizations.queries import Scope, scope_of
from kernel.organizations.queries.scopes import SEES_NO_CASE
from kernel.organizations.refusals import NotYourPost

READERS: Final = tuple(role for role in Role if role not in SEES_NO_CASE)
# they meet the person, or read in full who stands behind a matter; all others go by numbers
ASKS_FOR_PERSONS: Final = REVEALERS | {Role.TOWN_CLERK, Role.VILLAGE_AGENT}
MOST: Final = 20


@dataclass(frozen=True)
class Hit:
    """A line of what was found. `slip` and `label`: where they are printed again, empty where there is none."""

    key: str
    number: str
    title: str
    who: str
    state: str | Promise
    at: datetime | None
    url: str
    slip: str = ""
    label: str = ""
    foreign: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind, the latest first; `more` where the list was cut."""

    code: str
    words: str | Promise
    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True)
class Found:
    """Groups that have any hit. `straight`: where the one thing lies that was meant exactly, else empty."""

    groups: tuple[Group, ...]
    straight: str = ""


def find(user: User, asked: Asked, *, at: datetime) -> Found:
    """Everything that he may see of what was asked. Errors: NotYourPost, TooManyPersons."""
    scope = scope_of(user, at)
    if not scope.roles & frozenset(READERS):
        raise NotYourPost(roles=sorted(READERS))
    persons: list[int] = []
    if asked.of_a_person and scope.roles & ASKS_FOR_PERSONS:
        limit_person(user)
        persons = ids_of_persons(documents=asked.documents, number=asked.document, phone=asked.phone, name=asked.name)
    found = [
        *_matters(user, asked, persons, at=at),
        _group("errand", _("代办件"), _errands(scope, asked, persons)),
        _group("bag", _("代办袋"), _bags(scope, asked)),
        _group("slip", _("单子"), _slips(user, asked, at=at)),
    ]
    return _told(asked, [group for group in found if group.hits])


def _told(asked: Asked, groups: list[Group]) -> Found:
    """An errand that the asker also sees as a matter is told once; one thing that was named whole opens at once."""
    matters = {hit.number for group in groups if group.code in ("licence", "registered") for hit in group.hits}
    kept = [group for group in groups if group.code != "errand" or matters.isdisjoint(h.number for h in group.hits)]
    hits = [hit for group in kept for hit in group.hits]
    straight = len(hits) == 1 and (asked.whole or hits[0].foreign)
    return Found(tuple(kept), hits[0].url if straight else "")


def _group(code: str, words: str | Promise, hits: Iterable[Hit]) -> Group:
    some = tuple(hits)
    return Group(code, words, some[:MOST], len(some) > MOST)


def _where(asked: Asked, persons: list[int]) -> Q | None:
    """The condition on cases, each part of it answered by an index; None where no case can be meant."""
    if asked.number:
        return Q(number=asked.number)
    people = Q(applicant__in=persons) | Q(agent__in=persons)
    return people if persons else None


def _narrowed(cases: CaseQuerySet, asked: Asked, persons: list[int]) -> CaseQuerySet | None:
    where = _where(asked, persons)
    if where is None and not asked.digits:
        return None
    if where is None:
        return cases.ending_in(asked.digits)
    return cases.filter(where)


def _matters(user: User, asked: Asked, persons: list[int], *, at: datetime) -> list[Group]:
    licences = _narrowed(cases_of(user, at=at), asked, persons)
    registered = _narrowed(registered_cases(user, at=at), asked, persons)
    foreign = _of_foreign_number(asked)
    if foreign:
        registered = registered_cases(user, at=at).filter(pk__in=foreign)
    return [
        _group("licence", _("办件"), _hits(licences)),
        _group("registered", _("登记件"), _hits(registered, asked.foreign if foreign else "")),
    ]


def _of_foreign_number(asked: Asked) -> list[int]:
    if not asked.foreign:
        return []
    found = Registration.objects.filter(foreign_number=asked.foreign, cancelled=False)
    return list(found.order_by("pk").values_list("pk", flat=True)[: MOST + 1])


def _hits(cases: CaseQuerySet | None, foreign: str = "") -> list[Hit]:
    if cases is None:
        return []
    return [_hit(case, foreign) for case in cases.with_row().order_by("-received_at", "-pk")[: MOST + 1]]


def _hit(case: Case, foreign: str) -> Hit:
    printed = case.kind == "licence" and case.received_at is not None
    return Hit(
        key=f"c{case.pk}",
        number=case.number,
        title=case.item_version.name,
        who=case.applicant_shown,
        state=case.state_row.label,
        at=case.received_at,
        url=reverse(kinds.get(case.kind).detail_route, args=[case.number]),
        slip=reverse("approvals:slip", args=[case.number]) if printed else "",
        label=reverse("approvals:label", args=[case.number]) if printed else "",
        foreign=foreign,
    )


def _errands(scope: Scope, asked: Asked, persons: list[int]) -> list[Hit]:
    mandates = list(Mandate.objects.filter(number=asked.chain).values_list("pk", flat=True)) if asked.chain else []
    cases = _narrowed(Case.objects.all(), asked, persons)
    if mandates:
        which = Q(mandate__in=mandates)
    elif cases is not None:
        which = Q(pk__in=cases.values("pk"))
    else:
        return []
    errands = Errand.objects.visible_to(scope).filter(which).select_related("case__item_version", "case__applicant")
    return [
        Hit(
            key=f"e{errand.pk}",
            number=errand.case.number,
            title=errand.case.item_version.name,
            who=errand.case.applicant_shown,
            state=errand.case.state_row.label,
            at=errand.filed_at,
            url=reverse("civic_service:errand", args=[errand.case.number]),
        )
        for errand in errands.order_by("-filed_at", "-pk")[: MOST + 1]
    ]


def _bags(scope: Scope, asked: Asked) -> list[Hit]:
    if not asked.chain:
        return []
    bags = Bag.objects.visible_to(scope).filter(number=asked.chain).select_related("sender", "receiver").order_by("pk")
    return [
        Hit(
            key=f"b{bag.pk}",
            number=bag.number,
            title=bag.get_leg_display(),
            who=f"{bag.sender} → {bag.receiver}",
            state="",
            at=bag.sent_at,
            url=reverse("civic_service:bag", args=[bag.number]),
        )
        for bag in bags
    ]


def _slips(user: User, asked: Asked, *, at: datetime) -> list[Hit]:
    """What was told on the spot, or came in one batch, at his own windows: to be printed again."""
    if not asked.slip:
        return []
    try:
        if asked.slip.startswith("PL"):
            batch = batch_for(user, asked.slip, at=at)
            url = reverse("approvals:batch", args=[batch.number])
            title, who = batch.item_version.name, batch.agent.name_masked
            return [Hit(f"p{batch.pk}", batch.number, title, who, _("批量收件清单"), batch.received_at, url)]
        notice = spot_notice_for(user, asked.slip, at=at)
    except NotFound:
        return []
    number, title = notice.ledger_subject.number, notice.item_version.name
    url = reverse("approvals:spot_slip", args=[number])
    who = notice.applicant.name_masked
    return [Hit(f"g{notice.pk}", number, title, who, _("当场一次告知单"), notice.told_at, url)]
