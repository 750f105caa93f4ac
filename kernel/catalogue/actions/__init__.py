"""The verbs of the catalogue: draft a version, hand it over, publish it by a second person, retire it, bring a list
of items in, say by which words an item is found and why it is not in the hall.

A case keeps the version it was received under: nothing here touches a version that was ever in force, except to end
it. Publishing a new version retires the one before.
"""

from kernel.catalogue.actions.chosen import Chosen
from kernel.catalogue.actions.draft import change_draft, draft_item, redraft
from kernel.catalogue.actions.hall import bring_item_in, keep_item_off_hall, tell_items_to_review
from kernel.catalogue.actions.importing import import_items
from kernel.catalogue.actions.publish import publish, publish_drafts, retire
from kernel.catalogue.actions.review import send_back, submit_draft, submit_drafts, withdraw_draft
from kernel.catalogue.actions.situations import set_situation
from kernel.catalogue.actions.words import drop_reading, give_up_word, set_reading, teach_word

__all__ = [
    "Chosen",
    "bring_item_in",
    "change_draft",
    "draft_item",
    "drop_reading",
    "give_up_word",
    "import_items",
    "keep_item_off_hall",
    "publish",
    "publish_drafts",
    "redraft",
    "retire",
    "send_back",
    "set_reading",
    "set_situation",
    "submit_draft",
    "submit_drafts",
    "teach_word",
    "tell_items_to_review",
    "withdraw_draft",
]
