"""Make `.venv` from the hashed pins, then become the launcher in it.

Run as a script by `./portal` with any Python >= 3.11, before anything is installed: only the standard library,
and nothing of the portal, may be imported here.
"""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn, TextIO

ROOT = Path(__file__).resolve().parent.parent.parent
BOOT = ROOT / ".boot"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "portal-pins"
LOG = BOOT / "install.log"
# what `./portal pack` put beside the code, so that no registry is asked
WHEELS = ROOT / "wheels"
MANIFEST = ROOT / "manifest.sha256"
INSTALLER = BOOT / "venv"
# not the link in a half-made .venv, which is removed before it is made anew
BASE = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
PIP_RULES = ["--require-hashes", "--only-binary", ":all:", "--retries", "2", "--timeout", "30"]
TOOLS = {"test", "bench"}
USAGE = """用法:
  ./portal up [--port 8000] [--host 127.0.0.1] [--no-demo] [--fresh]   启动门户(Ctrl-C 停止)
  ./portal status                                                     看它是否在运行
  ./portal down                                                       停止它
  ./portal manage 命令 …                                              在同一套引擎上运行管理命令
  ./portal test [--fast] [--pg 目录] [pytest 参数 …]                  检查与测试
  ./portal bench [--json] [--only 名称] [--scale small|full]          性能对比
  ./portal backup 文件                                                备份(密钥写在旁边的 文件.keys)
  ./portal drill [文件] [--keys 文件] [--json]                        恢复演练,用完即删
  ./portal restore 文件 [--keys 文件]                                 恢复到一个空的安装
  ./portal pack [--for x86_64|aarch64|both] 文件                      打一个不连网也能安装的包
"""

# first match wins: pip reports an unreachable index as "no matching distribution" at its very end
FAILURES = (
    (r"no space left|disk quota exceeded", "磁盘已满,依赖包装不下(约需 700 MB):请清理磁盘后再运行一次。"),
    (
        r"hash(es)? (mismatch|do not match)|do not match the hashes",
        "下载到的包与锁定的校验值不符,已拒绝安装:请检查所用镜像,换一个源后再试。",
    ),
    (
        r"temporary failure|name resolution|dns error|newconnectionerror|connection (refused|reset|aborted)|timed out"
        r"|error sending request|failed to fetch|network is unreachable|ssl|certificate",
        "连不上软件包索引,依赖包没有下载:请接上网络,或在 pip.conf 里配好可用的镜像后再试。",
    ),
    (
        r"no matching distribution|no wheels? with|has no usable wheels|no version of|not supported on this platform",
        "有依赖包没有适合这台机器的 wheel:本系统支持 x86_64 与 aarch64 的 Linux(glibc)、Python 3.11 到 3.13。",
    ),
    (r"permission denied|read-only file system", f"{ROOT} 写不进去:请用目录的属主账户运行,或把检出复制到自己的目录。"),
)


def say(sentence: str) -> None:
    """One line for the person at the terminal, whatever its encoding."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def refuse(sentence: str) -> NoReturn:
    """Say the sentence and leave with 1."""
    say(sentence)
    raise SystemExit(1)


def pins_file(command: str) -> Path:
    """Tools are installed for the commands that need them, and stay once installed."""
    tools = command in TOOLS or (STAMP.is_file() and "dev" in STAMP.read_text().split())
    return ROOT / "requirements" / ("dev.txt" if tools else "runtime.txt")


def fingerprint(pins: Path) -> str:
    """What `.venv` must have been made from: the pins, the Python and the machine."""
    text = pins.read_bytes() + sysconfig.get_python_version().encode() + platform.machine().encode()
    return f"{pins.stem} {hashlib.sha256(text).hexdigest()}"


def pinned(pins: Path) -> set[str]:
    """`name-version` of every pin that holds on each machine, as the folders of site-packages spell them."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)\s*\\?$", pins.read_text(), re.MULTILINE)
    return {f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}" for name, version in lines}


