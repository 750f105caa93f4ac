"""Virus scanning, by adapter: nothing but the type check unless the county runs clamd."""

import socket
import struct
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings

from kernel.documents.refusals import ScannerAway, VirusFound
from kernel.documents.storage import pieces_of

SECONDS: Final = 30.0
ANSWER_BYTES: Final = 4_096


class Scanner(Protocol):
    """Looks at a spooled file before it is kept."""

    def check(self, path: Path) -> None:
        """Errors: VirusFound; ScannerAway when no verdict can be had."""


class TypeCheckOnly:
    """No scanner connected: the check of type and structure is all."""

    def check(self, path: Path) -> None:
        """Takes every file."""


class Clamd:
    """clamd's INSTREAM over a unix socket (`/run/clamav/clamd.ctl`) or TCP (`host:port`)."""

    def __init__(self, address: str) -> None:
        self.address = address

    def check(self, path: Path) -> None:
        """Send the file in pieces, each with its length in four bytes, and read one line of answer."""
        try:
            with self._connect() as line:
                line.sendall(b"zINSTREAM\0")
                for piece in pieces_of(path):
                    line.sendall(struct.pack(">L", len(piece)) + piece)
                line.sendall(struct.pack(">L", 0))
                answer = self._answer(line)
        except OSError as error:
            raise ScannerAway from error
        if answer.endswith(" FOUND"):
            raise VirusFound(name=answer.removeprefix("stream: ").removesuffix(" FOUND"))
        if answer != "stream: OK":
            raise ScannerAway

    def _connect(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            try:
                line.settimeout(SECONDS)
                line.connect(self.address)
            except OSError:
                line.close()
                raise
            return line
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)

    def _answer(self, line: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < ANSWER_BYTES:
            piece = line.recv(ANSWER_BYTES)
            if not piece:
                break
            answer += piece
        return answer.rstrip(b"\0").decode(errors="replace").strip()


def scanner() -> Scanner:
    """The scanner this installation uses: clamd at `DOCUMENT_CLAMD`, or none."""
    return Clamd(settings.DOCUMENT_CLAMD) if settings.DOCUMENT_CLAMD else TypeCheckOnly()
