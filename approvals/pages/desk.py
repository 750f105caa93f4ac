"""What the clerk desk shows: the queue, the item that was chosen, and what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals import postal
from approvals.consultations import consulted_today
from approvals.forms import PersonForm
from approvals.lists import case_rows
from approvals.models import Application, Ending
from approvals.pages.papers import checklist
from approvals.pages.preview import answer_by, calendar_of, preview_strip
from approvals.queries import clerk_windows, to_hand_over, today_at, waiting_at
from approvals.refusals import AnotherList
from approvals.registered.queries import unfinished
from approvals.typed import line
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import search
from kernel.doors.strip_words import amount
from kernel.ledger.refusals import Refusal
from kernel.organizations.models import Window
from kernel.organizations.queries.addresses import short_addresses
from kernel.workdays.zone import local_date

QUEUE = 30


@dataclass
class Visit:
    """What is on the form of one visit, and what is wrong with it."""

    person: PersonForm
    values: Mapping[str, str] = field(default_factory=dict)
    ticked: set[str] = field(default_factory=set)
    delivery: str = Application.Delivery.WINDOW
    post_to: Mapping[str, str] = field(default_factory=dict)
    post_errors: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    ground: str = Ending.Ground.OTHER
    other_organ: str = ""
    # what is lacking or wrong, by code of the paper
    notes: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None

    def lines(self, version: ItemVersion) -> list[dict[str, str]]:
        """The error summary: the person, the item's own fields, and what the house refused."""
        known = {each["name"]: each["label"] for each in version.form_schema}
        fields = [
            {"words": said if known[name] in said else f"{known[name]}：{said}", "field": f"field-{name}"}
            for name, said in self.errors.items()
        ]
        post = [{"words": said, "field": f"post-{name}"} for name, said in self.post_errors.items()]
        refused = []
        if self.refusal is not None and not self.errors and not post:
            refused = [{"words": self.refusal.sentence, "field": self.refusal.facts.get("field", "")}]
        return [*(self.person.lines() if self.person.is_bound else []), *fields, *post, *refused]


def blank(now: datetime) -> Visit:
    """Nothing typed yet."""
    return Visit(person=PersonForm(today=local_date(now)))


def home_of(user: User, window: Window, *, at: datetime) -> str:
    """The address of a window's desk for one of its clerks."""
    return _home(_key(short_addresses(clerk_windows(user, at=at)), window))


def _key(served: Mapping[str, Window], window: Window) -> str:
    return next((key for key, each in served.items() if each == window), window.code)


def _home(key: str) -> str:
    return f"{reverse('approvals:hall')}?window={quote(key)}"


def show(
    request: HttpRequest,
    user: User,
    window: Window,
    version: ItemVersion | None,
    *,
    now: datetime,
    visit: Visit,
    status: int = 200,
) -> HttpResponse:
    """The desk, empty or with an item chosen."""
    served = short_addresses(clerk_windows(user, at=now))
    home = _home(_key(served, window))
    typed = line(request.GET.get("q", ""))
    facts: dict[str, Any] = {
        "window": window,
        "window_key": _key(served, window),
        "served": served,
        "home": home,
        "next_one": f"{home}&next=1",
        "called": "next" in request.GET,
        "queue_src": home,
        "version": version,
        "registering": False,
        "waiting": case_rows(waiting_at(window)[:QUEUE], now=now),
        "hand_over": case_rows(to_hand_over(window)[:QUEUE], now=now),
        "figures": today_at(window, now=now),
        "consulted": consulted_today(window, user, now=now),
        "consult_item": version.item.code if version is not None else "",
        "done": _done(window, line(request.GET.get("done", ""))),
    }
    facts |= {"refusal": None, "as_typed": bool(getattr(request, "htmx", False))}
    if version is None:
        facts |= _picker(window, typed)
    elif version.handling == ItemVersion.Handling.EXTERNAL:
        facts |= _registering(version, window, now)
    else:
        facts |= _form(version, visit, now)
    return render(request, "approvals/hall.html", facts, status=status)


def _done(window: Window, number: str) -> Case | None:
    if not number:
        return None
    return Case.objects.filter(window=window, number=number).with_row().first()


def _picker(window: Window, typed: str) -> dict[str, Any]:
    items = [{"version": version, **lengths(version)} for version in search(typed, window=window, own=False)]
    return {"items": items, "text": typed}


def lengths(version: ItemVersion) -> dict[str, str]:
    """Promise and statute as amounts in words: 8 个工作日, 3 个月."""
    promised = _("当场办结") if version.instant else amount(version.promised_length, "working_day")
    return {"promised": promised, "statutory": amount(version.statutory_length, version.statutory_unit)}


def _registering(version: ItemVersion, window: Window, now: datetime) -> dict[str, Any]:
    """The short form of what a department handles in its own system, and what waits for its result."""
    return {
        "registering": True,
        "errors": [],
        "strip": preview_strip(version, calendar=calendar_of(version), now=now),
        "lengths": lengths(version),
        "unfinished": case_rows(unfinished(version, window)[:QUEUE], now=now),
    }


def _form(version: ItemVersion, visit: Visit, now: datetime) -> dict[str, Any]:
    calendar = calendar_of(version)
    papers = checklist(version, visit.ticked)
    for each in papers["papers"]:
        each["what"] = visit.notes.get(each["value"], each["absent_words"])
    return {
        "visit": visit,
        "person": visit.person,
        "errors": visit.lines(version),
        "fields": form_fields(version, visit.values, visit.errors),
        "deliveries": Application.Delivery.choices,
        "grounds": Ending.Ground.choices,
        "post_fields": postal.rows(visit.post_to, visit.post_errors),
        "strip": preview_strip(version, calendar=calendar, now=now),
        "answer_by": answer_by(version, calendar=calendar, now=now),
        "lengths": lengths(version),
        "silence_accepts": version.regime.silence == "deemed_accepted",
        "other_list": isinstance(visit.refusal, AnotherList),
        **papers,
    }


def form_fields(version: ItemVersion, values: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The item's own fields with what was typed and what is wrong with it."""
    return [
        {**each, "value": values.get(each["name"], ""), "error": errors.get(each["name"], "")}
        for each in version.form_schema
    ]