def packages() -> list[Path]:
    """The folders in which the packages of `.venv` describe themselves."""
    return sorted(VENV.glob("lib/python3*/site-packages/*.dist-info"))


def installed() -> set[str]:
    """`name-version` of what lies in `.venv`."""
    named = (folder.name.removesuffix(".dist-info").rpartition("-") for folder in packages())
    return {f"{re.sub(r'[-_.]+', '_', name).lower()}-{version}" for name, _, version in named}


def broken() -> list[str]:
    """Names of the packages in `.venv` of which a file is gone or cut short, by their own RECORD."""
    return [folder.name.split("-")[0] for folder in packages() if not is_kept(folder)]


def is_kept(package: Path) -> bool:
    """True when each file that the RECORD lists (path, hash, size) is there in its size; compiled ones come again."""
    site = f"{package.parent}/"
    try:
        rows = [row.partition(",sha256=") for row in (package / "RECORD").read_text(errors="replace").splitlines()]
        files = [(site + row[0].strip('"'), row[2].rpartition(",")[2]) for row in rows if row[1]]
        return all(os.stat(file).st_size == int(size) for file, size in files if not file.endswith(".pyc"))
    except (OSError, ValueError):
        return False


def runs(python: Path) -> bool:
    """True when this interpreter starts, and is the version we are: a Debian upgrade leaves broken ones behind."""
    probe = [str(python), "-I", "-c", "import sys; print(sys.version_info[:2] == " + repr(sys.version_info[:2]) + ")"]
    try:
        return subprocess.run(probe, capture_output=True, text=True, check=False).stdout.strip() == "True"
    except OSError:
        return False


def is_stamped(pins: Path) -> bool:
    """True when an installation of these pins was finished here once: the stamp is its last act."""
    try:
        return STAMP.read_text(errors="replace").strip() == fingerprint(pins)
    except OSError:
        return False


def is_whole(pins: Path) -> bool:
    """True when every pin lies in `.venv` with all its files."""
    return pinned(pins) <= installed() and not broken()


def is_ready(pins: Path) -> bool:
    """True when `.venv` holds exactly these pins; cheap, it is asked at every start."""
    return is_stamped(pins) and is_whole(pins) and (Path(sys.prefix) == VENV or runs(PYTHON))


def is_packed(pins: Path) -> bool:
    """True when these pins lie beside the code as wheels; the tools do not."""
    return WHEELS.is_dir() and pins.stem == "runtime"


def check_wheels() -> None:
    """Leave with a sentence naming the wheel when one that this machine needs is missing or not as it was packed."""
    machine, python = platform.machine(), f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not MANIFEST.is_file():
        refuse(f"安装包不完整,缺 {MANIFEST.name}:请从原来的包重新解开。")
    listed = dict(line.split("  ", 1)[::-1] for line in MANIFEST.read_text().splitlines())
    wheels = [name for name in listed if name.startswith(f"{WHEELS.name}/")]
    ours = [name for name in wheels if name.endswith((f"{machine}.whl", "-any.whl"))]
    if not any(name.endswith(f"{machine}.whl") for name in ours):
        refuse(f"这个安装包里没有适合这台机器({machine})的依赖包:请用 ./portal pack --for {machine} 另打一个。")
    if not any(f"-cp{python.replace('.', '')}-" in name for name in ours):
        refuse(f"这个安装包里没有适合 Python {python} 的依赖包:请用 Debian 12 或 13 自带的 Python。")
    for name in ours:
        try:
            kept = hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == listed[name]
        except FileNotFoundError:
            refuse(f"安装包里缺 {name}:请从原来的包重新解开。")
        if not kept:
            refuse(f"{name} 与安装包清单的校验值不符,已拒绝安装:请从原来的包重新解开。")


