"""From the clocks' explanation to the drawn strip: the same facts, field by field."""

from dataclasses import fields

from kernel.clocks.explanation import Explanation
from kernel.doors.daystrip import Strip


def strip_of(explanation: Explanation | None, *, outcome: str = "") -> Strip | None:
    """The strip of an explanation; None where there is nothing to draw. `outcome`: how its clock ended."""
    if explanation is None:
        return None
    facts = {field.name: getattr(explanation, field.name) for field in fields(explanation)}
    return Strip(**facts | ({"outcome": outcome} if outcome else {}))
