"""The house as the tests of its structure see it: its rooms, its floors, its source files."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: dict[str, Any] = PYPROJECT["tool"]["importlinter"]
ROOMS: tuple[str, ...] = tuple(CONTRACTS["root_packages"])


def layers() -> list[list[str]]:
    """Every package, top floor first; those of one floor may not import each other."""
    house, kernel = (contract["layers"] for contract in CONTRACTS["contracts"])
    # in brackets: a room that is still to be built
    rooms = [[part.strip() for part in floor.split("|")] for floor in house]
    floors = [[part for part in floor if not part.startswith("(")] for floor in rooms]
    return [floor for floor in floors if floor != ["kernel"]] + [[floor] for floor in kernel]


def floor_of(module: str) -> tuple[int, str]:
    """(height, package) of a module of ours; height 0 is the ground under the lowest package. Third parties are 0."""
    floors = layers()
    for down, floor in enumerate(floors):
        for package in floor:
            if module == package or module.startswith(f"{package}."):
                return len(floors) - down, package
    return 0, module.split(".")[0]


def sources(*, migrations: bool = False) -> Iterator[Path]:
    """Every Python file that we wrote, tests aside."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
