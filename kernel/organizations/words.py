"""Words that are kept: the ledger is written in Chinese, whatever language its writer reads."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override


def kept(words: str | Promise) -> str:
    """The words in the county's language."""
    with override(settings.LANGUAGE_CODE):
        return str(words)
