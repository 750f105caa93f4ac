"""A body is complete before it takes a page thread; too large, too slow and broken ones never do."""

import errno
import io
import json
import statistics
import time
from collections.abc import Iterator

import pytest

from kernel.documents.limits import MAX_FILE_BYTES, MEGABYTE

from .conftest import MAX_BODY, THREADS, Served

POST = b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize("size", [0, 1000, 64 * 1024, 64 * 1024 + 1, MAX_BODY])
def test_a_body_arrives_whole(served: Served, size: int) -> None:
    body = (b"head" + b"x" * size + b"tail")[:MAX_BODY] if size else b""
    status, _, told = served.ask("POST", "/echo", body)
    assert (status, told.split()[0]) == (200, str(len(body)).encode())


def test_a_chunked_body_arrives_whole_although_wsgi_knows_only_lengths(served: Served) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (b"head", b"x" * 100_000, b"tail")

    status, _, told = served.ask("POST", "/echo", chunks(), encode_chunked=True)
    assert (status, told) == (200, b"100008 headtail")


def test_an_uploaded_file_reaches_the_form(served: Served) -> None:
    body = io.BytesIO()
    body.write(b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nli\r\n')
    body.write(b'--b\r\nContent-Disposition: form-data; name="paper"; filename="a.bin"\r\n\r\n' + b"p" * 300_000)
    body.write(b"\r\n--b--\r\n")
    status, _, told = served.ask(
        "POST", "/upload", body.getvalue(), {"Content-Type": "multipart/form-data; boundary=b"}
    )
    assert (status, told) == (200, b"300000 li")


def test_an_ambiguous_header_name_is_not_let_through(served: Served) -> None:
    _, spoofed, _ = served.ask("POST", "/echo", b"x", {"X_Forwarded_For": "10.0.0.1"})
    _, honest, _ = served.ask("POST", "/echo", b"x", {"X-Forwarded-For": "10.0.0.1"})
    assert (spoofed["x-forwarded-seen"], honest["x-forwarded-seen"]) == ("", "10.0.0.1")


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused_with_a_sentence(served: Served, announced: bool) -> None:
    body = b"x" * (MAX_BODY + 1)
    chunks = iter([body[:500_000], body[500_000:]])
    status, headers, told = served.ask("POST", "/echo", body if announced else chunks, encode_chunked=not announced)
    assert status == 413
    assert headers["content-type"] == "text/html; charset=utf-8"
    page = told.decode()
    assert "提交的内容太大，没有收下" in page and f"{MAX_FILE_BYTES // MEGABYTE} MB" in page
    # it is a page of the house and as well guarded as any
    assert 'href="/static/css/base.css"' in page and "代码 413" in page
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")


def test_a_program_gets_the_refusal_as_a_problem_document(served: Served) -> None:
    status, headers, told = served.ask("POST", "/api/v1/cases", b"x" * (MAX_BODY + 1))
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    problem = json.loads(told)
    assert (problem["status"], problem["code"], problem["title"][:7]) == (413, "too_large", "提交的内容太大")
    assert problem["type"] == "urn:county-portal:problem:too_large"


@pytest.mark.parametrize(
    ("path", "headers", "english"),
    [
        ("/echo", {"Accept-Language": "en"}, False),
        ("/echo", {"Cookie": "django_language=en"}, True),
        ("/api/v1/cases", {"Accept-Language": "en"}, True),
        ("/api/v1/cases", {"Accept-Language": "zh-CN"}, False),
        ("/echo", {"Cookie": "django_language=xx; =; a[]=1"}, False),
    ],
)
def test_a_refusal_speaks_as_the_pages_do(served: Served, path: str, headers: dict[str, str], *, english: bool) -> None:
    """Chinese until the reader chooses; a browser's own language counts only for programs."""
    _, _, told = served.ask("POST", path, b"x" * (MAX_BODY + 1), headers)
    assert ("too large" in told.decode()) == english and ("没有收下" in told.decode()) != english


def test_who_waits_for_leave_to_send_is_refused_before_sending(served: Served) -> None:
    with served.raw() as connection:
        head = POST + f"Content-Length: {MAX_BODY * 9}\r\nExpect: 100-continue\r\n\r\n".encode()
        connection.sendall(head)
        assert connection.recv(20).startswith(b"HTTP/1.1 413")


@pytest.mark.long
@pytest.mark.parametrize("announced", [MAX_BODY + 1, 99_999_999_999])
def test_who_announces_too_much_is_answered_at_once_and_not_waited_for(
    served: Served, announced: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("county_portal.serving.spool.QUIET_SECONDS", 0.3)
    with served.raw() as connection:
        started = time.monotonic()
        connection.sendall(POST + f"Content-Length: {announced}\r\n\r\n".encode() + b"x" * 1000)
        told = connection.recv(20)
        assert told.startswith(b"HTTP/1.1 413") and time.monotonic() - started < 1
        while told:
            told = connection.recv(65_536)
        assert time.monotonic() - started < 10


@pytest.mark.long
def test_a_body_that_stops_coming_is_given_up(served: Served) -> None:
    with served.raw() as connection:
        connection.sendall(POST + b"Content-Length: 1000\r\n\r\nabc")
        started = time.monotonic()
        assert connection.recv(20).startswith(b"HTTP/1.1 408")
        assert 0.9 < time.monotonic() - started < 5


@pytest.mark.long
def test_a_visitor_who_leaves_in_the_middle_disturbs_nobody_and_leaves_no_file(served: Served) -> None:
    for _ in range(THREADS * 3):
        with served.raw() as connection:
            connection.sendall(POST + b"Content-Length: 200000\r\n\r\n" + b"x" * 100_000)
    with served.raw() as connection:
        connection.sendall(b"GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert served.ask("GET", "/page")[2] == b"page"
    assert list(served.spool.iterdir()) == []


class _FullDisk(io.BytesIO):
    def write(self, chunk: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_to_the_visitor(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda **_: _FullDisk())
    status, _, told = served.ask("POST", "/echo", b"x")
    assert status == 507
    assert "磁盘已满" in told.decode()


def test_head_has_the_headers_and_no_body(served: Served) -> None:
    status, headers, told = served.ask("HEAD", "/page")
    assert (status, headers["content-length"], told) == (200, "4", b"")


@pytest.mark.long
def test_eight_slow_uploads_do_not_slow_the_pages(served: Served) -> None:
    alone = [_seconds(served) for _ in range(30)]
    uploads = [served.raw() for _ in range(THREADS * 2)]
    try:
        for upload in uploads:
            upload.sendall(POST + b"Content-Length: 5000\r\n\r\n")
        beside = []
        for _ in range(30):
            for upload in uploads:
                upload.sendall(b"x")
            beside.append(_seconds(served))
        # without the spool a page would wait until an upload ends, which none of these does
        assert statistics.median(beside) < statistics.median(alone) * 10 + 0.05
        for upload in uploads:
            upload.sendall(b"x" * 4970)
        assert all(upload.recv(40).startswith(b"HTTP/1.1 200") for upload in uploads)
    finally:
        for upload in uploads:
            upload.close()


def _seconds(served: Served) -> float:
    started = time.monotonic()
    assert served.ask("GET", "/page")[2] == b"page"
    return time.monotonic() - started
