"""The keys of a backup, in a file of their own: whoever holds the archive alone reads no personal field."""

import base64
import hmac
import json
from collections.abc import Mapping
from pathlib import Path

from county_portal import environment
from county_portal.launcher.keys import place
from county_portal.launcher.layout import Layout
from county_portal.launcher.refusals import Refusal

FORMAT = 1
FIELD_KEYS, SECRET_KEY, SIGNINS = "field_keys.json", "secret_key", "demo-signins.json"


def beside(archive: Path) -> Path:
    """Where the keys of an archive are written, and looked for when nobody says where."""
    return archive.with_name(f"{archive.name}.keys")


def places(layout: Layout) -> dict[str, Path]:
    """Where each secret of this installation lies."""
    told = environment.read()
    return {
        FIELD_KEYS: place(layout, told.field_keys_file, told.run_dir),
        SECRET_KEY: place(layout, told.secret_key_file, told.run_dir),
        SIGNINS: layout.run_dir / SIGNINS,
    }


def gather(layout: Layout) -> dict[str, str]:
    """The secrets that are there, by name."""
    return {name: file.read_text() for name, file in places(layout).items() if file.is_file()}


def write(file: Path, secrets: Mapping[str, str]) -> bytes:
    """The text of a key file."""
    return json.dumps({"format": FORMAT, "of": file.name, "files": dict(secrets)}, ensure_ascii=False).encode()


def read(file: Path) -> dict[str, str]:
    """The secrets in a key file. Errors: Refusal when it is not one."""
    try:
        said = json.loads(file.read_text())
        secrets = {name: said["files"][name] for name in (FIELD_KEYS, SECRET_KEY, SIGNINS) if name in said["files"]}
        if said["format"] == FORMAT and all(isinstance(text, str) for text in secrets.values()):
            return secrets
    except FileNotFoundError:
        raise Refusal(f"没有密钥文件 {file}:请用 --keys 指到与备份同时写下的那一份。") from None
    except (ValueError, KeyError, TypeError, UnicodeDecodeError):
        pass
    raise Refusal(f"{file} 不是备份的密钥文件,或已损坏:请用 --keys 指到与备份同时写下的那一份。")


def marks(secrets: Mapping[str, str]) -> dict[str, str]:
    """A mark of each key, from which the key cannot be told: by it an archive knows its own."""
    if FIELD_KEYS not in secrets:
        return {}
    ring = json.loads(secrets[FIELD_KEYS])
    keys = {**ring["keys"], "index": ring["index"]}
    return {
        name: hmac.digest(base64.b64decode(key), b"county-portal backup", "sha256").hex()
        for name, key in sorted(keys.items())
    }


def require_own(secrets: Mapping[str, str], wanted: Mapping[str, str], file: Path) -> None:
    """Errors: Refusal when these are not the keys with which the archive's personal fields were written."""
    try:
        given = marks(secrets)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Refusal(f"{file} 里的个人信息密钥已损坏:请用另一份。") from None
    if any(given.get(name) != mark for name, mark in wanted.items()):
        raise Refusal(f"{file} 不是这个备份的密钥,个人信息会无法解密:请用与备份同时写下的那一份。")
