"""A file never enters a case that was handed in while the file was on its way; page and API alike."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.public.receiving import take_paper
from kernel.cases.models import Case
from kernel.documents import scanning
from kernel.documents.models import Document
from kernel.ledger.refusals import NotFound
from tests.approvals.test_apply import FORM, draft
from tests.cast import Cast
from tests.documents.samples import PDF
from tests.ledger.sessions import OtherSession

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _whole_portal(settings: Any, file_room: Path) -> None:
    settings.ROOT_URLCONF = "county_portal.urls"


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", PDF, "application/pdf")


def from_the_page(browser: Client, case: Case) -> int:
    page = reverse("apply_upload", args=[case.item_version.item.code, case.number, "m1"])
    return browser.post(page, {"file": file()}).status_code


def from_the_api(browser: Client, case: Case) -> int:
    return browser.post(
        reverse("roof_api:upload", args=[case.number]),
        {"file": file(), "material": "m1"},
        headers={"Idempotency-Key": "k1"},
    ).status_code


@pytest.mark.parametrize("sent", [from_the_page, from_the_api])
def test_submitted_while_it_was_scanned(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, file_room: Path, sent: Callable[[Client, Case], int]
) -> None:
    case = draft(cast, **FORM)

    class Slow(scanning.TypeCheckOnly):
        def check(self, path: Path) -> None:
            with OtherSession() as another:
                another.do(actions.submit, number=case.number, by=cast.citizen)
                another.commit()

    monkeypatch.setattr("kernel.documents.actions.uploads.scanner", Slow)
    browser = Client()
    browser.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    assert sent(browser, case) == 404
    case.refresh_from_db()
    assert case.state == "received" and not Document.objects.exists()
    assert not [path for path in file_room.rglob("*") if path.is_file()]


@pytest.mark.long
def test_it_waits_for_a_submission_that_has_not_ended(cast: Cast, file_room: Path) -> None:
    case = draft(cast, **FORM)
    told: list[str] = []

    def send() -> None:
        try:
            take_paper(by=cast.citizen, case=case, paper="m1", file=file())
            told.append("taken")
        except NotFound:
            told.append("refused")
        finally:
            connection.close()

    sending = threading.Thread(target=send)
    with OtherSession() as another:
        another.do(actions.submit, number=case.number, by=cast.citizen)
        sending.start()
        sending.join(1)
        assert not told, "it must wait for the lock of the case"
        another.commit()
        sending.join(20)
    assert told == ["refused"] and not Document.objects.exists()
    assert not [path for path in file_room.rglob("*") if path.is_file()]
