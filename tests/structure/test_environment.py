"""Every environment variable is read in one place and told in one line; pins name no index."""

import ast
import re

from tests.structure.house import ROOT, name_of, sources, tree

PLACE = "county_portal/environment.py"
# before .venv exists there is no environs: the first start reads pip's and uv's own settings itself
BEFORE_THE_PLACE_EXISTS = {"county_portal/launcher/boot.py"}
# what Python and Django set for themselves, not what an installation is told
NOT_OURS = re.compile(r"DJANGO_SETTINGS_MODULE|PYTHON.*|PG.*")

LOOK_UPS = ("os.environ.get", "os.environ.pop", "os.getenv", "environ.get", "getenv")


def names_read_there() -> set[str]:
    """First arguments of `env.…("NAME")` in the one place."""
    return {
        str(call.args[0].value)
        for call in ast.walk(tree(ROOT / PLACE))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == "env"
        and isinstance(call.args[0], ast.Constant)
    }


def names_read_elsewhere(module: ast.Module) -> set[str]:
    """Names looked up in the process environment: `os.environ[…]`, `.get(…)`, `.pop(…)`, `os.getenv(…)`."""
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            if ast.unparse(node.value) == "os.environ":
                found.add(ast.unparse(node.slice))
        elif isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in LOOK_UPS:
            found.add(ast.unparse(node.args[0]))
    return {name.strip("'\"") for name in found}


def example() -> list[tuple[str, list[str]]]:
    """(name, the comment lines right above it) of .env.example."""
    told, above = [], []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            above.append(line)
        elif "=" in line:
            told.append((line.split("=")[0], above))
            above = []
        else:
            above = []
    return told


def test_variables_are_read_in_one_place() -> None:
    wrong = {}
    for path in sources():
        if name_of(path) not in {PLACE, *BEFORE_THE_PLACE_EXISTS}:
            names = {name for name in names_read_elsewhere(tree(path)) if not NOT_OURS.fullmatch(name)}
            if names:
                wrong[name_of(path)] = names
    assert wrong == {}


def test_a_variable_read_elsewhere_would_be_seen() -> None:
    module = ast.parse("import os\nos.environ['A']\nos.environ.get('B', '')\nos.getenv('C')\nos.environ['D'] = ''")
    assert names_read_elsewhere(module) == {"A", "B", "C"}


def test_every_variable_is_told_in_one_line_and_no_other() -> None:
    by_the_shell = set(re.findall(r"\$\{(PORTAL_[A-Z_]+)", (ROOT / "portal").read_text(encoding="utf-8")))
    told = example()
    names = [name for name, _comment in told]
    assert len(names) == len(set(names))
    assert set(names) == names_read_there() | by_the_shell
    assert [name for name, comment in told if len(comment) != 1] == []


def test_no_address_of_an_index_is_written_down() -> None:
    for pins in [*(ROOT / "requirements").iterdir(), ROOT / "pyproject.toml"]:
        text = pins.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(--|-i\b|-f\b)(?!hash)", text, re.MULTILINE), pins.name
        assert not re.search(r"index-url|find-links|extra-index|\[\[?tool\.uv\.index", text), pins.name
        assert pins.suffix == ".toml" or "://" not in text, pins.name


def test_every_pin_is_exact_and_hashed() -> None:
    for pins in (ROOT / "requirements").glob("*.txt"):
        blocks = re.split(r"\n(?=\S)", pins.read_text(encoding="utf-8").strip())
        packages = [block for block in blocks if not block.startswith("#")]
        assert packages
        for block in packages:
            assert re.match(r"[A-Za-z0-9_.\[\],-]+==[^\s;]+", block), block[:80]
            assert "--hash=sha256:" in block, block[:80]
