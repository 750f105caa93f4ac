"""Daily seals for everybody: what is published is enough to compute a seal's hash again."""

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from county_portal.seals import seal_of
from ethics_monitor.events import CARDS_DIFFER
from kernel.ledger.actors import SYSTEM
from kernel.ledger.locking import database_now
from kernel.ledger.merkle import sm3
from kernel.ledger.models import Entry, Seal, StreamPosition
from kernel.ledger.seals import seal
from kernel.ledger.subjects import Subject
from kernel.ledger.writer import record

DAY = date(2026, 9, 1)
SEPARATOR = "\x1f"


@pytest.fixture
def seals(db: None) -> list[Seal]:
    """Two seals, the second over one entry."""
    first = seal(label=DAY)
    entry = record(
        CARDS_DIFFER, Subject("x", "X", 1), actor=SYSTEM, at=database_now(), missing=0, unexpected=0, examples=[]
    )
    StreamPosition.objects.create(stream_no=1, entry=Entry.objects.get(pk=entry.pk), chain=bytes(32))
    # the foot's own facts are asked once a minute, by whoever comes first
    Client().get("/seals/")
    return [first, seal(label=DAY + timedelta(days=1))]


def test_all_seals_latest_first(client: Client, seals: list[Seal], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = client.get("/seals/").content.decode()
    assert page.index("第 2 次封存") < page.index("第 1 次封存")
    for made in seals:
        for digest in (made.root_sha256, made.root_sm3, made.hash_sha256, made.hash_sm3):
            assert bytes(digest).hex() in page
    assert page.count(bytes(seals[0].hash_sha256).hex()) == 2, "its own line, and the next one's predecessor"
    assert "记录 1 至 1，共 1 条" in page and "当天没有新记录" in page and "0" * 64 in page


def test_one_seal_to_print(client: Client, seals: list[Seal], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = client.get("/seals/2/").content.decode()
    assert bytes(seals[1].hash_sm3).hex() in page and "verify_ledger" in page and "data-print" in page


@pytest.mark.parametrize("number", ["3", "0", "9" * 30])
def test_a_seal_that_is_not_there(client: Client, seals: list[Seal], number: str) -> None:
    assert client.get(f"/seals/{number}/").status_code == 404


def test_no_seal_yet(client: Client, db: None) -> None:
    assert "还没有第一次封存" in client.get("/seals/").content.decode()


def test_a_month_a_page(client: Client, db: None) -> None:
    for days in range(31):
        seal(label=DAY + timedelta(days=days))
    newest = client.get("/seals/").content.decode()
    assert "第 31 次" in newest and "第 1 次" not in newest and "?before=2" in newest
    older = client.get("/seals/?before=2").content.decode()
    assert "第 1 次封存" in older and "第 2 次封存" not in older
    assert "没有更早的封存" in client.get("/seals/?before=1").content.decode()


@pytest.mark.parametrize(("digest", "which"), [(lambda text: hashlib.sha256(text).digest(), "sha256"), (sm3, "sm3")])
def test_what_is_published_gives_the_hash(seals: list[Seal], digest: Any, which: str) -> None:
    for number in (1, 2):
        said = seal_of(number)
        assert said is not None
        parts = (
            "ledger-seal/1", said.number, said.date.isoformat(), said.first_no, said.last_no, said.stream_chain,
            said.access_position, said.access_hash, said.sealed_at_us,
            getattr(said, f"root_{which}"), getattr(said, f"previous_{which}"),
        )  # fmt: skip
        assert digest(SEPARATOR.join(map(str, parts)).encode()).hex() == getattr(said, f"hash_{which}")
