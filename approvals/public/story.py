"""What a citizen is told of his case: whose turn it is and whom to ask, the strip, the steps, the letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.actions.tolerate import owes
from approvals.joint.board import Board, board
from approvals.messages import messages_of
from approvals.models import Decision, Delay, Ending, SupplementNotice
from approvals.papers import RECEIPT
from approvals.public.why import why_words
from approvals.queries import CaseFacts, facts_told, leading
from approvals.renewal import deemed_renewed, standing
from approvals.whose import contact_of
from kernel.cases.history import in_plain_words
from kernel.cases.models import Case
from kernel.documents.queries import letters_of, letters_of_many
from kernel.documents.showing import ShownLetter, shown
from kernel.doors.daystrip import Strip
from kernel.doors.strip_words import left_words
from kernel.doors.strips import strip_of
from kernel.identifiers.numbers import in_groups
from kernel.organizations.queries import remedies
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date

ENDED = ("ended", "closed")
DECIDED = ("granted", "denied")
# acts against which review and court are open
REFUSING = ("refused", "denied", "terminated")
LIGHT_WORDS: Mapping[str, str | Promise] = {
    "ok": gettext_lazy("正常，没有超期"),
    "yel": gettext_lazy("超过了承诺的日子"),
    "red": gettext_lazy("超过了法定期限"),
    "pause": gettext_lazy("依法暂停计时"),
    "done": gettext_lazy("已办结"),
}


@dataclass(frozen=True)
class Answer:
    """The two things a citizen asks: whose turn (`who`), and by when (`label`, `day`), each with a line beneath.

    `own`: it is the applicant's own turn.
    """

    who_label: str | Promise
    who: str
    who_hint: str
    label: str | Promise
    day: date | None
    hint: str
    late: bool
    own: bool = False


def story(case: Case, *, now: datetime, with_pass: bool, receipt: bool = True, talk: bool = True) -> dict[str, Any]:
    """Everything the tracking page shows; `with_pass` makes letters downloadable without signing in.

    Without `receipt` the letter that bears the query code is left out: for whoever acts or looks by mandate or share.
    Without `talk` so is what applicant and unit asked each other: a share is of progress and letters.
    """
    facts = facts_told(case, now=now)
    strip = strip_of(facts.explanation)
    renewal = standing(case, facts.clocks)
    light, light_words = light_of(case, strip, deemed_renewed=deemed_renewed(facts.clocks))
    notice = _notice(case)
    contact = contact_of(case, at=now, turn=facts.turn)
    letters = letters_of("case", case.pk)
    if not receipt:
        letters = letters.exclude(letter_type=RECEIPT)
    made = [shown(letter, with_pass=with_pass) for letter in letters]
    parts = board(case, now=now)
    return {
        "case": case,
        "number_words": in_groups(case.number),
        "light": light,
        "light_words": light_words,
        "answer": _answer(facts, strip, notice, parts),
        "parts": parts,
        "results": _results(parts, with_pass=with_pass),
        "renewal": renewal,
        "lacking": list(notice.lines.select_related("material")) if notice is not None else [],
        "strip": strip if case.state != "supplement" else None,
        "clocks": leading(facts.clocks, case) if case.state != "supplement" else [],
        "why": why_words(strip, answering=case.accepted_at is None) if strip is not None else "",
        "overdue": is_late(case, strip),
        "delay": Delay.objects.filter(case=case).first() if case.accepted_at is not None else None,
        "steps": _steps(facts, strip, _by_entry(made)),
        "letters": [_row(letter) for letter in made if letter.url],
        "in_print": any(not letter.url for letter in made),
        **owes(case),
        "messages_told": messages_of(case, clocks=facts.clocks, now=now) if talk else [],
        "reply_days": settings.REPLY_WORKING_DAYS,
        "may_ask": talk and case.received_at is not None,
        "reason": _reason(case),
        "remedies": remedies(case.organization, case.item_version.regime.remedy) if case.state in REFUSING else None,
        "contact": contact,
        "phone": contact.phone,
    }


def light_of(case: Case, strip: Strip | None, *, deemed_renewed: bool) -> tuple[str, str | Promise]:
    """The light by the dates alone, with its words: a card is a word to the unit, not to the applicant."""
    if deemed_renewed and case.phase not in ENDED:
        return "done", _("视为准予延续")
    if case.state == "supplement":
        return "pause", _("等您补齐材料")
    if case.state in DECIDED:
        return "done", _("已作出决定")
    if case.received_at is None and case.phase not in ENDED:
        # on the road, or taken over from the agent: no day binds anybody yet, and none is kept either
        return "pause", _("还没交到受理窗口")
    light = "done" if case.phase in ENDED else strip.light if strip is not None else "ok"
    return light, LIGHT_WORDS[light]


def is_late(case: Case, strip: Strip | None) -> bool:
    """Whether a day that binds the organ has passed while it is still to act."""
    return strip is not None and strip.late and case.phase not in ENDED


def _notice(case: Case) -> SupplementNotice | None:
    if case.state != "supplement":
        return None
    return SupplementNotice.objects.filter(case=case).first()


def _results(parts: Board | None, *, with_pass: bool) -> list[Mapping[str, Any]]:
    """The letters that were made of the parts of a joint matter, each named with what it decides."""
    if parts is None:
        return []
    items = {line.case.pk: line.item for line in parts.lines if line.case is not None and line.settled}
    made = [(items[each.subject_id], shown(each, with_pass=with_pass)) for each in letters_of_many("case", items)]
    return [
        {**_row(letter), "name": _("{letter}（{item}）").format(letter=letter.name, item=item)}
        for item, letter in made
        if letter.url
    ]


def _answer(facts: CaseFacts, strip: Strip | None, notice: SupplementNotice | None, parts: Board | None) -> Answer:
    case, turn = facts.case, facts.turn
    if case.phase in ENDED:
        who_label, who, hint = _("结果"), _outcome(case), str(case.state_row.label)
    elif turn is None or turn.organization is None:
        who_label, who, hint = _("现在轮到"), _("您自己"), str(case.state_row.plain)
    else:
        who_label, who = _("现在轮到"), f"{turn.organization.name} {turn.step_name}"
        hint = _("您不用做什么，等决定就行。") if case.state == "accepted" else str(case.state_row.plain)
        if parts is not None and parts.waiting and case.state == "accepted":
            who, hint = _("、").join(parts.waiting), _whose_parts(parts)
        if deemed_renewed(facts.clocks):
            hint = _("依法视为准予延续，等换证")
    label, day, left = _by_when(facts, strip, notice)
    own = case.phase not in ENDED and (turn is None or turn.organization is None)
    return Answer(who_label, who, hint, label, day, left, is_late(case, strip), own)


def _whose_parts(parts: Board) -> str:
    """How far the organs of a joint matter are."""
    every, done = len(parts.lines), parts.decided
    words = ngettext(
        "{every} 项里办好了 {done} 项，您不用做什么。", "{every} 项里办好了 {done} 项，您不用做什么。", every
    )
    return words.format(every=every, done=done)


def _outcome(case: Case) -> str:
    """The result in everyday words: what was decided, or why there was no decision."""
    decision = Decision.objects.filter(case=case).first() if case.decided_at is not None else None
    if decision is None:
        return str(case.state_row.plain)
    if decision.deemed:
        return _("视为准予延续")
    return _("批准了") if decision.outcome == Decision.Outcome.GRANT else _("没有批准")


def _by_when(facts: CaseFacts, strip: Strip | None, notice: SupplementNotice | None) -> tuple[str, date | None, str]:
    case = facts.case
    if notice is not None:
        return _("最迟补齐"), notice.term_until, _("这天下班前送到窗口，或者在网上传")
    if case.phase in ENDED:
        return _("哪天办完"), local_date(case.ended_at) if case.ended_at else None, _left(strip)
    if case.state in DECIDED:
        label = _("哪天起算延续") if deemed_renewed(facts.clocks) else _("哪天决定")
        return label, local_date(case.decided_at) if case.decided_at else None, _left(strip)
    if case.received_at is None:
        return _("最迟"), None, _("交到受理窗口那天起算")
    if strip is None:
        return _("最迟"), None, ""
    label = _("最迟答复") if case.state == "received" else _("最迟办完")
    if strip.first_due is None and strip.projected_due is not None:
        resumed = _("现在依法暂停计时；如果今天恢复，预计 {day} 办完").format(day=day_words(strip.projected_due))
        return label, None, resumed
    return label, strip.first_due, _left(strip)


def _left(strip: Strip | None) -> str:
    return left_words(strip) if strip is not None else ""


def _by_entry(made: Iterable[ShownLetter]) -> dict[int, list[Mapping[str, Any]]]:
    """The letters that are ready, under the act that made them."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for letter in made:
        if letter.url:
            found.setdefault(letter.entry_id, []).append(_row(letter))
    return found


