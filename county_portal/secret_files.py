"""Secrets that live in one file each, made at first start and readable by nobody else."""

import os
import secrets
from pathlib import Path


def read_or_make_secret(path: Path) -> str:
    """The text of `path`; a new random one of 64 bytes is written when the file is absent.

    Two processes that start together agree: the file is created exclusively, the loser reads.
    Errors: OSError when the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        secret = secrets.token_urlsafe(64)
        file.write(secret)
    return secret
