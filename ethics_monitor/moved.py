"""Cards whose instant is no longer past, because a calendar or an end was corrected: proposed for revocation.

The system only proposes; a person confirms (design.md §4). When the date passes again the proposal is taken back.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ethics_monitor.actions.locked import lock_card
from ethics_monitor.actions.revoke import propose, withdraw
from ethics_monitor.models import Card
from kernel.clocks.models import Clock
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.workdays.words import day_words


def propose_for_moved(clock_ids: Collection[int], *, at: datetime | None = None) -> int:
    """Review the cards on these clocks; how many proposals were made or taken back."""
    now = database_now() if at is None else at
    cards = Card.objects.filter(
        subject_kind="clock", subject_id__in=clock_ids, period_key="over", replaced=False
    ).exclude(state__in=("revoked", "dismissed"))
    found = list(cards.values_list("number", "subject_id", "revocation_by_move"))
    clocks = Clock.objects.in_bulk({clock_id for _number, clock_id, _proposed in found})
    known = [(number, clocks[clock_id], proposed) for number, clock_id, proposed in found if clock_id in clocks]
    wrong = [number for number, clock, proposed in known if is_over(clock, now) == proposed]
    return sum(_review(number, at) for number in wrong)


def is_over(clock: Clock, now: datetime) -> bool:
    """Run over: ended, or not yet ended now, after the last lawful instant. A paused clock has none."""
    return clock.due_at is not None and clock.due_at < now and (clock.ended_at is None or clock.ended_at > clock.due_at)


@transaction.atomic
def _review(number: str, at: datetime | None) -> bool:
    card, at = lock_card(number, at=at)
    clock = Clock.objects.get(pk=card.subject_id)
    over = is_over(clock, at)
    if not over and card.revocation_proposed_at is None and card.state not in ("revoked", "dismissed"):
        propose(card, _reason(clock), by=None, actor_=SYSTEM, at=at)
        return True
    if over and card.revocation_by_move and card.state != "revoked":
        withdraw(card, _("期限再次变动后仍然超期"), actor_=SYSTEM, at=at)
        return True
    return False


def _reason(clock: Clock) -> str:
    if clock.due_at is None:
        return _("期限已暂停计时，现在没有到期日")
    return _("期限变动后到期日为 {day}，没有超期").format(day=day_words(clock.due_at, with_year=True))
