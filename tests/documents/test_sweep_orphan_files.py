"""What no row refers to goes after a day; what a row refers to, or what may be under way, stays."""

import json
import os
from pathlib import Path

from django.core.management import call_command

from kernel.documents import storage
from kernel.documents.actions import add_upload
from tests.cast import Cast
from tests.documents import samples
from tests.documents.conftest import Matter

DAYS_AGO = 3 * 86_400


def aged(path: Path) -> Path:
    then = path.stat().st_mtime - DAYS_AGO
    os.utime(path, (then, then))
    return path


def test_swept(cast: Cast, matter: Matter, file_room: Path, capsys) -> None:
    document = add_upload(by=cast.citizen, subject=matter.subject, pieces=[samples.PDF], name="a.pdf")
    kept = aged(storage.path_of(document.stored_name))
    with storage.spooled([b"abc"], most=10) as file:
        orphan = aged(storage.path_of(storage.keep(file)))
    with storage.spooled([b"abc"], most=10) as file:
        young = storage.path_of(storage.keep(file))
    cut = file_room / storage.SPOOL / "cut"
    cut.write_bytes(b"half")
    aged(cut)
    call_command("sweep_orphan_files", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {"files": 2, "bytes": 7, "partial": 0, "removed": False}
    assert orphan.exists()
    call_command("sweep_orphan_files")
    assert [path.exists() for path in (kept, young, orphan, cut)] == [True, True, False, False]
