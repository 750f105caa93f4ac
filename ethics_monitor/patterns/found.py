"""A lead that the finder came upon, in words and numbers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from ethics_monitor.models import Pattern
from kernel.workdays.words import day_words, moment_words
from kernel.workdays.zone import local_date

PARTS: Final = "\x1f"


@dataclass(frozen=True)
class Found:
    """`key` names the same lead each time it is found; `cases` are the matters that it rests on, by their ids.

    `numbers` are those that its sentence says.
    """

    pattern: str
    key: str
    region: str
    at: datetime
    cases: tuple[int, ...]
    unit: str = ""
    post: str = ""
    person: str = ""
    agent: str = ""
    item: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        """What was found, in the reader's language; a lead, not a verdict."""
        return _SENTENCES[Pattern(self.pattern)](self)

    def facts(self) -> dict[str, Any]:
        """As it is kept of what a person has said something of."""
        return {
            "unit": self.unit, "post": self.post, "person": self.person, "agent": self.agent, "item": self.item,
            "at": self.at.isoformat(), "cases": list(self.cases), "numbers": self.numbers,
        }  # fmt: skip


def of_facts(pattern: str, key: str, region: str, facts: dict[str, Any]) -> Found:
    """The lead as it was kept."""
    names = ("unit", "post", "person", "agent", "item", "numbers")
    return Found(
        pattern=pattern,
        key=key,
        region=region,
        at=datetime.fromisoformat(facts["at"]),
        cases=tuple(facts["cases"]),
        **{name: facts[name] for name in names},
    )


def _same_minute(found: Found) -> str:
    return _("{person}（{post}）在 {minute} 这一分钟内办结 {many} 件").format(
        person=found.person, post=found.post, minute=moment_words(found.at), many=found.numbers["many"]
    )


def _fastest_agent(found: Found) -> str:
    return _(
        "经办人 {agent} 的“{item}”{many} 件，收件到决定的办公用时中位 {own} 分钟，其他 {others} 件中位 {usual} 分钟；"
        "{faster} 件快于其他件的中位，纯属偶然的机会为 {chance}"
    ).format(agent=found.agent[:8], item=found.item, **found.numbers)


def _late_entry(found: Found) -> str:
    return _("{person}（{post}）在 {day} 补录 {many} 条，最久的晚了 {hours} 小时；其中 {rest} 条记为休息日办理").format(
        person=found.person, post=found.post, day=day_words(local_date(found.at)), **found.numbers
    )


def _month_end(found: Found) -> str:
    return _("{month} 最后 {last_days} 个工作日办结 {many} 件，平均每天是当月其他工作日的 {times} 倍").format(
        **found.numbers
    )


_SENTENCES: Final = {
    Pattern.SAME_MINUTE: _same_minute,
    Pattern.FASTEST_AGENT: _fastest_agent,
    Pattern.LATE_ENTRY: _late_entry,
    Pattern.MONTH_END: _month_end,
}


def rule_in_words(pattern: str, numbers: dict[str, Any]) -> str:
    """The rule behind a list, with the county's own numbers."""
    words = {
        Pattern.SAME_MINUTE: _("近 {days} 日内，同一人同一岗位在同一分钟办结 {least} 件以上。"),
        Pattern.FASTEST_AGENT: _(
            "近 {days} 日内决定的件，同一经办人同一事项至少 {cases} 件，中位办公用时不超过其他件中位的 {ratio} 倍，"
            "且符号检验单侧机会不超过 {chance}。是线索，不是结论：熟练的经办人本来就可能快。"
        ),
        Pattern.LATE_ENTRY: _(
            "近 {days} 日内登记、比办理时间晚 {hours} 小时以上的，同一人一天 {least} 条以上；启用研判以前装入的不算。"
        ),
        Pattern.MONTH_END: _(
            "单位在月末最后 {last_days} 个工作日办结 {least} 件以上，且平均每天达到当月其他工作日的 {times} 倍。"
        ),
    }
    return words[Pattern(pattern)].format(**{name: f"{value:g}" for name, value in numbers.items()})
