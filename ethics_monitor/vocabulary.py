"""The words a rule's condition may use, each with its type and its place in SQL.

Clock rules speak of the columns of a clock; event rules of the payload that an app declared beside its event. Neither
needs an import of that app.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.ledger import events

Type = Literal["text", "number", "boolean", "instant", "text_list"]
Vocabulary = Mapping[str, "Symbol"]


@dataclass(frozen=True, slots=True)
class Symbol:
    """One word: its type, whether it may be absent, what people call it, and the SQL expression that yields it."""

    name: str
    type: Type
    label: str | Promise
    sql: str
    optional: bool = False


def _by_name(symbols: Iterable[Symbol]) -> dict[str, Symbol]:
    return {symbol.name: symbol for symbol in symbols}


# `c` is the clock's row in the sweep's statement; `kind` is not here because a rule lists its clock kinds apart
CLOCK: Final[Vocabulary] = _by_name(
    (
        Symbol("unit", "text", _("期限单位"), "c.unit"),
        Symbol("length", "number", _("期限长度"), "c.length"),
        Symbol("start_event", "text", _("起算事件"), "c.start_event"),
        Symbol("extension_length", "number", _("延长长度"), "c.extension_length"),
        Symbol("started_at", "instant", _("起算时间"), "c.started_at"),
        Symbol("due_at", "instant", _("到期时间"), "c.due_at"),
        Symbol("ended", "boolean", _("已停止"), "(c.ended_at IS NOT NULL)"),
        Symbol("outcome", "text", _("停止原因"), "c.outcome"),
    )
)

# `e` is the ledger entry; these words every event has
_ENTRY: Final = (
    Symbol("entry_organization", "text", _("经办单位"), "e.organization"),
    Symbol("entry_region", "text", _("经办区划"), "e.region"),
    Symbol("entry_at", "instant", _("发生时间"), "e.at"),
    Symbol("entry_recorded_at", "instant", _("登记时间"), "e.recorded_at"),
)
_TYPES: Final[Mapping[str, Type]] = {
    "text": "text",
    "integer": "number",
    "decimal": "number",
    "boolean": "boolean",
    "date": "instant",
    "instant": "instant",
    "text_list": "text_list",
}
_PAYLOAD: Final[Mapping[str, str]] = {
    "text": "(e.payload->>'{0}')",
    "integer": "(e.payload->>'{0}')::numeric",
    "decimal": "(e.payload->>'{0}')::numeric",
    "boolean": "(e.payload->>'{0}')::boolean",
    "date": "((e.payload->>'{0}')::timestamp AT TIME ZONE 'Asia/Shanghai')",
    "instant": "(e.payload->>'{0}')::timestamptz",
    "text_list": "ARRAY(SELECT jsonb_array_elements_text(e.payload->'{0}'))",
}


def of_event(code: str) -> Vocabulary:
    """The words of an event type: its declared fields, a date being the first instant of its day in Asia/Shanghai.

    Errors: UnknownEventType of the ledger when no app declares the code.
    """
    event = events.get(code)
    fields = (
        Symbol(each.name, _TYPES[each.type], each.label, _PAYLOAD[each.type].format(each.name), each.optional)
        for each in event.fields
    )
    return _by_name((*_ENTRY, *fields))
