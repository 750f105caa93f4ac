"""A file that is there whole or not at all, whatever ends the process that writes it."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from county_portal.launcher.refusals import Refusal


@contextlib.contextmanager
def whole_file(path: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """A file to write to, which gets its name once the block has ended and its bytes are on the disk.

    Errors: Refusal when something bears the name already (also when it came meanwhile), or there is no such folder.
    """
    refuse_taken(path)
    with _nameless(path.parent, mode) as (file, source):
        yield file
        file.flush()
        os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            # only with a folder to link into does Python follow what /proc says of the open file
            os.link(source, path.name, dst_dir_fd=folder)
            os.fsync(folder)
        except FileExistsError:
            raise _taken(path) from None
        finally:
            os.close(folder)


def refuse_taken(path: Path) -> None:
    """Errors: Refusal when this name cannot be given to a new file."""
    if not path.parent.is_dir():
        raise Refusal(f"没有 {path.parent} 这个目录:请先建好它,或换一个地方。")
    if path.exists() or path.is_symlink():
        raise _taken(path)


def _taken(path: Path) -> Refusal:
    return Refusal(f"{path} 已经有了,不会覆盖它:请换一个名称,或先移走它。")


@contextlib.contextmanager
def _nameless(folder: Path, mode: int) -> Iterator[tuple[BinaryIO, str]]:
    """An open file without a name, which a killed process leaves nothing of; and where it can be linked from."""
    try:
        descriptor = os.open(folder, os.O_TMPFILE | os.O_RDWR, mode)
    except OSError:
        # some file systems of the network have no such files: a hidden name, taken away again
        hidden = folder / f".portal-{secrets.token_hex(8)}"
        descriptor = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                yield file, str(hidden)
        finally:
            hidden.unlink(missing_ok=True)
        return
    with os.fdopen(descriptor, "w+b") as file:
        yield file, f"/proc/self/fd/{descriptor}"