def _row(letter: ShownLetter) -> Mapping[str, Any]:
    """A letter as the components take it."""
    return {"url": letter.url, "name": letter.name, "size": letter.size}


def _steps(
    facts: CaseFacts, strip: Strip | None, letters: Mapping[int, list[Mapping[str, Any]]]
) -> list[Mapping[str, Any]]:
    """What has been done, with the letters that each act made; what runs now; what is still to come."""
    told: list[Mapping[str, Any]] = []
    for entry in facts.history:
        if not (title := in_plain_words(entry)):
            continue
        made = letters.get(entry.pk)
        step = {"title": title, "at": entry.at, "note": entry.post, "state": "done"}
        told.append(step | ({"letters": made} if made else {}))
    turn = facts.turn
    if turn is None:
        return told
    whose = str(turn.organization) if turn.organization is not None else _("等您补齐材料")
    title = _("{step}，轮到{whose}").format(step=turn.step_name, whose=whose) if turn.organization else whose
    told.append({"title": title, "note": _("{day} 起").format(day=day_words(turn.from_at)), "state": "now"})
    # what has ended here may still be on its way home
    return told if facts.case.phase in ENDED else told + _to_come(facts.case, strip)


def _to_come(case: Case, strip: Strip | None) -> list[Mapping[str, Any]]:
    """What is still to come, with the last day where one binds."""
    if case.state in DECIDED:
        return []
    due = strip.first_due if strip is not None else None
    decision: dict[str, Any] = {"title": _("作出决定"), "state": "todo"}
    coming: list[Mapping[str, Any]] = [decision]
    if case.state == "accepted":
        decision["until"] = due
    else:
        answer_by = due if case.state == "received" else None
        coming.insert(0, {"title": _("告诉您受理还是不受理"), "until": answer_by, "state": "todo"})
    delivery = str(case.application.get_delivery_display())
    return [*coming, {"title": _("领取决定"), "note": delivery, "state": "todo"}]


def _reason(case: Case) -> str:
    """Why it was refused, denied, withdrawn or stopped, as it was written then; empty otherwise."""
    if case.decided_at is not None:
        return Decision.objects.values_list("reason", flat=True).filter(case=case, outcome="deny").first() or ""
    if case.state in ("refused", "withdrawn", "terminated"):
        ending = Ending.objects.only("reason", "other_organ").filter(case=case).first()
        return _with_the_other_organ(ending) if ending is not None else ""
    return ""


def _with_the_other_organ(ending: Ending) -> str:
    """The reason, and where to go instead."""
    if not ending.other_organ:
        return ending.reason
    return f"{ending.reason}\n{_('请向 {organ} 申请。').format(organ=ending.other_organ)}"
