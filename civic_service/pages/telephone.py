"""What the pages tell an agent's telephone, so that it can keep packets and send them later."""

from civic_service.packets import token_of
from kernel.accounts.models import User


def telephone(agent: User) -> dict[str, str]:
    """Whose packets the telephone shows, and what it puts into one that leaves as a file or as codes."""
    return {"packet_owner": str(agent.pk), "packet_token": token_of(agent)}
