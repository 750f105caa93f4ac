"""When the county was last backed up and when a backup was last proved to be one: facts beside the run folder's keys.

They lie in a file and not in the database: a backup that was taken on another machine, or of a database that was put
back since, must not be told by that database itself.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

NAME = "kept.json"
What = Literal["backup", "drill"]


@dataclass(frozen=True)
class Kept:
    """One backup, or one drill that found no difference: when, to which position, and how many seconds it took."""

    at: datetime
    stream_no: int
    seconds: float


def note(run_dir: Path, what: What, fact: Kept) -> None:
    """Put it in the place of the last one of its kind."""
    said = _read(run_dir)
    said[what] = {**asdict(fact), "at": fact.at.isoformat()}
    # a drill may be the first thing that an installation does
    run_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = run_dir / f"{NAME}.new"
    new.write_text(json.dumps(said))
    new.replace(run_dir / NAME)


def last(run_dir: Path, what: What) -> Kept | None:
    """The last one; None when there was none, or the note cannot be read."""
    try:
        found = _read(run_dir)[what]
        return Kept(datetime.fromisoformat(found["at"]), int(found["stream_no"]), float(found["seconds"]))
    except (KeyError, TypeError, ValueError):
        return None


def _read(run_dir: Path) -> dict[str, Any]:
    try:
        found = json.loads((run_dir / NAME).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
