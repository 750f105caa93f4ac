"""A wheel of every pin that a running portal needs, for each kind of machine: fetched by pip, held to the hashes."""

import re
import signal
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from county_portal.environment import ROOT
from county_portal.launcher import boot
from county_portal.launcher.children import die_with_parent, tail
from county_portal.launcher.refusals import Refusal

MACHINES = ("x86_64", "aarch64")
# Debian 12 and 13
PYTHONS = ("3.11", "3.13")
SETS = ("runtime.txt", "boot.txt")
# Debian 12's; of several wheels the one that asks for the oldest is taken, so that older systems are served too
NEWEST_GLIBC = 36


def fetch(folder: Path, machines: Sequence[str]) -> None:
    """Put all of them into `folder/wheels`. Errors: Refusal naming the package that has none, or what kept pip away."""
    pins = folder / "pins.txt"
    pins.write_text("".join(without_markers((ROOT / "requirements" / name).read_text()) for name in SETS))
    python, wheels = _pip(folder), folder / "wheels"
    wheels.mkdir()
    for machine in machines:
        for version in PYTHONS:
            _download(python, pins, wheels, machine, version)


def without_markers(pins: str) -> str:
    """The same pins for any Linux: pip would judge a marker by the Python that packs, not by the one that installs."""
    blocks = re.split(r"\n(?=\S)", pins.strip())
    kept = [block for block in blocks if not re.match(r"[^\n]* == 'win32'", block)]
    return "".join(re.sub(r"\A(\S+) ;[^\n\\]*", r"\1 ", block) + "\n" for block in kept)


def _pip(folder: Path) -> Path:
    """A Python with pip: `.venv` itself has none."""
    installer = boot.INSTALLER / "bin" / "python"
    if (boot.INSTALLER / "portal-whole").is_file() and boot.runs(installer):
        return installer
    made = folder / "venv"
    if _run([boot.BASE, "-m", "venv", str(made)], folder / "venv.log") != 0:
        raise Refusal(f"pip 准备不出来({tail(folder / 'venv.log', 1)}):请确认 python3-venv 已装好。")
    return made / "bin" / "python"


def _download(python: Path, pins: Path, wheels: Path, machine: str, version: str) -> None:
    """The wheels for one machine and Python; those of an archive that this tree came from first."""
    log = pins.with_name(f"pip-{machine}-{version}.log")
    words = [str(python), "-m", "pip", "download", "--no-deps", "--disable-pip-version-check", *boot.PIP_RULES]
    words += ["--implementation", "cp", "--python-version", version, "-r", str(pins), "-d", str(wheels)]
    words += [f"--platform={platform}" for platform in platforms(machine)]
    kept = ["--no-index", "--find-links", str(boot.WHEELS)]
    if boot.WHEELS.is_dir() and _run([*words, *kept], log) == 0:
        return
    if _run(words, log) != 0:
        raise _failure(log, machine, version)


def platforms(machine: str) -> list[str]:
    """What pip calls a Linux with glibc on this machine, the oldest first."""
    return [
        f"linux_{machine}",
        *(f"manylinux{year}_{machine}" for year in (1, 2010, 2014)),
        *(f"manylinux_2_{minor}_{machine}" for minor in range(5, NEWEST_GLIBC + 1)),
    ]


def _failure(log: Path, machine: str, version: str) -> Refusal:
    said = log.read_text(errors="replace")
    for pattern, sentence in boot.FAILURES:
        if not re.search(pattern, said, re.IGNORECASE):
            continue
        lacking = re.findall(r"no matching distribution found for (\S+)", said, re.IGNORECASE)
        if "no matching distribution" in pattern and lacking:
            break
        return Refusal(f"没有打成包:{sentence}")
    else:
        return Refusal(f"没有打成包,依赖包没有取到({tail(log, 1)}):请处理后再试。")
    return Refusal(
        f"没有打成包:{lacking[-1]} 没有适合 {machine}、Python {version} 的 wheel。请换一个版本,或用 --for 只打另一种。"
    )


def _run(argv: Iterable[str], log: Path) -> int:
    with log.open("w") as output:
        arrange = die_with_parent(signal.SIGKILL)
        return subprocess.run(
            list(argv), stdin=subprocess.DEVNULL, stdout=output, stderr=output, preexec_fn=arrange, check=False
        ).returncode
