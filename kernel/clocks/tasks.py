"""Effects after commit: the recompute that a changed calendar asks for."""

from celery import shared_task

from kernel.clocks.recompute import recompute
from kernel.workdays.models import Calendar


@shared_task(name="clocks.recompute_stale", ignore_result=True)
def recompute_stale() -> int:
    """Derive what any calendar change may have moved; nothing to do is cheap, so the beat may ask each night."""
    moved = 0
    for calendar in Calendar.objects.order_by("code"):
        last = 0
        for done in recompute(calendar):
            last = done.moved
        moved += last
    return moved
