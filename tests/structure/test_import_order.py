"""Nothing points upstairs: imports, foreign keys, and what a function might import behind the contracts' back."""

import ast
import importlib.util
import subprocess
import sys

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.structure.house import CONTRACTS, PYPROJECT, ROOMS, ROOT, floor_of, layers, name_of, sources, tree


def references() -> list[tuple[type[Model], Field, type[Model]]]:
    """Every relation of our models, the hidden tables of many-to-many ones included."""
    return [
        (model, field, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        if floor_of(model.__module__)[0]
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and isinstance(field.related_model, type)
    ]


def points_up(source: str, target: str) -> bool:
    """Whether a reference between two modules goes to a higher floor, or to a neighbour on the same one."""
    (height, package), (other_height, other) = floor_of(source), floor_of(target)
    return other_height > height or (other_height == height and other != package)


def test_the_floors_are_those_of_the_design() -> None:
    assert ROOMS[0] == "county_portal" and layers()[0] == ["county_portal"]
    assert {package.split(".")[0] for floor in layers() for package in floor} == set(ROOMS)


def test_every_kernel_package_has_its_floor() -> None:
    packages = {f"kernel.{path.parent.name}" for path in (ROOT / "kernel").glob("*/__init__.py")}
    assert packages == {package for floor in layers() for package in floor if package.startswith("kernel.")}


def test_no_foreign_key_points_upstairs() -> None:
    found = references()
    assert len(found) > 50
    wrong = [
        f"{model._meta.label}.{field.name} → {target._meta.label}"
        for model, field, target in found
        if points_up(model.__module__, target.__module__)
    ]
    assert wrong == []


def test_a_foreign_key_that_pointed_upstairs_would_be_seen() -> None:
    assert points_up("kernel.clocks.models", "kernel.cases.models")
    assert points_up("approvals.models", "ethics_monitor.models.cards")
    assert points_up("django.contrib.auth.models", "kernel.accounts.models")
    assert not points_up("kernel.cases.models", "kernel.clocks.models")
    assert not points_up("kernel.accounts.models", "django.contrib.auth.models")


def test_the_import_contracts_hold_and_excuse_nothing() -> None:
    assert all("ignore_imports" not in contract for contract in CONTRACTS["contracts"])
    assert not any(key.startswith("unmatched") for key in CONTRACTS)
    # in a process of its own: it configures logging, which would silence every logger of this one
    lint = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    assert subprocess.run(lint, cwd=ROOT, check=False, capture_output=True).returncode == 0


def imports_in_functions(module: ast.Module) -> list[tuple[str, int]]:
    """(function, line) of every import that runs later than its module."""
    return [
        (function.name, inner.lineno)
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        or (isinstance(inner, ast.Call) and ast.unparse(inner.func) in ("__import__", "importlib.import_module"))
    ]


@pytest.mark.long
def test_no_function_imports() -> None:
    late = {name_of(path): imports_in_functions(tree(path)) for path in sources(migrations=True)}
    wrong = {
        path: found
        for path, found in late.items()
        if [name for name, _line in found if not (path.endswith("/apps.py") and name == "ready")]
    }
    assert wrong == {}
    assert any(found for path, found in late.items() if path.endswith("/apps.py")), "the search finds nothing at all"


def test_only_one_driver_of_postgresql_is_installed() -> None:
    assert importlib.util.find_spec("psycopg2") is not None
    assert importlib.util.find_spec("psycopg") is None, "Django would silently prefer psycopg 3"
    for pins in (ROOT / "requirements").glob("*.txt"):
        names = {line.split("==")[0] for line in pins.read_text().splitlines() if "==" in line}
        assert not {name for name in names if name == "psycopg" or name.startswith("psycopg-")}


def test_every_room_is_typed() -> None:
    assert PYPROJECT["tool"]["mypy"]["disallow_untyped_defs"] is True
    assert {override["module"][0] for override in PYPROJECT["tool"]["mypy"]["overrides"]} == {"*.migrations.*"}
