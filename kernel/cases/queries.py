"""What pages and other apps read of cases."""

from datetime import datetime

from kernel.cases.models import Case, Turn


def current_turn(case: Case) -> Turn | None:
    """Whose turn it is now; None once the case has ended."""
    return case.turns.current().select_related("organization", "post__user").first()


def turn_at(case_id: int, instant: datetime) -> Turn | None:
    """Whose turn it was at `instant`."""
    return Turn.objects.filter(case_id=case_id).at(instant).select_related("organization", "post__user").first()
