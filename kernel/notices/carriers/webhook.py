"""One entry of the ledger to one target: a CloudEvents 1.0 envelope as JSON, signed.

`id` is the entry's place in the stream and never changes, so a target knows a repeat by it. The header
`X-Portal-Signature: t=<unix seconds>,v1=<hex>` holds HMAC-SHA256 over `<t>.<body>` under the subscription's secret.
Any 2xx counts as taken, its body is not read; a redirect is not followed. A worker that dies after the target took an
event and before that is written down sends it again with the same id: a target that keeps ids takes it once.
"""

import hashlib
import hmac
import json
import time
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from kernel.ledger.models import StreamedEntry
from kernel.notices import outward
from kernel.notices.addresses import judged
from kernel.notices.carriers.outcomes import NotCarried, Undeliverable
from kernel.notices.models import Subscription

SIGNATURE: Final = "X-Portal-Signature"
GONE: Final = 410


def carry(subscription: Subscription, entry: StreamedEntry) -> str:
    """Hand one event to the target; its HTTP status. Errors: those of `outcomes`."""
    body = json.dumps(envelope(entry), ensure_ascii=False).encode()
    answer = outward.post(
        subscription.url,
        headers={
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            SIGNATURE: signature(subscription.secret, body, at=int(time.time())),
        },
        content=body,
        resolve=judged(secure=urlsplit(subscription.url).scheme == "https"),
        read=False,
    )
    if 200 <= answer.status < 300:
        return f"HTTP {answer.status}"
    if answer.status == GONE:
        raise Undeliverable(f"HTTP {answer.status}")
    raise NotCarried(f"HTTP {answer.status}")


def envelope(entry: StreamedEntry) -> dict[str, Any]:
    """The entry as a CloudEvent. Names in it are masked and no personal number stands in it, as in the ledger."""
    return {
        "specversion": "1.0",
        "id": str(entry.stream_no),
        "source": settings.PUBLIC_URL,
        "type": entry.type,
        "subject": f"{entry.subject_kind}/{entry.subject_number}",
        "time": entry.at.isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "version": entry.type_version,
            "payload": entry.payload,
            "about": None if entry.about is None else f"{entry.about.kind}/{entry.about.number}",
            "organization": entry.organization,
            "region": entry.region,
            "recorded_at": entry.recorded_at.isoformat(),
            "hash": bytes(entry.hash).hex(),
        },
    }


def signature(secret: str, body: bytes, *, at: int) -> str:
    """The value of the signature header, `at` in unix seconds."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
