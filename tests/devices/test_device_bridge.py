"""The command: a script to its end, a port that is taken, Ctrl-C; and which pages their policy lets speak to it."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from county_portal.devices.messages import CLOSE_MALFORMED, CLOSE_NOT_PAIRED, MAX_FROM_PAGE, Malformed, decode, encode
from county_portal.devices.simulator import CARD, shot_of
from tests.cast import Cast
from tests.devices.conftest import Peer
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


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as it is used: the browser keeps this thread's loop busy."""
    argv = [sys.executable, "manage.py", "device_bridge", "--simulate", "--portal", PORTAL, *options]
    return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.long
def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("--port", str(port))
    assert refused.returncode == 1 and refused.stdout == ""
    assert refused.stderr.strip() == f"CommandError: 端口 {port} 已被占用：多半已有一个外设桥在运行。"


@pytest.mark.long
def test_a_script_runs_to_its_end(tmp_path: Path) -> None:
    script = tmp_path / "morning.txt"
    script.write_text("# nobody is there yet\ncard\nwait 0.01\nquit\ncard\n", encoding="utf-8")
    done = run("--port", "0", "--script", str(script))
    assert done.returncode == 0 and done.stdout.count("没有页面在前面") == 1
    script.write_text("dance\n", encoding="utf-8")
    refused = run("--port", "0", "--script", str(script))
    assert refused.returncode == 2 and "不认识的命令：dance" in refused.stderr


def test_a_script_that_is_not_there_is_refused(tmp_path: Path) -> None:
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


@pytest.fixture
def bridge() -> Iterator[Peer]:
    peer = Peer(PORTAL)
    yield peer
    peer.end()


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:8001", "null", None])
def test_a_page_of_another_portal_is_told_nothing_and_closed(bridge: Peer, origin: str | None) -> None:
    with connect(f"ws://127.0.0.1:{bridge.port}", origin=origin) as line:
        assert json.loads(line.recv(5))["code"] == "not_paired"
        with pytest.raises(ConnectionClosed):
            line.recv(5)
        assert line.close_code == CLOSE_NOT_PAIRED
    bridge.do("card")
    assert bridge.said == ["没有页面在前面，读到的不留。"]


def test_its_own_page_is_greeted_and_hears_what_is_read_while_it_is_in_front(bridge: Peer) -> None:
    with connect(f"ws://127.0.0.1:{bridge.port}", origin=PORTAL) as line:
        hello = json.loads(line.recv(5))
        assert (hello["type"], hello["version"], hello["portal"]) == ("hello", 1, PORTAL)
        bridge.do("card")
        line.send('{"type": "ping"}')
        assert json.loads(line.recv(5)) == {"type": "pong"}, "what was read before is not kept"
        line.send('{"type": "page.here"}')
        line.send('{"type": "rating.asked", "ask": "7", "window": "C01"}')
        bridge.do("page")
        bridge.do("wait 0.1")
        bridge.do("rate 5")
        assert json.loads(line.recv(5)) == {"type": "rating.given", "ask": "7", "score": 5}


@pytest.mark.parametrize(("said", "code"), [("{", CLOSE_MALFORMED), ("x" * (MAX_FROM_PAGE + 1), 1009)])
def test_what_is_no_message_or_too_long_ends_the_line(bridge: Peer, said: str, code: int) -> None:
    with connect(f"ws://127.0.0.1:{bridge.port}", origin=PORTAL) as line:
        line.recv(5)
        line.send(said)
        with pytest.raises(ConnectionClosed):
            line.recv(5)
        assert line.close_code == code
