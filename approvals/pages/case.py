"""The file of one case for those who work on it, with the verbs that are theirs now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from approvals import application_form, postal
from approvals.actions.tolerate import owes
from approvals.joint.board import board
from approvals.joint.queries import lead_of
from approvals.letters.facts import LICENCE
from approvals.lists import light_of_case
from approvals.messages import messages_of
from approvals.models import Application, Delay, DeliveryRecord, Ending, StepRecord, SupplementNotice
from approvals.pages.papers import lacks, paper_line
from approvals.pages.scans import scan_rows
from approvals.permissions import REVEALERS, may, may_answer
from approvals.pushed import pushed_of
from approvals.queries import (
    CaseFacts,
    case_facts,
    case_for,
    cases_of,
    clerk_windows,
    shown_clocks,
    ticks_of,
)
from approvals.refusals import FormIncomplete
from approvals.renewal import standing
from approvals.revealing import masked_form
from approvals.typed import line
from approvals.verbs import VERBS, perform
from approvals.whose import person_of
from kernel.accounts.models import User
from kernel.cases.lights import card_lights
from kernel.cases.models import Case
from kernel.catalogue.models import Silence
from kernel.clocks.queries import explain_clocks
from kernel.documents.showing import shown_to
from kernel.doors.entering import desk_user
from kernel.doors.strips import strip_of
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import posts_held
from kernel.workdays.zone import local_date

FIELD_WORDS: Mapping[str, str | Promise] = {
    "reason": _("理由"),
    "ground": _("不予受理的情形"),
    "other_organ": _("应当向哪个机关申请"),
    "content": _("准予的内容和范围"),
    "conditions": _("条件和要求"),
    "valid_until": _("有效期"),
    "basis": _("依据的规定"),
    "opinion": _("意见"),
    "stance": _("意见"),
    "method": _("送达方式"),
    "receiver": _("签收人"),
    "receiver_is": _("谁签收"),
    "tracking_number": _("邮件单号"),
    "lines": _("所缺材料"),
    "materials": _("补来的材料"),
    "code": _("材料"),
    "received": _("收到没有"),
    "text": _("内容"),
    "cause": _("超期原因"),
    "ready_by": _("预计办好"),
    "last": _("原许可到期日"),
    "checked": _("对照什么改的"),
    "question": _("第几个问题"),
}


@require_safe
def case_file(request: HttpRequest, number: str) -> HttpResponse:
    """The whole file."""
    user = desk_user(request)
    now = database_now()
    facts = case_facts(case_for(user, line(number), at=now), now=now)
    return render(request, "approvals/case.html", _shown(facts, user, now))


def _shown(facts: CaseFacts, user: User, now: datetime) -> dict[str, Any]:
    case = facts.case
    application = Application.objects.filter(case=case).first()
    lead = lead_of(case)
    form = Application.objects.filter(case=lead).first() if lead is not None else application
    values = application_form.load(form.form) if form is not None else {}
    # one form, one set of papers: a part is decided on what its lead has
    ticks = ticks_of(lead or case)
    papers = [paper_line(tick.material, received=tick.received_at is not None) for tick in ticks]
    shared = {tick.material.code for tick in ticks if tick.material.shared}
    told = messages_of(case, clocks=facts.clocks, now=now)
    steps = list(case.step_records.select_related("ended_by"))
    strip = strip_of(explain_clocks(shown_clocks(facts.clocks, case), now=now))
    offered = may(user, case, facts.turn)
    return {
        "at_counter": bool(clerk_windows(user, at=now)),
        "case": case,
        "application": application,
        "turn": facts.turn,
        "person": person_of(facts.turn, at=now),
        "strip": strip,
        "light": light_of_case(case, strip, card_lights([case.pk]).get(case.pk)),
        "late": strip is not None and strip.late,
        "silence_accepts": case.item_version.regime.silence == Silence.DEEMED_ACCEPTED,
        "renewal": standing(case, facts.clocks),
        "deemed": application is not None and application.accept_mode == Application.AcceptMode.DEEMED,
        "fields": masked_form(lead or case, values),
        **_together(case, lead, user, now),
        "may_reveal": any(held.post.role in REVEALERS for held in posts_held(user, now)),
        "papers": [paper for paper in papers if paper["value"] not in shared],
        "shared": [paper for paper in papers if paper["value"] in shared],
        **lacks(papers),
        "steps": steps,
        "opposed": next((step for step in reversed(steps) if step.outcome == StepRecord.Outcome.OPPOSED), None),
        "history": facts.history,
        "letters": shown_to(user, "case", case.pk, at=now),
        "may": offered,
        "scans": scan_rows(case, ticks) if "scan" in offered else [],
        "notice": SupplementNotice.objects.filter(case=case).prefetch_related("lines__material").first(),
        **owes(case),
        "messages_told": told,
        "may_answer": bool(told) and may_answer(user, case, at=now),
        "told_before": list(case.spot_notices.prefetch_related("missing").order_by("told_at")),
        "ending": Ending.objects.filter(case=case).first(),
        "post_to": postal.shown(application) if application is not None else {},
        "receivers": DeliveryRecord.Receiver.choices,
        "delivery_record": DeliveryRecord.objects.filter(case=case).first() if case.decided_at is not None else None,
        "pushed": pushed_of(case, now=now) if case.decided_at is not None else None,
        "deliveries": Application.Delivery.choices,
        "licence_last": values.get(case.item_version.expiry_field, ""),
        "causes": Delay.Cause.choices,
        "grounds": Ending.Ground.choices,
        "licence": case.item_version.regime.code == LICENCE,
        "today": local_date(now),
        "then_review": {"then": "review"},
        "opposing": {"then": "review", "stance": "oppose"},
    }


def _together(case: Case, lead: Case | None, user: User, now: datetime) -> dict[str, Any]:
    """The joint matter that a case leads or is a part of: its parts, and which of these cases the reader may open."""
    parts = board(lead or case, now=now)
    if parts is None:
        return {"lead": None, "parts": None, "openable": frozenset(), "whole_waits": False}
    ids = [line.case.pk for line in parts.lines if line.case is not None]
    seen = cases_of(user, at=now).filter(pk__in=[*ids, *([lead.pk] if lead is not None else [])])
    openable = frozenset(seen.values_list("pk", flat=True))
    return {"lead": lead, "parts": parts, "openable": openable, "whole_waits": parts.open or bool(parts.refused)}


@require_POST
def case_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb of the table, from its form. Errors: NotFound for a verb there is not."""
    user = desk_user(request)
    found = VERBS.get(verb)
    if found is None:
        raise NotFound

    def act() -> str:
        form = found.input(data=parsed(request.POST, verb))
        if not form.is_valid():
            names = "、".join(str(FIELD_WORDS.get(name, name)) for name in form.errors)
            raise FormIncomplete(count=len(form.errors), names=names, errors=form.errors)
        perform(found, number=line(number), by=user, data=form.validated_data)
        return next_page(request, number)

    said = "" if verb == "tick" else str(_("{number} 已办：{verb}")).format(number=line(number), verb=found.label)
    answer = page_act(request, route=f"approvals.{verb}", act=act, said=said)
    if verb == "tick" and "HX-Redirect" in answer.headers:
        # the page that ticks stays where it is
        return HttpResponse(status=204)
    return answer


def next_page(request: HttpRequest, number: str) -> str:
    """Back to the desk that the form came from; else the case itself."""
    desks = {"review": reverse("approvals:review"), "hall": reverse("approvals:hall")}
    return desks.get(request.POST.get("then", ""), reverse("approvals:case", args=[number]))


def parsed(post: QueryDict, verb: str) -> dict[str, Any]:
    """A page's flat form as the shape that the verb's input has."""
    if verb == "notify-supplement":
        codes = post.getlist("code")
        return {"lines": [{"code": code, "what": post.get(f"what_{code}", "")} for code in codes]}
    if verb in ("supplement", "make-good"):
        return {"materials": post.getlist("material")}
    typed = {key: post[key] for key in post if key not in ("csrfmiddlewaretoken", "idempotency_key", "then")}
    # a day that was left empty is none
    return typed | ({"valid_until": typed["valid_until"] or None} if "valid_until" in typed else {})
