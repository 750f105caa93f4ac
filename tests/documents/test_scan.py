"""clamd's answers: clean, infected, nonsense, nobody there."""

import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel.documents.refusals import ScannerAway, VirusFound
from kernel.documents.scanning import Clamd, TypeCheckOnly, scanner


class FakeClamd:
    """Speaks INSTREAM on a unix socket and answers what it is told to."""

    def __init__(self, address: str, answer: bytes) -> None:
        self.address, self.answer, self.received = address, answer, b""
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(address)
        self.door.listen(1)
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        line, _peer = self.door.accept()
        with line, line.makefile("rb") as coming:
            assert coming.read(10) == b"zINSTREAM\0"
            while length := struct.unpack(">L", coming.read(4))[0]:
                self.received += coming.read(length)
            line.sendall(self.answer)
        self.door.close()


@pytest.fixture
def address() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"{folder}/clamd"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 2_500_000)
    return path


def test_clean(address: str, file: Path) -> None:
    daemon = FakeClamd(address, b"stream: OK\0")
    Clamd(address).check(file)
    daemon.thread.join()
    assert daemon.received == file.read_bytes()


def test_infected(address: str, file: Path) -> None:
    daemon = FakeClamd(address, b"stream: Eicar-Test-Signature FOUND\0")
    with pytest.raises(VirusFound, match="Eicar"):
        Clamd(address).check(file)
    daemon.thread.join()


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0"])
def test_no_verdict_is_no_permission(address: str, file: Path, answer: bytes) -> None:
    daemon = FakeClamd(address, answer)
    with pytest.raises(ScannerAway):
        Clamd(address).check(file)
    daemon.thread.join()


def test_nobody_there(address: str, file: Path) -> None:
    with pytest.raises(ScannerAway):
        Clamd(address).check(file)


def test_which_is_used(settings, file: Path) -> None:
    assert isinstance(scanner(), TypeCheckOnly)
    scanner().check(file)
    settings.DOCUMENT_CLAMD = "127.0.0.1:3310"
    assert isinstance(scanner(), Clamd)
