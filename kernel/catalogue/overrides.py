"""本县另定: where a version says otherwise than the list from above, somebody has said why."""

from collections.abc import Mapping
from typing import Any

from kernel.catalogue.columns import COLUMNS, FROM_ABOVE
from kernel.catalogue.drafts import ItemDraft
from kernel.catalogue.refusals import OverrideNeedsReason


def said_above(known: Mapping[str, Any]) -> dict[str, Any]:
    """What a list says of an item, as it is kept: plain values by column."""
    return {name: _plain(known[name]) for name in FROM_ABOVE if name in known}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def differing(above: Mapping[str, Any], columns: Mapping[str, Any]) -> list[str]:
    """Columns in which these values differ from the list's."""
    return [name for name in FROM_ABOVE if name in above and above[name] != columns.get(name)]


def kept_reasons(above: Mapping[str, Any], draft: ItemDraft, before: ItemDraft | None = None) -> dict[str, str]:
    """The reasons for the columns that differ from the list.

    One that is changed now needs its reason; one that differed `before` already keeps what was said of it.
    Errors: OverrideNeedsReason naming those without.
    """
    columns = draft.columns({})
    known = before.columns({}) if before is not None else {}
    reasons = {name: draft.overrides.get(name, "").strip() for name in differing(above, columns)}
    missing = [name for name, reason in reasons.items() if not reason and known.get(name) != columns[name]]
    if missing:
        raise OverrideNeedsReason(names="、".join(str(COLUMNS[name]) for name in missing), columns=missing)
    return {name: reason for name, reason in reasons.items() if reason}
