"""Relay, watch and worker of the story: their real functions, in one thread beside the web server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from django.db import connection

from county_portal.tasks import watch
from kernel.documents.tasks import make_letters
from kernel.ledger import relay

PATIENCE = 60.0


class EngineRoom:
    """What launcher and beat keep going in a portal that runs; here each turn is taken when the story says so."""

    def __init__(self) -> None:
        self.letters_ordered: list[int] = []

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="engine room")
        return self

    def __exit__(self, *_: object) -> None:
        self._do(lambda: connection.close())
        self._thread.shutdown()

    def send_task(self, _name: str, args: list[list[int]], **_options: Any) -> None:
        """The queue of this story: other portals' workers listen to the broker of a shared machine."""
        self.letters_ordered += [letter_id for letter_ids in args for letter_id in letter_ids]

    def relay(self) -> None:
        """Number what was committed, tell everybody, and make the letters that were ordered."""
        self._do(relay.catch_up)
        while self.letters_ordered:
            self._do(make_letters, [self.letters_ordered.pop(0)])
        self._do(relay.catch_up)

    def watch(self) -> None:
        """The minute's look, and what follows from it."""
        self._do(watch)
        self.relay()

    def _do(self, act: Callable[..., Any], *args: Any) -> None:
        self._thread.submit(act, *args).result(PATIENCE)
