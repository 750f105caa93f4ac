"""Idempotency keys: the same act asked for twice happens once and is answered the same way.

A page's form carries a hidden key, the API a header `Idempotency-Key`. A key is of one user (visitors share one space)
and one route, and stands for one body (with the subject of the address): the same key with another body is no other
act but a mistake, and refused with 422, since to do it would be to hide that a client counts wrongly (decision 0011).
The row is written in the transaction of the effect, after its lock; of two requests at once the second waits for the
first at most two seconds, then is told to come back.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.doors.models import IdempotentAnswer
from kernel.ledger.refusals import Refusal

WAIT_MS = 2_000
MAX_KEY = 80
LOCK_NOT_AVAILABLE = "55P03"


class KeyReused(Refusal):
    """The key was used before with another content."""

    code = "idempotency_key_reused"
    status = 422
    template = _("这次提交的编号已用于另一份内容，请刷新页面后重新提交。")


class StillRunning(Refusal):
    """The first request with this key has not ended yet."""

    code = "idempotency_in_progress"
    template = _("同一份提交正在办理，请稍候再看结果。")


class KeyMalformed(Refusal):
    """No key, or one that is too long or holds signs that no key of ours has."""

    code = "idempotency_key_missing"
    status = 400
    template = _("提交缺少编号（Idempotency-Key），请刷新页面后重试。")


@dataclass(frozen=True)
class Answer:
    """What is told to the asker: HTTP status and a JSON body. `repeated` marks the answer to a repeat."""

    status: int
    body: Mapping[str, Any]
    repeated: bool = False


def once(
    *, user: User | None, route: str, key: str, body: bytes, act: Callable[[], tuple[int, Mapping[str, Any]]]
) -> Answer:
    """Run `act` in one transaction unless this key was answered before; then give that answer again.

    Errors: KeyMalformed, KeyReused, StillRunning, and whatever `act` refuses (nothing is remembered then).
    """
    if not key or len(key) > MAX_KEY or not (key.isascii() and key.isprintable()):
        raise KeyMalformed
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        _take_turn(user, route, key)
        known = IdempotentAnswer.objects.filter(user=user, route=route, key=key).first()
        if known is not None:
            if known.body_hash != digest:
                raise KeyReused
            return Answer(known.status, json.loads(known.answer), repeated=True)
        status, answer = act()
        words = json.dumps(dict(answer), ensure_ascii=False)
        IdempotentAnswer.objects.create(user=user, route=route, key=key, body_hash=digest, status=status, answer=words)
    return Answer(status, answer)


def forget(*, before: datetime) -> int:
    """Drop the answers given before that instant and return how many; their keys may be used anew."""
    gone, _models = IdempotentAnswer.objects.filter(created_at__lt=before).delete()
    return gone


def _take_turn(user: User | None, route: str, key: str) -> None:
    """Wait for a request with the same key; the lock ends with the transaction, on rollback too."""
    scope = hashlib.sha256(f"{user.pk if user else ''}\x1f{route}\x1f{key}".encode()).digest()
    number = int.from_bytes(scope[:8], "big", signed=True)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_MS}ms"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        # a lost connection is no sign of another request
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise StillRunning from error
