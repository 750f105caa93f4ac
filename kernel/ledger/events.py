"""Event types: what may be written into the ledger, declared beside the code that writes it.

A type has a code (`approvals.accepted`), a sentence for people, a link, and typed fields. Rules get their vocabulary
from these declarations without importing the app that made them.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter
from typing import Any, Literal, get_args

from django.utils.functional import Promise

FieldType = Literal["text", "integer", "decimal", "boolean", "date", "instant", "text_list"]
Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

# keyword arguments of `record`, and columns that a `record_many` source may bring
_TAKEN = frozenset({"event", "subject", "actor", "at", "about"})
_TAKEN_PREFIXES = ("subject_", "about_", "actor_")
# words a sentence may use beside the fields
ENTRY_PLACES = frozenset({"number", "about", "person", "post", "organization", "at"})


class DuplicateEventType(ValueError):
    """Two declarations claim one code."""


class UnknownEventType(LookupError):
    """An entry is asked for under a code that nobody declared."""


class PayloadMismatch(TypeError):
    """The payload is not what the event type declares: a field missing, unknown, or of another type."""


@dataclass(frozen=True, slots=True)
class Field:
    """One typed value of a payload.

    `label` is its name for people, `unit` what a number counts (`工作日`, `元`). An `optional` field may be None;
    it must still be given. Dates and instants are written as ISO 8601, decimals as text so that no digit is lost.
    """

    name: str
    type: FieldType
    label: str | Promise
    unit: str | Promise = ""
    optional: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.name):
            raise ValueError(f"field name {self.name!r} is not a lower-case identifier")
        if self.name in _TAKEN or self.name in ENTRY_PLACES or self.name.startswith(_TAKEN_PREFIXES):
            raise ValueError(f"field name {self.name!r} is the entry's own word")
        if self.type not in get_args(FieldType):
            raise ValueError(f"field {self.name!r} has the unknown type {self.type!r}")

    def encode(self, value: Any) -> Any:
        """The JSON form of a Python value. Errors: PayloadMismatch."""
        if value is None and self.optional:
            return None
        if not _ACCEPTS[self.type](value):
            raise PayloadMismatch(f"field {self.name!r} must be {self.type}, not {value!r}")
        if isinstance(value, Decimal):
            return format(value, "f")
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat()
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if self.type == "text_list" else value

    def decode(self, value: Any) -> Any:
        """The Python value of its JSON form, as `encode` or `record_many` wrote it."""
        if value is None:
            return None
        return _DECODES.get(self.type, _same)(value)


def _same(value: Any) -> Any:
    return value


def _is_text_list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value)


_ACCEPTS: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "decimal": lambda value: isinstance(value, Decimal) and value.is_finite(),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, date) and not isinstance(value, datetime),
    "instant": lambda value: isinstance(value, datetime) and value.tzinfo is not None,
    "text_list": _is_text_list,
}
_DECODES: dict[str, Callable[[Any], Any]] = {
    "decimal": lambda value: Decimal(str(value)),
    "date": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "text_list": tuple,
}


@dataclass(frozen=True)
class EventType:
    """A kind of fact.

    `sentence` has places in braces: its fields and `number about person post organization at`.
    `link` is a Django route name that takes the subject's number, or empty. `upcasters[n]` turns a payload of
    version n into one of version n + 1; every older version needs one.
    """

    code: str
    sentence: str | Promise
    fields: tuple[Field, ...] = ()
    version: int = 1
    link: str = ""
    upcasters: Mapping[int, Upcaster] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))
        if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", self.code):
            raise ValueError(f"event code {self.code!r} is not of the form app.what_happened")
        names = [each.name for each in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"event {self.code} declares a field twice")
        if set(self.upcasters) != set(range(1, self.version)):
            raise ValueError(f"event {self.code} needs an upcaster from each version before {self.version}")
        if isinstance(self.sentence, str):
            self.check_sentence()

    def check_sentence(self) -> None:
        """Refuse a sentence with a place that no field fills; a lazy one can be asked only once apps are loaded.

        Errors: ValueError.
        """
        known = ENTRY_PLACES | {each.name for each in self.fields}
        places = {name for _, name, _, _ in Formatter().parse(str(self.sentence)) if name is not None}
        if not places <= known:
            raise ValueError(f"event {self.code}: its sentence has places without a field: {sorted(places - known)}")

    def encode(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object to be stored. Errors: PayloadMismatch names every missing or unknown field."""
        names = {each.name for each in self.fields}
        if missing := sorted(names - set(payload)):
            raise PayloadMismatch(f"event {self.code} lacks {', '.join(missing)}")
        if unknown := sorted(set(payload) - names):
            raise PayloadMismatch(f"event {self.code} does not declare {', '.join(unknown)}")
        return {each.name: each.encode(payload[each.name]) for each in self.fields}

    def decode(self, payload: Mapping[str, Any], version: int) -> dict[str, Any]:
        """Typed values by field name of a stored payload, lifted to the present version."""
        lifted = dict(payload)
        for step in range(version, self.version):
            lifted = self.upcasters[step](lifted)
        return {each.name: each.decode(lifted.get(each.name)) for each in self.fields}


_types: dict[str, EventType] = {}


def register(event: EventType) -> EventType:
    """Make an event type known and return it. Errors: DuplicateEventType."""
    if event.code in _types:
        raise DuplicateEventType(f"event type {event.code} is declared twice")
    _types[event.code] = event
    return event


def get(code: str) -> EventType:
    """The declared type of a code. Errors: UnknownEventType."""
    try:
        return _types[code]
    except KeyError:
        raise UnknownEventType(f"no app declares the event type {code!r}") from None


def all_types() -> Iterable[EventType]:
    """Every declared type, by code."""
    return [_types[code] for code in sorted(_types)]
