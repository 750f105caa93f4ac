"""The command: a script to its end, a port that is taken, Ctrl-C; and which pages their policy lets speak to it."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from county_portal.devices.messages import Malformed, decode, encode
from county_portal.devices.simulator import CARD, shot_of
from tests.cast import Cast
from tests.hall.conftest import browser_of  # noqa: F401 - pytest finds it by name

PORTAL = "http://127.0.0.1:8000"


def policy(client: Client, path: str) -> str:
    return client.get(path).headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_only_desk_pages_may_speak_to_the_bridge(cast: Cast, browser_of: Any, settings: Any) -> None:  # noqa: F811
    settings.DEVICE_BRIDGE = "ws://127.0.0.1:17800"
    client = browser_of(cast.clerk)
    for path in ("/hall/", "/hall/?item=LW030", "/hall/accounts/"):
        assert "connect-src 'self' ws://127.0.0.1:17800;" in policy(client, path), path
    for path in ("/inbox/", "/", "/track/", "/hall/mandates/", "/account/login/"):
        assert "connect-src 'self';" in policy(client, path), path
        assert b"data-devices" not in client.get(path).content
    settings.DEVICE_BRIDGE = ""
    assert "connect-src 'self';" in policy(client, "/hall/")
    assert b"data-devices" not in client.get("/hall/").content


def test_messages_travel_as_documented() -> None:
    card = decode(encode(CARD))
    assert card["type"] == "id_card.read" and card["valid_from"] == "2016-05-01" and card["valid_until"] is None
    shot = decode(encode(shot_of(b"\xff\xd8\xff")))
    assert (shot["size"], shot["data"]) == (3, "/9j/")
    for wrong in ("", "[]", "{}", '{"type": 7}', b"\xff"):
        with pytest.raises(Malformed):
            decode(wrong)


def test_without_simulate_it_says_where_real_devices_come_from() -> None:
    with pytest.raises(CommandError, match=r"docs/devices\.md"):
        call_command("device_bridge")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="https://主机"):
        call_command("device_bridge", "--simulate", "--portal", "portal.example")


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"端口 {port} 已被占用"):
            call_command("device_bridge", "--simulate", "--portal", PORTAL, "--port", str(port))


def test_a_script_runs_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "morning.txt"
    script.write_text("# nobody is there yet\ncard\nwait 0.01\nquit\ncard\n", encoding="utf-8")
    call_command("device_bridge", "--simulate", "--portal", PORTAL, "--port", "0", "--script", str(script))
    assert capsys.readouterr().out.count("没有页面在前面") == 1
    script.write_text("dance\n", encoding="utf-8")
    with pytest.raises(CommandError, match="不认识的命令：dance"):
        call_command("device_bridge", "--simulate", "--portal", PORTAL, "--port", "0", "--script", str(script))
    with pytest.raises(CommandError, match="打不开文件"):
        call_command("device_bridge", "--simulate", "--portal", PORTAL, "--script", str(tmp_path / "absent"))


@pytest.mark.long
def test_ctrl_c_ends_it_with_a_sentence() -> None:
    argv = [sys.executable, "manage.py", "device_bridge", "--simulate", "--portal", PORTAL, "--port", "0"]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None and one.stderr is not None and one.stdin is not None
        assert "只和 http://127.0.0.1:8000 配对" in one.stdout.readline()
        one.stdin.write("card\n")
        one.stdin.flush()
        while "没有页面在前面" not in one.stdout.readline():
            pass
        one.send_signal(signal.SIGINT)
        assert "外设桥已结束" in one.stdout.read()
        assert one.wait(10) == 0 and one.stderr.read() == ""
