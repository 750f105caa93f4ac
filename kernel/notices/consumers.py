"""The inbox socket: one per signed-in page."""

from kernel.accounts.models import User
from kernel.notices import live
from kernel.notices.sockets import RightsCheckedConsumer


class InboxConsumer(RightsCheckedConsumer):
    """Tells a person's open pages that something new has come for him."""

    def groups_for(self, user: User) -> list[str]:
        return [live.inbox(user.pk)]
