"""Direct handling: where the item lists the town's own counter, the town receives for the organ."""

from datetime import datetime

from django.db import transaction

from civic_service.actions.arriving import arrive
from civic_service.actions.bags import require_mandate
from civic_service.actions.locking import lock_errand
from civic_service.models import Bag, Errand
from civic_service.permissions import town_post
from civic_service.queries import to_send
from civic_service.refusals import NotInHand, NotThatCounter
from kernel.accounts.models import User
from kernel.organizations.models import Window
from kernel.organizations.queries import actor


@transaction.atomic
def hand_in(*, by: User, number: str, window: Window, at: datetime | None = None) -> Errand:
    """Receive an errand that lies at the town at the town's own counter; the law's receipt is now (practice.md 1.4).

    Errors: NotFound, NotYourPost, NotInHand, NotReceivedHere where the item does not list that counter,
    MandateOver, NotThatCounter for one that is not the town's own.
    """
    errand, at = lock_errand(number, at=at)
    post = town_post(by, at=at, town=errand.town)
    if not to_send(Bag.Leg.TO_COUNTY, unit=post.post.organization).filter(pk=errand.pk).exists():
        raise NotInHand(number=number)
    if window.organization_id != errand.town_id:
        raise NotThatCounter(window=window.code, name=errand.case.item_version.name, where=str(errand.town))
    require_mandate(errand, at)
    arrive(errand, by=by, who=actor(post), window=window, at=at)
    return errand
