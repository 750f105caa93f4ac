"""Where everything of one checkout lies, and whose it is."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from county_portal import environment
from county_portal.launcher.account import HOME, Account, engine_account
from county_portal.launcher.refusals import Refusal

# sun_path is 108 bytes with its closing zero; the longest name in the folder is PostgreSQL's
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET = "/.s.PGSQL.5432"
# PostgreSQL's MAXPGPATH is 1024
PATH_LIMIT = 800


@dataclass(frozen=True)
class Layout:
    """The folders of one start. `run_dir` is the caller's, `data_dir` and `socket_dir` are the engines'."""

    root: Path
    run_dir: Path
    data_dir: Path
    socket_dir: Path
    account: Account | None

    @property
    def logs(self) -> Path:
        return self.run_dir / "logs"

    @property
    def postgres_data(self) -> Path:
        return self.data_dir / "pg"

    @property
    def valkey_data(self) -> Path:
        return self.data_dir / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.socket_dir / "valkey.sock"


def run_dir_of_checkout() -> Path:
    """The run folder of this checkout, or PORTAL_RUN_DIR where it is set."""
    return environment.read_launcher().run_dir.absolute()


def of_checkout() -> Layout:
    """The layout around the run folder. No folder is made yet, but for root the engines' account where it is absent."""
    run_dir = run_dir_of_checkout()
    key = environment.ROOT if run_dir == environment.ROOT / ".run" else run_dir
    return of_run_dir(run_dir, name=short_hash(str(key)))


def of_run_dir(run_dir: Path, *, name: str) -> Layout:
    """The layout around a run folder; `name` is the short name of its data and sockets."""
    if len(os.fsencode(run_dir)) > PATH_LIMIT:
        raise Refusal(
            f"运行目录的路径太长(超过 {PATH_LIMIT} 字节):请把检出移到较短的路径下,或用 PORTAL_RUN_DIR 指到别处。"
        )
    account = engine_account()
    data_dir = Path(HOME) / name if account else run_dir
    return Layout(environment.ROOT, run_dir, data_dir, _socket_dir(name), account)


def short_hash(text: str) -> str:
    """Twelve characters that stand for a path."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _socket_dir(name: str) -> Path:
    """A short folder for the sockets, whatever the length of the checkout's own path."""
    for base in (tempfile.gettempdir(), "/tmp"):  # noqa: S108 - made 0700 and its owner checked
        folder = Path(base) / f"county-portal-{os.geteuid()}-{name}"
        if len(os.fsencode(folder)) + len(LONGEST_SOCKET) <= SOCKET_PATH_LIMIT and os.access(base, os.W_OK | os.X_OK):
            return folder
    raise Refusal("临时目录的路径太长或写不进去,套接字放不下:请执行 export TMPDIR=/tmp 再试。")


def prepare(layout: Layout) -> None:
    """Make the caller's folders. Errors: Refusal naming the folder and what to do."""
    try:
        _make_run_dir(layout)
    except OSError as error:
        raise Refusal(explain(error)) from error


def prepare_engines(layout: Layout) -> None:
    """Make the engines' folders, once they are really to start. Errors: as `prepare`."""
    try:
        if layout.account:
            _make_data_dir(layout, layout.account)
        make_private(layout.socket_dir, layout.account)
    except OSError as error:
        raise Refusal(explain(error)) from error


def _make_run_dir(layout: Layout) -> None:
    layout.run_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(layout.run_dir, os.W_OK | os.X_OK) or layout.run_dir.stat().st_uid != os.geteuid():
        raise Refusal(f"运行目录 {layout.run_dir} 属于别的账户:请用当初的账户启动,或用 PORTAL_RUN_DIR 另指一个目录。")
    for folder in (layout.logs, layout.run_dir / "spool", layout.run_dir / "documents"):
        folder.mkdir(exist_ok=True, mode=0o700)


def _make_data_dir(layout: Layout, account: Account) -> None:
    home = Path(HOME)
    home.mkdir(parents=True, exist_ok=True)
    layout.data_dir.mkdir(exist_ok=True, mode=0o750)
    # root's own, so that the engines cannot replace what root reads there; their folders lie inside
    os.chown(layout.data_dir, 0, account.gid)
    layout.data_dir.chmod(0o750)


def make_private(folder: Path, account: Account | None) -> None:
    """A folder that only the engines' account (and root) can enter.

    Errors: Refusal when something else lies there under this name, since a shared temporary folder is anyone's.
    """
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
            raise Refusal(
                f"{folder} 已被占用或属于别人:请查明后移走它,或执行 export TMPDIR=… 换一个临时目录。"
            ) from None


def require_space(layout: Layout) -> None:
    """Refuse before anything is half written. Errors: Refusal naming the folder."""
    needed = environment.read_launcher().min_free_mb
    for folder in (layout.run_dir, layout.data_dir, layout.socket_dir):
        there = next(place for place in (folder, *folder.parents) if place.exists())
        free = shutil.disk_usage(there).free // 2**20
        # sockets and their locks need next to nothing
        if free < (1 if folder == layout.socket_dir else needed):
            raise Refusal(f"磁盘快满了:{folder} 所在分区只剩 {free} MB(至少要 {needed} MB),请清理后再启动。")


def explain(error: OSError) -> str:
    """What to do about an error of the system, as one sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"磁盘已满,{error.filename or '文件'} 写不下:请清理磁盘后再启动。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename or '目录'} 没有写权限:请用它的属主账户启动,或用 PORTAL_RUN_DIR 另指一个目录。"
    if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.EISDIR):
        return f"{error.filename} 的位置上是别的东西:请移走它,或用 PORTAL_RUN_DIR 另指一个目录。"
    return f"系统报告错误({error}):请处理后再启动。"