def without_index() -> dict[str, str]:
    """The caller's environment less all that tells pip and uv of an index."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    return {**kept, "PIP_CONFIG_FILE": os.devnull, "UV_NO_CONFIG": "1", "UV_OFFLINE": "1"}


def run(argv: list[str], log: TextIO, environment: dict[str, str]) -> bool:
    """True when the step succeeds; all it says goes to the log."""
    log.write("$ " + " ".join(argv) + "\n")
    log.flush()
    try:
        return subprocess.run(argv, stdout=log, stderr=log, env=environment, cwd=ROOT, check=False).returncode == 0
    except OSError as error:
        log.write(f"{error}\n")
        return False


def index_settings(pins: Path) -> dict[str, str]:
    """uv does not read pip's configuration; a county whose machines know a mirror only from pip.conf has one road."""
    environment = without_index() if is_packed(pins) else dict(os.environ)
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        environment.pop(name, None)
    asked = [str(INSTALLER / "bin" / "python"), "-m", "pip", "config", "list"]
    listing = subprocess.run(asked, capture_output=True, text=True, env=environment, check=False).stdout
    known = {key.rpartition(".")[2]: value for key, value in re.findall(r"^([\w:.-]+)='(.*)'$", listing, re.MULTILINE)}
    for option, variable in (
        ("index-url", "UV_DEFAULT_INDEX"),
        ("extra-index-url", "UV_INDEX"),
        ("cert", "SSL_CERT_FILE"),
    ):
        if known.get(option):
            environment.setdefault(variable, known[option].replace("\\n", " ").strip())
    if known.get("extra-index-url"):
        # pip looks into every index; the hashes guard what comes out
        environment.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    environment["UV_PYTHON_DOWNLOADS"] = "never"
    if not os.access(Path.home(), os.W_OK):
        environment["UV_CACHE_DIR"] = str(BOOT / "cache")
    return environment


def sources(pins: Path) -> list[str]:
    """Where pip and uv look, as both spell it; nothing said is the index that they know of."""
    return ["--no-index", "--find-links", str(WHEELS)] if is_packed(pins) else []


def make_installer(log: TextIO, pins: Path) -> Path | None:
    """uv, in a virtual environment of its own; None when only plain pip can be had there."""
    uv, python, whole = INSTALLER / "bin" / "uv", INSTALLER / "bin" / "python", INSTALLER / "portal-whole"
    environment = without_index() if is_packed(pins) else dict(os.environ)
    # the mark is the last act: what an interruption left half made is made anew
    if whole.is_file() and runs(python) and run([str(uv), "--version"], log, environment):
        return uv
    whole.unlink(missing_ok=True)
    if not run([BASE, "-m", "venv", "--clear", str(INSTALLER)], log, environment):
        fail()
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PIP_RULES]
    if not run([*pip, *sources(pins), "-r", str(ROOT / "requirements" / "boot.txt")], log, environment):
        return None
    whole.touch()
    return uv


def make_venv(log: TextIO) -> None:
    """An empty `.venv`, unless there is one whose installation was finished and whose Python runs."""
    if STAMP.is_file() and runs(PYTHON) and (VENV / "pyvenv.cfg").is_file():
        return
    old = "环境已损坏或换了 Python," if STAMP.is_file() else "上次的安装没有做完,"
    say(f"{old}正在重建 .venv ……" if VENV.exists() else "正在建立 .venv ……")
    shutil.rmtree(VENV, ignore_errors=True)
    if not run([BASE, "-m", "venv", "--without-pip", str(VENV)], log, dict(os.environ)):
        fail()


def fail(lost: str = "") -> NoReturn:
    """Leave with the one sentence that fits the log; `lost` names the packages that were to be mended."""
    text = LOG.read_text(errors="replace") if LOG.is_file() else ""
    about = f"依赖包 {lost} 的文件缺失,没能补上:" if lost else ""
    for pattern, sentence in FAILURES:
        if re.search(pattern, text, re.IGNORECASE):
            refuse(f"{about}{sentence}(详见 {LOG})")
    refuse(f"{about or '依赖包没有装上:'}请看 {LOG} 最后几行,处理后再运行一次。")


