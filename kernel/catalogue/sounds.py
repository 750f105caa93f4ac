"""Chinese names by sound: the initials that people type to find an item."""

import re
from collections.abc import Mapping
from typing import Any

from pypinyin import Style, lazy_pinyin


def _as_it_is(other: str) -> Any:
    """Letters and signs between Chinese characters, one by one (pypinyin takes lists, though its types deny it)."""
    return [*other]


def initials(name: str, readings: Mapping[str, str] | None = None) -> str:
    """Lower-case pinyin initials of a name, letters and digits kept, punctuation dropped: 取水许可 → `qsxk`.

    `readings` are initials of words that the county says otherwise than the dictionary; the longest word goes first.
    """
    if not readings:
        return _of_dictionary(name)
    words = sorted(readings, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, words))})", name)
    return "".join(readings[part] if part in readings else _of_dictionary(part) for part in parts)


def _of_dictionary(name: str) -> str:
    parts = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_as_it_is)
    return "".join(part for part in parts if part.isascii() and part.isalnum()).lower()
