"""Every way to falsify the ledger is found and named. The falsifier here owns the database and its triggers."""

import contextlib
import json
from io import StringIO

import pytest
from django.core import signing
from django.core.management import call_command

from kernel.ledger import heads, relay_process, seals, stream
from kernel.ledger.access import record_access
from kernel.ledger.hashing import stream_chain
from kernel.ledger.locking import database_now
from kernel.ledger.management.commands import verify_ledger
from kernel.ledger.models import Entry, Seal, StreamPosition
from kernel.ledger.verification import resume_point, verify
from tests.ledger.cast import CLERK, SAID, matter, say
from tests.ledger.falsifier import REHASH, cut_tail, entry_at, falsify, insert_entry, move, rewrite_everything
from tests.ledger.sessions import number

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ledger(settings, tmp_path, without_horizon):
    """Ten entries of three subjects under numbers 1 to 10: matter n % 3 says n."""
    settings.RUN_DIR = tmp_path
    for n in range(1, 11):
        say(str(n), of=matter(n % 3))
    number(10)


def first_fault(**kwargs) -> tuple[str, int | None]:
    fault = verify(**kwargs).faults[0]
    assert fault.sentence
    return fault.kind, fault.stream_no


def test_an_honest_ledger_is_sound(tmp_path):
    record_access(reader=matter(8), actor=CLERK, whom=matter(9), fields=["phone"], why="电话通知补正")
    seals.seal(label=database_now().date())
    relay_process.note_head()
    say("还没有编号", of=matter(1))
    report = verify(head_file=tmp_path / "ledger_head.jsonl")
    assert report.sound
    assert (report.entries, report.waiting, report.seals, report.heads, report.accesses) == (10, 1, 1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        "body = replace(body, '5', '6')",
        "person = '王*'",
        "at = at - interval '1 second'",
        "recorded_at = recorded_at + interval '1 second'",
        "organization = 'ORG-02'",
        "about_kind = 'matter', about_number = 'M', about_id = 1",
        "salt = uuid_send(gen_random_uuid())",
        "xact = xact + 1",
        "subject_number = 'M99999'",
        "type_version = 2",
        "hash = sha256('x')",
    ],
)
def test_an_edited_entry_is_named(change):
    falsify(f"UPDATE ledger_entry SET {change} WHERE id = {entry_at(5).id}")
    fault = verify().faults[0]
    assert (fault.kind, fault.stream_no, fault.entry_id) == ("edited", 5, entry_at(5).id)


def test_an_entry_edited_together_with_its_hash_is_named():
    falsify(
        f"UPDATE ledger_entry SET person = '王*' WHERE id = {entry_at(5).id}",
        f"{REHASH} WHERE id = {entry_at(5).id}",
    )
    assert first_fault() == ("edited", 5)


def test_a_payload_that_no_longer_says_what_the_body_says_is_named():
    falsify(
        "ALTER TABLE ledger_entry ALTER COLUMN payload DROP EXPRESSION",
        f"""UPDATE ledger_entry SET payload = '{{"words": "x"}}' WHERE id = {entry_at(5).id}""",
    )
    try:
        assert first_fault() == ("edited", 5)
    finally:
        falsify(
            "ALTER TABLE ledger_entry DROP COLUMN payload",
            "ALTER TABLE ledger_entry ADD COLUMN payload jsonb GENERATED ALWAYS AS (body::jsonb) STORED",
        )


def test_an_edited_entry_without_a_number_is_named():
    waiting = say("还没有编号", of=matter(1))
    falsify(f"UPDATE ledger_entry SET person = '王*' WHERE id = {waiting.id}")
    fault = verify().faults[0]
    assert (fault.kind, fault.stream_no, fault.entry_id) == ("edited", None, waiting.id)


def test_a_deleted_entry_is_missed():
    falsify(f"DELETE FROM ledger_entry WHERE id = {entry_at(5).id}")
    assert first_fault() == ("missing", 5)


def test_an_entry_deleted_together_with_its_number_is_missed():
    gone = entry_at(5).id
    falsify("DELETE FROM ledger_streamposition WHERE stream_no = 5", f"DELETE FROM ledger_entry WHERE id = {gone}")
    assert first_fault() == ("missing", 5)


