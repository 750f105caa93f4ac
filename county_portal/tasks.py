"""What the beat starts. A task is only a hint: each looks in the database for what is due, and may run twice."""

from contextlib import suppress
from datetime import timedelta

from celery import shared_task

from approvals.actions import deem_accepted, deem_renewed
from ethics_monitor.sweep import sweep
from kernel.catalogue.actions import tell_items_to_review
from kernel.documents.orphans import forget_partials
from kernel.documents.orphans import sweep as sweep_orphan_files
from kernel.doors.idempotency import forget
from kernel.ledger.locking import database_now
from kernel.ledger.seals import AlreadySealed, seal
from kernel.organizations.actions import tell_units_to_review
from kernel.workdays.zone import local_date

# longer than the longest holiday, over which a program or a form left open waits to be sent again; no longer, since an
# answer holds what its asker alone should read
KEYS_KEPT = timedelta(days=10)


@shared_task(name="county_portal.watch", ignore_result=True)
def watch() -> None:
    """Each minute: first what silence means, acceptance before renewal, then the sweep, which judges it by that."""
    deem_accepted()
    deem_renewed()
    sweep()


@shared_task(name="county_portal.seal_yesterday", ignore_result=True)
def seal_yesterday() -> None:
    """After midnight: everything numbered since the last seal, under yesterday's date; told twice, sealed once."""
    with suppress(AlreadySealed):
        seal(label=local_date(database_now()) - timedelta(days=1))


@shared_task(name="county_portal.tell_to_review", ignore_result=True)
def tell_to_review() -> None:
    """In the morning: units and items outside the hall whose review date has come."""
    tell_units_to_review()
    tell_items_to_review()


@shared_task(name="county_portal.forget_answers", ignore_result=True)
def forget_answers() -> None:
    """At night: answers to keys that no client asks for again."""
    forget(before=database_now() - KEYS_KEPT)


@shared_task(name="county_portal.sweep_orphans", ignore_result=True)
def sweep_orphans() -> None:
    """At night: files that no document names."""
    sweep_orphan_files()
    forget_partials()
