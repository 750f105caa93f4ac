"""What of a matter's history its applicant reads, in everyday words; each app says it of its own events."""

from collections.abc import Mapping

from django.utils.functional import Promise

from kernel.ledger.models import Entry
from kernel.ledger.sentences import in_words

_plain: dict[str, str | Promise] = {}


def tell_as(words: Mapping[str, str | Promise]) -> None:
    """Say entries of these types in these words, the fields of each in braces. Errors: ValueError for a type twice."""
    if twice := _plain.keys() & words.keys():
        raise ValueError(f"told already: {sorted(twice)}")
    _plain.update(words)


def in_plain_words(entry: Entry) -> str:
    """What a citizen reads of an entry; empty for what is the officers' own and told to nobody outside."""
    if entry.type not in _plain:
        return ""
    facts = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.payload.items()}
    return str(_plain[entry.type]).format(**{name: in_words(value) for name, value in facts.items()})
