"""Mail over SMTP, by Django's own client.

Each try of a message has the same Message-ID, date and text. A worker that dies after the server took the mail and
before that is written down sends it again: a mail server or reader that knows Message-IDs shows one, others two.
"""

import smtplib
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from kernel.notices.carriers.outcomes import NotCarried, PeerAway, Undeliverable
from kernel.notices.models import Delivery
from kernel.workdays.zone import SHANGHAI

PERMANENT = 500


def carry(delivery: Delivery) -> str:
    """Hand one mail to the server; its answer is a code. Errors: those of `outcomes`."""
    message = EmailMessage(
        subject=delivery.title,
        body=delivery.text,
        from_email=settings.NOTICE_EMAIL_FROM,
        to=[delivery.address],
        headers={
            "Message-ID": f"<{delivery.token}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Date": format_datetime(delivery.ordered_at.astimezone(SHANGHAI)),
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        with EmailBackend() as server:
            server.send_messages([message])
    except smtplib.SMTPRecipientsRefused as refused:
        raise _refused(max(code for code, _words in refused.recipients.values())) from refused
    except smtplib.SMTPResponseException as refused:
        raise _refused(refused.smtp_code) from refused
    except (smtplib.SMTPException, OSError) as away:
        raise PeerAway(type(away).__name__) from away
    return "250"


def _refused(code: int) -> NotCarried:
    """A refusal of 5xx is for good, one of 4xx for now; others are no answer of a mail server."""
    if code >= PERMANENT:
        return Undeliverable(f"SMTP {code}")
    return NotCarried(f"SMTP {code}") if code >= 400 else PeerAway(f"SMTP {code}")
