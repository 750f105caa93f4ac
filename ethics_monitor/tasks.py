"""What the worker does for supervision; the roof's beat says when, and lets deemed acceptance go first."""

from celery import shared_task

from ethics_monitor.reconcile import reconcile
from ethics_monitor.sweep import sweep


@shared_task(name="ethics_monitor.sweep", ignore_result=True)
def sweep_now() -> None:
    """One sweep of the live county; the queue is only a hint, a lost one is made good by the next."""
    sweep()


@shared_task(name="ethics_monitor.reconcile_cards", ignore_result=True)
def reconcile_now() -> None:
    """The nightly comparison of cards with facts."""
    reconcile()
