"""Which files of a checkout go into an archive: what git tracks, and without git what the tree holds."""

import os
import re
import shutil
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path

from county_portal.launcher import boot, layout, lock
from county_portal.launcher.refusals import Refusal


def tracked(root: Path) -> list[Path]:
    """Names of the files, relative to the root, sorted. Errors: Refusal when the tree is no whole checkout."""
    found = _listed(root) or _by_walking(root)
    names = sorted(name for name in found if (root / name).is_file() and not (root / name).is_symlink())
    if Path("portal") not in names:
        raise Refusal(f"{root} 不是完整的检出(缺 portal):请重新取出代码。")
    return names


def untracked(root: Path) -> list[Path]:
    """What git neither tracks nor ignores: a change of which a part was forgotten."""
    return _listed(root, "--others", "--exclude-standard")


def _listed(root: Path, *options: str) -> list[Path]:
    """Nothing where there is no git, no repository, or git does not trust the folder's owner."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return []
    done = subprocess.run([git, "-C", str(root), "ls-files", "-z", *options], capture_output=True, check=False)
    if done.returncode != 0:
        return []
    return [Path(os.fsdecode(name)) for name in done.stdout.split(b"\0") if name]


def _by_walking(root: Path) -> list[Path]:
    """Every file but what .gitignore names, and never a run folder: there lie the keys."""
    ignored = _ignored(root)
    run_dir = layout.run_dir_of_checkout()
    found: list[Path] = []
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = [
            name
            for name in folders
            if name != ".git"
            and here / name != run_dir
            and not (here / name / lock.NAME).exists()
            and not any(matches(pattern, (here / name).relative_to(root), folder=True) for pattern in ignored)
        ]
        names = [(here / name).relative_to(root) for name in files]
        found += [name for name in names if not any(matches(pattern, name, folder=False) for pattern in ignored)]
    return [name for name in found if name.name not in {".git", boot.MANIFEST.name}]


def _ignored(root: Path) -> list[str]:
    try:
        lines = (root / ".gitignore").read_text().splitlines()
    except FileNotFoundError:
        return []
    return [line.strip() for line in lines if re.match(r"[^#\s!]", line)]


def matches(pattern: str, name: Path, *, folder: bool) -> bool:
    """Whether a line of .gitignore of the kinds that ours has (`name/`, `*.ending`, `/at-the-top`) names this path."""
    if pattern.endswith("/") and not folder:
        return False
    wanted = pattern.strip("/")
    return fnmatchcase(str(name) if pattern.startswith("/") else name.name, wanted)
