"""Who is told that a part of a joint matter is late: whoever has its lead, beside those whom the card itself names.

At the roof, because supervision knows no parts and approvals no cards.
"""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import JointPart
from ethics_monitor.events import CARD_ISSUED
from kernel.cases.models import Turn
from kernel.ledger.models import Entry
from kernel.notices.audiences import Audience, Group, Told, name_groups, register
from kernel.organizations.queries import acting_holders

# a warning is the participant's own affair: nothing is late yet
LATE: Final = ("yellow", "red")


def lead_of_late_part(entries: Sequence[Entry]) -> dict[int, list[Told]]:
    """Whoever has the lead of the case of which the card tells, or his deputy while he is away."""
    late = {
        entry.pk: entry.about_id for entry in entries if entry.about_kind == "case" and entry.payload["colour"] in LATE
    }
    found = JointPart.objects.filter(part__in=set(late.values()), lead__simulated=False)
    leads = dict(found.values_list("part", "lead"))
    if not leads:
        return {}
    turns = Turn.objects.current().filter(case__in=leads.values(), post__isnull=False)
    posts = {
        turn.case_id: turn.post
        for turn in turns.select_related("post__user", "post__organization", "post__window")
        if turn.post is not None
    }
    acting = acting_holders(posts.values(), max(entry.recorded_at for entry in entries)) if posts else {}
    asked = {pk: posts.get(leads[case]) for pk, case in late.items() if case in leads}
    return {pk: [Told(acting[post.pk], str(post))] for pk, post in asked.items() if post is not None}


def _case(entry: Entry) -> str:
    return reverse("approvals:case", args=[entry.about_number])


name_groups([Group("lead_of_late_part", _("手上有联办件的岗位"))])
register(
    Audience(
        event=CARD_ISSUED.code,
        code="lead_of_late_part",
        title=_("联办的一家超期了"),
        whom_of_many=lead_of_late_part,
        link=_case,
    )
)
