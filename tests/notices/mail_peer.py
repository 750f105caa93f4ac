"""A real mail server on loopback that notes what it takes, and can be made to fail in the ways servers do."""

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class MailPeer:
    """`taken` holds every mail that was answered with 250, repeats included.

    `answers` are given to the next mails instead: an SMTP answer, `hang`, or `drop` (taken, then the line is cut
    before the answer).
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: list[str] = []
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def tokens(self) -> list[str]:
        """The Message-IDs as they came."""
        return [str(mail["Message-ID"]) for mail in self.taken]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else ""
        if answer == "hang":
            await asyncio.sleep(30)
        if answer and answer != "drop":
            return answer
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        if answer == "drop":
            server.transport.abort()
        return "250 OK"
