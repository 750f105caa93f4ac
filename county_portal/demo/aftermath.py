"""What the relay would have done while each fact was new: people were told, and letters were ordered.

The history is written after the event. Told only when the portal first runs, every inbox would say that weeks of cards
and turns came in the same minute.
"""

from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.models import F, OuterRef, Q, Subquery

from approvals import letters as approvals
from civic_service import letters as civic_service
from civic_service.models import Errand
from county_portal.demo.anchor import Anchor
from ethics_monitor import letters as ethics_monitor
from ethics_monitor.models import Card
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Delivery, Notice

# what came before yesterday has been looked at, half an hour later
UNREAD_SINCE: Final = -1
LOOKED_AFTER: Final = timedelta(minutes=35)
# what went out before is not kept in the outbox
SENT_SINCE: Final = -3


def build(anchor: Anchor) -> int:
    """Notices with the instants of their facts, and the letters of those who can sign in. How many of both."""
    plant_routes()
    with connection.cursor() as cursor:
        # the tables were filled a moment ago: by what was noted of empty ones a join would try every row with every row
        cursor.execute("ANALYZE")
    old, new = Q(at__lt=anchor.at(SENT_SINCE, "00:00")), Q(at__gte=anchor.at(SENT_SINCE, "00:00"))
    told = tell(list(Entry.objects.filter(old).order_by("pk")))
    told += tell(list(Entry.objects.filter(new).order_by("pk")), though_old=True)
    fact = Entry.objects.filter(pk=OuterRef("entry_id")).values("at")[:1]
    Notice.objects.update(told_at=Subquery(fact))
    Delivery.objects.update(ordered_at=Subquery(fact), due_at=Subquery(fact))
    seen = Notice.objects.filter(told_at__lt=anchor.at(UNREAD_SINCE, "00:00"))
    seen.update(read_at=F("told_at") + LOOKED_AFTER)
    return len(told) + _letters()


def _letters() -> int:
    """Of those who sign in, of what is on the road and of cards that stand; the rest had its letters on paper."""
    theirs = Case.objects.filter(Q(applicant__user__isnull=False) | Q(agent__user__isnull=False)).values("pk")
    of_cases = Entry.objects.filter(subject_kind="case", subject_id__in=theirs, type__in=approvals.BUILDERS)
    on_the_road = Q(subject_kind="case", subject_id__in=Errand.objects.values("pk")) | Q(subject_kind="bag")
    of_errands = Entry.objects.filter(on_the_road, type__in=civic_service.BUILDERS)
    standing = Card.objects.standing().filter(superseded_by=None).values("pk")
    of_cards = Entry.objects.filter(subject_kind="card", subject_id__in=standing, type__in=ethics_monitor.BUILDERS)
    ordered = approvals.order(list(of_cases.order_by("pk"))) + civic_service.order(list(of_errands.order_by("pk")))
    return ordered + ethics_monitor.order(list(of_cards.order_by("pk")))
