"""The base of every socket: who may open it is asked at the door and again while it stays open."""

import asyncio
import time
from contextlib import suppress
from typing import Any, ClassVar

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from kernel.accounts.idle import is_locked, timed_out
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.organizations.queries import owes_second_factor

NOT_SIGNED_IN = 4401
NOT_ALLOWED = 4403
LOCKED = 4423
CHECK_EVERY_SECONDS = 3


class RightsCheckedConsumer(AsyncJsonWebsocketConsumer):
    """A socket that closes within five seconds of its rights ending (sign-out, idle desk, lock, end of a post).

    Subclasses say which groups a person joins: `groups_for(user)`, empty when he may not. Messages only go outward.
    """

    check_every: ClassVar[float] = CHECK_EVERY_SECONDS
    # with which word it closes on somebody who is signed in: the page of a locked one covers itself
    refusal: int = NOT_ALLOWED

    def groups_for(self, user: User) -> list[str]:
        """Channel groups that `user` may hear now; empty refuses him. Runs in a thread, may query."""
        raise NotImplementedError

    async def connect(self) -> None:
        self._joined: list[str] = []
        self._watch: asyncio.Task[None] | None = None
        groups = await self._rights()
        await self.accept()
        if not groups:
            await self.close(self.refusal if self.scope["user"].is_authenticated else NOT_SIGNED_IN)
            return
        for group in groups:
            await self.channel_layer.group_add(group, self.channel_name)
        self._joined = groups
        self._watch = asyncio.create_task(self._keep_checking())

    async def disconnect(self, code: int) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        for group in self._joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Nothing that a browser says here is heard; acts have their own doors."""

    async def live_hint(self, event: dict[str, Any]) -> None:
        await self.send_json({key: event[key] for key in ("about", "urgent", "title")})

    async def _keep_checking(self) -> None:
        while True:
            await asyncio.sleep(self.check_every)
            if sorted(await self._rights()) != sorted(self._joined):
                self._watch = None
                await self.close(self.refusal)
                return

    async def _rights(self) -> list[str]:
        return await database_sync_to_async(self._rights_now)()

    def _rights_now(self) -> list[str]:
        """The groups of the session's user as he is in the database now."""
        session = self.scope.get("session")
        key = session.session_key if session is not None else None
        row = Session.objects.filter(session_key=key, expire_date__gt=database_now()).first() if key else None
        facts = row.get_decoded() if row is not None else {}
        if SESSION_KEY not in facts or BACKEND_SESSION_KEY not in facts:
            return []
        user = User.objects.filter(pk=facts[SESSION_KEY], is_active=True).first()
        if user is None or not constant_time_compare(facts.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
            return []
        now = time.time()
        if timed_out(facts, user, now):
            return []
        if is_locked(facts, user, now):
            self.refusal = LOCKED
            return []
        return [] if owes_second_factor(user, at=database_now()) else self.groups_for(user)
