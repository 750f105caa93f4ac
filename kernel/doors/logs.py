"""One line for everything that happened, for programs or for eyes; no citizen's number ever stands in it.

An error's own words may hold what was typed (a driver repeats the value it refused), so every line is looked through.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Final

import structlog

from kernel.identifiers.masking import mask_id, mask_phone

# letters and digits beside it would make it part of a longer number, such as a case's
RESIDENT: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])", re.ASCII)
PHONE: Final = re.compile(r"(?<![0-9A-Za-z])1[0-9]{10}(?![0-9A-Za-z])", re.ASCII)


class OneLine(logging.Formatter):
    """A record as a line of JSON (`as_json`) or as text with its traceback below."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The masked line."""
        if not self.as_json:
            return without_numbers(super().format(record))
        facts = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            facts["error"] = self.formatException(record.exc_info)
        return without_numbers(json.dumps(facts, ensure_ascii=False))


def without_numbers(text: str) -> str:
    """The text with every resident number and mobile telephone masked."""
    text = RESIDENT.sub(lambda found: mask_id(found[0]), text)
    return PHONE.sub(lambda found: mask_phone(found[0]), text)


def join_structlog() -> None:
    """Send what structlog is told the same way; by itself it writes to the output, into a command's JSON."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
