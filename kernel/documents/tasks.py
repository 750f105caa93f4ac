"""What the worker does for documents. Each task can run twice, or never: the rows say what is left to do."""

from celery import shared_task

from kernel.documents import actions
from kernel.documents.actions.letters import TASK


@shared_task(name=TASK)
def make_letters(letter_ids: list[int]) -> None:
    """Make these letters, of each if it still is to be made."""
    for letter_id in letter_ids:
        actions.make_letter(letter_id=letter_id)


@shared_task(name="documents.make_pending_letters")
def make_pending_letters() -> None:
    """Called by the beat each minute: whatever was asked for and is not made yet."""
    actions.make_pending()
