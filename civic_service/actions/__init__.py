"""The verbs of proxy service. Each locks its subject, checks the post, then what is lawful, then writes."""

from civic_service.actions.bags import lose_bag, receive_bag, send_bag
from civic_service.actions.file import Paper, Signed, file_packet, for_agents, require_for_agents
from civic_service.actions.hand_in import hand_in
from civic_service.actions.recall import recall
from civic_service.actions.results import call_back, give_back

__all__ = [
    "Paper",
    "Signed",
    "call_back",
    "file_packet",
    "for_agents",
    "give_back",
    "hand_in",
    "lose_bag",
    "recall",
    "receive_bag",
    "require_for_agents",
    "send_bag",
]
