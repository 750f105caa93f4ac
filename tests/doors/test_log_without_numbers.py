"""What went wrong can be read up under the number the person was told, and no citizen's number stands in any log."""

import json
import logging
import re
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.test import Client

from kernel.doors.logs import OneLine

NUMBER, PHONE, CASE = "990101198309270015", "13812341234", "990101202609071000015"
LOGGERS = ("portal", "portal.errors", "portal.sign_in", "kernel.ledger.relay", "approvals.actions.deem")
TYPED = f"Key (id)=({NUMBER}) {PHONE} of {CASE}"


@pytest.fixture(autouse=True)
def _awake(monkeypatch: pytest.MonkeyPatch) -> None:
    """import-linter, run by another test in the same process, puts every logger of others to sleep."""
    for name in (*LOGGERS, "kernel.notices.live"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)


def line(record: logging.LogRecord, *, as_json: bool = True) -> str:
    return OneLine(as_json=as_json).format(record)


def no_number(text: str) -> bool:
    return NUMBER not in text and PHONE not in text and CASE in text


@pytest.mark.parametrize("as_json", [True, False])
def test_numbers_are_masked_in_words_arguments_and_tracebacks(
    caplog: pytest.LogCaptureFixture, *, as_json: bool
) -> None:
    try:
        raise ValueError(TYPED)
    except ValueError:
        logging.getLogger("portal").exception("refused %s", TYPED)
    told = line(caplog.records[-1], as_json=as_json)
    assert no_number(told) and "ValueError" in told and "raise ValueError(TYPED)" in told
    assert not as_json or json.loads(told)["level"] == "ERROR"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/items/", "/api/v1/items/"])
def test_a_server_error_is_found_under_the_number_that_was_told(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fail(*_args: Any, **_more: Any) -> None:
        raise RuntimeError(TYPED)

    monkeypatch.setattr("approvals.public.items.search", fail)
    monkeypatch.setattr("approvals.api.public.search", fail)
    answer = Client(raise_request_exception=False).get(path)
    page = answer.content.decode()
    assert answer.status_code == 500 and NUMBER not in page and "RuntimeError" not in page
    told = [line(record) for record in caplog.records if record.levelno >= logging.ERROR]
    incidents = {re.sub(r".*incident ([0-9A-F]{8}).*", r"\1", json.loads(each)["message"]) for each in told}
    assert len(told) == 1 and incidents and all(each in page for each in incidents)
    assert "RuntimeError" in told[0] and path in told[0] and no_number(told[0])


def test_the_portal_writes_such_lines() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == f"{OneLine.__module__}.{OneLine.__name__}"
    assert settings.LOGGING["root"]["handlers"] == ["stderr"] == list(settings.LOGGING["handlers"])
    for name in LOGGERS:
        assert logging.getLogger(name).isEnabledFor(logging.INFO), name


def test_structlog_goes_the_same_way(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("kernel.notices.live").warning("live_hint_lost", group="inbox.7", reason="TimeoutError")
    assert "live_hint_lost" in caplog.text and "inbox.7" in caplog.text
    assert capsys.readouterr().out == ""
