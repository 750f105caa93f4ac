"""Who at a supervising department is told that a decision was pushed to it, and in which words."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals import events
from approvals.models import PushedDecision
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Group, Told, name_groups, register
from kernel.notices.wording import Sentence, Words
from kernel.organizations.models import Post, Role
from kernel.organizations.queries import acting_holders, posts_of_roles

# the first of these that the department has: one desk that answers, and nobody else's inbox is filled
_LEADING: Final = (
    Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD, Role.APPROVER, Role.REVIEWER,
)  # fmt: skip
SENTENCES: Final = {
    events.GRANTED.code: Sentence(_("{unit}对“{item}”（受理号 {number}）准予许可，请签收。"), ""),
    events.DENIED.code: Sentence(_("{unit}对“{item}”（受理号 {number}）不予许可，请签收。"), ""),
    events.DEEMED_RENEWED.code: Sentence(
        _("{unit}对“{item}”（受理号 {number}）在原许可到期前没有作出决定，视为准予延续，请签收。"), ""
    ),
}


def _pushed(entries: Sequence[Entry]) -> dict[int, PushedDecision]:
    """By case."""
    rows = PushedDecision.objects.filter(case__in={entry.subject_id for entry in entries}, case__simulated=False)
    return {row.case_id: row for row in rows.select_related("case__item_version", "case__organization")}


def supervising(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who leads the department that each decision was pushed to, or his deputy while he is away."""
    pushed = _pushed(entries)
    if not pushed:
        return {}
    at = max(entry.recorded_at for entry in entries)
    units = {row.organization_id for row in pushed.values()}
    posts = list(posts_of_roles(_LEADING, at=at).filter(organization__in=units))
    first = {unit: _first([post for post in posts if post.organization_id == unit]) for unit in units}
    acting = acting_holders([post for those in first.values() for post in those], at)
    return {
        entry.pk: [Told(acting[post.pk], str(post)) for post in first[pushed[entry.subject_id].organization_id]]
        for entry in entries
        if entry.subject_id in pushed
    }


def _first(posts: Sequence[Post]) -> list[Post]:
    """The posts of the first leading role that there is."""
    return next((found for role in _LEADING if (found := [post for post in posts if post.role == role])), [])


def words_of(entries: Sequence[Entry]) -> Mapping[int, Words]:
    """Which unit decided what on which item."""
    pushed = _pushed(entries)
    return {entry.pk: _words(entry, pushed[entry.subject_id]) for entry in entries if entry.subject_id in pushed}


def _words(entry: Entry, row: PushedDecision) -> Words:
    case = row.case
    places = {"unit": case.organization.name, "item": case.item_version.name, "number": case.number}
    return SENTENCES[entry.type].filled(lambda _brief: places)


def _desk(_entry: Entry) -> str:
    return reverse("approvals:pushed")


name_groups([Group("supervising", _("监管部门"))])
for _event in (events.GRANTED, events.DENIED, events.DEEMED_RENEWED):
    register(
        Audience(
            event=_event.code,
            code="supervising",
            title=_("有决定推送来，请签收"),
            whom_of_many=supervising,
            words=words_of,
            link=_desk,
        )
    )
