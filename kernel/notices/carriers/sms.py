"""Short messages by a gateway over HTTP: a template that the operator has approved, and what fills it.

What is sent, as JSON, with the key (if there is one) as bearer token:
    {"request_id": "<token>", "template": "<id>", "phone": "<digits>", "params": {"<name>": "<text>", …}}
and what a gateway answers: {"request_id": "<token>", "code": "OK", "message_id": "<its number>"}, or another code.

Only an OK for this very request counts, whatever the HTTP status says. A worker that dies after the gateway took the
message and before that is written down sends it again under the same request_id: a gateway that keeps request ids
sends one message, one that does not sends two.
"""

import json
import re
from typing import Any, Final

from django.conf import settings

from kernel.notices import outward
from kernel.notices.carriers.outcomes import NotCarried, PeerAway, Undeliverable
from kernel.notices.models import Delivery
from kernel.notices.sayings import NO_GATEWAY, NO_MESSAGE_ID, OTHER_REQUEST

OK: Final = "OK"
# this message will never be taken; every other code is for now
FOR_GOOD: Final = frozenset({"INVALID_PHONE", "PHONE_REFUSED", "TEMPLATE_UNKNOWN", "PARAMS_INVALID"})
# a gateway's own word: anything else it says may hold a number or a text
_WORD: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def carry(delivery: Delivery) -> str:
    """Hand one message to the gateway; its number of it. Errors: those of `outcomes`."""
    request = {
        "request_id": str(delivery.token),
        "template": delivery.template,
        "phone": delivery.address,
        "params": json.loads(delivery.params or "{}"),
    }
    key = {"Authorization": f"Bearer {settings.NOTICE_SMS_KEY}"} if settings.NOTICE_SMS_KEY else {}
    answer = outward.post(
        settings.NOTICE_SMS_URL,
        headers={"Content-Type": "application/json"} | key,
        content=json.dumps(request, ensure_ascii=False).encode(),
    )
    said = _read(answer)
    code = _word(said.get("code"))
    if said.get("request_id") != request["request_id"]:
        raise PeerAway(OTHER_REQUEST)
    if code in FOR_GOOD:
        raise Undeliverable(code)
    if code != OK or answer.status >= 300:
        raise NotCarried(f"{answer.status} {code}")
    if not (number := _word(said.get("message_id"))):
        raise PeerAway(NO_MESSAGE_ID)
    return number


def _read(answer: outward.Answer) -> dict[str, Any]:
    """The JSON object of a gateway's answer. Errors: PeerAway for anything else."""
    try:
        said = json.loads(answer.body) if answer.whole else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or "code" not in said:
        raise PeerAway(f"{NO_GATEWAY} {answer.status}")
    return said


def _word(value: Any) -> str:
    """A code or number of the gateway's that may be kept; empty for what is none."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""
