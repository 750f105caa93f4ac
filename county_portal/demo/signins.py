"""One sign-in per kind of user. The password is made when the county is loaded and lies in one file of the run
folder that only its owner reads; the database has its hash."""

import json
import os
import secrets
from pathlib import Path
from typing import Final

from django.conf import settings

from county_portal.demo import tables
from kernel.organizations.models import Role

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH: Final = 12
CITIZENS: Final = (("chenh", "申请人（企业经办）"), ("wangyan", "申请人（个人）"), ("ligl", "申请人（老年人）"))
# the departments' deputies and seconds sign in too, but one of a kind is shown
SHOWN_ONCE: Final = frozenset({"ludy", "weid", "milan", "tianxh"})


def new_password() -> str:
    """Twelve characters without those that are read wrongly from a screen."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _file() -> Path:
    return Path(settings.RUN_DIR) / "demo-signins.json"


def keep(password: str) -> None:
    """Write the password where the launcher finds it, readable by nobody else."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"password": password}, file)
    fresh.replace(path)


def listed() -> list[dict[str, str]]:
    """Kind of user, sign-in, name, password. Empty when this run folder has not loaded the demo county."""
    path = _file()
    if not path.exists():
        return []
    password = str(json.loads(path.read_text(encoding="utf-8"))["password"])
    rows = [
        {"kind": str(Role(row["role"]).label), "username": row["username"], "name": row["name"], "password": password}
        for row in tables.cast()
        if row["username"] not in SHOWN_ONCE
    ]
    names = {row["username"]: row["name"] for row in tables.applicants() if row["kind"] == "natural"}
    return rows + [
        {"kind": kind, "username": username, "name": names[username], "password": password}
        for username, kind in CITIZENS
    ]