def test_an_entry_deleted_and_closed_over_is_missed():
    last_of_its_subject = entry_at(8).id
    falsify(
        "DELETE FROM ledger_streamposition WHERE stream_no = 8",
        f"DELETE FROM ledger_entry WHERE id = {last_of_its_subject}",
        *move((9, 8), (10, 9), rows=True),
    )
    assert first_fault() == ("missing", 8)


def test_an_entry_deleted_before_it_was_numbered_is_missed():
    gone = say("还没有编号", of=matter(1)).id
    falsify(f"DELETE FROM ledger_entry WHERE id = {gone}")
    fault = verify().faults[0]
    assert (fault.kind, fault.entry_id) == ("missing", gone)


def test_an_entry_slipped_in_beside_the_stream_is_named():
    falsify(*insert_entry(position=5, subject=matter(1)))
    fault = verify().faults[0]
    assert (fault.kind, fault.entry_id, fault.subject_number) == ("inserted", 999_999, "M00001")


@pytest.mark.parametrize("chain_recomputed", [False, True])
def test_an_entry_slipped_into_the_stream_is_named(chain_recomputed):
    shifts = move(*[(n, n + 1) for n in range(10, 4, -1)], rows=True)
    falsify(*insert_entry(position=1, subject=matter(77)), *shifts)
    before, inserted = StreamPosition.objects.get(pk=4), Entry.objects.get(pk=999_999)
    chain = stream_chain(before.chain, 5, inserted.hash) if chain_recomputed else b"\x07" * 32
    falsify(f"INSERT INTO ledger_streamposition VALUES (5, '\\x{chain.hex()}', 999999)")
    assert first_fault() == ("inserted", 5)


@pytest.mark.parametrize("rows", [False, True])
@pytest.mark.parametrize(("one", "other"), [(4, 5), (3, 8), (9, 10), (1, 2), (1, 10)])
def test_two_swapped_entries_are_named(one, other, rows):
    falsify(*move((one, other), (other, one), rows=rows))
    fault = verify().faults[0]
    assert (fault.kind, fault.stream_no) == ("swapped", one)
    assert str(one) in fault.sentence and str(other) in fault.sentence


@pytest.mark.parametrize("rows", [False, True])
def test_entries_in_another_order_are_named(rows):
    falsify(*move((4, 5), (5, 6), (6, 4), rows=rows))
    assert first_fault() == ("reordered", 4)


def test_two_entries_of_one_subject_that_changed_places_in_its_chain_are_named():
    chain = list(Entry.objects.of(matter(1)))
    falsify(
        f"UPDATE ledger_entry SET position = 100 WHERE id = {chain[1].id}",
        f"UPDATE ledger_entry SET position = 2 WHERE id = {chain[2].id}",
        f"UPDATE ledger_entry SET position = 3 WHERE id = {chain[1].id}",
    )
    assert first_fault() == ("edited", 4)


def test_a_cut_tail_is_seen_by_the_head_file(tmp_path):
    relay_process.note_head()
    cut_tail()
    assert verify().sound
    assert first_fault(head_file=tmp_path / "ledger_head.jsonl") == ("truncated", 8)


def test_a_cut_tail_is_seen_by_a_seal():
    seals.seal(label=database_now().date())
    cut_tail()
    assert first_fault() == ("truncated", 8)


def test_a_cut_tail_is_seen_by_an_observers_cursor():
    falsify("INSERT INTO ledger_observercursor VALUES ('test.reader', 10, now())")
    cut_tail()
    assert first_fault() == ("truncated", 8)


def test_a_rewrite_that_forgot_the_subjects_chain_is_named():
    rewrite_everything(mend_subjects=False)
    assert first_fault() == ("broken", 8)


def test_a_ledger_rewritten_as_a_whole_is_seen_by_the_head_file(tmp_path):
    relay_process.note_head()
    rewrite_everything()
    seals.seal(label=database_now().date())
    assert verify().sound
    assert first_fault(head_file=tmp_path / "ledger_head.jsonl") == ("rewritten", 1)


def test_a_rewrite_lies_between_two_noted_heads(tmp_path):
    early = StreamPosition.objects.get(pk=4)
    heads.note(stream.Head(4, early.chain), at=database_now())
    relay_process.note_head()
    rewrite_everything()
    assert first_fault(head_file=tmp_path / "ledger_head.jsonl") == ("rewritten", 5)


