"""What the worker does for notices. Each task can run twice, or never: the rows say what is left to do."""

from celery import shared_task

from kernel.notices import actions
from kernel.notices.hints import SEND_DUE


@shared_task(name=SEND_DUE, ignore_result=True)
def send_due(channel: str) -> None:
    """What is due by one channel; called after a commit that ordered something, and by the beat each minute."""
    actions.send_due(channel)
