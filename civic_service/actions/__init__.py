"""The verbs of proxy service. Each locks its subject, checks the post, then what is lawful, then writes."""

from civic_service.actions.bags import receive_bag, send_bag
from civic_service.actions.bring import bring_packet, bring_photos
from civic_service.actions.dialling import Dialled, dial_villager
from civic_service.actions.file import (
    Filing,
    Paper,
    Shot,
    Signed,
    file_packet,
    for_agents,
    require_for_agents,
)
from civic_service.actions.hand_in import hand_in
from civic_service.actions.lost import find_bag, give_found, lose_bag
from civic_service.actions.photos import photos_of, take_piece
from civic_service.actions.recall import end_mandate, recall, take_over
from civic_service.actions.results import call_back, give_back
from civic_service.actions.supplement import send_asked, supplement, take_asked_piece

__all__ = [
    "Dialled",
    "Filing",
    "Paper",
    "Shot",
    "Signed",
    "bring_packet",
    "bring_photos",
    "call_back",
    "dial_villager",
    "end_mandate",
    "file_packet",
    "find_bag",
    "for_agents",
    "give_back",
    "give_found",
    "hand_in",
    "lose_bag",
    "photos_of",
    "recall",
    "receive_bag",
    "require_for_agents",
    "send_asked",
    "send_bag",
    "supplement",
    "take_asked_piece",
    "take_over",
    "take_piece",
]
