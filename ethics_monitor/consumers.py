"""The live board: whoever supervises a county hears when a card moves."""

from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.notices import live
from kernel.notices.sockets import RightsCheckedConsumer
from kernel.organizations.queries import scope_of


class BoardConsumer(RightsCheckedConsumer):
    """Hints about the board, and about one's inbox, on one socket."""

    def groups_for(self, user: User) -> list[str]:
        seen = scope_of(user, database_now()).counties
        return [*map(live.board, sorted(seen)), live.inbox(user.pk)] if seen else []
