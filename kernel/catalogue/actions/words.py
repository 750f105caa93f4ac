"""本地读音、俗称: how people find an item whose name they do not know or say in their own way."""

import re
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.events import READING_DROPPED, READING_SET, WORD_GIVEN_UP, WORD_TAUGHT
from kernel.catalogue.models import EverydayWord, ItemVersion, Reading
from kernel.catalogue.permissions import WORD_KEEPERS
from kernel.catalogue.queries import SHORTEST, readings
from kernel.catalogue.refusals import WordUnusable
from kernel.catalogue.sounds import initials
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations.queries import actor, held

LONGEST_READ: Final = 20
LONGEST_WORD: Final = 30
LONGEST_MEANING: Final = 60


@transaction.atomic
def set_reading(*, word: str, letters: str, by: User, at: datetime | None = None) -> Reading:
    """Say which initials a word has here; every name that holds it sounds so from now on.

    Errors: WordUnusable, NotYourPost, ActOutOfTime.
    """
    word, letters = word.strip(), letters.strip().lower()
    if not 0 < len(word) <= LONGEST_READ or word.isascii():
        raise WordUnusable(word=word)
    if len(letters) > LONGEST_READ or not re.fullmatch(r"[a-z0-9]+", letters):
        raise WordUnusable(word=letters)
    Reading.objects.get_or_create(word=word, defaults={"initials": letters})
    reading, at = lock(Reading.objects.all(), word=word, at=at)
    post = held(by, roles=WORD_KEEPERS, at=at)
    reading.initials = letters
    reading.save(update_fields=["initials"])
    _sound_anew(word)
    record(READING_SET, reading.ledger_subject, actor=actor(post), at=at, word=word, letters=letters)
    return reading


def _sound_anew(word: str) -> None:
    """The sort keys of the names that hold a word."""
    known = readings()
    versions = list(ItemVersion.objects.filter(name__contains=word).only("pk", "name"))
    for version in versions:
        version.sort_key = initials(version.name, known)
    ItemVersion.objects.bulk_update(versions, ["sort_key"], batch_size=500)


@transaction.atomic
def drop_reading(*, reading: Reading, by: User, at: datetime | None = None) -> None:
    """Let a word sound as the dictionary says again. Errors: NotFound, NotYourPost, ActOutOfTime."""
    dropped, at = lock(Reading.objects.all(), pk=reading.pk, at=at)
    post = held(by, roles=WORD_KEEPERS, at=at)
    record(READING_DROPPED, dropped.ledger_subject, actor=actor(post), at=at, word=dropped.word)
    dropped.delete()
    _sound_anew(dropped.word)


@transaction.atomic
def teach_word(*, word: str, means: str, by: User, at: datetime | None = None) -> EverydayWord:
    """Let an everyday word find the items whose name holds `means`. Errors: WordUnusable, NotYourPost, ActOutOfTime."""
    word, means = word.strip(), means.strip()
    for said, most in ((word, LONGEST_WORD), (means, LONGEST_MEANING)):
        if not SHORTEST <= len(said) <= most:
            raise WordUnusable(word=said)
    EverydayWord.objects.get_or_create(word=word, means=means)
    taught, at = lock(EverydayWord.objects.all(), word=word, means=means, at=at)
    post = held(by, roles=WORD_KEEPERS, at=at)
    taught.in_use = True
    taught.save(update_fields=["in_use"])
    record(WORD_TAUGHT, taught.ledger_subject, actor=actor(post), at=at, word=word, means=means)
    return taught


@transaction.atomic
def give_up_word(*, word: EverydayWord, by: User, at: datetime | None = None) -> EverydayWord:
    """Let an everyday word find nothing any more. Errors: NotYourPost, ActOutOfTime."""
    given_up, at = lock(EverydayWord.objects.all(), pk=word.pk, at=at)
    post = held(by, roles=WORD_KEEPERS, at=at)
    given_up.in_use = False
    given_up.save(update_fields=["in_use"])
    word_and_means = {"word": given_up.word, "means": given_up.means}
    record(WORD_GIVEN_UP, given_up.ledger_subject, actor=actor(post), at=at, about=None, **word_and_means)
    return given_up
