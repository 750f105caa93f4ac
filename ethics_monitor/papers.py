"""Who may see the papers of a card, and who puts the seal on: whoever may see the card, and who verifies it."""

from datetime import datetime

from ethics_monitor import permissions
from ethics_monitor.models import Card
from kernel.accounts.models import User
from kernel.documents.access import Asker, register_subject
from kernel.ledger.locking import database_now
from kernel.organizations.queries import HeldPost, scope_of


def may_see_card(user: Asker, card_id: int) -> bool:
    """By scope; a citizen sees none."""
    if not isinstance(user, User) or user.is_citizen:
        return False
    return Card.objects.visible_to(scope_of(user, database_now())).filter(pk=card_id).exists()


def stamping_post(user: User, card_id: int, at: datetime) -> HeldPost:
    """The post that verifies this card. Errors: NotYourPost, TakenOver."""
    return permissions.verifier(user, Card.objects.get(pk=card_id), at=at)


register_subject("card", may_see_card, stamps=stamping_post)
