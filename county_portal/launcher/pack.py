"""`./portal pack FILE`: one archive from which the portal is installed where no registry can be reached.

It holds the tracked files of the checkout, a wheel of every pin, and the SHA-256 of each of them in the form that
`sha256sum -c` reads; `boot.py` reads it too, before it installs from the wheels.
"""

import hashlib
import stat
import tarfile
import time
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from county_portal import environment
from county_portal.launcher import boot, packed_files, packed_wheels
from county_portal.launcher.arguments import Parser
from county_portal.launcher.refusals import say, whisper
from county_portal.launcher.scratch import scratch
from county_portal.launcher.stopping import stoppable
from county_portal.launcher.whole_file import refuse_taken, whole_file

TOP = "county-portal"
# most of it are wheels, which are compressed already
LEVEL = 1


def run(arguments: list[str]) -> int:
    """Fetch the wheels, write the archive, say what it holds. Errors: Refusal; then there is no archive."""
    parser = Parser("pack", "打一个不连网也能安装的包")
    parser.add_argument("file", type=Path, help="包的文件名,例如 county-portal.tar.gz")
    parser.add_argument(
        "--for",
        dest="machines",
        choices=(*packed_wheels.MACHINES, "both"),
        default="both",
        help="给哪种机器用",
    )
    chosen = parser.parse_args(arguments)
    target = chosen.file.absolute()
    machines = packed_wheels.MACHINES if chosen.machines == "both" else (chosen.machines,)
    refuse_taken(target)
    started = time.monotonic()
    with stoppable(), scratch(boot.BOOT, "pack-") as folder:
        # not on /tmp, which may be kept in memory
        whisper(f"正在取依赖包的 wheel(Python {'、'.join(packed_wheels.PYTHONS)},{'、'.join(machines)})……")
        packed_wheels.fetch(folder, machines)
        if others := packed_files.untracked(environment.ROOT):
            whisper(f"有 {len(others)} 个文件不归 git 管,没有打进去(例如 {others[0]})。")
        files = {str(name): environment.ROOT / name for name in packed_files.tracked(environment.ROOT)}
        wheels = {f"{boot.WHEELS.name}/{file.name}": file for file in sorted((folder / "wheels").iterdir())}
        with whole_file(target) as output:
            write(output, {**files, **wheels})
    size = target.stat().st_size / 2**20
    say(f"{target}:{len(files)} 个文件,{len(wheels)} 个 wheel,{size:.0f} MB({time.monotonic() - started:.0f} 秒)")
    say(f"在目标机器上:tar xf {target.name} && cd {TOP} && ./portal up")
    return 0


def write(output: BinaryIO, files: dict[str, Path]) -> None:
    """The archive of these files under one folder, its manifest last."""
    sums = []
    with tarfile.open(fileobj=output, mode="w:gz", compresslevel=LEVEL, format=tarfile.PAX_FORMAT) as archive:
        for name, path in sorted(files.items()):
            sums.append(f"{_add(archive, name, path)}  {name}\n")
        text = "".join(sums).encode()
        entry = _entry(boot.MANIFEST.name, len(text), 0o644, time.time())
        archive.addfile(entry, BytesIO(text))


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add the file as it is now; returns its SHA-256 in hex."""
    content, found = path.read_bytes(), path.stat()
    mode = 0o755 if found.st_mode & stat.S_IXUSR else 0o644
    archive.addfile(_entry(name, len(content), mode, found.st_mtime), BytesIO(content))
    return hashlib.sha256(content).hexdigest()


def _entry(name: str, size: int, mode: int, changed: float) -> tarfile.TarInfo:
    """Nobody's file: whoever unpacks it owns it."""
    entry = tarfile.TarInfo(f"{TOP}/{name}")
    entry.size, entry.mode, entry.mtime = size, mode, int(changed)
    return entry
