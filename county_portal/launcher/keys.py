"""The two secrets of a run folder, looked at before anything starts: what is lost or broken is never made anew here."""

import base64
import json
from collections.abc import Collection
from pathlib import Path

from county_portal import environment
from county_portal.launcher.engines import Engines
from county_portal.launcher.layout import Layout
from county_portal.launcher.refusals import Refusal

KEY_BYTES = 32
# tokens are `v1.<name of the key>.<cipher text>`; the newest applicants, whichever key was in use for them
NAMES_IN_USE = "SELECT DISTINCT split_part(name, '.', 2) FROM (SELECT name FROM {table} ORDER BY id DESC LIMIT 200) n"
APPLICANTS = "accounts_applicant"


def half_restored(layout: Layout) -> Path:
    """The mark of a restore that has not ended."""
    return layout.run_dir / "restoring"


def check_files(layout: Layout) -> None:
    """Refuse a secret that is there and cannot be one, and half a restore. Absent ones are made at a first start."""
    if half_restored(layout).exists():
        raise Refusal("上次的恢复没有做完,这里的数据只有一半:请再执行一次 ./portal restore,它会从头开始。")
    told = environment.read()
    secret = place(layout, told.secret_key_file, told.run_dir)
    if secret.exists() and not _text(secret).strip():
        raise Refusal(
            f"会话密钥文件 {secret} 是空的或读不懂:请从备份恢复,或删去它后再启动(会重新生成,所有人要重新登录)。"
        )
    keys = place(layout, told.field_keys_file, told.run_dir)
    if keys.exists() and not _names(keys):
        raise Refusal(f"个人信息密钥文件 {keys} 已损坏:请从备份恢复它,演示数据可用 ./portal up --fresh 重建。")


def check_against(portal: Engines) -> None:
    """Refuse when personal fields in the database were written with keys that the key file does not hold."""
    told = environment.read()
    keys = place(portal.layout, told.field_keys_file, told.run_dir)
    used = _names_in_use(portal)
    if not used or used & set(_names(keys)):
        return
    what = "不是这个数据库的" if keys.exists() else "不见了"
    raise Refusal(
        f"个人信息密钥文件 {keys} {what},数据库里的个人信息无法解密:请从备份恢复它,"
        "演示数据可用 ./portal up --fresh 重建。"
    )


def _names_in_use(portal: Engines) -> set[str]:
    with portal.postgres.session() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [APPLICANTS])
        if cursor.fetchone() != (True,):
            return set()
        cursor.execute(NAMES_IN_USE.format(table=APPLICANTS))
        return {str(name) for (name,) in cursor.fetchall()}


def _names(file: Path) -> Collection[str]:
    """The names of the keys in the file; none when it is absent or is not a whole ring."""
    try:
        found = json.loads(_text(file))
        keys = [base64.b64decode(key) for key in (*found["keys"].values(), found["index"])]
        whole = found["current"] in found["keys"] and all(len(key) == KEY_BYTES for key in keys)
        return list(found["keys"]) if whole else ()
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def _text(file: Path) -> str:
    try:
        return file.read_text()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def place(layout: Layout, told: Path, run_dir: Path) -> Path:
    """Where the portal's processes look, whose folder is the checkout and whose run folder is told in full."""
    return layout.run_dir / told.relative_to(run_dir) if told.is_relative_to(run_dir) else layout.root / told
