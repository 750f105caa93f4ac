"""Apply online: fill in, add the papers, look it over, submit. The draft saves itself and waits for its owner."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals import actions, application_form, postal
from approvals.actions.draft import require_own_item
from approvals.models import Application
from approvals.pages.hall import form_fields
from approvals.public.answers import citizen, gone, public_act
from approvals.public.papers import form_of, outdated
from approvals.public.queries import draft_of
from approvals.public.receiving import paper_rows
from approvals.queries import case_for, draft_to_submit
from approvals.typed import line, prose
from approvals.whose import contact_before
from approvals.workflow import UNFINISHED
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import in_force
from kernel.documents.queries import uploads_by_material
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.workdays.zone import local_date

LONGEST = 4_000


def _version(code: str) -> ItemVersion:
    version = in_force(line(code))
    if version is None:
        raise NotFound
    require_own_item(version)
    return version


def _applicants(user: User, code: str) -> list[Applicant]:
    """For whom he may apply for this item today: himself and his own, and whose mandate covers it."""
    acted_for = Applicant.objects.acted_for(user, day=local_date(database_now()), item=code)
    return list(acted_for.order_by("-kind", "pk"))


def _chosen(user: User, code: str, key: str) -> Applicant:
    for applicant in _applicants(user, code):
        if str(applicant.pk) == key:
            return applicant
    raise NotFound


@never_cache
@require_safe
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """The form; a draft begun before is taken up where it was left (`?draft=` names one of several)."""
    user, version = citizen(request), _version(code)
    draft = draft_of(user, version, line(request.GET.get("draft", "")))
    values = application_form.load(draft.application.form) if draft is not None else {}
    return _form(request, user, version, draft, values=values)


def _form(
    request: HttpRequest,
    user: User,
    version: ItemVersion,
    draft: Case | None,
    *,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    wrong = errors or {}
    labels = {field["name"]: field["label"] for field in version.form_schema}
    applicants = _applicants(user, version.item.code)
    facts: dict[str, Any] = {
        "version": version,
        "draft": draft,
        "applicants": applicants,
        "chosen": draft.applicant_id if draft is not None else applicants[0].pk if applicants else None,
        "fields": form_fields(version, values, wrong),
        "errors": [
            *_changed(draft),
            *({"words": _named(labels[name], words), "field": f"field-{name}"} for name, words in wrong.items()),
        ],
        "now_at": "fill",
        "contact": contact_before(version, at=database_now()),
    }
    return render(request, "public/apply.html", facts, status=422 if wrong else 200)


def _named(label: str, words: str) -> str:
    """A line of the summary: far from its field it says which one it means."""
    return words if label in words else _("{label}：{words}").format(label=label, words=words)


def _changed(draft: Case | None) -> list[dict[str, str]]:
    """The first line of the summary when the item has a new version since the draft was saved."""
    if draft is None or not outdated(draft):
        return []
    return [{"words": _("这件事的办事指南更新过：要填的、要交的可能变了。请从头看一遍，再往下走。"), "field": ""}]


@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what was typed: `go` on to the papers, `keep` for another day; without either it answers autosave."""
    user, version = citizen(request), _version(code)
    names = [field["name"] for field in version.form_schema]
    values = {name: prose(request.POST.get(f"field_{name}", ""), LONGEST) for name in names}
    applicant = _chosen(user, version.item.code, request.POST.get("applicant", ""))
    case = actions.save_draft(by=user, version=version, applicant=applicant, values=values)
    if "keep" in request.POST:
        return HttpResponseRedirect(reverse("my"))
    if "go" not in request.POST:
        saved_at = Application.objects.values_list("saved_at", flat=True).get(case=case)
        return JsonResponse({"saved_at": saved_at.isoformat(), "number": case.number})
    errors = application_form.problems(version, values, today=local_date(database_now()))
    if errors:
        return _form(request, user, version, case, values=values, errors=errors)
    return HttpResponseRedirect(reverse("apply_papers", args=[code, case.number]))


@never_cache
@require_safe
def check(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Look it over: the answers, the papers, and what happens next. A submitted one is shown among one's matters."""
    user = citizen(request)
    now = database_now()
    try:
        case = case_for(user, line(number), at=now)
    except NotFound:
        return gone(request)
    if case.state not in UNFINISHED:
        return HttpResponseRedirect(reverse("my_case", args=[case.number]))
    version = _version(code)
    if outdated(case):
        return HttpResponseRedirect(form_of(case))
    values = application_form.load(case.application.form)
    rows = paper_rows(case)
    facts = {
        "version": version,
        "case": case,
        "draft": case,
        "answers": [
            (field["label"], application_form.said(field, values.get(field["name"], "")))
            for field in version.form_schema
        ],
        "papers": rows,
        "lacking": [row for row in rows if row["paper"].required and not row["paper"].shared and not row["files"]],
        "errors": list(application_form.problems(version, values, today=local_date(now)).values()),
        "deliveries": Application.Delivery.choices,
        "delivery": case.application.delivery,
        "post_fields": postal.rows(case.application.postal(), {}),
        "now_at": "check",
        "contact": contact_before(version, at=now),
    }
    return render(request, "public/apply_check.html", facts)


@require_POST
def submit(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Submit: received at this instant."""
    user = citizen(request)
    chosen = request.POST.get("delivery", "")
    delivery = chosen if chosen in Application.Delivery.values else Application.Delivery.WINDOW

    def act() -> str:
        case = draft_to_submit(user, line(number), at=database_now())
        uploaded = uploads_by_material("case", case.pk)
        to = postal.typed(request.POST)
        case = actions.submit(number=case.number, by=user, materials=uploaded, delivery=delivery, post_to=to)
        return reverse("my_case", args=[case.number])

    said = _("已收到您的申请。请记下受理号和查询码。")
    return public_act(request, route="approvals.submit", act=act, said=said)
