"""Valkey emptied under a running portal: worker, relay and open pages go on, and what was due is issued."""

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis import Redis

from kernel.notices import live
from tests.ethics_monitor.conftest import Matters
from tests.faults.portal_under_fire import UnderFire, under_fire, within
from tests.faults.test_kill_processes import CARDS, FACTS, at_rest, expected
from tests.faults.test_kill_sweep import Fact, build

READING = "SELECT count(*) FROM ledger_observercursor WHERE name = 'ethics_monitor.live'"


class OpenPage:
    """A supervision board that stays open: a member of the county's group on the portal's channel layer."""

    def __init__(self, portal: UnderFire, county: str) -> None:
        self._layer = RedisPubSubChannelLayer(hosts=[f"unix://{portal.portal.layout.valkey_socket}"])
        self._group = live.board(county)
        self.heard: list[dict[str, Any]] = []

    async def listen(self) -> None:
        """Hear until cancelled: to stop listening is to close the page."""
        channel = await self._layer.new_channel()
        await self._layer.group_add(self._group, channel)
        while True:
            self.heard.append(dict(await self._layer.receive(channel)))


def judged(portal: UnderFire) -> bool:
    """Every clock that is there has the cards that its facts call for."""
    now: datetime = portal.tell("SELECT clock_timestamp()")[0][0]
    wanted = expected([Fact(*row) for row in portal.tell(FACTS)], now)
    return at_rest(portal) and portal.tell(CARDS) == wanted


async def flushed_between_two_watches(portal: UnderFire, county: str) -> None:
    async def comes(condition: Callable[[], bool]) -> bool:
        return await asyncio.to_thread(within, 20, condition)

    page = OpenPage(portal, county)
    listening = asyncio.create_task(page.listen())
    # boards are told from the relay's first turn on
    assert await comes(lambda: portal.tell(READING) == [(1,)])
    assert await comes(lambda: judged(portal))
    for _time in range(3):
        Redis(unix_socket_path=str(portal.portal.layout.valkey_socket)).flushall()
        heard = len(page.heard)
        portal.add_clocks(20)
        assert await comes(lambda: judged(portal))
        assert await comes(lambda before=heard: len(page.heard) > before)
    assert {hint["about"] for hint in page.heard} == {"board"}
    listening.cancel()


@pytest.mark.kill
def test_flushed_between_two_watches_worker_relay_and_open_pages_go_on(
    committed: Matters, postgres_binaries: Path
) -> None:
    build(committed, random.Random(3), 60)
    with under_fire(postgres_binaries) as portal:
        started = [child.process.pid for child in (portal.worker, portal.relay) if child.process]
        # a browser test before this one leaves its loop running in this thread
        with ThreadPoolExecutor(1) as thread:
            county = committed.cast.region.code[:6]
            thread.submit(lambda: asyncio.run(flushed_between_two_watches(portal, county))).result()
        assert [child.process.pid for child in (portal.worker, portal.relay) if child.process] == started
        assert all(child.process and child.process.poll() is None for child in (portal.worker, portal.relay))
