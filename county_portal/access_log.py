"""The access log as its auditor reads it: who saw whose data unmasked, and why. Every name and number masked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import Applicant, User
from kernel.doors.logs import without_numbers
from kernel.ledger.models import AccessEntry
from kernel.organizations.models import Organization, Role
from kernel.organizations.queries import posts_held
from kernel.organizations.refusals import NotYourPost

FIELD_WORDS: Final[dict[str, str | Promise]] = {
    "name": _("姓名"),
    "id_number": _("证件号码"),
    "phone": _("电话"),
    "address": _("住址"),
    "contact_name": _("联系人"),
    "contact_phone": _("联系人电话"),
    "agent_name": _("经办人"),
    "application": _("申请表"),
    "upload": _("提交的材料"),
    "letter": _("出具的文书"),
    "pattern_table": _("研判交叉表"),
    "pattern_rows": _("研判底册"),
    "evidence": _("证据包"),
}


# the auditor learns that a package was taken and which; of which matter stands in the package
NOT_NAMED = frozenset({"case", "card", "clue"})


@dataclass(frozen=True)
class Access:
    """One line of the log, ready to be shown."""

    position: int
    at: datetime
    reader: str
    post: str
    organization: str
    whom: str
    fields: Sequence[str]
    why: str
    hash: str


def audited_counties(user: User, *, at: datetime) -> frozenset[str]:
    """Six-digit codes of the counties whose log he audits. Errors: NotYourPost when he is no auditor."""
    posts = [held.post for held in posts_held(user, at) if held.post.role == Role.ADMIN_AUDIT]
    if not posts:
        raise NotYourPost(roles=[Role.ADMIN_AUDIT])
    return frozenset(post.organization.region.code[:6] for post in posts)


def accesses(counties: Collection[str]) -> QuerySet[AccessEntry]:
    """The log of these counties, latest first; what was read without a post is everybody's to see."""
    inside = Q(region="")
    for county in sorted(counties):
        inside |= Q(region__startswith=county)
    return AccessEntry.objects.filter(inside).order_by("-position")


def shown(entries: Collection[AccessEntry]) -> list[Access]:
    """The entries in words, in two queries."""
    people = {entry.whom_id for entry in entries if entry.whom_kind == "applicant"}
    names = dict(Applicant.objects.filter(pk__in=people).values_list("pk", "name_masked"))
    codes = {entry.organization for entry in entries}
    units = dict(Organization.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        Access(
            position=entry.position,
            at=entry.at,
            reader=entry.person,
            post=entry.post,
            organization=units.get(entry.organization, entry.organization),
            whom=_whom(entry, names),
            fields=[str(FIELD_WORDS.get(field, field)) for field in entry.fields],
            why=without_numbers(entry.why),
            hash=bytes(entry.hash).hex(),
        )
        for entry in entries
    ]


def _whom(entry: AccessEntry, names: Mapping[int, str]) -> str:
    if entry.whom_kind == "applicant":
        return names.get(entry.whom_id, "")
    return "" if entry.whom_kind in NOT_NAMED else entry.whom_number
