"""Browsers of the staff, the clerk's filled form, and cases in the states that the desks show."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from approvals import actions
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from tests.cast import Cast

FORM = {"premises": "人民路 18 号", "area": "120"}
ALL = ("m1", "m2", "m3")
BrowserOf = Callable[[User], Client]


@pytest.fixture
def browser_of() -> BrowserOf:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def desk(cast: Cast, browser_of: BrowserOf) -> Client:
    """The browser of 韩雪 at C01."""
    return browser_of(cast.clerk)


def typed(do: str, **changes: Any) -> dict[str, Any]:
    """The whole form of a visit by a known natural person, as the browser sends it."""
    facts = {
        "item": "LW030",
        "window": "C01",
        "do": do,
        "idempotency_key": uuid4().hex,
        "kind": "natural",
        "id_kind": "resident_id",
        "id_number": "990101198309270015",
        "name": "陈宏",
        "phone": "",
        "field_premises": "人民路 18 号",
        "field_area": "120",
        "delivery": "window",
        "material": list(ALL),
    } | changes
    return {name: value for name, value in facts.items() if value is not None}


def received(cast: Cast, *, days: int = 0, materials: tuple[str, ...] = ALL, **changes: Any) -> Case:
    """Received `days` ago, not answered."""
    facts = {
        "by": cast.clerk,
        "window": cast.window,
        "version": cast.item,
        "applicant": cast.applicant,
        "values": FORM,
        "materials": materials,
        "at": database_now() - timedelta(days=days, minutes=1),
    } | changes
    return actions.receive_at_window(**facts)


def accepted(cast: Cast, **changes: Any) -> Case:
    case = received(cast, **changes)
    return actions.accept(number=case.number, by=cast.clerk)


def at_the_last_step(cast: Cast, **changes: Any) -> Case:
    case = accepted(cast, **changes)
    return actions.complete_step(number=case.number, by=cast.reviewer, opinion="同意")


def decided(cast: Cast, **changes: Any) -> Case:
    case = at_the_last_step(cast, **changes)
    return actions.grant(number=case.number, by=cast.approver)


def verb(client: Client, case: Case, name: str, **data: Any) -> Any:
    return client.post(f"/cases/{case.number}/{name}/", {"idempotency_key": uuid4().hex, **data})
