"""What counts as ready, and what is said when a child of the start failed."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import pytest

from county_portal.launcher import door, management
from county_portal.launcher.children import Child
from county_portal.launcher.engines import Engines
from county_portal.launcher.refusals import Refusal


class Answering(http.server.BaseHTTPRequestHandler):
    """Answers with the statuses it was given, the last one for ever."""

    statuses: ClassVar[list[int]] = []

    def do_HEAD(self) -> None:
        self.send_response(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def web(tmp_path: Path) -> Child:
    process = SimpleNamespace(poll=lambda: None)
    return Child("web", cast(Any, None), tmp_path / "web.log", process=cast(Any, process))


@pytest.mark.long
def test_a_page_that_fails_is_not_ready(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BROKEN_SECONDS", 0.5)
    monkeypatch.setattr(Answering, "statuses", [500])
    with pytest.raises(Refusal, match=r"首页却打不开\(错误 500"):
        door.wait_until_answered("127.0.0.1", port, web(tmp_path))


@pytest.mark.parametrize("statuses", [[200], [503, 503, 302], [404]])
@pytest.mark.long
def test_a_page_that_is_there_is_ready(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statuses: list[int]
) -> None:
    monkeypatch.setattr(Answering, "statuses", statuses)
    door.wait_until_answered("127.0.0.1", port, web(tmp_path))


def engines_that_wrote(folder: Path, said: str, postgres: str = "") -> Engines:
    """Engines whose command and PostgreSQL left these words."""
    (folder / "seed.log").write_text(said)
    (folder / "postgres.log").write_text(postgres)
    layout = SimpleNamespace(logs=folder, run_dir=folder, data_dir=folder)
    return cast(Engines, SimpleNamespace(layout=layout, postgres=SimpleNamespace(log=folder / "postgres.log")))


@pytest.mark.parametrize(
    ("said", "postgres"),
    [
        ("psycopg2.errors.DiskFull: could not extend file\n\ndjango.db.utils.OperationalError: x", ""),
        ("OSError: [Errno 28] No space left on device: '/x'\n", ""),
        ("x\n", "ERROR:  could not write to file: No space left on device"),
    ],
)
def test_a_full_disk_is_called_by_its_name(tmp_path: Path, said: str, postgres: str) -> None:
    refusal = management.failure(engines_that_wrote(tmp_path, said, postgres), "装载演示县", "seed", "…")
    assert str(refusal).startswith("磁盘已满,装载演示县没有写完:请清理磁盘后再启动一次。")


def test_a_log_that_could_not_be_written_to_its_end_tells_of_the_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = engines_that_wrote(tmp_path, '  File "…/site-pac')
    told = management.failure(portal, "装载演示县", "seed", "请看日志。")
    assert str(told).startswith('装载演示县没有成功(File "…/site-pac):请看日志。')
    monkeypatch.setattr(management, "ENOUGH_BYTES", 2**62)
    assert "磁盘已满" in str(management.failure(portal, "装载演示县", "seed", "请看日志。"))
