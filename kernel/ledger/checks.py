"""A system check: every event type's sentence names only what its fields fill, in every language."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils import translation

from kernel.ledger import events


def sentences_can_be_filled(**_kwargs: Any) -> list[CheckMessage]:
    """One error per type and language whose sentence has a place without a field."""
    return list(_faults())


def _faults() -> Iterator[CheckMessage]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for event in events.all_types():
                try:
                    event.check_sentence()
                except ValueError as error:
                    yield Error(f"{language}: {error}", obj=event.code, id="ledger.E001")
