"""成批收件 at the window: the list as it is typed or read from a file, and the sheet that is signed for all of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import actions
from approvals.actions.batch import MOST
from approvals.application_form import MAX_TEXT
from approvals.batches.queries import batch_for, items_in_batches, latest_batches
from approvals.batches.refusals import BatchListUnreadable
from approvals.batches.rows import TypedRow, applicant_of, read_list, rows_of
from approvals.pages.desk import home_of
from approvals.pages.hall import item_at, window_served
from approvals.pages.papers import checklist
from approvals.pages.slips import slip_facts
from approvals.queries import clerk_windows
from approvals.typed import line
from kernel.accounts.models import User
from kernel.catalogue.models import ItemVersion
from kernel.doors.entering import desk_user
from kernel.doors.idempotency import once
from kernel.doors.verbs import form_body, go
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound, Refusal
from kernel.organizations.models import Window
from kernel.organizations.queries.addresses import short_addresses
from kernel.workdays.zone import local_date


@require_safe
def batch_form(request: HttpRequest) -> HttpResponse:
    """The items to choose from, or the empty list of one. Errors: NoPlaceAtCounter."""
    user, now = desk_user(request), database_now()
    window = window_served(user, line(request.GET.get("window", "")), at=now)
    version = item_at(window, line(request.GET.get("item", "")))
    return _shown(request, user, window, version, now=now)


@require_POST
def batch_read(request: HttpRequest) -> HttpResponse:
    """The rows of a file in the form, to be looked over; nothing is received."""
    user, now = desk_user(request), database_now()
    window, version = _chosen(request, user, now)
    file = request.FILES.get("list")
    try:
        if file is None:
            raise BatchListUnreadable(why="—")
        rows = read_list(version, file)
    except Refusal as refusal:
        return _shown(request, user, window, version, now=now, rows=_rows(request, version), refusal=refusal)
    return _shown(request, user, window, version, now=now, rows=rows)


@require_POST
def batch_receive(request: HttpRequest) -> HttpResponse:
    """All of the list or nothing; what was typed comes back with what is wrong with each row."""
    user, now = desk_user(request), database_now()
    window, version = _chosen(request, user, now)
    rows = _rows(request, version)

    def act() -> tuple[int, dict[str, Any]]:
        batch = actions.receive_batch(
            by=user,
            window=window,
            version=version,
            agent=applicant_of(_agency(request)),
            mandate_seen="mandate_seen" in request.POST,
            rows=rows_of(version, rows, today=local_date(now)),
            materials=request.POST.getlist("material"),
        )
        return 303, {"to": reverse("approvals:batch", args=[batch.number])}

    key = request.POST.get("idempotency_key", "")
    try:
        answer = once(user=user, route="approvals.receive_batch", key=key, body=form_body(request), act=act)
    except Refusal as refusal:
        return _shown(request, user, window, version, now=now, rows=rows, refusal=refusal)
    return go(request, str(answer.body["to"]))


@require_safe
def batch_sheet(request: HttpRequest, number: str) -> HttpResponse:
    """批量收件清单 to be signed, with the slip of every matter behind it; printed again at any time."""
    user, now = desk_user(request), database_now()
    batch = batch_for(user, line(number), at=now)
    cases = [each.case for each in batch.lines.all()]
    facts = {
        "batch": batch,
        "slips": [slip_facts(user, case, now=now) for case in cases],
        "home": home_of(user, batch.window, at=now),
        "window_key": _key_of(user, batch.window, now),
    }
    return render(request, "approvals/batch_sheet.html", facts)


def _key_of(user: User, window: Window, now: datetime) -> str:
    """What names the window in an address for this clerk."""
    served = short_addresses(clerk_windows(user, at=now))
    return next((key for key, each in served.items() if each == window), window.code)


def _chosen(request: HttpRequest, user: User, now: datetime) -> tuple[Window, ItemVersion]:
    """Errors: NoPlaceAtCounter, NotFound."""
    window = window_served(user, line(request.POST.get("window", "")), at=now)
    version = item_at(window, line(request.POST.get("item", "")))
    if version is None:
        raise NotFound
    return window, version


def _agency(request: HttpRequest) -> TypedRow:
    post = request.POST
    number, name, phone = (line(post.get(f"agency_{name}", "")) for name in ("id_number", "name", "phone"))
    return TypedRow(number, name, phone)


def _rows(request: HttpRequest, version: ItemVersion) -> list[TypedRow]:
    """The rows in which anything was typed, in their order."""
    post = request.POST
    rows = []
    for place in range(1, MOST + 1):
        number, name, phone = (line(post.get(f"{name}_{place}", "")) for name in ("id_number", "name", "phone"))
        values = {
            each["name"]: line(post.get(f"field_{each['name']}_{place}", ""), MAX_TEXT * 2)
            for each in version.form_schema
        }
        rows.append(TypedRow(number, name, phone, values))
    return [row for row in rows if not row.empty]


def _shown(
    request: HttpRequest,
    user: User,
    window: Window,
    version: ItemVersion | None,
    *,
    now: datetime,
    rows: Sequence[TypedRow] = (),
    refusal: Refusal | None = None,
) -> HttpResponse:
    facts: dict[str, Any] = {
        "window": window,
        "window_key": _key_of(user, window, now),
        "version": version,
        "home": home_of(user, window, at=now),
        "most": MOST,
        "errors": _errors(refusal),
    }
    if version is None:
        facts |= {"items": items_in_batches(window), "batches": latest_batches(window)}
    else:
        ticked = set(request.POST.getlist("material"))
        facts |= {
            "agency": _agency(request),
            "seen": "mandate_seen" in request.POST,
            "rows": _inputs(version, rows, refusal),
            **checklist(version, ticked),
        }
    return render(request, "approvals/batch.html", facts, status=refusal.status if refusal is not None else 200)


def _errors(refusal: Refusal | None) -> list[dict[str, str]]:
    """Lines of the error summary, those of rows leading to their row."""
    if refusal is None:
        return []
    wrong = refusal.facts.get("problems")
    if not wrong:
        return [{"words": refusal.sentence, "field": ""}]
    row = _("第 {place} 行 {why}")
    return [{"words": row.format(place=place, why=said), "field": f"id_number_{place}"} for place, said in wrong]


def _inputs(version: ItemVersion, rows: Sequence[TypedRow], refusal: Refusal | None) -> list[dict[str, Any]]:
    """A line of inputs for each place of the list, with what was typed and whether it was refused."""
    wrong = {place for place, _said in (refusal.facts.get("problems") or ())} if refusal is not None else set()
    padded = [*rows, *(TypedRow() for _place in range(MOST - len(rows)))]
    return [
        {
            "place": place,
            "row": row,
            "wrong": place in wrong,
            "fields": [{**each, "value": row.values.get(each["name"], "")} for each in version.form_schema],
        }
        for place, row in enumerate(padded, start=1)
    ]
