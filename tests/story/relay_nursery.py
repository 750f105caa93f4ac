"""Relays to be killed: a process that has loaded the portal once and forks a relay for every line it reads."""

from tests.faults.victims import Forks

# small batches, so that a kill hits between two of them or within one; nobody's worker is told of the letters; no act
# runs beside, so the relay need not wait for the transactions of other databases of the cluster
SCRIPT = """
import django; django.setup()
import os, sys
from celery import current_app
from django.db import connection
from kernel.ledger import relay, stream
current_app.send_task = lambda *args, **options: None
stream.READY = "true"
connection.close()
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        connection.connect()
        os.write(1, f"{os.getpid()}\\n".encode())
        try:
            moved = True
            while moved:
                moved = stream.sequence() > 0
                for each in relay.all_observers():
                    moved = relay.deliver(each, BATCH) > 0 or moved
            os._exit(0)
        except BaseException:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    os.write(1, f"{'killed' if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}\\n".encode())
"""


class RelayNursery(Forks):
    """Relays as processes of their own, one at a time."""

    def __init__(self, *, batch: int) -> None:
        super().__init__(f"BATCH = {batch}\n{SCRIPT}")
