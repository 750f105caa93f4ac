"""人生事、经营事: the situations that people choose from, and the words by which each finds its items."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from kernel.accounts.models import User
from kernel.catalogue.events import SITUATION_GIVEN_UP, SITUATION_SET
from kernel.catalogue.models import Situation
from kernel.catalogue.permissions import WORD_KEEPERS
from kernel.catalogue.queries import SHORTEST
from kernel.catalogue.refusals import SituationUnusable
from kernel.ledger.locking import lock
from kernel.ledger.writer import record
from kernel.organizations.queries import actor, held

LONGEST_NAME: Final = 30
LONGEST_WORD: Final = 60
MOST_WORDS: Final = 50


@transaction.atomic
def set_situation(
    *,
    code: str,
    name: str,
    audience: str,
    words: Sequence[str],
    position: int,
    by: User,
    at: datetime | None = None,
) -> Situation:
    """Say which words of an item's name a situation finds; an unknown code makes a new one. Without words it is
    given up, and `everyday.install` does not bring it back.

    Errors: SituationUnusable, NotYourPost, ActOutOfTime.
    """
    said, kept = name.strip(), list(dict.fromkeys(word.strip() for word in words if word.strip()))
    too_long = len(kept) > MOST_WORDS or any(not SHORTEST <= len(word) <= LONGEST_WORD for word in kept)
    if too_long or not 0 < len(said) <= LONGEST_NAME or audience not in Situation.Audience.values:
        raise SituationUnusable(name=LONGEST_NAME, word=LONGEST_WORD, words=MOST_WORDS)
    Situation.objects.get_or_create(code=code, defaults={"name": said, "audience": audience})
    situation, at = lock(Situation.objects.all(), code=code, at=at)
    who = actor(held(by, roles=WORD_KEEPERS, at=at))
    situation.name, situation.audience, situation.words, situation.position = said, audience, kept, position
    situation.save()
    if kept:
        record(SITUATION_SET, situation.ledger_subject, actor=who, at=at, name=said, words="、".join(kept))
    else:
        record(SITUATION_GIVEN_UP, situation.ledger_subject, actor=who, at=at, name=said)
    return situation
