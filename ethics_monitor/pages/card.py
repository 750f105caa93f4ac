"""One card with everything that can be said of it, and the verbs that are the viewer's now."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ethics_monitor.models import Card, Colour
from ethics_monitor.pages.access import Viewer, viewer_of
from ethics_monitor.pages.frame import frame
from ethics_monitor.pages.lists import Origin, around
from ethics_monitor.pages.offers import offers_for, remedies_for, unit_name, whose_turn
from ethics_monitor.pages.rows import LIGHTS
from ethics_monitor.pages.strip import due_of, frozen_strip, term_kind
from ethics_monitor.queries import CardDetail, LifeStep, card_detail
from ethics_monitor.queries.pages import STRUCK, Addressee, case_link, matters_of, stream_numbers, told_of
from ethics_monitor.refusals import TextMissing
from ethics_monitor.verbs import VERBS, perform
from kernel.clocks.explanation import Explanation
from kernel.clocks.models import Clock
from kernel.documents.showing import shown_to
from kernel.doors.strip_words import amount
from kernel.doors.strips import strip_of
from kernel.doors.verbs import page_act
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.ledger.sentences import fields_in_words
from kernel.workdays.words import day_words, moment_words, short_day_words, time_words

HASH_ENDS: Final = 4
BEFORE_IT_COUNTS: Final = ("to_verify", "dismissed")


@require_safe
def card_page(request: HttpRequest, number: str) -> HttpResponse:
    """The whole card. Errors: NotFound for an absent one and for another unit's alike."""
    viewer = viewer_of(request)
    detail = card_detail(number, viewer.scope, at=viewer.at)
    walked = around(viewer, Origin.of(request.GET.dict()), number)
    facts = {
        "around": walked,
        "walk": [(walked.previous, _("前一件"), "K"), (walked.following, _("后一件"), "J")],
        "form_extra": {"from": walked.origin.query} if walked.origin.name else {},
    }
    return render(request, "ethics_monitor/card.html", {**frame(viewer), **_shown(detail, viewer), **facts})


def _shown(detail: CardDetail, viewer: Viewer) -> dict[str, Any]:
    card = detail.card
    explanation = frozen_strip(card, detail.clock, now=viewer.at)
    matter = matters_of([card]).get(card.pk, "") or card.about_number
    told = told_of(card)
    link = case_link(card, viewer.scope)
    numbers = stream_numbers([*detail.evidence, *detail.timeline])
    return {
        "card": card,
        "light": LIGHTS[card.colour],
        "light_words": _light_words(card),
        "neutral": card.state in BEFORE_IT_COUNTS,
        "found_after": _found_after(card),
        "life": _life(detail, told),
        "unit": unit_name(card),
        "strip": strip_of(explanation),
        "sentence": _sentence(card, matter, explanation),
        "said": _said(detail),
        "due": due_of(card),
        "evidence": [_line(entry, numbers) for entry in detail.evidence],
        "frozen_hash": card.inputs.get("chain") or {},
        "chain_holds": _chain_holds(detail),
        "timeline": [_line(entry, numbers) for entry in reversed(detail.timeline)],
        "told": told,
        "letters": shown_to(viewer.user, "card", card.pk, at=viewer.at),
        "answered_late": detail.answered_late,
        "supersedes": detail.supersedes,
        "offers": offers_for(viewer, card),
        "remedies": remedies_for(viewer, card),
        "turn": whose_turn(card),
        "case_url": reverse(link[0], args=[link[1]]) if link is not None else "",
        "points": _points(card),
        "term": detail.terms[-1] if detail.terms else None,
    }


def _said(detail: CardDetail) -> list[tuple[str, str]]:
    """What the entry says that a card over an event was found by, each field with its name for people."""
    found = detail.card.inputs.get("event")
    entry = next((each for each in detail.evidence if found and each.pk == found["entry"]), None)
    return fields_in_words(entry) if entry is not None else []


def _light_words(card: Card) -> str:
    """Neutral until upheld: 红牌·提请核实; struck out: 红牌·已撤销."""
    colour = str(card.get_colour_display())
    if card.state in ("to_verify", *STRUCK):
        return f"{colour}·{card.state_row.label}"
    return colour


