"""Fetch the third-party files that pages and tests use, and record where each came from and its SHA-256.

`python tools/vendor.py` packs the npm packages named in static/vendor/vendor.json at their recorded versions,
writes the files without source-map comments and rewrites the recorded hashes. `--check` only compares.
Files that a pinned Python package carries (`"origin": "pypi"`) are hashed where they lie. A style sheet that is
`"trimmed"` keeps the rules whose classes our templates, scripts and Python name: a slow line carries 8 kB a second.
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
from typing import NotRequired, TypedDict

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "static" / "vendor" / "vendor.json"
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")


# whatever may put a class into a page; each word of theirs counts as one
NAMING = ("templates/**/*.html", "static/js/**/*.js", "*/**/*.py")
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
EXCEPT = re.compile(r":not\([^()]*\)")
# classes that a trimmed sheet lacks: a page that comes to need one must have the sheet made again
DROPPED = ROOT / "tests" / "vendor" / "dropped_classes.txt"


class Vendored(TypedDict):
    """One file: `member` is its path inside the package, `file` its place here (empty for pypi)."""

    origin: str
    package: str
    version: str
    member: str
    file: str
    sha256: str
    trimmed: NotRequired[bool]


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


def named_classes() -> set[str]:
    """Every word of our templates, scripts and modules; a class that is none of them is on no page."""
    own = (
        path for pattern in NAMING for path in ROOT.glob(pattern) if not {".venv", "tests", "tools"} & set(path.parts)
    )
    return {word for path in own for word in WORD.findall(path.read_text(encoding="utf-8"))}


def trimmed(css: str, names: set[str]) -> str:
    """The sheet without the selectors whose every match needs a class that is not among `names`.

    Understands what a minified sheet is made of: rules, and at-rules that hold rules.
    """
    kept, rest = [], css
    while "{" in rest:
        head, _, after = rest.partition("{")
        body, rest = _block(after)
        head = head.strip()
        if head.startswith(("@media", "@supports")):
            inner = trimmed(body, names)
            kept += [f"{head}{{{inner}}}"] if inner else []
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        elif selectors := [each for each in _parts(head) if set(CLASS.findall(EXCEPT.sub("", each))) <= names]:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def _block(text: str) -> tuple[str, str]:
    """What stands before the brace that closes, and what follows it."""
    depth = 1
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return text[:place], text[place + 1 :]
    raise ValueError("a brace is not closed")


def _parts(selectors: str) -> list[str]:
    """The selectors of a list; commas inside brackets part nothing."""
    parts, depth = [""], 0
    for sign in selectors:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def refresh() -> None:
    """Fetch every npm file again and write the hashes of all files into vendor.json."""
    record = read_record()
    for entry in record:
        if entry["origin"] == "npm":
            place = place_of(entry)
            place.parent.mkdir(parents=True, exist_ok=True)
            data = fetch(entry)
            if entry.get("trimmed"):
                names, css = named_classes(), data.decode()
                data = trimmed(css, names).encode()
                dropped = sorted(set(CLASS.findall(css)) - names)
                DROPPED.write_text("\n".join(dropped) + "\n", encoding="utf-8")
            place.write_bytes(data)
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
