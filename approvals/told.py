"""What an applicant is told: a plain sentence for the inbox and for whoever calls him, a message for his phone.

Both name the matter, what he has to do and by when, and whom to ask. Neither says why something was refused or what
else stands in the file: that is read in the letter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import events
from approvals.joint import events as of_parts
from approvals.joint.queries import followed_by
from approvals.models import Application, Tolerance
from approvals.whose import contacts_of
from kernel.cases.history import tell_as
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.notices.wording import LONGEST, Ask, Sentence, Words, listed, shortened
from kernel.workdays.words import last_day_words


@dataclass(frozen=True)
class Matter:
    """What is said of one case beside its entries."""

    case: Case
    ask: Ask
    tolerated_until: date | None


SENTENCES: Final[Mapping[str, Sentence]] = {
    events.RECEIVED.code: Sentence(
        gettext_lazy("“{item}”的申请收到了，受理号 {number}。受不受理，最迟{day}下班前告诉您。{ask}"),
        "您办“{item}”的申请收到了，受理号{number}。受不受理，最迟{day}下班前告诉您。{ask}",
        "say_by",
    ),
    events.MATERIAL_CAME.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）：窗口把“{papers}”改记为已收到。{ask}"),
        "您办“{item}”（{number}）的“{papers}”，窗口改记为已收到。{ask}",
    ),
    events.MATERIAL_STRUCK.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）：窗口把“{papers}”改记为没有收到，回执上那一项不算数了。"
            "您交过的话，请马上说。{ask}"
        ),
        "您办“{item}”（{number}）的“{papers}”，窗口改记为没有收到。交过的请马上说。{ask}",
    ),
    events.SUPPLEMENT_NOTIFIED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）还缺材料：{papers}。最迟{day}下班前送到{where}，或者在网上传。"
            "每样怎么改，写在补正告知书上。{ask}"
        ),
        "您办“{item}”（{number}）还缺{papers}，最迟{day}下班前补齐。{ask}",
        "term",
    ),
    events.SUPPLEMENTED.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）补的材料收齐了：{papers}。接下来等窗口答复受不受理。{ask}"),
        "您办“{item}”（{number}）补的材料收齐了：{papers}。请等窗口答复。{ask}",
    ),
    events.ACCEPTED.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）受理了，就是已收下开始办。最迟{day}下班前办好。{ask}"),
        "您办“{item}”（{number}）已受理，开始办了，最迟{day}下班前办好。{ask}",
        "promised_due",
    ),
    events.DEEMED_ACCEPTED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）：我们没有按时答复您，按法律从收到那天起就算受理了。最迟{day}下班前办好。{ask}"
        ),
        "您办“{item}”（{number}）没有按时答复，依法算已受理，最迟{day}下班前办好。{ask}",
        "statutory_due",
    ),
    events.TOLERATED.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）先开始办了，还差：{papers}。最迟{day}下班前补交到{where}。{ask}"),
        "您办“{item}”（{number}）先办着，还差{papers}，最迟{day}下班前补交。{ask}",
        "until",
    ),
    events.TOLERATED_CAME.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）补交的材料收到了：{papers}。{rest}{ask}"),
        "您办“{item}”补交的{papers}收到了。{rest}{ask}",
    ),
    events.EXPIRY_CORRECTED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）：窗口更正了原许可的到期日，现在记的是{day}。"
            "和您的许可证不一样的话，请马上说。{ask}"
        ),
        "您办“{item}”（{number}）的原许可到期日，窗口更正为{day}。不对请马上说。{ask}",
        "last_day",
    ),
    events.DELAY_EXPLAINED.code: Sentence(
        gettext_lazy("对不起，“{item}”（受理号 {number}）过了承诺的日子。原因：{rest}。预计{day}下班前办好。{ask}"),
        "对不起，您办“{item}”（{number}）过了承诺的日子，预计{day}下班前办好，原因见进度。{ask}",
        "ready_by",
    ),
    events.REFUSED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）没有受理。为什么、不服怎么办，都写在文书里："
            "凭受理号和查询码看，或者到{where}取。{ask}"
        ),
        "您办“{item}”（{number}）没有受理。理由见文书，凭受理号和查询码看，或到窗口取。{ask}",
    ),
    events.GRANTED.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）批准了。{rest}{ask}"),
        "您办“{item}”（{number}）批准了。{rest}{ask}",
    ),
    events.DEEMED_RENEWED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）：原许可到期前我们没有作出决定，按法律视为准予延续，可以接着用。{rest}{ask}"
        ),
        "您办“{item}”（{number}）到期没有作出决定，依法视为准予延续，请到窗口换证。{ask}",
    ),
    events.DENIED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）没有批准。为什么、不服怎么办，都写在文书里："
            "凭受理号和查询码看，或者到{where}取。{ask}"
        ),
        "您办“{item}”（{number}）没有批准。理由见文书，凭受理号和查询码看，或到窗口取。{ask}",
    ),
    events.DELIVERED.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）的决定已经送达：{rest}。您没有收到的话，请马上说。{ask}"),
        "您办“{item}”（{number}）的决定{rest}。没收到请快说。{ask}",
    ),
    events.TERMINATED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）停下不办了。为什么、不服怎么办，都写在文书里："
            "凭受理号和查询码看，或者到{where}取。{ask}"
        ),
        "您办“{item}”（{number}）停下不办了。理由见文书，凭受理号和查询码看，或到窗口取。{ask}",
    ),
    events.WITHDRAWN.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）记下了：申请撤回，不办了（由{who}提交）。不是申请人自己的意思，请马上说。{ask}"
        ),
        "您办“{item}”（{number}）的申请撤回了，不办了（{who}提交）。不是您的意思请马上说。{ask}",
    ),
    events.ANSWERED.code: Sentence(
        gettext_lazy("“{item}”（受理号 {number}）：您问的有答复了，登录或者凭受理号和查询码看。{ask}"),
        "您办“{item}”（{number}）问的有答复了，凭受理号和查询码看。{ask}",
    ),
    events.ENQUIRED.code: Sentence(
        gettext_lazy(
            "“{item}”（受理号 {number}）：办理单位有话问您，不停办。登录或者凭受理号和查询码看，请答复。{ask}"
        ),
        "您办“{item}”（{number}），办理单位有话问您，凭受理号和查询码看，请答复。{ask}",
    ),
}
# what is not in this list is the officers' own and is told to nobody outside
HISTORY: Final[Mapping[str, str | Promise]] = {
    events.RECEIVED.code: gettext_lazy("已收到申请"),
    events.MATERIAL_CAME.code: gettext_lazy("记为已收到：{material}"),
    events.MATERIAL_STRUCK.code: gettext_lazy("改记为未收到：{material}"),
    events.SUPPLEMENT_NOTIFIED.code: gettext_lazy("还缺材料，已书面告知"),
    events.SUPPLEMENTED.code: gettext_lazy("补的材料收齐了"),
    events.ACCEPTED.code: gettext_lazy("已受理，开始计时"),
    events.TOLERATED.code: gettext_lazy("先开始办，还差：{papers}"),
    events.TOLERATED_CAME.code: gettext_lazy("补交的材料收到了：{papers}"),
    events.DEEMED_ACCEPTED.code: gettext_lazy("视为受理，从收到申请那天起算"),
    events.REFUSED.code: gettext_lazy("没有受理"),
    events.STEP_COMPLETED.code: gettext_lazy("{step}完成"),
    # what an officer advises is not yet said to anybody outside
    events.STEP_OPPOSED.code: gettext_lazy("{step}完成"),
    events.STEP_RETURNED.code: gettext_lazy("{step}退回，上一环节再看"),
    events.EXPIRY_CORRECTED.code: gettext_lazy("更正了原许可的到期日"),
    events.DELAY_EXPLAINED.code: gettext_lazy("过了承诺的日子，原因：{cause}"),
    events.GRANTED.code: gettext_lazy("批准了"),
    events.DEEMED_RENEWED.code: gettext_lazy("原许可到期前没有作出决定，视为准予延续"),
    events.DENIED.code: gettext_lazy("没有批准"),
    events.DELIVERED.code: gettext_lazy("决定已送达"),
    events.CLOSED.code: gettext_lazy("办结归档"),
    of_parts.PARTS_OPENED.code: gettext_lazy("转各家一起办：{parts}"),
    of_parts.PART_GRANTED.code: gettext_lazy("{department}批准了“{item}”（{decided}/{of}）"),
    of_parts.PART_REFUSED.code: gettext_lazy("{department}没有批准“{item}”（{decided}/{of}）"),
    events.WITHDRAWN.code: gettext_lazy("申请人撤回了申请"),
    events.TERMINATED.code: gettext_lazy("停止办理"),
}
tell_as(HISTORY)
# how the decision comes to him, whole and in short
_HANDED: Final[Mapping[str, tuple[str | Promise, str]]] = {
    Application.Delivery.WINDOW: (gettext_lazy("请带身份证件到{there}取。"), "请带身份证件到{there}取。"),
    Application.Delivery.POST: (gettext_lazy("决定会寄给您。"), "决定会寄给您。"),
    Application.Delivery.ELECTRONIC: (gettext_lazy("登录后就能下载。"), "登录后就能下载。"),
}
# of a deemed renewal nothing is printed: the organ makes the new licence out, whatever way the decision was to come
_RENEWED: Final = gettext_lazy("请带原许可证到{there}换证。")
# in the words of the ledger, whatever language is read
BY_AGENT: Final = "代办人签收"
# the names of papers, under whatever name an event has them
_PAPERS: Final = ("missing", "papers", "materials")


def words_of(entries: Sequence[Entry]) -> dict[int, Words]:
    """What the applicant, and whoever acts for him or helps him, is told of entries of `SENTENCES`, by entry id."""
    matters = _matters(entries)
    return {
        entry.pk: SENTENCES[entry.type].filled(partial(_places, entry, matters[entry.subject_id])) for entry in entries
    }


def _matters(entries: Sequence[Entry]) -> dict[int, Matter]:
    ids = {entry.subject_id for entry in entries}
    # of many matters few have a unit, an item or a window of their own: each of those is read once
    rows = Case.objects.select_related("application", "joint_part__lead").prefetch_related(
        "organization", "window__service_point", "item_version__delivering_window__service_point"
    )
    # what is personal in them is not asked for, and is not deciphered
    cases = rows.defer("query_code", "application__form", "application__post_to").in_bulk(ids)
    until = dict(Tolerance.objects.filter(case__in=ids).values_list("case", "until"))
    contacts = contacts_of(list(cases.values()), at=max(entry.recorded_at for entry in entries))
    return {
        pk: Matter(case, Ask(them.unit, them.short, them.name, them.phone), until.get(pk))
        for pk, case in cases.items()
        if (them := contacts[pk])
    }


def _places(entry: Entry, matter: Matter, brief: bool) -> dict[str, str]:
    """What fills a sentence: in whole in the language being read, in short always in Chinese."""
    facts = entry.facts()
    most = LONGEST if brief else {}
    item = matter.case.item_version.name
    return {
        "item": shortened(item, LONGEST["item"]) if brief else item,
        "number": followed_by(matter.case),
        "day": _day(entry, facts),
        "papers": listed(_papers(facts), most.get("papers")),
        "where": _counter(matter.case, matter.case.window),
        "rest": _rest(entry, matter, facts, brief=brief),
        "who": shortened(_(entry.post), LONGEST["who"]) if brief else _(entry.post),
        "ask": matter.ask.in_short() if brief else matter.ask.in_full(),
    }


def _papers(facts: Mapping[str, Any]) -> Sequence[str]:
    if "material" in facts:
        return (facts["material"],)
    return next((facts[name] for name in _PAPERS if name in facts), ())


def _day(entry: Entry, facts: Mapping[str, Any]) -> str:
    """The last day; one that may still move says so."""
    name = SENTENCES[entry.type].day
    if not name:
        return ""
    words = last_day_words(facts[name], seen_from=entry.at)
    return _("{day}（暂定）").format(day=words) if facts.get("provisional") else words


def _counter(case: Case, window: Any) -> str:
    """A window as one finds it; without one the unit."""
    if window is None:
        return str(case.organization)
    return _("{place} {window} 窗口").format(place=window.service_point.name, window=window.code)


def _rest(entry: Entry, matter: Matter, facts: Mapping[str, Any], *, brief: bool) -> str:
    """What comes next, where that differs from one matter to another."""
    if entry.type == events.DELIVERED.code:
        method = str(facts["method"])
        # who let an agent take it has it only when it comes home
        return (_("由代办人领走，会交给您") if BY_AGENT in method else _("已送达")) if brief else method
    if entry.type == events.DELAY_EXPLAINED.code:
        return _(facts["cause"])
    if entry.type == events.TOLERATED_CAME.code:
        return _still_owed(entry, matter, facts["left"], brief=brief)
    if entry.type not in (events.GRANTED.code, events.DEEMED_RENEWED.code):
        return ""
    deemed = entry.type == events.DEEMED_RENEWED.code
    whole, short = (_RENEWED, "") if deemed else _HANDED[matter.case.application.delivery]
    window = matter.case.item_version.delivering_window or matter.case.window
    there = _counter(matter.case, window)
    return (short if brief else str(whole)).format(there=shortened(there, LONGEST["there"]) if brief else there)


def _still_owed(entry: Entry, matter: Matter, left: Sequence[str], *, brief: bool) -> str:
    if not left or matter.tolerated_until is None:
        return _("补交的材料齐了。")
    day = last_day_words(matter.tolerated_until, seen_from=entry.at)
    return _("还差{papers}，最迟{day}下班前补交。").format(papers=listed(left, 16 if brief else None), day=day)
