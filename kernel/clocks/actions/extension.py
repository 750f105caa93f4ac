"""Extend a clock, once."""

from datetime import datetime

from kernel.clocks.actions.locked import settle, take_running
from kernel.clocks.models import Clock
from kernel.clocks.refusals import ExtendedAlready, ExtensionAfterDue, ExtensionWithoutBasis, NotExtendable


def extend(*, clock: Clock, length: int, approver: str, basis: str, at: datetime) -> Clock:
    """Make a term longer by `length` of its own unit (行政许可法 42); by how much and who may approve is the regime's
    to say (catalogue.allowed.regime_extension, which stands above and is asked by the business verb).

    Errors: ExtensionWithoutBasis without article or approver; ExtendedAlready; ExtensionAfterDue; NotExtendable for
    an instant or without length; ClockEnded; BeforeStart.
    """
    if not (basis.strip() and approver.strip()):
        raise ExtensionWithoutBasis
    row = take_running(clock, at=at)
    if row.unit == Clock.Unit.INSTANT or length < 1:
        raise NotExtendable(label=row.label)
    if row.extension_length:
        raise ExtendedAlready(label=row.label)
    if row.due_at is not None and at > row.due_at:
        raise ExtensionAfterDue(label=row.label)
    row.extension_length, row.extended_at = length, at
    row.extension_approver, row.extension_basis = approver, basis
    settle(row, "extension_length", "extended_at", "extension_approver", "extension_basis")
    return row