def test_a_ledger_rewritten_under_its_seals_is_named():
    made = seals.seal(label=database_now().date())
    rewrite_everything()
    fault = verify().faults[0]
    assert (fault.kind, fault.stream_no) == ("rewritten", 1)
    assert str(made.date) in fault.sentence


def test_an_edited_and_a_missing_seal_are_named():
    seals.seal(label=database_now().date())
    falsify("UPDATE ledger_seal SET last_no = 9")
    assert first_fault() == ("edited", None)
    falsify("UPDATE ledger_seal SET number = 2")
    assert first_fault() == ("missing", None)
    assert Seal.objects.count() == 1


def test_an_interrupted_run_goes_on_where_it_stopped():
    seen = []
    verify(progress=seen.append)
    assert seen[-1] == stream.head()
    point = stream.Head(6, StreamPosition.objects.get(pk=6).chain)
    report = verify(after=resume_point(point))
    assert (report.entries, report.flawless) == (4, True)
    assert (report.sound, report.resumed_from) == (None, 6)
    rewrite_everything()
    assert resume_point(point).stream_no == 0


def command(*args: str) -> tuple[int, str]:
    out, code = StringIO(), 0
    with contextlib.suppress(SystemExit):
        code = 1
        call_command("verify_ledger", *args, stdout=out)
        code = 0
    return code, out.getvalue()


def test_the_command_tells_people_and_machines():
    counts = "10 条已编号，0 条待编号，0 次封存，0 行外存档，0 条查看日志\n"
    unseen = "没有外存档：末尾被截去、整体被改写，要凭印出的封存才看得出。\n"
    assert command("--without-head-file") == (0, f"{counts}{unseen}完整，没有改动。\n")
    falsify(f"UPDATE ledger_entry SET person = '王*' WHERE id = {entry_at(5).id}")
    code, out = command("--json", "--without-head-file")
    said = json.loads(out)
    assert (code, said["sound"], said["faults"][0]["kind"], said["faults"][0]["stream_no"]) == (1, False, "edited", 5)
    assert "sound_from" not in said
    code, out = command("--resume", "--without-head-file")
    assert code == 1 and "M00002 第 2 条）被改动" in out
    assert SAID.code == Entry.objects.order_by("id")[0].type


def interrupted_at(monkeypatch: pytest.MonkeyPatch, stream_no: int) -> None:
    """A run that was killed after it had noted that it read up to there."""

    def killed(*, progress, **_kwargs) -> None:
        progress(stream.Head(stream_no, StreamPosition.objects.get(pk=stream_no).chain))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(verify_ledger, "verify", killed)
        command()


def test_a_resumed_run_says_what_it_did_not_read_and_never_calls_that_sound(monkeypatch):
    relay_process.note_head()
    interrupted_at(monkeypatch, 6)
    code, out = command("--json", "--resume")
    said = json.loads(out)
    assert (code, said["entries"], said["resumed_from"], said["sound_from"]) == (0, 4, 6, 7)
    assert said["sound"] is None
    interrupted_at(monkeypatch, 6)
    _code, out = command("--resume")
    assert "第 1 至 6 号是上一次运行读的" in out and "从第 7 号起完整" in out and "\n完整，没有改动" not in out
    said = json.loads(command("--json", "--resume")[1])
    assert (said["sound"], said["resumed_from"], said["sound_from"]) == (True, None, 1), "nothing was interrupted"


def test_a_note_that_no_run_wrote_is_not_believed(monkeypatch, tmp_path):
    """Whoever edits an entry could else write that it was read already."""
    relay_process.note_head()
    falsify(f"UPDATE ledger_entry SET person = '王*' WHERE id = {entry_at(5).id}")
    told = {"stream_no": 9, "chain": StreamPosition.objects.get(pk=9).chain.hex()}
    for note in (json.dumps(told), signing.dumps(told, salt="another"), ""):
        (tmp_path / "ledger_verify.note").write_text(note)
        code, out = command("--json", "--resume")
        said = json.loads(out)
        assert (code, said["faults"][0]["stream_no"], said["resumed_from"]) == (1, 5, None)
