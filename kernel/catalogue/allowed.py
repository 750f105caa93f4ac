"""What a regime 办理规则 lets happen to its clocks: asked by business verbs before they pause or extend one.

The clocks themselves stand below and know of no regime. Pure: reads `regime.pauses`, prefetch it for lists.
"""

from typing import NamedTuple

from kernel.catalogue.models import Regime, RegimePause
from kernel.catalogue.refusals import ExtensionNotAllowed, PauseNotAllowed
from kernel.clocks.models import Clock


class Extension(NamedTuple):
    """By how many days (in the unit of the term), approved by a holder of which role, by which article."""

    days: int
    role: str
    basis: str


def regime_allows_pause(regime: Regime, clock_kind: str, code: str) -> RegimePause:
    """The row by which a special procedure `code` stops clocks of this kind: its name and article are the pause's.

    Errors: PauseNotAllowed.
    """
    rows = list(regime.pauses.all())
    for row in rows:
        if (row.clock_kind, row.code) == (clock_kind, code):
            return row
    kinds = Clock.Kind
    raise PauseNotAllowed(
        regime=regime.name,
        clock=kinds(clock_kind).label if clock_kind in kinds.values else clock_kind,
        reason=next((row.name for row in rows if row.code == code), code),
    )


def regime_extension(regime: Regime) -> Extension:
    """The one extension that the regime knows. Errors: ExtensionNotAllowed."""
    if not regime.extension_days:
        raise ExtensionNotAllowed(regime=regime.name)
    return Extension(regime.extension_days, regime.extension_role, regime.extension_basis)
