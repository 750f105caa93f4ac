"""The verbs of the file room."""

from kernel.documents.actions.letters import (
    Order,
    make_letter,
    make_pending,
    remake,
    request_letter,
    request_letters,
    try_failed_again,
)
from kernel.documents.actions.resuming import Announced, Progress, add_piece, progress
from kernel.documents.actions.stamp import record_hand_stamp, take_back_hand_stamp
from kernel.documents.actions.uploads import MAX_FILE_BYTES, add_upload, remove_upload

__all__ = [
    "MAX_FILE_BYTES",
    "Announced",
    "Order",
    "Progress",
    "add_piece",
    "add_upload",
    "make_letter",
    "make_pending",
    "progress",
    "record_hand_stamp",
    "remake",
    "remove_upload",
    "request_letter",
    "request_letters",
    "take_back_hand_stamp",
    "try_failed_again",
]
