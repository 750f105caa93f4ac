"""Who may see the papers of a bag: whoever may see the bag. An errand's papers are its case's; photographs are added to
it by the errand's agent and its town's clerk."""

from civic_service.models import Bag, Errand
from civic_service.permissions import of_errand
from kernel.accounts.models import User
from kernel.documents.access import Asker, let_add, register_subject
from kernel.ledger.locking import database_now
from kernel.organizations.queries import scope_of
from kernel.organizations.refusals import NotYourPost

OPEN = ("draft", "open", "paused")


def may_see_bag(user: Asker, bag_id: int) -> bool:
    """By scope."""
    return isinstance(user, User) and Bag.objects.visible_to(scope_of(user, database_now())).filter(pk=bag_id).exists()


def may_add_photos(user: Asker, case_id: int) -> bool:
    """While the matter is open and the mandate has not been taken back."""
    if not isinstance(user, User):
        return False
    errand = Errand.objects.filter(pk=case_id, case__phase__in=OPEN, mandate__revoked_at=None).first()
    if errand is None:
        return False
    try:
        of_errand(user, errand, at=database_now())
    except NotYourPost:
        return False
    return True


register_subject("bag", may_see_bag)
let_add("case", may_add_photos)
