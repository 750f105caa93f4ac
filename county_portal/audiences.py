"""Who is told of posts, absences and drafts: the person whose post it is, whoever steps in, whoever wrote the draft.

At the roof, because the kernel's notices stand above its organizations and its catalogue.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.catalogue.events import IMPORTED
from kernel.catalogue.models import ItemVersion
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Told, register
from kernel.notices.models import Channel
from kernel.organizations import events
from kernel.organizations.models import Absence, Deputy, Post
from kernel.organizations.queries import acting_holders, posts_of


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


for _event, _code, _title, _whom in (
    (events.APPOINTED, "holder", _("您的岗位"), holder),
    (events.POST_ENDED, "holder", _("您的岗位到期"), holder),
    (events.DEPUTY_NAMED, "deputy", _("您被指定为顶岗人"), deputy),
):
    register(Audience(event=_event.code, code=_code, title=_title, whom_of_many=_whom, by=(Channel.EMAIL,)))
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
