"""Chinese names by sound: the initials that people type to find an item."""

from typing import Any

from pypinyin import Style, lazy_pinyin


def _as_it_is(other: str) -> Any:
    """Letters and signs between Chinese characters, one by one (pypinyin takes lists, though its types deny it)."""
    return [*other]


def initials(name: str) -> str:
    """Lower-case pinyin initials of a name, letters and digits kept, punctuation dropped: 取水许可 → `qsxk`."""
    parts = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_as_it_is)
    return "".join(part for part in parts if part.isascii() and part.isalnum()).lower()
