"""Who may see the papers of a bag: whoever may see the bag. An errand's papers are its case's."""

from civic_service.models import Bag
from kernel.accounts.models import User
from kernel.documents.access import Asker, register_subject
from kernel.ledger.locking import database_now
from kernel.organizations.queries import scope_of


def may_see_bag(user: Asker, bag_id: int) -> bool:
    """By scope."""
    return isinstance(user, User) and Bag.objects.visible_to(scope_of(user, database_now())).filter(pk=bag_id).exists()


register_subject("bag", may_see_bag)
