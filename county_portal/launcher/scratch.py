"""Folders for one piece of work, gone afterwards; what a killed one left behind the next one sweeps."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from county_portal import environment
from county_portal.launcher.account import HOME


def engines_base() -> Path:
    """Where folders with throw-away engines lie. Not on /tmp, which Debian 13 keeps in memory."""
    return Path(HOME) if os.geteuid() == 0 else environment.read_launcher().run_dir.absolute()


@contextlib.contextmanager
def scratch(base: Path, prefix: str) -> Iterator[Path]:
    """A folder `<prefix>…` under `base`, held by a lock for the length of the block."""
    base.mkdir(parents=True, exist_ok=True)
    _sweep(base, prefix)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(base: Path, prefix: str) -> None:
    """Remove what a killed run left behind; a living one holds its lock."""
    for folder in base.glob(f"{prefix}*"):
        with contextlib.suppress(OSError), (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
