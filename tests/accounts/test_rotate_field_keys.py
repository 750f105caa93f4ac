"""Keys: made once, readable by nobody else, changed without losing a field."""

import json
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from kernel.accounts import keyring, rotation
from kernel.accounts.fields import FieldUnreadable, decrypt, encrypt, keyed_index
from kernel.accounts.keyring import KeyRing, KeysUnreadable, key_ring
from kernel.accounts.models import Applicant, User
from kernel.ledger.locking import database_now
from tests.accounts.conftest import CHEN, LI
from tests.ledger.sessions import OtherSession

NAME = "accounts.applicant.name"


def rotate(**options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_field_keys", json=True, stdout=out, **options)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the last run replaced counts as replaced long enough ago."""
    monkeypatch.setattr(keyring, "SETTLED", timedelta(0))


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


def test_a_replaced_key_is_in_use_from_the_next_token_on(db: None, key_file: Path) -> None:
    """As every running process sees what the command wrote."""
    ring = key_ring().with_new_key(database_now())
    keyring._replace(key_file, ring)
    assert encrypt("李桂兰", place=NAME).split(".")[1] == ring.current


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
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch, settled: None
) -> None:
    for number in (LI, CHEN):
        register("某人", number)
    monkeypatch.setattr(rotation, "CHUNK", 1)
    keyring.change(lambda ring: ring.with_new_key(database_now()))
    column = next(column for column in rotation.encrypted_columns() if column.place == NAME)
    assert next(rotation.reencrypt(column)) == 1
    assert rotation.count_stale(column) == 1
    current = key_ring().current
    result = rotate(drop_old_keys=True)
    assert result["resumed"] and result["key"] == current and result["fields"][NAME] == 1
    assert result["old_keys_dropped"] and set(key_ring().keys) == {current}
    assert {applicant.name for applicant in Applicant.objects.all()} == {"某人"}


def test_without_the_old_key_an_old_token_is_refused(register: Callable[..., Applicant], settled: None) -> None:
    token = encrypt("李桂兰", place=NAME)
    rotate()
    assert rotate(drop_old_keys=True)["old_keys_dropped"]
    with pytest.raises(FieldUnreadable):
        decrypt(token, place=NAME)


def test_a_key_that_was_just_replaced_is_not_dropped_for_somebody_may_be_about_to_send_its_token(
    register: Callable[..., Applicant],
) -> None:
    li = register("李桂兰", LI)
    token = encrypt("李桂花", place=NAME)
    before, asked = key_ring().current, database_now()
    result = rotate(drop_old_keys=True)
    assert not result["old_keys_dropped"] and result["left"] == 0
    assert timedelta(minutes=10) <= datetime.fromisoformat(result["droppable_at"]) - asked < timedelta(minutes=11)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_applicant SET name = %s", [token])
    again = rotate(drop_old_keys=True)
    assert (again["resumed"], again["key"], again["old_keys_dropped"]) == (True, result["key"], False)
    assert before in key_ring().keys and Applicant.objects.get(pk=li.pk).name == "李桂花"


def test_of_two_old_keys_only_the_one_replaced_long_ago_is_dropped(register: Callable[..., Applicant]) -> None:
    register("李桂兰", LI)
    first = key_ring().current
    keyring.change(lambda ring: ring.with_new_key(database_now() - timedelta(hours=1)))
    second = rotate()["key"]
    third = rotate()["key"]
    assert set(key_ring().keys) == {first, second, third}
    result = rotate(drop_old_keys=True)
    assert result["old_keys_dropped"] and set(key_ring().keys) == {second, third}


@pytest.mark.django_db(transaction=True)
def test_the_apps_role_may_wait_for_writers() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.DATABASE_APP_ROLE}"')
        try:
            rotation.wait_for_writers(rotation.encrypted_tables())
        finally:
            cursor.execute("RESET ROLE")


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_row_in_flight_is_waited_for_and_not_lost(
    register: Callable[..., Applicant], monkeypatch: pytest.MonkeyPatch, settled: None
) -> None:
    monkeypatch.setattr(rotation, "LOCK_WAIT_MS", 200)
    with OtherSession() as window:
        li = window.do(register, "李桂兰", LI)
        assert not rotate(drop_old_keys=True)["old_keys_dropped"]
        result = rotate(drop_old_keys=True)
        assert (result["old_keys_dropped"], result["busy"], result["left"]) == (False, "accounts_applicant", 0)
        window.commit()
    assert Applicant.objects.get(pk=li.pk).name == "李桂兰"
    result = rotate(drop_old_keys=True)
    assert result["old_keys_dropped"] and result["fields"][NAME] == 1
    assert len(key_ring().keys) == 1 and Applicant.objects.get(pk=li.pk).name == "李桂兰"


@pytest.mark.long
def test_a_second_factor_under_the_old_key_keeps_it(han: User, monkeypatch: pytest.MonkeyPatch, settled: None) -> None:
    """allauth reads a token and writes it back as it was: it may come after the pass."""
    token = encrypt("JBSWY3DP", place=rotation.FACTOR_PLACE)
    factor = Authenticator.objects.create(user=han, type=Authenticator.Type.TOTP, data={"secret": token, "more": [1]})
    rotate()
    Authenticator.objects.filter(pk=factor.pk).update(data={"secret": token})
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "reencrypt_second_factors", lambda: 0)
        result = rotate(drop_old_keys=True)
        assert (result["left"], result["old_keys_dropped"]) == (1, False)
    assert rotate(drop_old_keys=True)["old_keys_dropped"]
    factor.refresh_from_db()
    assert decrypt(factor.data["secret"], place=rotation.FACTOR_PLACE) == "JBSWY3DP"


def test_people_are_told_until_when_the_old_key_stays(register: Callable[..., Applicant], settled: None) -> None:
    def told(**options: Any) -> str:
        out = StringIO()
        call_command("rotate_field_keys", stdout=out, **options)
        return out.getvalue()

    register("李桂兰", LI)
    assert "重新加密 3 项" in (words := told()) and "旧密钥保留" in words and "--drop-old-keys" in words
    assert "旧密钥已删除" in told(drop_old_keys=True)
    assert "改写 1 人" in (words := told(index=True)) and "旧查找密钥保留" in words
    assert "旧查找密钥已删除" in told(index=True, drop_old_keys=True)
