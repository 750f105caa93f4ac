"""Until an e-seal is connected, a letter's seal is put on by hand, and that is a recorded act (practice.md 1.8)."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.accounts.models import User
from kernel.documents import access, events, seals
from kernel.documents.models import Document, Letter
from kernel.documents.refusals import (
    LetterNotReady,
    NoSealDue,
    NotStampedByHand,
    StampedAlready,
    TakingBackUnexplained,
)
from kernel.ledger.locking import lock
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations.models import Role
from kernel.organizations.queries import HeldPost, actor, posts_held
from kernel.organizations.refusals import NotYourPost

# who heads a unit, and so answers for what bears its seal
HEADS: Final = frozenset({
    Role.WINDOW_HEAD, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD, Role.CENTER_DIRECTOR,
    Role.DEPUTY_DIRECTOR,
})  # fmt: skip


@transaction.atomic
def record_hand_stamp(*, by: User, number: str, at: datetime | None = None) -> Letter:
    """Record who stamped a printed letter, and when.

    Errors: NotFound when it is not his to see; NotYourPost for who holds no post that stamps it; LetterNotReady;
    NoSealDue for one that people sign; StampedAlready, also by an e-seal.
    """
    try:
        document, at = lock(Document.objects.letters(), number=number, at=at)
    except NotFound:
        _refuse_unmade(by, number)
        raise
    letter = Letter.objects.select_related("entry").get(document=document)
    post = access.stamping_post(by, letter.subject_kind, letter.subject_id, at=at)
    if not letter.seal:
        raise NoSealDue(serial=letter.serial)
    if letter.stamped_at is not None or letter.seal_provider != seals.PRINTED_PLACE:
        raise StampedAlready(serial=letter.serial)
    letter.stamped_at, letter.stamped_by = at, by
    letter.save(update_fields=["stamped_at", "stamped_by"])
    record(
        events.STAMPED_BY_HAND,
        document.ledger_subject,
        about=letter.about,
        actor=actor(post),
        at=at,
        title=letter.title,
        serial=letter.serial,
        seal=letter.seal,
    )
    return letter


@transaction.atomic
def take_back_hand_stamp(*, by: User, number: str, reason: str, at: datetime | None = None) -> Letter:
    """Take back that a letter was stamped by hand: it was recorded of the wrong one, or before the seal was on.

    By whoever recorded it, or who heads the unit whose letter it is; it may be recorded anew afterwards.
    Errors: NotFound when it is not his to see; NotStampedByHand; NotYourPost; TakingBackUnexplained.
    """
    document, at = lock(Document.objects.letters(), number=number, at=at)
    letter = Letter.objects.get(document=document)
    if not access.may_see(by, letter.subject_kind, letter.subject_id):
        raise NotFound
    post = _taking_back(letter, by, posts_held(by, at))
    if letter.stamped_at is None:
        raise NotStampedByHand(serial=letter.serial)
    if not reason.strip():
        raise TakingBackUnexplained
    letter.stamped_at, letter.stamped_by = None, None
    letter.save(update_fields=["stamped_at", "stamped_by"])
    record(
        events.STAMP_TAKEN_BACK,
        document.ledger_subject,
        about=letter.about,
        actor=actor(post),
        at=at,
        title=letter.title,
        serial=letter.serial,
        reason=reason.strip(),
    )
    return letter


def takes_back(letter: Letter, by: User, posts: Collection[HeldPost]) -> bool:
    """Whether a page offers it: to whoever recorded it and still has a post, and to the heads of its unit."""
    return letter.stamped_at is not None and bool(posts and (letter.stamped_by_id == by.pk or _heads(letter, posts)))


def _taking_back(letter: Letter, by: User, posts: Collection[HeldPost]) -> HeldPost:
    """The post by which he takes it back. Errors: NotYourPost."""
    fitting = _heads(letter, posts) or [each for each in posts if letter.stamped_by_id == by.pk]
    if not fitting:
        raise NotYourPost(roles=sorted(HEADS))
    return fitting[0]


def _heads(letter: Letter, posts: Collection[HeldPost]) -> list[HeldPost]:
    return [each for each in posts if each.post.role in HEADS and each.post.organization.code == letter.organ_code]


def _refuse_unmade(by: User, number: str) -> None:
    """Errors: LetterNotReady for a letter that he may see and that is still being made."""
    letter = Letter.objects.filter(number=number, document=None).first()
    if letter is not None and access.may_see(by, letter.subject_kind, letter.subject_id):
        raise LetterNotReady(number=number)
