"""Which post may do which verb of proxy service, on one screen; every action asks here and nowhere else."""

from datetime import datetime
from typing import Final

from civic_service.models import Bag, Errand
from civic_service.refusals import WhichRoom
from kernel.accounts.models import User
from kernel.organizations.models import Organization, Role, Window
from kernel.organizations.queries import HeldPost, held, posts_held
from kernel.organizations.refusals import NotYourPost

AGENT: Final = Role.VILLAGE_AGENT
TOWN: Final = Role.TOWN_CLERK
COUNTERS: Final = (Role.WINDOW_CLERK, Role.WINDOW_HEAD)


def agent_post(user: User, *, at: datetime, room: Organization | None = None) -> HeldPost:
    """His post as agent, at `room` if one is named. Errors: NotYourPost, also for one that ended yesterday."""
    return held(user, role=AGENT, organization=room, at=at)


def rooms_of(user: User, *, at: datetime) -> list[Organization]:
    """The rooms he is an agent of now, himself or as deputy, his own first."""
    held_here = [held.post.organization for held in posts_held(user, at) if held.post.role == AGENT]
    return list({room.pk: room for room in held_here}.values())


def filing_post(user: User, *, at: datetime, room: Organization | None) -> HeldPost:
    """The agent's post at the room he says he works for; at his only one where he says none.

    Errors: NotYourPost, WhichRoom for an agent of several who says none.
    """
    rooms = rooms_of(user, at=at)
    if room is None and len(rooms) > 1:
        raise WhichRoom(rooms="、".join(str(each) for each in rooms))
    return agent_post(user, at=at, room=room)


def town_post(user: User, *, at: datetime, town: Organization | None = None) -> HeldPost:
    """His post at a town's centre. Errors: NotYourPost."""
    return held(user, role=TOWN, organization=town, at=at)


def counter_post(user: User, window: Window, *, at: datetime) -> HeldPost:
    """His clerk's post at this very counter. Errors: NotYourPost."""
    return held(user, roles=COUNTERS, window=window, at=at)


def sends(user: User, leg: str, *, at: datetime, place: Organization, window: Window | None = None) -> HeldPost:
    """The post that may close a bag of this leg: of several the one at `place`, where its matters lie.

    Errors: NotYourPost.
    """
    if leg == Bag.Leg.BACK_TO_TOWN and window is not None:
        return counter_post(user, window, at=at)
    role = AGENT if leg == Bag.Leg.TO_TOWN else TOWN
    try:
        return held(user, role=role, organization=place, at=at)
    except NotYourPost:
        return held(user, role=role, at=at)


def receives(user: User, bag: Bag, *, at: datetime) -> HeldPost:
    """The post that may sign for this bag: only where it is addressed to. Errors: NotYourPost."""
    if bag.leg == Bag.Leg.TO_COUNTY and bag.window is not None:
        return counter_post(user, bag.window, at=at)
    if bag.leg == Bag.Leg.BACK_TO_VILLAGE:
        return agent_post(user, at=at, room=bag.receiver)
    return town_post(user, at=at, town=bag.receiver)


def either_end(user: User, bag: Bag, *, at: datetime) -> HeldPost:
    """Who sent the bag's kind or may receive it: either may say that it is lost. Errors: NotYourPost."""
    ends = {bag.sender_id, bag.receiver_id}
    for post in posts_held(user, at):
        at_counter = post.post.role in COUNTERS and bag.window_id is not None and post.post.window_id == bag.window_id
        if at_counter or (post.post.role in (AGENT, TOWN) and post.post.organization_id in ends):
            return post
    raise NotYourPost(roles=sorted((AGENT, TOWN, *COUNTERS)))


def end_of(user: User, bag: Bag, *, at: datetime) -> tuple[HeldPost, Organization]:
    """The end of the bag's way that he stands at, the receiver's first. Errors: NotYourPost for neither."""
    try:
        return receives(user, bag, at=at), bag.receiver
    except NotYourPost:
        return _closes(user, bag, at=at), bag.sender


def _closes(user: User, bag: Bag, *, at: datetime) -> HeldPost:
    """A post that could have closed this very bag. Errors: NotYourPost."""
    if bag.leg == Bag.Leg.TO_TOWN:
        return agent_post(user, at=at, room=bag.sender)
    if bag.leg == Bag.Leg.BACK_TO_TOWN and bag.window is not None:
        return counter_post(user, bag.window, at=at)
    return town_post(user, at=at, town=bag.sender)


def holds_found(user: User, bag: Bag, *, at: datetime) -> HeldPost:
    """The post at the end where a lost bag turned up. Errors: NotYourPost."""
    return receives(user, bag, at=at) if bag.found_with_id == bag.receiver_id else _closes(user, bag, at=at)


def of_errand(user: User, errand: Errand, *, at: datetime) -> HeldPost:
    """The agent's post of the errand's room, or the clerk's of its town. Errors: NotYourPost."""
    for post in posts_held(user, at):
        if (post.post.role, post.post.organization_id) in ((AGENT, errand.room_id), (TOWN, errand.town_id)):
            return post
    raise NotYourPost(roles=sorted((AGENT, TOWN)))
