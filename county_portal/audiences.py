"""Who is told of posts, absences and drafts: the person whose post it is, whoever steps in, whoever wrote the draft.

At the roof, because the kernel's notices stand above its organizations and its catalogue.
"""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.catalogue.events import IMPORTED, ITEM_REVIEW_DUE
from kernel.catalogue.models import ItemVersion
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Group, Told, name_groups, register
from kernel.notices.models import Channel
from kernel.organizations import events
from kernel.organizations.models import Absence, Deputy, Organization, Post
from kernel.organizations.permissions import COUNTY_DIGITS, HALL_KEEPERS
from kernel.organizations.queries import acting_holders, posts_of, posts_of_roles


def holder(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who holds the post that the entry is about."""
    posts = Post.objects.select_related("user", "organization", "window").in_bulk(
        {entry.subject_id for entry in entries}
    )
    return {
        entry.pk: [Told(post.user, str(post))] for entry in entries if (post := posts.get(entry.subject_id)) is not None
    }


def deputy(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who was named to step in: the deputy of that post, rank and first day."""
    rows = Deputy.objects.filter(post__in={entry.subject_id for entry in entries})
    named = {
        (row.post_id, row.rank, row.from_date): Told(row.user, str(row.post))
        for row in rows.select_related("user", "post__organization", "post__window")
    }
    asked = {entry.pk: (entry.subject_id, entry.facts()) for entry in entries}
    keys = {pk: (post, facts["rank"], facts["since"]) for pk, (post, facts) in asked.items()}
    return {pk: [named[key]] for pk, key in keys.items() if key in named}


def stand_ins(entry: Entry) -> list[Told]:
    """Who acts from the beginning of this absence, once for each post that is left."""
    absence = Absence.objects.filter(pk=entry.subject_id).first()
    if absence is None:
        return []
    posts = posts_of([absence.user_id], absence.from_at)
    acting = acting_holders(posts, absence.from_at)
    return [Told(acting[post.pk], str(post)) for post in posts if acting[post.pk].pk != absence.user_id]


def drafters(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who wrote the draft that gave way to a list, and who had handed it over."""
    over = {(entry.subject_id, entry.facts()["over"]): entry.pk for entry in entries if entry.facts()["over"]}
    rows = ItemVersion.objects.filter(item__in={item for item, _number in over}, state=ItemVersion.State.WITHDRAWN)
    found: dict[int, list[Told]] = {}
    for row in rows.select_related("drafted_by", "submitted_by"):
        entry = over.get((row.item_id, row.number))
        if entry is None:
            continue
        people = dict.fromkeys(user for user in (row.drafted_by, row.submitted_by) if user is not None)
        found[entry] = [Told(user, _("起草人或送审人")) for user in people]
    return found


def hall_keepers(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Who keeps the register of the hall in the county of the unit, or of the item's unit."""
    county = _counties_of(entries)
    within = Q(pk__in=())
    for code in sorted(set(county.values())):
        within |= Q(organization__region__code__startswith=code)
    at = max(entry.recorded_at for entry in entries)
    posts = list(posts_of_roles(HALL_KEEPERS, at=at).filter(within))
    acting = acting_holders(posts, at)
    found: dict[int, list[Told]] = {}
    for pk, code in county.items():
        here = [post for post in posts if post.organization.region.code.startswith(code)]
        found[pk] = list({acting[post.pk].pk: Told(acting[post.pk], str(post)) for post in here}.values())
    return found


def _counties_of(entries: Sequence[Entry]) -> dict[int, str]:
    """The six digits of the county by entry."""
    units = dict(
        Organization.objects.filter(
            pk__in={entry.subject_id for entry in entries if entry.subject_kind == "organization"}
        ).values_list("pk", "region__code")
    )
    items = dict(
        ItemVersion.objects.in_force()
        .filter(item__in={entry.subject_id for entry in entries if entry.subject_kind == "item"})
        .values_list("item", "organization__region__code")
    )
    regions = (
        (entry.pk, (items if entry.subject_kind == "item" else units).get(entry.subject_id)) for entry in entries
    )
    return {pk: region[:COUNTY_DIGITS] for pk, region in regions if region is not None}


def whose_account(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """The member of staff whose account the entry is about."""
    people = User.objects.in_bulk({entry.subject_id for entry in entries})
    return {
        entry.pk: [Told(person, _("本人"))] for entry in entries if (person := people.get(entry.subject_id)) is not None
    }


name_groups(
    [
        Group("whose_account", _("账号本人（工作人员）")),
        Group("holder", _("任职的人")),
        Group("deputy", _("被指定的顶岗人")),
        Group("stand_ins", _("实际顶岗的人")),
        Group("drafters", _("起草人和送审人")),
        Group("hall_keepers", _("台账维护人")),
    ]
)
for _event, _code, _title, _whom in (
    (events.APPOINTED, "holder", _("您的岗位"), holder),
    (events.POST_ENDED, "holder", _("您的岗位到期"), holder),
    (events.DEPUTY_NAMED, "deputy", _("您被指定为顶岗人"), deputy),
):
    register(Audience(event=_event.code, code=_code, title=_title, whom_of_many=_whom, by=(Channel.EMAIL,)))
register(
    Audience(
        event=events.SECOND_FACTOR_RESET.code,
        code="whose_account",
        title=_("您的第二因素被重置了，不是您提出的请马上报告"),
        whom_of_many=whose_account,
        link=lambda entry: reverse("my_account"),
        by=(Channel.EMAIL,),
    )
)
for _due in (ITEM_REVIEW_DUE, events.UNIT_REVIEW_DUE):
    register(
        Audience(
            event=_due.code,
            code="hall_keepers",
            title=_("应进必进台账有一条该复核了"),
            whom_of_many=hall_keepers,
            link=lambda entry: reverse("hall_register"),
            by=(Channel.EMAIL,),
        )
    )
register(
    Audience(
        event=IMPORTED.code,
        code="drafters",
        title=_("您的草稿被新来的清单取代，请核对"),
        whom_of_many=drafters,
        link=lambda entry: reverse("workshop_item", args=[entry.subject_number]),
        by=(Channel.EMAIL,),
    )
)
register(
    Audience(
        event=events.ABSENCE_REGISTERED.code,
        code="stand_ins",
        title=_("有人离岗，由您顶岗"),
        whom=stand_ins,
        by=(Channel.EMAIL,),
    )
)
