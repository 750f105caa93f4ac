"""Workers to be killed: a process that has loaded the portal once and forks a maker of letters for every line."""

from pathlib import Path

from tests.faults.victims import Forks

SCRIPT = """
import django; django.setup()
import os, sys
from django.conf import settings
from django.db import connection
from kernel.documents.actions import make_pending
settings.MEDIA_ROOT = FILE_ROOM
connection.close()
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        connection.connect()
        os.write(1, f"{os.getpid()}\\n".encode())
        try:
            make_pending()
            os._exit(0)
        except BaseException:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    os.write(1, f"{'killed' if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}\\n".encode())
"""


class LetterNursery(Forks):
    """Makers of letters as processes of their own, one at a time."""

    def __init__(self, file_room: Path) -> None:
        super().__init__(f"FILE_ROOM = {str(file_room)!r}\n{SCRIPT}")
