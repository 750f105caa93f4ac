"""What somebody is told in whose name another may act from now on, or no longer: it may not have been his will."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import events
from kernel.ledger.models import Entry
from kernel.notices.wording import LONGEST, Ask, Sentence, Words, shortened
from kernel.organizations.models import Organization
from kernel.workdays.words import last_day_words

SENTENCES: Final[Mapping[str, Sentence]] = {
    events.MANDATE_GRANTED.code: Sentence(
        gettext_lazy("用您的账号授权了别人替您办事，到{day}止。不是您本人做的，请马上登录收回，并改密码。"),
        "用您的账号授权了别人替您办事，到{day}止。不是您本人做的，请马上登录收回并改密码。",
        "until",
    ),
    events.MANDATE_ENTERED.code: Sentence(
        gettext_lazy("窗口登记：您授权 {who} 替您办事，到{day}止。您没有写过委托书的话，请马上说，可以当场收回。{ask}"),
        "窗口登记：您授权{who}替您办事，到{day}止。没有写过委托书请马上说。{ask}",
        "until",
    ),
    events.MANDATE_ENDED.code: Sentence(
        gettext_lazy("一份让别人替您办事的授权终止了（由{who}提出），那个人不能再替您办。还要托人办的，请另外授权。"),
        "一份让别人替您办事的授权终止了（{who}提出）。还要托人办的，请另外授权。",
    ),
}


def words_of(entries: Sequence[Entry]) -> dict[int, Words]:
    """What the principal is told of entries of `SENTENCES`, by entry id."""
    units = Organization.objects.filter(code__in={entry.organization for entry in entries} - {""})
    asks = {unit.code: Ask(unit.name, unit.short_name, "", unit.phone) for unit in units}
    return {
        entry.pk: SENTENCES[entry.type].filled(partial(_places, entry, asks.get(entry.organization, Ask(""))))
        for entry in entries
    }


def _places(entry: Entry, ask: Ask, brief: bool) -> dict[str, str]:
    facts, sentence = entry.facts(), SENTENCES[entry.type]
    who = facts["agent"] if entry.type == events.MANDATE_ENTERED.code else _(entry.post)
    return {
        "day": last_day_words(facts[sentence.day], seen_from=entry.at) if sentence.day else "",
        "who": shortened(who, LONGEST["who"]) if brief else who,
        "ask": ask.in_short() if brief else ask.in_full(),
    }
