"""What the worker does for notices. Each task can run twice, or never: the rows say what is left to do."""

from celery import shared_task

from kernel.notices import actions
from kernel.notices.hints import PUSH_DUE, SEND_DUE


@shared_task(name=SEND_DUE, ignore_result=True)
def send_due(channel: str) -> None:
    """What is due by one channel; called after a commit that ordered something, and by the beat each minute."""
    actions.send_due(channel)


@shared_task(name=PUSH_DUE, ignore_result=True)
def push_due() -> None:
    """What webhooks have not been told yet; called when the stream has grown, and by the beat each minute."""
    actions.push_due()
