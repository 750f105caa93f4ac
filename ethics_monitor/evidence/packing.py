"""The package as bytes: a ZIP whose manifest names every file with its hash. No name or number of a person is in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.template import Context, Engine
from django.utils import translation

from ethics_monitor.evidence import proving
from ethics_monitor.evidence.collecting import Taken, clocks_in, entries_of, letters_in
from ethics_monitor.evidence.verifying import ENTRIES, FORMAT, INDEX, MANIFEST, PATHS, SEALS
from kernel.ledger.hashing import preimage
from kernel.workdays.zone import SHANGHAI

CLOCKS: Final = "clocks.json"
LETTERS: Final = "letters.json"
# a paper of the file and no page of the portal: in Chinese whoever takes it away
INDEX_PAGE: Final = Path(__file__).with_name("index.html")


@dataclass(frozen=True)
class Packed:
    """The bytes, with what is said of them: how many entries, how many of them under a seal, both hashes in hex."""

    archive: bytes
    entries: int
    sealed: int
    sha256: str
    manifest_sha256: str


def pack(taken: Taken, *, number: str, by: str, why: str, at: datetime) -> Packed:
    """The package of these chains as they are now, in Chinese whoever asks. Errors: EvidenceTooLarge."""
    with translation.override("zh-hans"):
        return _pack(taken, {"number": number, "by": by, "why": why, "made_at": at.isoformat()}, at)


def _pack(taken: Taken, head: dict[str, Any], at: datetime) -> Packed:
    entries = entries_of(taken.chains)
    seals = proving.seals_over(entries)
    lines = proving.entry_lines(entries, seals)
    facts = {
        ENTRIES: lines,
        SEALS: proving.seal_lines(seals),
        PATHS: proving.path_lines(lines, seals),
        CLOCKS: clocks_in(taken.chains, at=at),
        LETTERS: letters_in(taken.chains),
    }
    files = {line["file"]: preimage(entry) for line, entry in zip(lines, entries, strict=True)}
    files |= {name: _json(rows) for name, rows in facts.items()}
    files[INDEX] = _index(taken, head, facts, at).encode()
    subject = {"kind": taken.subject.kind, "number": taken.subject.number}
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    manifest = _json({"format": FORMAT, **head, "subject": subject, "files": listed})
    archive = _zipped({MANIFEST: manifest, **files}, at)
    return Packed(
        archive,
        len(entries),
        sum(line["seal"] is not None for line in lines),
        hashlib.sha256(archive).hexdigest(),
        hashlib.sha256(manifest).hexdigest(),
    )


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _index(taken: Taken, head: Mapping[str, Any], facts: Mapping[str, Any], at: datetime) -> str:
    rows = {name.partition(".")[0]: value for name, value in facts.items()}
    page = Engine().from_string(INDEX_PAGE.read_text())
    return page.render(Context({"head": head, "subject": taken.subject, "at": at, **rows}))


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    made = BytesIO()
    local = at.astimezone(SHANGHAI)
    stamp = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = ZipInfo(name, stamp)
            member.compress_type = ZIP_DEFLATED
            archive.writestr(member, data)
    return made.getvalue()
