"""All checks together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from county_portal.data_health import backups, county_facts, machinery, master_data, outside, terms
from county_portal.data_health.lines import Asked, Check, Line

CHECKS: Final[tuple[Check, ...]] = (
    master_data.calendar_years,
    master_data.empty_posts,
    master_data.windows_without_clerk,
    master_data.units_to_settle,
    master_data.items_nobody_handles,
    master_data.units_without_remedies,
    county_facts.county_facts,
    terms.pauses,
    machinery.sweep,
    machinery.cards_against_facts,
    machinery.letters,
    outside.messages,
    outside.targets,
    machinery.stream_and_relay,
    machinery.seals,
    machinery.queue,
    backups.backup,
    backups.drill,
)


@dataclass(frozen=True)
class Report:
    """What was found at `at`: `troubles` with the gravest first, and what is `fine`."""

    at: datetime
    troubles: Sequence[Line]
    fine: Sequence[Line]

    @property
    def in_order(self) -> bool:
        return not self.troubles


def report(asked: Asked) -> Report:
    """Run every check once."""
    lines = [line for check in CHECKS for line in check(asked)]
    troubles = sorted((line for line in lines if line.level != "ok"), key=lambda line: line.level != "grave")
    return Report(asked.now, troubles, [line for line in lines if line.level == "ok"])