def _found_after(card: Card) -> str:
    """How long after it became true it was found: 22 秒, 8 小时, 2 日."""
    seconds = int((card.found_at - card.true_at).total_seconds())
    if seconds < 120:
        return ngettext("%(number)d 秒", "%(number)d 秒", seconds) % {"number": seconds}
    if seconds < 7200:
        minutes = seconds // 60
        return ngettext("%(number)d 分钟", "%(number)d 分钟", minutes) % {"number": minutes}
    if seconds < 2 * 86400:
        hours = seconds // 3600
        return ngettext("%(number)d 小时", "%(number)d 小时", hours) % {"number": hours}
    return amount(seconds // 86400, "natural_day")


def _life(detail: CardDetail, told: list[Addressee]) -> list[dict[str, Any]]:
    """The stations as the component takes them, with 送达 after 发出."""
    read = sum(1 for each in told if each.read_at is not None)
    stations = [_station(step) for step in detail.steps]
    delivered = {
        "name": _("送达"),
        "state": "done" if told else "",
        "term": _("{told} 人，已读 {read}").format(told=len(told), read=read) if told else "",
    }
    return [*stations[:1], delivered, *stations[1:]]


def _station(step: LifeStep) -> dict[str, Any]:
    state = "current" if step.current else "done" if step.at is not None else ""
    term = ""
    if step.at is not None:
        term = f"{short_day_words(step.at)} {time_words(step.at)}"
    elif step.due is not None:
        term = _("至 {day}").format(day=day_words(step.due))
    if step.late:
        term = f"{term} {_('逾期')}" if term else _("逾期")
    return {"name": step.label, "state": state, "term": term}


def _sentence(card: Card, matter: str, strip: Explanation | None) -> str:
    """The term in one sentence: what began it, until when it ran, when it stopped."""
    if strip is None:
        parts = [_("%(moment)s 成立") % {"moment": moment_words(card.true_at)}]
    else:
        parts = [_("%(day)s %(event)s") % {"day": day_words(strip.days[0].date), "event": strip.start_word}]
        if strip.promised_due is not None:
            parts.append(_("承诺到 %(day)s") % {"day": day_words(strip.promised_due)})
        if strip.statutory_due is not None:
            term = _("法定期限") if strip.promised_due is not None else _term_words(card)
            parts.append(_("%(term)s到 %(day)s") % {"term": term, "day": day_words(strip.statutory_due)})
        if strip.ended_on is not None:
            parts.append(_("%(day)s 停止计时") % {"day": day_words(strip.ended_on)})
    return _("%(matter)s：%(parts)s。") % {"matter": matter, "parts": _("，").join(parts)}


def _term_words(card: Card) -> str:
    """Which term it is about: 承诺期限, 法定期限, 受理期限 …"""
    kind = term_kind(card)
    return str(Clock.Kind(kind).label) if kind in Clock.Kind.values else _("期限")


def _line(entry: Entry, numbers: Mapping[int, int]) -> dict[str, Any]:
    digest = entry.hash.hex()
    return {
        "at": entry.at,
        "sentence": entry.sentence(),
        "who": "·".join(part for part in (entry.post, entry.person) if part) or _("监察引擎"),
        "number": numbers.get(entry.pk),
        "hash": f"{digest[:HASH_ENDS]}…{digest[-HASH_ENDS:]}",
        "whole_hash": digest,
        "late": bool(entry.payload.get("late")),
    }


def _chain_holds(detail: CardDetail) -> bool:
    """Whether the last entry shown still has the hash that the card froze."""
    head = detail.card.inputs.get("chain") or {}
    return bool(detail.evidence) and detail.evidence[-1].hash.hex() == head.get("hash")


def _points(card: Card) -> str:
    if card.colour == Colour.WARNING:
        return _("预警不扣分")
    facts = {"points": card.points}
    if card.state in STRUCK:
        return _("%(points)d 分，已恢复") % facts
    if card.superseded_by is not None:
        return _("%(points)d 分，由更高一级的牌计") % facts
    if card.state == "to_verify" and card.counts_at is not None:
        return _("%(points)d 分，核实成立或 %(day)s 后计入") % {**facts, "day": moment_words(card.counts_at)}
    return _("%(points)d 分，核实后生效") % facts if card.state == "to_verify" else _("%(points)d 分") % facts


@require_POST
def card_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb of the table, from its form. Errors: NotFound for a verb there is not."""
    viewer = viewer_of(request)
    wanted = VERBS.get(verb)
    if wanted is None:
        raise NotFound

    def act() -> str:
        form = wanted.input(data=request.POST.dict())
        if not form.is_valid():
            raise TextMissing(what=_("理由或整改结果，并且不要超过字数"))
        origin = Origin.of(QueryDict(request.POST.get("from", "").lstrip("?")).dict())
        following = around(viewer, origin, number).following if origin.name == "verify" else ""
        perform(wanted, number=number, by=viewer.user, data=form.validated_data)
        return _next_page(request, origin, number, following)

    return page_act(request, route=f"ethics_monitor.{verb}", act=act, said=str(wanted.label))


def _next_page(request: HttpRequest, origin: Origin, number: str, following: str) -> str:
    """To the list 待核实 with the next row under the keys, to the list the form stood in, else the card itself."""
    if request.POST.get("then") == "discipline":
        return reverse("ethics_monitor:discipline")
    if origin.name == "verify":
        return origin.url(at=following)
    return f"{reverse('ethics_monitor:card', args=[number])}{origin.query}"
