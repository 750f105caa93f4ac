"""The forms of a draft, a part each; what is refused or was changed by another comes back with what was typed."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from approvals.typed import line
from county_portal.pages.workshop import state_words
from county_portal.workshop import acting, reading
from county_portal.workshop.comparing import said
from county_portal.workshop.fields import error_lines, first, form_fields
from county_portal.workshop.inputs import PARTS, ROWS, NewItemInput
from county_portal.workshop.parts import NAMES, values_of, with_part
from county_portal.workshop.places import organ_choices, places_of
from county_portal.workshop.rows import row_fields
from county_portal.workshop.typed import typed_part, typed_reasons
from kernel.accounts.models import User
from kernel.catalogue.drafts import ItemDraft, draft_of
from kernel.catalogue.form_schema import json_schema
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.permissions import EDITORS
from kernel.catalogue.refusals import DraftMovedOn, OverrideNeedsReason
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import go, page_once
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.refusals import NotYourPost

FORM = ("GET", "HEAD", "POST")


@never_cache
@require_http_methods(FORM)
@signed_in_first
def edit(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """One part of the draft."""
    user = desk_user(request)
    if part not in PARTS:
        raise NotFound
    bench, edition = reading.edition_for(user, line(code))
    version = edition.draft
    if not bench.edits(edition.leading.organization):
        raise NotYourPost(roles=sorted(EDITORS))
    if version is None:
        return HttpResponseRedirect(reverse("workshop_item", args=[edition.item.code]))
    if request.method == "POST":
        return _saved(request, user, version, part)
    draft = draft_of(version)
    return _shown(request, user, version, part, values=values_of(draft, part), reasons=draft.overrides)


def _saved(request: HttpRequest, user: User, version: ItemVersion, part: str) -> HttpResponse:
    typed, reasons = typed_part(part, request.POST), typed_reasons(request.POST)
    form = PARTS[part](data=typed, many=part in ROWS)
    if not form.is_valid():
        return _shown(request, user, version, part, values=typed, reasons=reasons, errors=form.errors)
    revision = request.POST.get("revision", "")
    read = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 10 else 0

    def act() -> None:
        parts = {part: form.validated_data}
        acting.change(user, version.item.code, revision=read, reasons=reasons, parts=parts)

    try:
        if page_once(request, route="workshop.edit", act=act):
            messages.success(request, _("草稿已存下"))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _shown(request, user, version, part, values=typed, reasons=reasons, refusal=refusal)
    return go(request, reverse("workshop_item", args=[version.item.code]))


def _shown(
    request: HttpRequest,
    user: User,
    version: ItemVersion,
    part: str,
    *,
    values: Any,
    reasons: Any,
    errors: Any = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    lines = error_lines(part, errors) if errors else []
    if isinstance(refusal, OverrideNeedsReason):
        lines = [{"words": refusal.sentence, "field": f"why-{name}"} for name in refusal.facts["columns"][:1]]
    elif refusal is not None:
        lines = [{"words": refusal.sentence, "field": ""}]
    stored = draft_of(version)
    facts = {
        "version": version, "item": version.item, "part": part, "part_name": NAMES[part], "state": state_words(version),
        "parts": [(code, name, code == part) for code, name in NAMES.items()],
        "errors": lines, "reader": user,
        # another text than the one that was read: it is shown beside what was typed
        "stored": said(stored, part).values() if isinstance(refusal, DraftMovedOn) else (),
        **_form(part, version, user, values, reasons, errors),
    }  # fmt: skip
    status = refusal.status if refusal is not None else 422 if errors else 200
    return render(request, "workshop/edit.html", facts, status=status)


def _form(part: str, version: ItemVersion, user: User, values: Any, reasons: Any, errors: Any) -> dict[str, Any]:
    """What the part's own piece of the template needs."""
    if part in ROWS:
        return {"rows": row_fields(part, values, errors), "blank": row_fields(part, [], None), **preview(part, values)}
    if part == "organs":
        return places_of(version, reading.bench_of(user, at=database_now()), values, errors or {})
    return {"fields": form_fields(part, values, errors or {}, version.item.above, reasons, version.form_schema)}


def preview(part: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    """The application form as the citizen will see it, and its JSON Schema; of what can be drawn already."""
    if part != "form":
        return {}
    form = PARTS["form"](data=values, many=True)
    if not form.is_valid():
        return {"preview": [], "schema": "", "not_yet": first(form.errors)}
    fields = with_part(ItemDraft(code="", name=""), "form", form.validated_data).form
    drawn = [{"max": None, "choices": [], **field, "value": "", "error": ""} for field in fields]
    schema = json.dumps(json_schema(fields), ensure_ascii=False, indent=2)
    return {"preview": drawn, "schema": schema, "not_yet": ""}


@never_cache
@require_POST
@signed_in_first
def form_preview(request: HttpRequest, code: str) -> HttpResponse:
    """The typed form drawn as the citizen will see it; nothing is kept."""
    user = desk_user(request)
    bench, edition = reading.edition_for(user, line(code))
    if not bench.edits(edition.leading.organization):
        raise NotYourPost(roles=sorted(EDITORS))
    return render(request, "workshop/preview.html", preview("form", typed_part("form", request.POST)))


@never_cache
@require_http_methods(FORM)
@signed_in_first
def new(request: HttpRequest) -> HttpResponse:
    """The first draft of an item that no list has brought."""
    user = desk_user(request)
    bench = reading.bench_of(user, at=database_now())
    organs = organ_choices(bench)
    if not organs:
        raise NotYourPost(roles=sorted(EDITORS))
    typed = {name: request.POST.get(name, "").strip() for name in ("code", "name", "organization")}
    if request.method != "POST":
        return render(
            request,
            "workshop/new.html",
            {"typed": typed, "organs": organs, "errors": [], "wrong": dict.fromkeys(typed, "")},
        )
    form = NewItemInput(data=typed)
    errors: list[dict[str, str]] = []
    wrong = dict.fromkeys(typed, "")
    status = 422
    if form.is_valid():
        try:
            page_once(request, route="workshop.new", act=lambda: _begin(user, form.validated_data))
        except Refusal as refusal:
            errors, status = [{"words": refusal.sentence, "field": ""}], refusal.status
        else:
            return go(request, reverse("workshop_item", args=[form.validated_data["code"]]))
    else:
        wrong |= {name: first(words) for name, words in form.errors.items()}
        labels = {name: str(field.label) for name, field in form.fields.items()}
        errors = [
            {"words": _("{label}：{words}").format(label=labels.get(name, name), words=words), "field": f"f-{name}"}
            for name, words in wrong.items()
            if words
        ]
    facts = {"typed": typed, "organs": organs, "errors": errors, "wrong": wrong}
    return render(request, "workshop/new.html", facts, status=status)


def _begin(user: User, data: dict[str, Any]) -> None:
    acting.begin(user, **data)
