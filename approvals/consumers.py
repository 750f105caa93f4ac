"""The live case page: whoever may see a case hears when it moves."""

from approvals.queries import cases_of
from approvals.typed import line
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.notices import live
from kernel.notices.sockets import RightsCheckedConsumer


class CaseConsumer(RightsCheckedConsumer):
    """Hints about one case, and about one's inbox, on one socket."""

    def groups_for(self, user: User) -> list[str]:
        number = line(self.scope["url_route"]["kwargs"]["number"])
        case = cases_of(user, at=database_now()).filter(number=number).only("pk").first()
        return [live.case(case.pk), live.inbox(user.pk)] if case is not None else []