def install(pins: Path) -> None:
    """Bring `.venv` to the pins; uv first, plain pip where uv cannot be had."""
    if is_packed(pins):
        check_wheels()
    with LOG.open("w") as log:
        uv = make_installer(log, pins)
        make_venv(log)
        lost = "、".join(broken())
        where = "从安装包里" if is_packed(pins) else ""
        say(f"依赖包 {lost} 的文件缺失或不全,正在补装 ……" if lost else f"正在{where}安装依赖包(已锁定校验值)……")
        if not is_stamped(pins):
            STAMP.unlink(missing_ok=True)
        environment = index_settings(pins)
        done = uv is not None and sync(uv, pins, log, environment)
        with_pip = [str(INSTALLER / "bin" / "python"), "-m", "pip", "--python", str(PYTHON), "install", "--quiet"]
        again = ["--force-reinstall"] if broken() else []
        if not done and not run([*with_pip, *again, *PIP_RULES, *sources(pins), "-r", str(pins)], log, environment):
            fail(lost)
    if not is_whole(pins):
        refuse(f"依赖包 {'、'.join(broken())} 装上后仍缺文件:请检查磁盘,删去 {VENV} 后再运行一次。(详见 {LOG})")
    STAMP.write_text(fingerprint(pins) + "\n")


def sync(uv: Path, pins: Path, log: TextIO, environment: dict[str, str]) -> bool:
    """True when uv brought `.venv` to the pins with all their files."""
    words = [str(uv), "pip", "sync", "--quiet", "--require-hashes", "--no-build", "--compile-bytecode"]
    words += ["--python", str(PYTHON), *sources(pins), str(pins)]
    done = run(words, log, environment)
    # a package whose files were lost keeps its metadata, so uv believes that nothing is to do; and what was cut short
    # was cut short in uv's cache as well, to which the files are linked
    for fresh in ([], ["--no-cache"]):
        if not done or is_whole(pins):
            break
        done = run([*words, *fresh, *(f"--reinstall-package={name}" for name in broken())], log, environment)
    return done


def ensure(command: str) -> None:
    """`.venv` as this command needs it. Leaves with one sentence when that cannot be."""
    if is_ready(pins_file(command)):
        return
    if not os.access(ROOT, os.W_OK):
        refuse(f"{ROOT} 只读或属于别的账户,.venv 建不起来:请用目录的属主账户运行,或把检出复制到自己的目录。")
    if len(os.fsencode(ROOT)) > 800:
        refuse("检出目录的路径太长(超过 800 字节),数据库会拒绝它:请把检出移到较短的路径下。")
    BOOT.mkdir(exist_ok=True)
    with (BOOT / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个 ./portal 正在安装依赖包,等它完成 ……")
            fcntl.flock(lock, fcntl.LOCK_EX)
        pins = pins_file(command)
        if not is_ready(pins):
            install(pins)


def main(arguments: list[str]) -> None:
    """Become `python -m county_portal.launcher` inside `.venv`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(USAGE)
        return
    if arguments[0] in {"status", "down"} and not PYTHON.exists():
        say("门户没有在运行。")
        raise SystemExit(0 if arguments[0] == "down" else 3)
    for asked in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(asked) is signal.SIG_DFL:
            signal.signal(asked, signal.default_int_handler)
    try:
        ensure(arguments[0])
    except KeyboardInterrupt:
        say("已取消,依赖包没有装完:再运行一次会重新安装。")
        raise SystemExit(130) from None
    except OSError as error:
        known = {28: FAILURES[0][1], 122: FAILURES[0][1], 13: FAILURES[-1][1], 30: FAILURES[-1][1]}
        refuse(known.get(error.errno or 0, f".venv 没有建成({error}):请处理后再运行一次。"))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONHOME", None)
    os.execve(PYTHON, [str(PYTHON), "-m", "county_portal.launcher", *arguments], environment)


if __name__ == "__main__":
    main(sys.argv[1:])
