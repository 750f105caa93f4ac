"""What a villager is told of his matter on the road: a plain sentence for the inbox and for whoever calls him, and a
message for his phone. Both say where his papers are, what he has to do, and whom to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic_service import events
from civic_service.models import Bag, BagLine, Errand
from civic_service.results_home import BACK, first_left, has_result, waits_at_organ
from kernel.cases.history import tell_as
from kernel.ledger.models import Entry
from kernel.notices.wording import LONGEST, Ask, Sentence, Words, listed, shortened
from kernel.workdays.words import last_day_words

SENTENCES: Final[Mapping[str, Sentence]] = {
    events.FILED.code: Sentence(
        gettext_lazy(
            "{where}收下了您的材料，替您去办“{item}”（编号 {number}）：{papers}。{rest}"
            "最迟{day}送到乡镇，现在还不算受理。不办了或者要自己办，随时可以说。{ask}"
        ),
        "{where}收下材料，替您办“{item}”（{number}），最迟{day}送到乡镇，还不算受理。{ask}",
        "at_town_by",
    ),
    events.ON_THE_ROAD.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）：{what}交出去了，正送往{where}。{rest}{ask}"),
        "“{item}”（{number}）：{what}交出去了，正送往{where}。{ask}",
    ),
    events.HANDED_OVER.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）：{what}送到了{where}。{rest}{ask}"),
        "“{item}”（{number}）：{what}送到了{where}。{ask}",
    ),
    events.SHORT.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）：{what}送到{where}，一数和清单对不上：{rest}请和代办员一起查。{ask}"),
        "“{item}”（{number}）：{what}送到{where}，和清单对不上。请和代办员一起查。{ask}",
    ),
    events.LOST.code: Sentence(
        gettext_lazy(
            "对不起，“{item}”（编号 {number}）：{what}在送往{where}的路上丢了。{rest}怎么补，请马上和代办员商量。{ask}"
        ),
        "对不起，“{item}”（{number}）：{what}在路上丢了。怎么补，请马上和代办员商量。{ask}",
    ),
    events.FOUND.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）：路上丢了的材料找到了，在{where}。{rest}{ask}"),
        "“{item}”（{number}）：路上丢了的材料找到了，在{where}。{ask}",
    ),
    events.FOUND_ASIDE.code: Sentence(
        gettext_lazy(
            "“{item}”（编号 {number}）：路上丢了的材料找到了，在{where}。这件事已另外在办，找到的退给您。{rest}{ask}"
        ),
        "“{item}”（{number}）：路上丢了的材料找到了，在{where}，退给您。{ask}",
    ),
    events.FOUND_GIVEN.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）：丢了又找到的材料已退到{who}手里。您没有拿到的话，请马上说。{ask}"),
        "“{item}”（{number}）：丢了又找到的材料已退到{who}手里。没有拿到请马上说。{ask}",
    ),
    events.RECALLED.code: Sentence(
        gettext_lazy(
            "“{item}”（编号 {number}）的代办委托撤回了，不再替您送办。材料请到{where}取。不是您的意思，请马上说。{ask}"
        ),
        "“{item}”（{number}）的代办委托撤回了，材料请到{where}取。不是您的意思请马上说。{ask}",
    ),
    events.TAKEN_OVER.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）您接回自己办了，代办到此为止。材料在{where}，请去取。{ask}"),
        "“{item}”（{number}）您接回自己办了。材料在{where}，请去取。{ask}",
    ),
    events.MANDATE_ENDED.code: Sentence(
        gettext_lazy(
            "“{item}”（编号 {number}）的代办委托终止了，这件事没有撤回，机关接着办。"
            "以后补材料、收文书、领结果您自己来。不是您的意思，请马上说。{ask}"
        ),
        "“{item}”（{number}）的代办委托终止了，事情机关接着办，以后您自己来。不是您的意思请马上说。{ask}",
    ),
    events.PAPERS_RETURNED.code: Sentence(
        gettext_lazy(
            "“{item}”（编号 {number}）的代办到此为止，材料已退到{who}手里。{rest}您没有拿到的话，请马上说。{ask}"
        ),
        "“{item}”（{number}）的材料已退到{who}手里。没有拿到请马上说。{ask}",
    ),
    events.RETURNED.code: Sentence(
        gettext_lazy("“{item}”（编号 {number}）的结果和原件已交到{who}手里。您没有拿到的话，请马上说。{ask}"),
        "“{item}”（{number}）的结果和原件已交到{who}手里。没有拿到请马上说。{ask}",
    ),
}

tell_as(
    {
        events.FILED.code: gettext_lazy("{room}收下材料，替您送办"),
        events.SUPPLEMENTED_FOR.code: gettext_lazy("{room}替您补了材料"),
        events.ON_THE_ROAD.code: gettext_lazy("装袋交出，送往{receiver}"),
        events.HANDED_OVER.code: gettext_lazy("送到{receiver}"),
        events.SHORT.code: gettext_lazy("送到{receiver}，和清单对不上"),
        events.LOST.code: gettext_lazy("送往{receiver}的路上丢了"),
        events.FOUND.code: gettext_lazy("丢了的材料找到了，在{place}"),
        events.FOUND_ASIDE.code: gettext_lazy("丢了的材料找到了，在{place}，退给您"),
        events.FOUND_GIVEN.code: gettext_lazy("找到的材料退到{whom}手里"),
        events.RECALLED.code: gettext_lazy("代办委托撤回了"),
        events.TAKEN_OVER.code: gettext_lazy("接回自己办，材料在{place}"),
        events.MANDATE_ENDED.code: gettext_lazy("代办委托终止了，您自己接着办"),
        events.RETURNED.code: gettext_lazy("结果交到{whom}手里"),
        events.PAPERS_RETURNED.code: gettext_lazy("材料退到{whom}手里"),
    }
)


@dataclass(frozen=True)
class Carried:
    """What is said of one errand beside its entries; `back`: by bag, whether it goes home; `missing`: errand and
    bag, where the one was opened without the other; `left`: when it first set out for home."""

    errand: Errand
    back: Mapping[int, bool]
    missing: frozenset[tuple[int, int]]
    left: datetime | None = None

    def goes_home(self, entry: Entry) -> bool:
        """Whether a result is in the bag; else it is the papers alone."""
        return self.back.get(entry.about_id or 0, False) and has_result(self.errand, left=self.left or entry.at)

    def comes_without(self, entry: Entry) -> bool:
        """Whether his papers come home while the organ still has the result for him."""
        home = entry.type == events.PAPERS_RETURNED.code or self.back.get(entry.about_id or 0, False)
        return home and waits_at_organ(self.errand)

    def was_missing(self, entry: Entry) -> bool:
        """Whether its bag was opened and it was not in it; else the originals alone differ."""
        return entry.type == events.SHORT.code and (entry.subject_id, entry.about_id) in self.missing

    def ask(self) -> Ask:
        """The agent of the room, by the room's telephone or the town's."""
        room, town = self.errand.room, self.errand.town
        return Ask(room.name, room.short_name, self.errand.mandate.agent.full_name, room.phone or town.phone)


def words_of(entries: Sequence[Entry]) -> dict[int, Words]:
    """What the villager is told of entries of `SENTENCES`, by entry id."""
    rows = Errand.objects.select_related("case__item_version", "mandate__agent", "room", "town", "place").with_bag()
    # nothing personal is asked for, and nothing is deciphered
    rows = rows.defer("returned_to", "case__query_code", "mandate__agent__phone", "mandate__agent__email").defer(
        *(f"mandate__{name}" for name in ("first_witness", "second_witness", "signature"))
    )
    errands = rows.in_bulk({entry.subject_id for entry in entries})
    bags = Bag.objects.filter(pk__in={entry.about_id for entry in entries if entry.about_kind == "bag"})
    back = {pk: leg in BACK for pk, leg in bags.values_list("pk", "leg")}
    missing = frozenset(BagLine.objects.filter(bag__in=back, arrived=False).values_list("errand", "bag"))
    left = first_left(errands)
    return {
        entry.pk: SENTENCES[entry.type].filled(
            partial(
                _places,
                entry,
                Carried(errands[entry.subject_id], back, missing, left.get(entry.subject_id)),
            )
        )
        for entry in entries
    }


def _places(entry: Entry, carried: Carried, brief: bool) -> dict[str, str]:
    """What fills a sentence: in whole in the language being read, in short always in Chinese."""
    sentence = SENTENCES[entry.type]
    facts, item = entry.facts(), carried.errand.case.item_version.name
    where, who = _where(entry, facts, carried), facts.get("whom", "")
    ask = carried.ask()
    return {
        "item": shortened(item, LONGEST["item"]) if brief else item,
        "number": entry.subject_number,
        "what": _("办好的结果") if carried.goes_home(entry) else _("您的材料"),
        "papers": listed(facts.get("papers", ()), LONGEST["papers"] if brief else None) or _("没有留纸质材料"),
        "day": last_day_words(facts[sentence.day], seen_from=entry.at) if sentence.day else "",
        "where": shortened(where, LONGEST["where"]) if brief else where,
        "rest": _rest(entry, facts, carried),
        "who": shortened(who, LONGEST["who"]) if brief else who,
        "ask": ask.in_short() if brief else ask.in_full(),
    }


def _where(entry: Entry, facts: Mapping[str, Any], carried: Carried) -> str:
    """Where the papers are, or go to."""
    named = next((facts[name] for name in ("room", "receiver", "place") if name in facts), None)
    return str(named or carried.errand.road_to or carried.errand.place)


def _rest(entry: Entry, facts: Mapping[str, Any], carried: Carried) -> str:
    """How many originals there are, and that the result did not come along."""
    said = _("袋里没有这一件。") if carried.was_missing(entry) else _originals(facts)
    if carried.comes_without(entry):
        return _("{rest}办好的结果代办员不能代领，由机关交给您，到哪里领请看通知或查进度。").format(rest=said)
    return said


def _originals(facts: Mapping[str, Any]) -> str:
    if facts.get("found", facts.get("originals")) != facts.get("originals"):
        return _("应有原件 {originals} 份，实收 {found} 份。").format(**facts)
    return _("原件 {originals} 份。").format(**facts) if facts.get("originals") else ""
