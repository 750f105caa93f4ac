"""Live hints over the channel layer. A hint carries no fact: the page that gets it re-reads what it shows."""

from collections.abc import Collection
from dataclasses import dataclass

import structlog
from asgiref.sync import async_to_sync
from channels.layers import BaseChannelLayer, get_channel_layer
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def inbox(user_id: int) -> str:
    """Group of one person's open pages."""
    return f"inbox.{user_id}"


def board(county: str) -> str:
    """Group of the open boards of one county, by its six digits."""
    return f"board.{county}"


def case(case_id: int) -> str:
    """Group of those who have one case open."""
    return f"case.{case_id}"


@dataclass(frozen=True, slots=True)
class Hint:
    """That `about` (inbox, board, case) has changed for the open pages of `group`."""

    group: str
    about: str
    urgent: bool = False
    title: str = ""


def hint(group: str, about: str, *, urgent: bool = False, title: str = "") -> None:
    """Tell the open pages of one group."""
    hint_all([Hint(group, about, urgent, title)])


def hint_all(hints: Collection[Hint]) -> None:
    """Tell many groups at once, in one event loop; what is left is lost when Valkey is away."""
    layer = get_channel_layer()
    if layer is None or not hints:
        return
    try:
        async_to_sync(_send)(layer, hints)
    except (RedisError, OSError) as error:
        log.warning("live_hints_lost", of=len(hints), reason=type(error).__name__)


async def _send(layer: BaseChannelLayer, hints: Collection[Hint]) -> None:
    for each in hints:
        message = {"type": "live.hint", "about": each.about, "urgent": each.urgent, "title": each.title}
        await layer.group_send(each.group, message)
