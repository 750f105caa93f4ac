"""The colour of standing cards for the lists of other desks."""

from collections.abc import Collection, Mapping
from typing import Final

from ethics_monitor.queries.lights import lights_for
from kernel.cases.lights import Light, register

WORDS: Final[Mapping[str, Light]] = {"warning": "warn", "yellow": "yel", "red": "red"}


@register
def card_colours(case_ids: Collection[int]) -> Mapping[int, Light]:
    """The light of each of these cases that carries a standing card."""
    return {case_id: WORDS[light.colour] for case_id, light in lights_for(case_ids).items()}
