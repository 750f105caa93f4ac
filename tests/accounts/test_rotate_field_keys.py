"""Keys: made once, readable by nobody else, changed without losing a field."""

import json
import stat
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from kernel.accounts import keyring, rotation
from kernel.accounts.fields import FieldUnreadable, decrypt, encrypt, keyed_index
from kernel.accounts.keyring import KeyRing, KeysUnreadable, key_ring
from kernel.accounts.models import Applicant
from tests.accounts.conftest import CHEN, LI

NAME = "accounts.applicant.name"


def rotate(**options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_field_keys", json=True, stdout=out, **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def test_the_key_file_is_made_once_and_closed_to_others(key_file: Path) -> None:
    first = key_ring()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert key_ring() == first
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]


def test_of_two_processes_that_start_together_the_loser_takes_the_winners_key(
    key_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.FIELD_KEYS_FILE = tmp_path / "winner.json"
    winner = key_ring()
    settings.FIELD_KEYS_FILE = key_file
    write = keyring._write_beside

    def overtaken(path: Path, ring: KeyRing) -> Path:
        draft = write(path, ring)
        path.write_bytes((tmp_path / "winner.json").read_bytes())
        return draft

    monkeypatch.setattr(keyring, "_write_beside", overtaken)
    assert key_ring() == winner
    assert [path.name for path in key_file.parent.iterdir()] == [key_file.name]


def test_a_token_opens_only_where_it_was_made() -> None:
    token = encrypt("李桂兰", place=NAME)
    assert decrypt(token, place=NAME) == "李桂兰"
    assert encrypt("李桂兰", place=NAME) != token
    for changed in (token[:-6] + "AAAAAA", token.replace("v1.", "v2."), "v1.0000.AAAA", "李桂兰", ""):
        with pytest.raises(FieldUnreadable):
            decrypt(changed, place=NAME)
    with pytest.raises(FieldUnreadable):
        decrypt(token, place="accounts.applicant.address")


def test_a_broken_key_file_is_said_and_not_replaced(key_file: Path) -> None:
    key_ring()
    for text in ("", "{}", '{"current": "a", "keys": {"a": "AAAA"}, "index": "AAAA"}', "[]"):
        key_file.write_text(text)
        with pytest.raises(KeysUnreadable):
            key_ring()
        assert key_file.read_text() == text


def test_the_index_tells_kinds_apart_and_depends_on_the_key(key_file: Path) -> None:
    assert keyed_index("123", kind="phone") == keyed_index("123", kind="phone")
    before = keyed_index("123", kind="phone")
    assert before != keyed_index("123", kind="passport")
    key_file.unlink()
    assert keyed_index("123", kind="phone") != before


def test_rotation_changes_every_token_and_no_look_up(register: Callable[..., Applicant]) -> None:
    li, chen = register("李桂兰", LI), register("陈宏", CHEN)
    before = key_ring().current
    result = rotate()
    assert result["key"] != before and result["left"] == 0 and not result["resumed"]
    assert result["fields"][NAME] == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM accounts_applicant")
        assert all(token.startswith(f"v1.{result['key']}.") for (token,) in cursor.fetchall())
    assert Applicant.objects.get(pk=li.pk).name == "李桂兰"
    assert register("陈宏", CHEN).pk == chen.pk
    assert set(key_ring().keys) == {before, result["key"]}


def test_a_rotation_cut_in_the_middle_is_taken_up_without_another_key(
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (LI, CHEN):
        register("某人", number)
    monkeypatch.setattr(rotation, "CHUNK", 1)
    keyring.rotate()
    column = next(column for column in rotation.encrypted_columns() if column.place == NAME)
    assert next(rotation.reencrypt(column)) == 1
    assert rotation.count_stale(column) == 1
    current = key_ring().current
    result = rotate(drop_old_keys=True)
    assert result["resumed"] and result["key"] == current and result["fields"][NAME] == 1
    assert result["old_keys_dropped"] and set(key_ring().keys) == {current}
    assert {applicant.name for applicant in Applicant.objects.all()} == {"某人"}


def test_without_the_old_key_an_old_token_is_refused(register: Callable[..., Applicant]) -> None:
    token = encrypt("李桂兰", place=NAME)
    rotate(drop_old_keys=True)
    with pytest.raises(FieldUnreadable):
        decrypt(token, place=NAME)
