"""What names a thing in an address: the asker's own, another unit's, another county's, and one that nothing has."""

from typing import Any

from kernel.accounts.models import User
from kernel.organizations.models import Role
from tests.matrix.people import ABSENT, OWN, Viewer
from tests.matrix.world import World

NO_ROW = 999_999_999


def absent_like(number: str) -> str:
    """A number of the same shape that nothing has."""
    turned = number[:-6] + "".join(str((int(sign) + 5) % 10) if sign.isdecimal() else sign for sign in number[-6:])
    assert turned != number
    return turned


def subject_key(world: World, viewer: Viewer, subject: str, variant: str, stage: str) -> Any:
    """What names the subject in an address: a number, a code, or a key."""
    if subject == "notice":
        return _notice_key(world, viewer, variant)
    if subject == "absence":
        return _absence_key(world, viewer, variant)
    if subject == "seal":
        return 999 if variant == ABSENT else 1
    if subject == "photo":
        return 99 if variant == ABSENT else 1
    if subject == "message":
        return NO_ROW if variant == ABSENT else world.units[variant].message
    if subject == "call":
        return NO_ROW if variant == ABSENT else world.units[variant].call
    if stage == "result" and viewer.role == Role.TOWN_CLERK:
        # he hands over what lies with him
        stage = "result_at_town"
    unit = world.units[OWN if variant == ABSENT else variant]
    assert unit.batch and unit.document and unit.letter and unit.spot_notice and unit.country
    number = {
        "case": lambda: unit.cases[stage].number,
        "draft": lambda: unit.cases["draft"].number,
        "card": lambda: unit.cards[stage].number,
        "document": lambda: unit.document.number,
        "letter": lambda: unit.letter.number,
        "unstamped": lambda: unit.letter.number,
        "stamped": lambda: unit.stamped.number,
        "item": lambda: unit.item.item.code,
        "batch": lambda: unit.batch.number,
        "spot_notice": lambda: unit.spot_notice.ledger_subject.number,
        "errand": lambda: unit.country.errands[stage].case.number,
        "edition": lambda: unit.editions[stage],
        "bag": lambda: unit.country.bags[stage].number,
        "evidence": lambda: unit.evidence,
    }[subject]()
    return absent_like(number) if variant == ABSENT else number


def _notice_key(world: World, viewer: Viewer, variant: str) -> int:
    somebody = _whose(world, viewer, variant)
    return world.notices[somebody.pk].pk if somebody is not None and somebody.pk in world.notices else NO_ROW


def _absence_key(world: World, viewer: Viewer, variant: str) -> int:
    somebody = _whose(world, viewer, variant)
    return world.absences[somebody.pk].pk if somebody is not None and somebody.pk in world.absences else NO_ROW


def _whose(world: World, viewer: Viewer, variant: str) -> User | None:
    """Whose personal thing is meant: one's own, or that of somebody of another unit."""
    if variant == ABSENT or viewer.user is None:
        return None
    if variant == OWN:
        return viewer.user
    unit = world.units[variant]
    return unit.clerk if unit.clerk != viewer.user else unit.reviewer
