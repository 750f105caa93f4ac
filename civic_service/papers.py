"""Who may add photographs to a case besides those its own app names: the errand's agent and its town's clerk."""

from civic_service.models import Errand
from civic_service.permissions import of_errand
from kernel.accounts.models import User
from kernel.documents.access import Asker, let_add
from kernel.ledger.locking import database_now
from kernel.organizations.refusals import NotYourPost

OPEN = ("draft", "open", "paused")


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


let_add("case", may_add_photos)
