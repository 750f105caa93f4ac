"""The address that letters and codes name is the one that was asked for, unless the environment says another."""

import pytest

from county_portal.launcher.door import host_settings


def test_letters_name_the_port_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_PUBLIC_URL", raising=False)
    assert host_settings("127.0.0.1", 8477)["PORTAL_PUBLIC_URL"] == "http://127.0.0.1:8477"


def test_a_named_address_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://portal.example")
    monkeypatch.setenv("PORTAL_HOSTS", "portal.example")
    assert host_settings("127.0.0.1", 8477) == {}
