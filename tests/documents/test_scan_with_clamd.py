"""A real clamd, where Debian's package is installed: it knows the test virus by a signature of this test's own."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kernel.documents.actions import add_upload
from kernel.documents.models import Document
from kernel.documents.refusals import VirusFound
from kernel.documents.scanning import Clamd
from tests.cast import Cast
from tests.documents import samples
from tests.documents.conftest import Matter, files_in
from tests.visible_skips import WITHOUT_CLAMD

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
pytestmark = [pytest.mark.long, pytest.mark.skipif(CLAMD is None, reason=WITHOUT_CLAMD)]

# in two halves, so that nobody's scanner takes this file for it
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + "-ANTIVIRUS-TEST-FILE!$H+H*").encode()
PATIENCE = 30


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The socket of a scanner that has one signature: the test virus, anywhere in a file of any kind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "own.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
        config = folder / "clamd.conf"
        config.write_text(
            f"Foreground yes\nLocalSocket {folder}/ctl\nDatabaseDirectory {folder}\nStreamMaxLength 60M\n"
        )
        assert CLAMD is not None
        daemon = subprocess.Popen([CLAMD, f"--config-file={config}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"{folder}/ctl", daemon)
            yield f"{folder}/ctl"
        finally:
            daemon.terminate()
            daemon.communicate(timeout=PATIENCE)


def _wait_for(address: str, daemon: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and daemon.poll() is None:
        with socket.socket(socket.AF_UNIX) as door:
            if door.connect_ex(address) == 0:
                return
        time.sleep(0.1)
    daemon.kill()
    raise AssertionError(f"clamd did not start: {daemon.communicate()[0].decode()}")


def test_a_clean_file_passes_and_the_test_virus_does_not(address: str, tmp_path: Path) -> None:
    clean, infected = tmp_path / "clean", tmp_path / "infected"
    clean.write_bytes(samples.PDF)
    infected.write_bytes(EICAR)
    Clamd(address).check(clean)
    with pytest.raises(VirusFound, match="Eicar-Test-Signature"):
        Clamd(address).check(infected)


@pytest.mark.django_db
def test_a_document_that_carries_it_is_refused_and_nothing_is_kept(
    address: str, cast: Cast, matter: Matter, file_room: Path, settings: Any
) -> None:
    settings.DOCUMENT_CLAMD = address
    carrier = samples.jpeg(comment=EICAR)
    with pytest.raises(VirusFound):
        add_upload(by=cast.citizen, subject=matter.subject, pieces=[carrier], name="a.jpg")
    assert not files_in(file_room) and not Document.objects.exists()
    kept = add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.jpeg()], name="a.jpg")
    assert Document.objects.get() == kept
