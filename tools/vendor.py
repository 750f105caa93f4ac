"""Fetch the third-party files that pages and tests use, and record where each came from and its SHA-256.

`python tools/vendor.py` packs the npm packages named in static/vendor/vendor.json at their recorded versions,
writes the files without source-map comments and rewrites the recorded hashes. `--check` only compares.
Files that a pinned Python package carries (`"origin": "pypi"`) are hashed where they lie.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import files as package_files
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "static" / "vendor" / "vendor.json"
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")


class Vendored(TypedDict):
    """One file: `member` is its path inside the package, `file` its place here (empty for pypi)."""

    origin: str
    package: str
    version: str
    member: str
    file: str
    sha256: str


def read_record() -> list[Vendored]:
    """The recorded files, in the order of vendor.json."""
    record: list[Vendored] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def place_of(entry: Vendored) -> Path:
    """Where the file lies on this machine. Errors: `LookupError` when a Python package does not carry it."""
    if entry["origin"] != "pypi":
        return ROOT / entry["file"]
    for member in package_files(entry["package"]) or []:
        if str(member) == entry["member"]:
            return Path(str(member.locate()))
    raise LookupError(f"{entry['package']} does not carry {entry['member']}")


def digest_of(entry: Vendored) -> str:
    """SHA-256 of the file as it lies here, in hex."""
    return hashlib.sha256(place_of(entry).read_bytes()).hexdigest()


def fetch(entry: Vendored) -> bytes:
    """The file out of the npm package at its recorded version, without its source-map comment."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{entry['package']}@{entry['version']}"
        packed = subprocess.run(  # noqa: S603
            ["npm", "pack", "--silent", wanted],  # noqa: S607
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
        with tarfile.open(Path(folder) / packed.stdout.split()[-1]) as archive:
            member = archive.extractfile(f"package/{entry['member']}")
            if member is None:
                raise LookupError(f"{wanted} does not carry {entry['member']}")
            return SOURCE_MAP.sub(b"\n", member.read())


def refresh() -> None:
    """Fetch every npm file again and write the hashes of all files into vendor.json."""
    record = read_record()
    for entry in record:
        if entry["origin"] == "npm":
            place = place_of(entry)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(fetch(entry))
        entry["sha256"] = digest_of(entry)
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Refresh, or with --check name every file whose hash is not the recorded one; 1 when there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    if not parser.parse_args().check:
        refresh()
    wrong = [entry["member"] for entry in read_record() if digest_of(entry) != entry["sha256"]]
    for member in wrong:
        print(f"hash differs: {member}", file=sys.stderr)  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
