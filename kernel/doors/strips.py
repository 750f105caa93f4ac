"""From the clocks' explanation to the drawn strip: the same facts, field by field."""

from dataclasses import fields

from kernel.clocks.explanation import Explanation
from kernel.doors.daystrip import Strip


def strip_of(explanation: Explanation | None) -> Strip | None:
    """The strip of an explanation; None where there is nothing to draw."""
    if explanation is None:
        return None
    return Strip(**{field.name: getattr(explanation, field.name) for field in fields(explanation)})
