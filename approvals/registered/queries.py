"""What pages and API read of registered matters. Every list begins at `visible_to`."""

from datetime import datetime

from kernel.accounts.models import User
from kernel.cases.models import Case, CaseQuerySet
from kernel.catalogue.models import ItemVersion
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Window
from kernel.organizations.queries import scope_of


def registered_cases(user: User, *, at: datetime) -> CaseQuerySet:
    """Those that his posts let him see; a citizen follows his matter where the department handles it."""
    found = Case.objects.filter(kind="registered")
    return found.none() if user.is_citizen else found.visible_to(scope_of(user, at))


def registered_for(user: User, number: str, *, at: datetime) -> Case:
    """One registered matter. Errors: NotFound, the same for absent and for another's."""
    found = registered_cases(user, at=at).with_row().select_related("registration").filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def by_foreign_number(user: User, typed: str, *, at: datetime) -> Case | None:
    """The one matter that he sees under a department's number; None where none or several items have it."""
    numbered = {"registration__foreign_number": typed, "registration__cancelled": False}
    found = list(registered_cases(user, at=at).filter(**numbered)[:2])
    return found[0] if len(found) == 1 else None


def unfinished(version: ItemVersion, window: Window) -> CaseQuerySet:
    """Registered at this window for this item and not yet finished, the oldest first."""
    mine = Case.objects.filter(kind="registered", state="registered", simulated=False, window=window)
    rows = mine.filter(item_version__item=version.item_id).with_row().select_related("registration")
    return rows.order_by("received_at", "pk")
