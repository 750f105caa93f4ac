"""Who is told of a matter on the road: the villager at each step, by message or by a call; the agent and the town of
what goes otherwise than it should."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_service import events, told
from civic_service.models import Errand
from kernel.ledger.events import EventType
from kernel.ledger.models import Entry
from kernel.notices.applicants import applicants_of
from kernel.notices.audiences import Audience, Group, Told, name_groups, register
from kernel.notices.models import Channel
from kernel.organizations.models import Organization, Role
from kernel.organizations.queries import acting_holders, posts_in

WhomOfMany = Callable[[Sequence[Entry]], dict[int, list[Told]]]
VILLAGER: Final = "villager"
SUPPLEMENT_NOTICE: Final = "approvals.supplement_notified"


def villager(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """The applicant of each matter, in the portal too if he, or the guardian of a child, signs in.

    Who has no mobile is called by the room that took his matter: there they know him.
    """
    errands = Errand.objects.filter(pk__in={entry.subject_id for entry in entries})
    rooms = dict(errands.values_list("pk", "room__code"))
    people = applicants_of(rooms, units=rooms)
    return {entry.pk: [people[entry.subject_id]] for entry in entries if entry.subject_id in people}


def room(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """The agents of the room that took the matter, or their deputies while they are away."""
    return _of_unit(entries, Role.VILLAGE_AGENT, lambda errand: errand.room)


def town(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """The clerks of the town that the room belongs to."""
    return _of_unit(entries, Role.TOWN_CLERK, lambda errand: errand.town)


def _of_unit(entries: Sequence[Entry], role: Role, unit: Callable[[Errand], Organization]) -> dict[int, list[Told]]:
    errands = Errand.objects.filter(case__simulated=False).select_related("room", "town")
    units = {pk: unit(errand).pk for pk, errand in errands.in_bulk({entry.subject_id for entry in entries}).items()}
    if not units:
        return {}
    at = max(entry.recorded_at for entry in entries)
    posts = posts_in(set(units.values()), role=role, at=at)
    acting = acting_holders(posts, at)
    return {
        entry.pk: list(_once(Told(acting[post.pk], str(post)) for post in posts if post.organization_id == there))
        for entry in entries
        if (there := units.get(entry.subject_id)) is not None
    }


def _once(people: Iterable[Told]) -> Iterable[Told]:
    """Who holds two posts of a unit is told once."""
    seen: set[int] = set()
    for person in people:
        if person.user is not None and person.user.pk not in seen:
            seen.add(person.user.pk)
            yield person


def _own_page(entry: Entry) -> str:
    """His page of the matter; the entry's own link is the agent's."""
    return reverse("my_case", args=[entry.subject_number])


def _tell(event: EventType, title: str | Promise, whom: WhomOfMany) -> None:
    """Whoever carries the papers is told in the entry's own words."""
    register(Audience(event=event.code, code=whom.__name__, title=title, whom_of_many=whom))


name_groups(
    [
        Group(VILLAGER, _("委托代办的村民"), applicants=True),
        Group(room.__name__, _("代办员")),
        Group(town.__name__, _("乡镇便民服务中心")),
    ]
)
for _event, _title in (
    (events.FILED, _("代办员已接件")),
    (events.ON_THE_ROAD, _("材料已交出")),
    (events.HANDED_OVER, _("材料已送到")),
    (events.SHORT, _("材料清点不符")),
    (events.LOST, _("代办袋丢失")),
    (events.FOUND, _("丢失的材料找到了")),
    (events.FOUND_ASIDE, _("丢失的材料找到了，退给您")),
    (events.FOUND_GIVEN, _("找到的材料已退到您手里")),
    (events.RECALLED, _("委托已撤回")),
    (events.TAKEN_OVER, _("已接回自己办")),
    (events.MANDATE_ENDED, _("代办委托已终止")),
    (events.RETURNED, _("结果已交到您手里")),
    (events.PAPERS_RETURNED, _("材料已退到您手里")),
):
    register(
        Audience(
            event=_event.code,
            code=VILLAGER,
            title=_title,
            whom_of_many=villager,
            words=told.words_of,
            link=_own_page,
            by=(Channel.SMS,),
            sms=told.SENTENCES[_event.code].sms,
        )
    )
for _event, _title in (
    (events.SHORT, _("代办袋与清单不符")),
    (events.LOST, _("代办袋丢失")),
    (events.FOUND, _("丢失的代办袋找到了")),
    (events.FOUND_ASIDE, _("丢失的材料找到了，要退还村民")),
    (events.TAKEN_OVER, _("村民接回自己办")),
    (events.MANDATE_ENDED, _("村民终止了代办委托")),
    (events.BROUGHT_IN, _("登记包已由乡镇带入")),
    (events.WITHOUT_MANDATE, _("机关收件了，委托书照片还没传")),
):
    _tell(_event, _title, room)
for _event, _title in (
    (events.SHORT, _("代办袋与清单不符")),
    (events.LOST, _("代办袋丢失")),
    (events.FOUND, _("丢失的代办袋找到了")),
    (events.FOUND_ASIDE, _("丢失的材料找到了，要退还村民")),
    (events.TAKEN_OVER, _("村民接回自己办")),
    (events.MANDATE_ENDED, _("村民终止了代办委托")),
):
    _tell(_event, _title, town)
# by the name of the other app's entry: whoever took the papers can bring what is lacking
register(Audience(event=SUPPLEMENT_NOTICE, code=room.__name__, title=_("窗口要补材料，请告诉村民"), whom_of_many=room))
