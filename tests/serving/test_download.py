"""Files leave from the event loop, whole or in part, only from where they may."""

import os
import time
from pathlib import Path

import pytest

from .conftest import THREADS, Served

CONTENT = bytes(range(256)) * 4000
SIZE = len(CONTENT)


@pytest.fixture
def film(served: Served) -> str:
    (served.media / "film.mp4").write_bytes(CONTENT)
    return "/named?path=film.mp4"


def test_a_named_file_is_sent_and_its_place_is_not_told(served: Served, film: str) -> None:
    status, headers, told = served.ask("GET", film)
    assert (status, told) == (200, CONTENT)
    assert (headers["content-type"], headers["content-length"]) == ("video/mp4", str(SIZE))
    assert "x-portal-send" not in headers


def test_a_file_response_is_sent_the_same_way(served: Served, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(CONTENT)
    status, headers, told = served.ask("GET", f"/file?path={tmp_path / 'a.bin'}")
    assert (status, told, headers["content-length"]) == (200, CONTENT, str(SIZE))
    assert headers["content-disposition"] == 'attachment; filename="a.bin"'


@pytest.mark.parametrize("path", ["../secret", "missing.pdf", "link", "."])
def test_a_file_outside_the_documents_is_not_sent(served: Served, path: str) -> None:
    (served.media.parent / "secret").write_text("secret")
    (served.media / "link").symlink_to(served.media.parent / "secret")
    status, _, told = served.ask("GET", f"/named?path={path}")
    assert status == 404
    assert "文件已不在服务器上" in told.decode()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-199", 100, 199),
        ("bytes=-5", SIZE - 5, SIZE - 1),
        (f"bytes=10-{SIZE * 2}", 10, SIZE - 1),
    ],
)
def test_a_part_is_sent_when_asked_for(served: Served, film: str, asked: str, first: int, last: int) -> None:
    status, headers, told = served.ask("GET", film, headers={"Range": asked})
    assert (status, told) == (206, CONTENT[first : last + 1])
    assert headers["content-range"] == f"bytes {first}-{last}/{SIZE}"


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "bytes=0-1,5-6", "pages=1-2", "bytes=a-b"])
def test_what_cannot_be_understood_gets_the_whole_file(served: Served, film: str, asked: str) -> None:
    status, _, told = served.ask("GET", film, headers={"Range": asked})
    assert (status, told) == (200, CONTENT)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=20-10", "bytes=-0"])
def test_a_part_that_does_not_exist_is_refused(served: Served, film: str, asked: str) -> None:
    status, headers, told = served.ask("GET", film, headers={"Range": asked})
    assert (status, headers["content-range"], told) == (416, f"bytes */{SIZE}", b"")


@pytest.mark.parametrize(("condition", "status"), [('"abc"', 206), ('"older"', 200)])
def test_a_resumed_download_starts_anew_when_the_file_has_changed(
    served: Served, film: str, condition: str, status: int
) -> None:
    assert served.ask("GET", film, headers={"Range": "bytes=1-2", "If-Range": condition})[0] == status


def test_head_tells_the_size_and_sends_nothing(served: Served, film: str) -> None:
    status, headers, told = served.ask("HEAD", film)
    assert (status, headers["content-length"], told) == (200, str(SIZE), b"")


@pytest.mark.long
@pytest.mark.parametrize("road", ["named?path=large", "file?path={}"])
def test_slow_readers_hold_no_page_thread(served: Served, road: str) -> None:
    large = served.media / "large"
    large.write_bytes(os.urandom(2**20) * 32)
    asked = f"GET /{road.format(large)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    readers = [served.raw() for _ in range(THREADS * 2)]
    try:
        for reader in readers:
            reader.sendall(asked)
            assert reader.recv(100).startswith(b"HTTP/1.1 200")
        started = time.monotonic()
        assert served.ask("GET", "/page")[2] == b"page"
        assert time.monotonic() - started < 2
    finally:
        for reader in readers:
            reader.close()


@pytest.mark.long
def test_a_reader_who_leaves_lets_the_file_go(served: Served) -> None:
    (served.media / "large").write_bytes(os.urandom(2**20) * 32)
    with served.raw() as reader:
        reader.sendall(b"GET /named?path=large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        reader.recv(100)
        assert str(served.media / "large") in _open_files()
    deadline = time.monotonic() + 5
    while str(served.media / "large") in _open_files():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _open_files() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except OSError:
            continue
    return found
