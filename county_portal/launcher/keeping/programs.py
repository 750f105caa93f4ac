"""pg_dump and pg_restore of the PostgreSQL in use."""

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from county_portal.launcher import cluster
from county_portal.launcher.children import die_with_parent
from county_portal.launcher.refusals import Refusal


def run(
    folder: Path, name: str, options: Sequence[str], *, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None
) -> None:
    """Run one of them to its end. Errors: Refusal with a full disk by its name, else its first complaint."""
    program = folder / name
    if not os.access(program, os.X_OK):
        raise Refusal(f"{folder} 里没有 {name}:请把 PORTAL_PG_BIN 指到完整的 PostgreSQL 的 bin 目录。")
    # the caller's PG* variables would lead it astray
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    process = subprocess.Popen(
        [str(program), "--no-password", *options],
        stdin=stdin or subprocess.DEVNULL,
        stdout=stdout or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**environment, "LC_ALL": "C.UTF-8"},
        preexec_fn=die_with_parent(signal.SIGKILL),
    )
    try:
        _, told = process.communicate()
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode != 0:
        raise _failure(name, told.decode("utf-8", "replace"))


def _failure(name: str, said: str) -> Refusal:
    if re.search(cluster.NO_SPACE, said, re.IGNORECASE):
        return Refusal(f"磁盘已满,{name} 没有写完:请清理磁盘后再试。")
    first = next((line for line in said.splitlines() if line.strip()), "没有说明原因")
    return Refusal(f"{name} 没有成功({first.strip()[:300]}):请按这句话处理后再试。")
