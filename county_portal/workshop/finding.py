"""俗称、读音和情形: what people call things here, as rows that the centre keeps."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.accounts.models import User
from kernel.catalogue.actions import drop_reading, give_up_word, set_reading, set_situation, teach_word
from kernel.catalogue.models import EverydayWord, Reading, Situation
from kernel.catalogue.permissions import WORD_KEEPERS
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import held


class WordInput(serializers.Serializer[Any]):
    """What people say, and the words of an item's name that they mean."""

    word = serializers.CharField(max_length=30)
    means = serializers.CharField(max_length=60)


class ReadingInput(serializers.Serializer[Any]):
    """A word and its initials; without initials it sounds as the dictionary says again."""

    word = serializers.CharField(max_length=20)
    letters = serializers.CharField(max_length=20, allow_blank=True)


class SituationInput(serializers.Serializer[Any]):
    """A situation by its code, and the words of an item's name that it finds; without words it is given up."""

    code = serializers.RegexField(
        r"^[a-z][a-z0-9_]{0,23}$", error_messages={"invalid": _("代码用小写字母、数字和 _，字母开头，不超过 24 位。")}
    )
    name = serializers.CharField(max_length=30)
    audience = serializers.ChoiceField(Situation.Audience.choices)
    words = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50, allow_empty=True)
    position = serializers.IntegerField(min_value=0, max_value=999, default=0)


def require_keeper(user: User) -> None:
    """Errors: NotYourPost."""
    held(user, roles=WORD_KEEPERS, at=database_now())


def words(user: User, *, text: str = "") -> Sequence[EverydayWord]:
    """Every word in use, of those that hold the text. Errors: NotYourPost."""
    require_keeper(user)
    rows = EverydayWord.objects.filter(in_use=True)
    return list(rows.filter(Q(word__contains=text) | Q(means__contains=text)) if text else rows)


def readings(user: User) -> Sequence[Reading]:
    """Every word that the county reads otherwise. Errors: NotYourPost."""
    require_keeper(user)
    return list(Reading.objects.order_by("word"))


def teach(by: User, *, word: str, means: str) -> None:
    """Errors: those of `teach_word`."""
    require_keeper(by)
    teach_word(word=word, means=means, by=by)


def give_up(by: User, *, word: str, means: str) -> None:
    """Errors: NotFound, those of `give_up_word`."""
    require_keeper(by)
    found = EverydayWord.objects.filter(word=word, means=means, in_use=True).first()
    if found is None:
        raise NotFound
    give_up_word(word=found, by=by)


def read(by: User, *, word: str, letters: str) -> None:
    """Errors: NotFound where nothing is to be taken back, those of `set_reading` and `drop_reading`."""
    require_keeper(by)
    if letters.strip():
        set_reading(word=word, letters=letters, by=by)
        return
    found = Reading.objects.filter(word=word).first()
    if found is None:
        raise NotFound
    drop_reading(reading=found, by=by)


def situations(user: User) -> Sequence[Situation]:
    """Every situation, those that are given up last. Errors: NotYourPost."""
    require_keeper(user)
    return sorted(Situation.objects.all(), key=lambda each: not each.words)


def keep_situation(by: User, **said: Any) -> None:
    """Errors: those of `set_situation`."""
    require_keeper(by)
    set_situation(**said, by=by)
