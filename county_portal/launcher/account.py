"""The unprivileged account of the engines when root starts the portal: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from typing import Any

from county_portal.launcher.refusals import Refusal, whisper

NAME = "county-portal"
HOME = "/var/lib/county-portal"


@dataclass(frozen=True)
class Account:
    """Who the engines run as."""

    name: str
    uid: int
    gid: int

    def identity(self) -> dict[str, Any]:
        """Arguments of Popen that drop to this account, with no other group kept."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def engine_account() -> Account | None:
    """The dedicated account when root asks, made where it is absent; None for an ordinary user.

    Errors: Refusal when the account can neither be found nor made.
    """
    if os.geteuid() != 0:
        return None
    return _find() or _make()


def _find() -> Account | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    if entry.pw_uid == 0:
        raise Refusal(f"账户 {NAME} 的编号是 0(即 root),数据库不能用它:请删去这个账户再试。")
    return Account(NAME, entry.pw_uid, entry.pw_gid)


def _make() -> Account:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    by_hand = f"useradd -r -U -M -d {HOME} -s /usr/sbin/nologin {NAME}"
    if useradd:
        argv = [useradd, *by_hand.split()[1:]]
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        made = _find()
        if made:
            whisper(f"已建立专用账户 {NAME}(只用来运行数据库)。")
            return made
        reason = (done.stderr.strip().splitlines() or ["原因不明"])[-1]
    else:
        reason = "没有 useradd 命令"
    raise Refusal(
        f"数据库不能以 root 运行,专用账户 {NAME} 又建不起来({reason}):请先执行 {by_hand},或改用普通账户启动。"
    )
