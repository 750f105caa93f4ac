"""The lists of cards by name: what each holds and in which order. Pages show them; a card page walks the one it came
from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ethics_monitor.models import Card
from ethics_monitor.models.cards import CardQuerySet
from ethics_monitor.pages.access import Viewer
from ethics_monitor.queries.pages import Wanted, found, of_my_posts, older_than
from ethics_monitor.workflow import ANSWERED_BY_UNIT, ENDED

MOST: Final = 200  # as many as a list shows, and as a card page walks
# the lists that an address may name, each with its route and the words it understands
ROUTES: Final = {"cards": "cards", "verify": "to_verify", "mine": "my_cards", "discipline": "discipline"}
WORDS: Final = {
    "cards": ("colour", "state", "organization", "rule", "days", "age", "q", "before"),
    "verify": (),
    "mine": ("which",),
    "discipline": ("which",),
}

Groups = Mapping[str, CardQuerySet]


def county(viewer: Viewer, asked: Mapping[str, str]) -> CardQuerySet:
    """Every card of the county that fits, newest first, from where the page begins."""
    before = asked.get("before", "")
    return older_than(
        found(viewer.scope, Wanted.of(asked), at=viewer.at), int(before) if before.isdecimal() else 0
    ).with_row()


def to_verify(viewer: Viewer) -> Groups:
    """What counts by itself first stands first; then reports and revocations that wait for a decision."""
    seen = Card.objects.visible_to(viewer.scope).highest().with_row()
    proposed = seen.exclude(revocation_proposed_at=None).exclude(state__in=("revoked", "dismissed"))
    return {
        "verify": seen.filter(state="to_verify").order_by(F("counts_at").asc(nulls_last=True), "pk"),
        "reported": seen.filter(state="reported").order_by("reported_at", "pk"),
        "revocation": proposed.order_by("revocation_proposed_at", "pk"),
    }


def mine(viewer: Viewer) -> Groups:
    """What a person must answer, what waits for the office, warnings, everything of his posts."""
    own = of_my_posts(viewer.user, at=viewer.at).with_row()
    waiting = own.filter(state__in=ANSWERED_BY_UNIT, superseded_by=None).exclude(colour="warning")
    return {
        "waiting": waiting.order_by("found_at", "pk"),
        "sent": own.filter(state__in=("reported", "to_verify"), superseded_by=None).order_by("-found_at", "-pk"),
        "warning": own.shining().filter(colour="warning").order_by("-found_at", "-pk"),
        "all": own.order_by("-found_at", "-pk"),
    }


def discipline(viewer: Viewer) -> Groups:
    """What stands, those taken over first; those alone; late answers; what has ended."""
    seen = Card.objects.visible_to(viewer.scope).with_row()
    taken = F("taken_over_at").desc(nulls_last=True)
    return {
        "grave": seen.shining().exclude(colour="warning").order_by(taken, "-severity", "-found_at", "-pk"),
        "taken": seen.shining().exclude(taken_over_at=None).order_by("-taken_over_at", "-pk"),
        "late": found(viewer.scope, Wanted(state="late"), at=viewer.at).with_row(),
        "closed": seen.exclude(colour="warning").filter(state__in=ENDED).order_by("-ended_at", "-pk"),
    }


def chosen(groups: Groups, asked: str) -> str:
    """The group that was asked for, else the first."""
    return asked if asked in groups else next(iter(groups))


@dataclass(frozen=True)
class Origin:
    """The list a card was opened from, as the address tells; without a name what stands, or what is mine to answer."""

    name: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Mapping[str, str], name: str = "") -> "Origin":
        """From the words of an address, or for the list `name` itself; what no list understands is left out."""
        name = name or asked.get("list", "")
        if name not in ROUTES:
            return cls()
        return cls(name, {word: asked[word][:64] for word in WORDS[name] if asked.get(word)})

    @property
    def query(self) -> str:
        """`?list=cards&colour=red`, to be put behind the address of a card; empty without a list."""
        return f"?{urlencode({'list': self.name, **self.words})}" if self.name else ""

    def url(self, at: str = "") -> str:
        """The list itself, with the row `at` under the keys."""
        words = {**self.words, **({"at": at} if at else {})}
        return f"{reverse(f'ethics_monitor:{ROUTES[self.name]}')}?{urlencode(words)}".removesuffix("?")

    def numbers(self, viewer: Viewer) -> list[str]:
        """The numbers of its cards in its order, each once."""
        rows = (cards.values_list("number", flat=True)[:MOST] for cards in self._cards(viewer))
        return list(dict.fromkeys(chain.from_iterable(rows)))

    def _cards(self, viewer: Viewer) -> list[CardQuerySet]:
        if self.name == "verify":
            return list(to_verify(viewer).values())
        if self.name == "cards" or (not self.name and viewer.supervises):
            return [county(viewer, self.words)]
        groups = discipline(viewer) if self.name == "discipline" else mine(viewer)
        return [groups[chosen(groups, self.words.get("which", ""))]]


@dataclass(frozen=True)
class Around:
    """The cards before and behind one in its list, and the way back; empty where there is none."""

    origin: Origin
    previous: str
    following: str
    back_url: str
    back_words: str | Promise

    @property
    def any(self) -> bool:
        return bool(self.previous or self.following)


def around(viewer: Viewer, origin: Origin, number: str) -> Around:
    """One that has left its list since, because it was dealt with, is followed by the first that is still there."""
    numbers = origin.numbers(viewer)
    place = numbers.index(number) if number in numbers else -1
    if origin.name:
        back: tuple[str, str | Promise] = origin.url(at=number), _("回清单")
    elif viewer.supervises:
        back = reverse("ethics_monitor:board"), _("回看板")
    else:
        back = reverse("ethics_monitor:my_cards"), _("回牌件")
    return Around(
        origin,
        previous=numbers[place - 1] if place > 0 else "",
        following=numbers[place + 1] if place + 1 < len(numbers) else "",
        back_url=back[0],
        back_words=back[1],
    )


def row_under_keys(request: HttpRequest) -> str:
    """The number of the card one comes back from; a reading by the live page leaves the focus where it is."""
    return "" if getattr(request, "htmx", False) else request.GET.get("at", "")
