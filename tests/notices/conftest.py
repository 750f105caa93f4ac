"""What the tests of notices share: the cast with addresses, and peers on loopback."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.notices.http_peer import HttpPeer, gateway
from tests.notices.mail_peer import MailPeer


@pytest.fixture
def mail(settings: Any) -> Iterator[MailPeer]:
    """A mail server that the portal is connected to."""
    peer = MailPeer()
    peer.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_TIMEOUT = (
        "",
        False,
        False,
        1,
    )
    settings.NOTICE_CHANNELS = settings.NOTICE_CHANNELS | {"email"}
    yield peer
    peer.stop()


@pytest.fixture
def sms(settings: Any) -> Iterator[HttpPeer]:
    """A gateway for short messages that the portal is connected to."""
    peer = HttpPeer(gateway)
    settings.NOTICE_SMS_URL, settings.NOTICE_SMS_KEY = f"{peer.url}/send", "the gateway's key"
    settings.NOTICE_CHANNELS = settings.NOTICE_CHANNELS | {"sms"}
    yield peer
    peer.stop()
