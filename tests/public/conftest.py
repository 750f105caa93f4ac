"""A citizen's browser, and cases in the states that the pages tell of."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from approvals import actions
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from tests.cast import MONDAY, Cast

TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
FORM = {"premises": "人民路 18 号", "area": "120"}


@pytest.fixture(autouse=True)
def _own_counts(settings: Any) -> None:
    """Counts of look-ups are this test's own."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def browser_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser_of


@pytest.fixture
def citizen(cast: Cast, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(cast.citizen)


def received(cast: Cast, applicant: Applicant | None = None, **more: Any) -> Case:
    """A case received at the window on that Monday, all papers in hand."""
    return actions.receive_at_window(
        by=cast.clerk,
        window=cast.window,
        version=more.pop("version", cast.item),
        applicant=applicant or cast.applicant,
        values=FORM,
        materials=("m1", "m2", "m3"),
        at=MONDAY,
        **more,
    )


def accepted(cast: Cast, applicant: Applicant | None = None) -> Case:
    return actions.accept(number=received(cast, applicant).number, by=cast.clerk, at=MONDAY)


def draft(cast: Cast, **values: str) -> Case:
    return actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=values or FORM)


def html(answer: Any) -> str:
    return str(answer.content.decode())


def without_tokens(page: str) -> str:
    """A page but for its CSRF tokens, which are new in every answer."""
    return TOKEN.sub("…", page)
