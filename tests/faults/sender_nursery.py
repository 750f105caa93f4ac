"""Workers to be killed: a process that has loaded the portal once and forks a sender of messages for every line."""

from tests.faults.victims import Forks

SCRIPT = """
import django; django.setup()
import os, sys
from django.conf import settings
from django.db import connection
from kernel.notices.actions import push_due, send_due
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.NOTICE_SMS_URL = PEERS
settings.NOTICE_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
connection.close()
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        connection.connect()
        os.write(1, f"{os.getpid()}\\n".encode())
        try:
            while send_due("email", most=3) + send_due("sms", most=3) + push_due(most=1):
                pass
            os._exit(0)
        except BaseException:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    os.write(1, f"{'killed' if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}\\n".encode())
"""


class SenderNursery(Forks):
    """Senders of messages as processes of their own, one at a time."""

    def __init__(self, *, mail_port: int, sms_url: str) -> None:
        super().__init__(f"PEERS = ('127.0.0.1', {mail_port}, {sms_url!r})\n{SCRIPT}")
