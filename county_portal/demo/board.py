"""The supervision board at first start: the rules, the cards that the real sweep finds, and what was answered since."""

from datetime import datetime
from typing import Final

from approvals.actions import deem_accepted
from county_portal.demo.anchor import Anchor
from ethics_monitor.actions import (
    acknowledge,
    confirm,
    install_rules,
    report_rectification,
    take_over,
    verify_and_close,
)
from ethics_monitor.event_rules import judge
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.accounts.models import User
from kernel.ledger.models import Entry
from kernel.organizations.models import Role
from kernel.workdays.zone import local_date

FIRST_SWEEP: Final = -25
# the morning after the fifth working day of what was submitted on W−7 in the evening
SILENCE_ENDS: Final = -1
# cards found before this day have been put right; later ones are still open
ANSWERED_BEFORE: Final = -10
OF_INTEREST: Final = "重点建设项目，提级关注整改情况。"
RECTIFIED: Final = "已向申请人书面说明原因并道歉，调整了审核环节的岗位交接。"


def build(anchor: Anchor) -> int:
    """Sweep every morning of the last weeks as the portal would have, answer the old cards. How many cards."""
    install_rules(at=anchor.at(FIRST_SWEEP - 1, "08:00"))
    for offset in range(FIRST_SWEEP, 0):
        if offset == SILENCE_ENDS:
            _deem(anchor)
        sweep(at=anchor.at(offset, "08:05"))
        _confirm_reds(anchor.at(offset, "09:30"))
    _answer_old(anchor)
    _one_reported(anchor)
    _red_in_hand(anchor)
    judge(Entry.objects.filter(type="approvals.told_on_the_spot"), at=anchor.at(-1, "15:21"))
    sweep()
    return Card.objects.count()


def _deem(anchor: Anchor) -> None:
    """3 视为受理: the first minute after the fifth day; the rule over that entry issues its yellow at once."""
    at = anchor.at(SILENCE_ENDS, "00:01")
    deem_accepted(at=at)
    judge(Entry.objects.filter(type="approvals.deemed_accepted"), at=at)


def _confirm_reds(at: datetime) -> None:
    """督查科 looks at what the night put before it (提请核实) and confirms it the same morning."""
    office = User.objects.get(username="jiangwb")
    for number in Card.objects.filter(colour="red", state="to_verify").values_list("number", flat=True):
        confirm(number=number, by=office, at=at)


def _answer_old(anchor: Anchor) -> None:
    """Signed for the next morning, reported the day after, verified by 督查科 and closed."""
    office = User.objects.get(username="jiangwb")
    found = Card.objects.filter(colour="yellow", superseded_by=None, found_at__lt=anchor.at(ANSWERED_BEFORE, "00:00"))
    for card in found.order_by("pk"):
        leader = _leader(card)
        acknowledge(number=card.number, by=leader, at=_after(anchor, card, 1, "09:20"))
        report_rectification(number=card.number, by=leader, text=RECTIFIED, at=_after(anchor, card, 2, "15:40"))
        verify_and_close(number=card.number, by=office, at=_after(anchor, card, 3, "10:05"))


def _one_reported(anchor: Anchor) -> None:
    """The oldest yellow that still stands was reported yesterday: 督查科 has something to verify this morning."""
    standing = Card.objects.filter(colour="yellow", state="issued", superseded_by=None)
    card = standing.filter(found_at__lt=anchor.at(-1, "00:00")).order_by("found_at", "pk").first()
    if card is not None:
        leader = _leader(card)
        acknowledge(number=card.number, by=leader, at=anchor.at(-1, "09:15"))
        report_rectification(number=card.number, by=leader, text=RECTIFIED, at=anchor.at(-1, "16:10"))


def _red_in_hand(anchor: Anchor) -> None:
    """7 红牌整改: signed for by the unit's leader, and 秦正 has taken it over (提级关注); the report is still due."""
    for card in Card.objects.filter(colour="red", state="issued").order_by("pk"):
        acknowledge(number=card.number, by=_leader(card), at=anchor.at(-1, "09:40"))
        inspector = User.objects.get(username="qinz")
        take_over(number=card.number, by=inspector, reason=OF_INTEREST, at=anchor.at(-1, "15:05"))


def _leader(card: Card) -> User:
    """The one who answers for the unit: the leader in charge, in a town the chief representative."""
    assert card.organization is not None
    roles = (Role.DEPARTMENT_LEADER, Role.CHIEF_REPRESENTATIVE)
    posts = {post.role: post.user for post in card.organization.posts.filter(role__in=roles).select_related("user")}
    return posts.get(Role.DEPARTMENT_LEADER) or posts[Role.CHIEF_REPRESENTATIVE]


def _after(anchor: Anchor, card: Card, days: int, clock: str) -> datetime:
    found = local_date(card.found_at)
    return anchor.at(anchor.calendar.count(anchor.d0, found) + days, clock)
