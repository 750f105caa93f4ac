"""What the tests of supervision's doors share: the county with cards, and signed-in clients."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ethics_monitor import actions
from ethics_monitor.models import Card
from ethics_monitor.sweep import sweep
from kernel.accounts.models import User
from kernel.organizations.models import Role
from tests import cast as cast_module
from tests.cast import Cast, local
from tests.ethics_monitor.conftest import PROMISED_DAY_AFTER, Matters, matters

__all__ = ["Matters", "matters"]

MORNING = local(2026, 9, 18, 9)


def client_of(user: User | None) -> Client:
    """A new browser of that person; of nobody for None."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


BrowserOf = Callable[[User | None], Client]


@pytest.fixture
def browser_of() -> BrowserOf:
    """`browser_of(user)` → his browser, the same one throughout the test."""
    opened: dict[int | None, Client] = {}

    def mine(user: User | None) -> Client:
        key = user.pk if user is not None else None
        if key not in opened:
            opened[key] = client_of(user)
        return opened[key]

    return mine


Open = Callable[..., HttpResponse]


@pytest.fixture
def open_as(browser_of: BrowserOf) -> Open:
    """`open_as(user, "ethics_monitor:card", number, state="all")` → the answer of GET."""

    def open_(user: User | None, route: str, *args: str, **query: Any) -> HttpResponse:
        return browser_of(user).get(reverse(route, args=args), query)

    return open_


Act = Callable[..., HttpResponse]


@pytest.fixture
def act_as(browser_of: BrowserOf) -> Act:
    """`act_as(user, number, "dismiss", reason="…")` → the answer of the page's form."""

    def act(user: User | None, number: str, verb: str, **data: str) -> HttpResponse:
        form = {"idempotency_key": str(uuid4()), **data}
        return browser_of(user).post(reverse("ethics_monitor:verb", args=[number, verb]), form)

    return act


@pytest.fixture
def call_as(browser_of: BrowserOf) -> Act:
    """The same through the API."""

    def call(user: User | None, number: str, verb: str, **data: str) -> HttpResponse:
        return browser_of(user).post(
            reverse(f"ethics_monitor_api:{verb}", args=[number]),
            data,
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid4())},
        )

    return call


@pytest.fixture
def director(cast: Cast) -> User:
    """The centre's director: sees the whole county, verifies nothing."""
    user = cast_module.staff("gaowy", "高文远")
    cast_module.post(user, Role.CENTER_DIRECTOR, cast.centre, title="中心主任")
    return user


def late_matter(matters: Matters, *, at: datetime = PROMISED_DAY_AFTER) -> tuple[Card, Card]:
    """A matter whose promise and statute ended on one day: its yellow, and its red that asks to be verified."""
    case = matters.open()
    matters.clock(case)
    matters.clock(case, "statutory", length=8)
    sweep(at=at)
    mine = Card.objects.filter(about_id=case.pk)
    return mine.get(rule_code="T02"), mine.get(rule_code="T03")


def answer(card: Card, cast: Cast, *, at: datetime | None = None) -> None:
    """The unit signs for it and reports."""
    actions.acknowledge(number=card.number, by=cast.reviewer, at=at)
    actions.report_rectification(number=card.number, by=cast.reviewer, text="已补作决定，今后每日核对", at=at)


@pytest.fixture
def yellow(matters: Matters) -> Card:
    matters.due()
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(rule_code="T02")


@pytest.fixture
def red(matters: Matters) -> Card:
    matters.due("statutory", length=8)
    sweep(at=PROMISED_DAY_AFTER)
    return Card.objects.get(rule_code="T03")
