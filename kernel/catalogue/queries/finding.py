"""Finding an item in force: by name, by sound, by what people call it, by situation, by department."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import add, or_
from typing import Final

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from kernel.catalogue.models import EverydayWord, ItemVersion, Reading, Situation
from kernel.organizations.models import Window

# what stands around the matter itself when people type as they speak
_AROUND: Final = re.compile(
    r"^(?:请问|我|想|要|怎么|怎样|如何|去|来)*(?:办理|申请|申领|办|领|开|补|换|跑|考)?(?:[一两几]?[个家张本])?"
    r"|(?:怎么办|在哪办|吗|呢|[?？])+$"
)
SHORTEST: Final = 2
# of a word that people made shorter: how long it is at the most, and what may stand between two of its characters
LONGEST_SHORT: Final = 4
MOST_BETWEEN: Final = 3
RANKS: Final = 3


def search(
    text: str,
    *,
    window: Window | None = None,
    organ: str = "",
    situation: str = "",
    case_kind: str | None = "licence",
    own: bool = True,
    some: bool = False,
) -> QuerySet[ItemVersion]:
    """Items in force that fit every word of `text`, best matches first; an empty text finds everything.

    Words that only stand around a matter (我要办, 怎么办) ask for nothing. Where nothing fits, a word of a few
    characters is taken for a shortened one (货运 for 货物运输); with `some`, where nothing fits all words even so, what
    fits most of them is found.

    A word fits by the item's name or its main item's, by the initials of the name, by the beginning of the code, or
    as what people call the matter. Rank 0 begins with it, 1 holds it, 2 is meant by it. `window` narrows to what that
    counter receives, `organ` (code) to one department, `situation` (code) to what somebody in it may need, `own` to
    what is handled here from beginning to end.
    """
    # what a list from above says of an item is long, and nobody's who looks for one
    rows = ItemVersion.objects.in_force().select_related("item", "organization", "regime").defer("item__above")
    if case_kind is not None:
        rows = rows.filter(case_kind=case_kind)
    if own:
        rows = rows.filter(handling=ItemVersion.Handling.OWN)
    if window is not None:
        rows = rows.filter(receiving_windows=window)
    if organ:
        rows = rows.filter(organization__code=organ)
    if situation:
        rows = rows.filter(_of_situation(situation))
    words = words_of(text)
    everyday = _everyday() if words else {}
    fits = [_holds(word) | _meant(word, everyday) for word in words]
    found = rows.filter(*fits)
    if words and not found.exists():
        fits = [fit | _shortens(word) for word, fit in zip(words, fits, strict=True)]
        found = rows.filter(*fits)
        if some and len(words) > 1 and not found.exists():
            found = rows.filter(reduce(or_, fits)).annotate(rank=_rank(words) + _missed(fits))
            return found.order_by("rank", "sort_key", "pk")
    return found.annotate(rank=_rank(words)).order_by("rank", "sort_key", "pk")


def words_of(text: str) -> list[str]:
    """What was typed word by word: wide letters as plain ones, and without words that name no matter."""
    words = unicodedata.normalize("NFKC", text).split()
    return [word for word in words if _AROUND.sub("", word)] or words


def received_at(window: Window) -> QuerySet[ItemVersion]:
    """Everything that this counter receives, by sound."""
    return search("", window=window, case_kind=None, own=False)


def situations() -> Sequence[Situation]:
    """Every situation in use, in its order."""
    return list(Situation.objects.exclude(words=[]))


def readings() -> Mapping[str, str]:
    """The county's own initials of words."""
    return dict(Reading.objects.values_list("word", "initials"))


def _rank(words: Collection[str]) -> Case:
    begins, holds = Q(), Q()
    for word in words:
        begins |= Q(name__startswith=word)
        if word.isascii():
            begins |= Q(item__code__istartswith=word) | Q(sort_key__startswith=word.lower())
        holds |= _holds(word)
    cases = [When(begins, then=Value(0)), When(holds, then=Value(1))] if words else []
    return Case(*cases, default=Value(2 if words else 0), output_field=IntegerField())


def _missed(fits: Sequence[Q]) -> Combinable:
    """Three, the number of ranks, for every word that does not fit."""
    return reduce(
        add, (Case(When(each, then=Value(0)), default=Value(RANKS), output_field=IntegerField()) for each in fits)
    )


def _holds(word: str) -> Q:
    """Name, main item's name, initials or beginning of the code."""
    # a word without letters of two cases is looked for as it stands, in a third of the time
    look = "contains" if word.upper() == word.lower() else "icontains"
    found = Q(**{f"name__{look}": word}) | Q(**{f"parent_name__{look}": word})
    if word.isascii():
        found |= Q(sort_key__contains=word.lower()) | Q(item__code__istartswith=word)
    return found


def _meant(word: str, everyday: Mapping[str, Collection[str]]) -> Q:
    """What is meant by an everyday word, or by a word without what people say around it."""
    found = Q()
    bare = _AROUND.sub("", word)
    if SHORTEST <= len(bare) < len(word):
        found |= Q(name__icontains=bare)
    for meaning in dict.fromkeys(_meanings(word, everyday)):
        found |= Q(name__contains=meaning)
    return found


def _shortens(word: str) -> Q:
    """Names that hold its characters in this order and near each other."""
    bare = _AROUND.sub("", word)
    if bare.isascii() or not bare.isalpha() or not SHORTEST <= len(bare) <= LONGEST_SHORT:
        return Q(pk__in=[])
    return Q(name__regex=f".{{0,{MOST_BETWEEN}}}".join(bare))


def _meanings(word: str, everyday: Mapping[str, Collection[str]]) -> Iterator[str]:
    """A longer everyday word in what was typed, or one of which a part was typed."""
    for said, meanings in everyday.items():
        if said in word or (len(word) >= SHORTEST and word in said):
            yield from meanings


def _everyday() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word, means in EverydayWord.objects.filter(in_use=True).values_list("word", "means"):
        found.setdefault(word, []).append(means)
    return found


def _of_situation(code: str) -> Q:
    """An unknown situation finds nothing."""
    words = Situation.objects.filter(code=code).values_list("words", flat=True).first() or ()
    found = Q(pk__in=[])
    for word in words:
        found |= Q(name__contains=word)
    return found
