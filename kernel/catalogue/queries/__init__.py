"""Reads of the catalogue for pages and other apps: the guide, the picker, the papers of an item, the workshop."""

from kernel.catalogue.queries.finding import SHORTEST, readings, received_at, search, situations
from kernel.catalogue.queries.guide import Guide, Part, guide, in_force

__all__ = [
    "SHORTEST",
    "Guide",
    "Part",
    "guide",
    "in_force",
    "readings",
    "received_at",
    "search",
    "situations",
]
