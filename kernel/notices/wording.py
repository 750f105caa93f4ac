"""Short messages: which places a text may have and how long each may be, and what a citizen is told of whom to ask.

A message is at most MESSAGE_MAX characters; a text keeps to that if its own characters and its places' longest do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter
from typing import Final, cast

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise, SimpleLazyObject, lazy
from django.utils.translation import gettext as _

MESSAGE_MAX: Final = 140
# by place, in characters: what is told; the matter's everyday facts; whom to ask
LONGEST: Final[Mapping[str, int]] = {
    "title": 20,
    "text": 80,
    "number": 21,
    "item": 18,
    "day": 20,
    "what": 5,
    "papers": 22,
    "rest": 46,
    "where": 16,
    "there": 16,
    "who": 16,
    "ask": 38,
}
# of two characters; every other family name is taken to be one
_COMPOUND: Final = re.compile(
    "欧阳|上官|司马|诸葛|司徒|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|夏侯|端木|东方|南宫|轩辕|呼延|闻人|淳于"
)


def places_of(words: str) -> list[str]:
    """The names in braces of a text, each once."""
    return list(dict.fromkeys(name for _text, name, _spec, _conversion in Formatter().parse(words) if name))


@dataclass(frozen=True)
class Words:
    """What is told of one entry: the whole `text`, to be read or said on the telephone; `places` fill short messages.

    A lazy `text` is written down in every language that the portal speaks. What goes into `places` passes through a
    third party's hands: short, and nothing that stands only in the file.
    """

    text: str | Promise
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sentence:
    """`text` in whole, and `sms` in short, with places in braces; `day` names the entry's field with the last day."""

    text: str | Promise
    sms: str
    day: str = ""

    def filled(self, places: Callable[[bool], Mapping[str, str]]) -> Words:
        """`places` says what fills it: in short (True) in the county's language, in whole in the reader's.

        Either is made when it is read: most are told on the page and never by a short message.
        """

        def brief() -> dict[str, str]:
            with translation.override(settings.LANGUAGE_CODE):
                known = places(True)
            return {name: known[name] for name in places_of(self.sms)}

        whole = _in_the_readers_language(lambda: " ".join(str(self.text).format(**places(False)).split()))
        return Words(whole, cast("Mapping[str, str]", SimpleLazyObject(brief)))


def _said(sentence: Callable[[], str]) -> str:
    return sentence()


# made anew for each language it is read in
_in_the_readers_language = lazy(_said, str)


def shortened(text: str, most: int) -> str:
    """At most `most` characters; what was cut shows by an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """身份证、租赁合同; where that is longer than `most`, the first ones and how many there are: 身份证等3样."""
    whole = _("、").join(names)
    if most is None or len(whole) <= most:
        return whole
    for count in range(len(names) - 1, 0, -1):
        words = _("{papers}等{count}样").format(papers=_("、").join(names[:count]), count=len(names))
        if len(words) <= most:
            return words
    end = _("{papers}等{count}样").format(papers="", count=len(names)) if len(names) > 1 else ""
    return shortened(names[0], most - len(end)) + end


def family_name(name: str) -> str:
    """王 of 王小明, 欧阳 of 欧阳修, 阿依努尔 of 阿依努尔·买买提."""
    whole = name.strip()
    first = whole.partition("·")[0]
    if first != whole or whole.isascii():
        return first
    compound = _COMPOUND.match(whole)
    return compound[0] if compound and len(whole) > len(compound[0]) else whole[:1]


@dataclass(frozen=True)
class Ask:
    """Whom a citizen asks: a unit, a person there and an office phone, as far as each is known."""

    unit: str
    short: str = ""
    person: str = ""
    phone: str = ""

    def in_full(self) -> str:
        """A sentence in the reader's language; empty where nobody is known."""
        if not self.unit:
            return ""
        who = _("{unit}，{person}").format(unit=self.unit, person=self.person) if self.person else self.unit
        if not self.phone:
            return _("有事请找：{who}。").format(who=who)
        return _("有事请找：{who}，电话 {phone}。").format(who=who, phone=self.phone)

    def in_short(self, most: int = LONGEST["ask"]) -> str:
        """The same for a message; what does not fit is left out whole, a phone never in part."""
        phone = f"，电话{self.phone}" if self.phone else ""
        unit = shortened(self.short or self.unit, 12)
        person = f"{family_name(self.person)}同志" if self.person else ""
        for words in (f"有事找{unit}{person}{phone}。", f"有事找{unit}{phone}。", f"有事打{self.phone}。"):
            if self.unit and len(words) <= most:
                return words
        return ""
