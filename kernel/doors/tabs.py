"""A tab of a desk's bar. Which desk has which is the installation's to say (`bar_of` in the context of its pages)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Tab:
    """Its route, its words, and the name under which a page tells how many wait behind it."""

    route: str
    words: str | Promise
    count: str = ""


# the reader's roles and the app of the page → the tabs of his bar, and those behind 更多
Bar = Callable[[frozenset[str], str], tuple[Sequence[Tab], Sequence[Tab]]]
