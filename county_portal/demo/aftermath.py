"""What the relay would have done while each fact was new: people were told, and letters were ordered.

The history is written after the event. Told only when the portal first runs, every inbox would say that weeks of cards
and turns came in the same minute.
"""

from datetime import timedelta
from typing import Final

from django.db.models import F, OuterRef, Q, Subquery

from approvals.case_files import CaseFiles
from approvals.letters import BUILDERS
from county_portal.demo.anchor import Anchor
from kernel.cases.models import Case
from kernel.documents.actions import Order, request_letters
from kernel.ledger.models import Entry
from kernel.notices.actions import tell
from kernel.notices.models import Notice

# what came before yesterday has been looked at, half an hour later
UNREAD_SINCE: Final = -1
LOOKED_AFTER: Final = timedelta(minutes=35)


def build(anchor: Anchor) -> int:
    """Notices with the instants of their facts, and the letters of those who can sign in. How many of both."""
    told = tell(list(Entry.objects.order_by("pk")))
    fact = Entry.objects.filter(pk=OuterRef("entry_id")).values("at")[:1]
    Notice.objects.update(told_at=Subquery(fact))
    seen = Notice.objects.filter(told_at__lt=anchor.at(UNREAD_SINCE, "00:00"))
    seen.update(read_at=F("told_at") + LOOKED_AFTER)
    return len(told) + _letters()


def _letters() -> int:
    """The rest of the history had its letters on paper."""
    theirs = Case.objects.filter(Q(applicant__user__isnull=False) | Q(agent__user__isnull=False)).values("pk")
    calling = list(Entry.objects.filter(subject_kind="case", subject_id__in=theirs, type__in=BUILDERS).order_by("pk"))
    files = CaseFiles(calling)
    wanted = [(entry, BUILDERS[entry.type](entry, files)) for entry in calling]
    request_letters([Order(entry=entry, letter_type=each.letter_type, data=each.words) for entry, each in wanted])
    return len(wanted)
