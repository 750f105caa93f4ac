"""What stands in a simulated county after its log: counted from the county's rows, not from the files."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from county_portal.replay.kinds import KIND
from ethics_monitor.models import Card
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.organizations.models import Region


@dataclass(frozen=True, slots=True)
class Totals:
    """Matters by how their term ended, cards by colour, and all ledger entries of the county."""

    on_time: int
    late: int
    overdue_open: int
    open: int
    yellow: int
    red: int
    entries: int


def count(region: Region, *, ends_at: datetime | None) -> Totals:
    """Count; `ends_at` is the log's end, until which an open term may have passed."""
    terms = Clock.objects.filter(subject_kind="case", simulated=True, region_code=region.code)
    ended, running = Q(ended_at__isnull=False), Q(ended_at__isnull=True)
    passed = Q(due_at__lt=ends_at) if ends_at is not None else Q(pk__in=[])
    found = terms.aggregate(
        on_time=Count("pk", filter=ended & Q(ended_at__lte=F("due_at"))),
        late=Count("pk", filter=ended & Q(ended_at__gt=F("due_at"))),
        overdue_open=Count("pk", filter=running & passed),
        open=Count("pk", filter=running & ~passed),
    )
    cards = Card.objects.filter(simulated=True, region_code=region.code)
    colours = cards.aggregate(yellow=Count("pk", filter=Q(colour="yellow")), red=Count("pk", filter=Q(colour="red")))
    cases = Case.objects.filter(kind=KIND, region=region)
    own = (
        Q(subject_kind="case", subject_id__in=cases.values("pk"))
        | Q(subject_kind="card", subject_id__in=cards.values("pk"))
        | Q(subject_kind="region", subject_id=region.pk)
    )
    return Totals(**found, **colours, entries=Entry.objects.filter(own).count())
