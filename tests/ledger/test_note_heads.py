"""What is noted outside the database tells of a cut tail, a removed seal, a shortened access log, and of itself."""

import contextlib
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kernel.ledger import heads, relay_process, seals, stream, verification
from kernel.ledger.access import record_access
from kernel.ledger.locking import database_now
from kernel.ledger.verification import verify
from tests.ledger.cast import CLERK, matter, say
from tests.ledger.falsifier import cut_tail, falsify, rewrite_everything
from tests.ledger.sessions import number

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def file(settings, tmp_path: Path, without_horizon) -> Path:
    """Ten entries, two seals, two accesses; five heads noted on the way."""
    settings.RUN_DIR = tmp_path
    for n in range(1, 11):
        say(str(n), of=matter(n % 3))
        if n % 2 == 0:
            number(2)
            record_access(reader=matter(8), actor=CLERK, whom=matter(9), fields=["phone"], why="电话通知补正")
            relay_process.note_head()
        if n == 4:
            seals.seal(label=database_now().date())
    return tmp_path / "ledger_head.jsonl"


def found(file: Path) -> tuple[str, str] | None:
    faults = verify(head_file=file).faults
    return (faults[0].kind, faults[0].sentence) if faults else None


def told(*options: str) -> tuple[int, dict]:
    """The command's exit code and answer for machines."""
    out, code = StringIO(), 1
    with contextlib.suppress(SystemExit):
        call_command("verify_ledger", "--json", *options, stdout=out)
        code = 0
    return code, json.loads(out.getvalue())


def test_the_command_compares_with_this_installations_own_heads(file: Path) -> None:
    code, said = told()
    assert (code, said["sound"], said["heads"], said["head_file"]) == (0, True, 5, str(file))


@pytest.mark.parametrize("falsified", [cut_tail, rewrite_everything])
def test_the_command_finds_what_only_the_heads_know(falsified: Callable[[], None]) -> None:
    falsified()
    assert verify().sound
    code, said = told()
    assert code == 1 and said["faults"][0]["kind"] in ("truncated", "rewritten")


def test_without_a_head_file_the_command_says_what_it_cannot_see(file: Path) -> None:
    file.unlink()
    code, said = told("--without-head-file")
    assert (code, said["sound"], said["head_file"]) == (0, True, None)
    out = StringIO()
    call_command("verify_ledger", "--without-head-file", stdout=out)
    assert "没有外存档" in out.getvalue()


@pytest.mark.parametrize("left", [None, b"", b'{"at": "cut sho'])
def test_a_cut_tail_whose_head_file_went_with_it_is_not_called_sound(file: Path, left: bytes | None) -> None:
    falsify("DELETE FROM ledger_seal")
    cut_tail()
    file.unlink()
    if left is not None:
        file.write_bytes(left)
    code, said = told()
    assert (code, said["sound"], said["faults"][0]["kind"]) == (1, False, "head_file_missing")


def test_seals_without_a_head_file_are_a_fault_too(file: Path) -> None:
    falsify("DELETE FROM ledger_pending", "DELETE FROM ledger_streamposition", "DELETE FROM ledger_entry")
    file.unlink()
    assert "head_file_missing" in [fault["kind"] for fault in told()[1]["faults"]]


def test_the_first_start_is_sound_without_any_head(file: Path) -> None:
    tables = ("pending", "streamposition", "entry", "seal", "accessentry")
    falsify(*(f"DELETE FROM ledger_{table}" for table in tables))
    file.unlink()
    code, said = told()
    assert (code, said["sound"], said["head_file"], said["faults"]) == (0, True, None, [])


def test_a_head_file_begun_anew_shows_where_it_begins(file: Path) -> None:
    assert told()[1]["heads_from"] == 2
    file.unlink()
    relay_process.note_head()
    assert told()[1]["heads_from"] == 10
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "外存档从第 10 号开始" in out.getvalue()


def test_a_kept_copy_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="没有这个外存档"):
        told("--head", str(tmp_path / "elsewhere.jsonl"))


def test_catching_up_once_notes_a_head_before_it_numbers(file: Path) -> None:
    file.unlink()
    say("再说", of=matter(1))
    call_command("relay", "--once")
    assert [each.head.stream_no for each in heads.noted(file)] == [10]
    assert told()[0] == 0


def test_a_removed_seal_is_seen(file: Path) -> None:
    falsify("DELETE FROM ledger_seal")
    assert verify().sound
    kind, sentence = found(file) or ("", "")
    assert kind == "missing" and "第 1 号封存" in sentence and "第 3 行" in sentence


def test_a_seal_made_anew_is_seen(file: Path) -> None:
    falsify("DELETE FROM ledger_seal")
    seals.seal(label=database_now().date())
    assert verify().sound
    assert (found(file) or ("",))[0] == "rewritten"


def test_a_shortened_access_log_is_seen(file: Path) -> None:
    falsify("DELETE FROM ledger_accessentry WHERE position > 3")
    assert verify().sound
    kind, sentence = found(file) or ("", "")
    assert kind == "truncated" and "查看日志第 4 条" in sentence


@pytest.mark.parametrize("lines", [[1, 2, 3, 4], [0, 2, 3, 4], [0, 1, 2, 4], [0, 2, 1, 3, 4], [0, 1, 1, 2, 3, 4]])
def test_lines_taken_out_put_in_or_moved_are_missed(file: Path, lines: list[int]) -> None:
    written = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(written[place] for place in lines))
    kind, sentence = found(file) or ("", "")
    wrong = next(number for number, place in enumerate(lines) if place != number) + 1
    assert kind == "missing" and f"外存档第 {wrong} 行之前" in sentence


def test_an_edited_line_is_named(file: Path) -> None:
    written = file.read_bytes().splitlines(keepends=True)
    said = json.loads(written[1])
    written[1] = json.dumps({**said, "at": said["at"].replace("T", "T0")[:25]}).encode() + b"\n"
    file.write_bytes(b"".join(written))
    assert found(file) == ("edited", "外存档第 2 行读不懂。")
    written[1] = b"no head\n"
    file.write_bytes(b"".join(written))
    assert found(file) == ("edited", "外存档第 2 行读不懂。")


@pytest.mark.parametrize("rest", [b'{"at": "cut sho', b"\x00" * 5000, b"x"])
def test_a_line_cut_short_by_a_crash_is_taken_away_by_the_next(file: Path, rest: bytes) -> None:
    with file.open("ab") as out:
        out.write(rest)
    assert found(file) is None
    relay_process.note_head()
    assert found(file) is None
    assert [each.line for each in heads.noted(file)] == [1, 2, 3, 4, 5, 6]


def test_heads_noted_while_it_reads_are_not_taken_for_a_cut_tail(file: Path, monkeypatch) -> None:
    """The relay goes on: what it numbers after the verification's snapshot lies in the file, not in the snapshot."""
    checked = verification._tail

    def meanwhile() -> object:
        with file.open("ab") as out:
            out.write(b"not read any more\n")
        return checked()

    monkeypatch.setattr(verification, "_tail", meanwhile)
    assert verify(head_file=file).sound


@pytest.mark.long
def test_many_heads_cost_few_queries(file: Path, django_assert_max_num_queries) -> None:
    for _time in range(200):
        heads.note(stream.head(), at=database_now(), path=file)
    with django_assert_max_num_queries(30):
        assert verify(head_file=file).heads == 205
