"""What the fault tests borrow from their neighbours."""

from tests.ethics_monitor.conftest import committed
from tests.ledger.conftest import other_cluster, postgres_binaries

__all__ = ["committed", "other_cluster", "postgres_binaries"]
