"""交接: a clerk who leaves the window gives what is in her hands to a colleague there, all of it or nothing."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from approvals.models import HandedOver, HandOver
from approvals.shifts import events
from approvals.shifts.hands import KINDS, clerks_post, colleague_at, gave_or_took
from approvals.shifts.refusals import HandedBack, NoteMissing, NothingToHandBack, NothingToHandOver, NotInYourHands
from kernel.accounts.models import User
from kernel.cases.actions import hand_turn
from kernel.cases.models import Case, Turn
from kernel.ledger.actors import Actor
from kernel.ledger.events import EventType
from kernel.ledger.locking import instant_of_act, lock
from kernel.ledger.writer import record
from kernel.organizations.models import Post, Window
from kernel.organizations.queries import acting_holder, actor
from kernel.organizations.refusals import NotYourPost


@transaction.atomic
def hand_over(
    *, numbers: Collection[str], window: Window, to: str, note: str, by: User, at: datetime | None = None
) -> HandOver:
    """Give these matters, which wait for her post at the window, to the colleague `to` (user name) who serves there.

    Errors: NothingToHandOver; NotInYourHands, also for an absent one; NotYourPost; NoSuchColleague; NoteMissing.
    """
    cases, at = _locked(numbers, at=at)
    giver = clerks_post(by, window, at=at)
    taker = colleague_at(window, to, by=by, at=at)
    if not note.strip():
        raise NoteMissing
    turns = {turn.case_id: turn for turn in Turn.objects.current().filter(case__in=cases, post=giver.post)}
    for case in cases:
        if case.pk not in turns:
            raise NotInYourHands(number=case.number)
    made = HandOver.objects.create(
        window=window, from_post=giver.post, to_post=taker, note=note.strip(), given_by=by, given_at=at
    )
    for case in cases:
        turn = _pass_on(case, turns[case.pk], taker, events.HANDED_OVER, actor=actor(giver), at=at, note=made.note)
        HandedOver.objects.create(hand_over=made, turn=turn)
    record(
        events.SHIFT_HANDED_OVER, made.ledger_subject, actor=actor(giver), at=at, window=window.code,
        count=len(cases), note=made.note,
    )  # fmt: skip
    return made


@transaction.atomic
def hand_back(*, hand_over: int, by: User, at: datetime | None = None) -> HandOver:
    """Whatever of it still waits for the colleague's post goes back to the post it came from; either side may.

    Errors: NotFound; NotYourPost; HandedBack; NothingToHandBack.
    """
    made, at = lock(HandOver.objects.select_related("from_post__user", "to_post__user", "window"), pk=hand_over, at=at)
    post = gave_or_took(by, made, at=at)
    if made.back_at is not None:
        raise HandedBack
    waiting = Turn.objects.current().filter(handed_over__hand_over=made)
    numbers = list(waiting.values_list("case__number", flat=True))
    if not numbers:
        raise NothingToHandBack
    cases, latest = _locked(numbers, at=None)
    at = max(at, latest)
    if acting_holder(made.from_post, at) is None:
        # a post that has ended meanwhile takes nothing any more
        raise NotYourPost
    # read again: what moved on while this waited for its lock stays where it went
    turns = {turn.case_id: turn for turn in waiting.all()}
    back = [case for case in cases if case.pk in turns]
    for case in back:
        _pass_on(case, turns[case.pk], made.from_post, events.HANDED_BACK, actor=actor(post), at=at, note=made.note)
    made.back_at, made.back_by = at, by
    made.save(update_fields=["back_at", "back_by"])
    record(
        events.SHIFT_HANDED_BACK, made.ledger_subject, actor=actor(post), at=at, window=made.window.code,
        count=len(back),
    )  # fmt: skip
    return made


def _locked(numbers: Iterable[str], *, at: datetime | None) -> tuple[list[Case], datetime]:
    """The matters by their numbers, in that order, so that two who chose the same ones never wait in a circle."""
    wanted = sorted(set(numbers))
    if not wanted:
        raise NothingToHandOver
    found = Case.objects.filter(kind__in=KINDS, number__in=wanted, simulated=False)
    cases = list(found.select_for_update(no_key=True, of=("self",)).order_by("number"))
    for number in wanted[: len(cases) + 1]:
        if number not in {case.number for case in cases}:
            raise NotInYourHands(number=number)
    return cases, max(instant_of_act(case.ledger_subject, at=at) for case in cases)


def _pass_on(case: Case, turn: Turn, post: Post, event: EventType, *, actor: Actor, at: datetime, note: str) -> Turn:
    """The same step of the same matter, in another post's hands."""
    passed = hand_turn(case, step=turn.step, step_name=turn.step_name, organization=turn.organization, post=post, at=at)
    record(event, case.ledger_subject, actor=actor, at=at, to=post.user.masked_name, step=turn.step_name, note=note)
    return passed
