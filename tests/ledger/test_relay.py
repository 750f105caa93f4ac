"""Observers read every entry in the stream's order; a poisoned entry costs only itself."""

import threading
import time

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from kernel.ledger import heads, relay, relay_process, stream
from kernel.ledger.models import ObserverCursor, ObserverFailure, Pending, RelayState
from tests.ledger.cast import matter, say
from tests.ledger.sessions import PATIENCE, OtherSession, number, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def only_this_tests_observers(monkeypatch, without_horizon):
    monkeypatch.setattr(relay, "_observers", {})


def note_as_group(entries) -> None:
    """Leaves one row per entry, refused when it is told twice."""
    for each in entries:
        if "毒" in each.facts()["words"]:
            raise ValueError("cannot digest this")
        Group.objects.create(name=f"{each.stream_no} {each.facts()['words']}")


def until(condition, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def say_all(*words: str) -> None:
    for each in words:
        say(each, of=matter(1))
    number(len(words))


def noted() -> list[str]:
    return list(Group.objects.order_by("id").values_list("name", flat=True))


def test_an_observer_reads_on_from_its_cursor():
    relay.observer("test.note")(note_as_group)
    say_all("一", "二")
    relay.catch_up()
    say_all("三")
    relay.catch_up()
    assert noted() == ["1 一", "2 二", "3 三"]
    assert ObserverCursor.objects.get(name="test.note").stream_no == 3


def test_an_observer_from_now_does_not_see_the_past():
    say_all("从前")
    relay.observer("test.note", from_now=True)(note_as_group)
    relay.catch_up()
    say_all("现在")
    relay.catch_up()
    assert noted() == ["2 现在"]


def test_a_name_belongs_to_one_observer():
    relay.observer("test.note")(note_as_group)
    with pytest.raises(relay.DuplicateObserver):
        relay.observer("test.note")(note_as_group)


def test_a_poisoned_entry_is_kept_and_stepped_over(caplog):
    seen = []
    relay.observer("test.note")(note_as_group)
    relay.observer("test.other")(lambda entries: seen.extend(each.stream_no for each in entries))
    say_all("一", "毒", "三")
    relay.catch_up()
    assert noted() == ["1 一", "3 三"]
    assert seen == [1, 2, 3]
    failure = ObserverFailure.objects.get()
    assert (failure.observer, failure.stream_no, failure.error) == ("test.note", 2, "ValueError: cannot digest this")
    assert "note_as_group" in failure.trace
    assert "could not digest entry 2" in caplog.text


def test_a_failed_entry_can_be_given_again(monkeypatch, capsys):
    relay.observer("test.note")(note_as_group)
    say_all("毒")
    relay.catch_up()
    with pytest.raises(ValueError, match="digest"):
        call_command("relay", retry="test.note")
    assert ObserverFailure.objects.get().resolved_at is None
    monkeypatch.setattr(relay, "_observers", {})
    relay.observer("test.note")(lambda entries: Group.objects.create(name=f"{len(entries)}"))
    call_command("relay", retry="test.note")
    assert noted() == ["1"]
    assert ObserverFailure.objects.get().resolved_at is not None
    with pytest.raises(CommandError):
        call_command("relay", retry="test.nobody")


def test_what_an_observer_writes_is_committed_with_its_cursor():
    def write_then_fail(entries) -> None:
        Group.objects.create(name="half")
        raise ValueError("after the write")

    relay.observer("test.half")(write_then_fail)
    say_all("一")
    relay.catch_up()
    assert not Group.objects.exists()
    assert ObserverCursor.objects.get().stream_no == 1


def test_a_cursor_that_cannot_move_takes_the_observers_writes_back(monkeypatch):
    move, faults = relay._move, [relay.OperationalError("out of memory")]

    def stumble(cursor, stream_no) -> None:
        if faults:
            raise faults.pop()
        move(cursor, stream_no)

    monkeypatch.setattr(relay, "_move", stumble)
    relay.observer("test.note")(note_as_group)
    say_all("一", "二")
    relay.catch_up()
    assert noted() == ["1 一", "2 二"]
    assert not ObserverFailure.objects.exists()


def test_a_lost_connection_is_nobodys_fault():
    losses = [1]

    def lose_the_database(entries) -> None:
        if losses:
            losses.pop()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        note_as_group(entries)

    relay.observer("test.note")(lose_the_database)
    say_all("一")
    with pytest.raises(relay.ConnectionLost):
        relay.deliver(relay._observers["test.note"])
    relay.catch_up()
    assert noted() == ["1 一"]
    assert not ObserverFailure.objects.exists()


def test_a_commit_pokes_the_waiting_relay(monkeypatch):
    monkeypatch.setattr(relay_process, "POLL", 30)
    relay_process._listen()
    with OtherSession() as clerk:
        clerk.do(say, "一", of=matter(1))
        threading.Timer(0.2, clerk.commit).start()
        begun = time.monotonic()
        relay_process._wait_for_a_poke()
        assert 0.1 < time.monotonic() - begun < 15
        number(1)


def test_a_passing_fault_of_the_database_is_tried_again(monkeypatch):
    faults = [relay.OperationalError("deadlock detected")] * 2

    def stumble(entries) -> None:
        if faults:
            raise faults.pop()
        note_as_group(entries)

    relay.observer("test.note")(stumble)
    say_all("一")
    relay.catch_up()
    assert noted() == ["1 一"]
    assert not ObserverFailure.objects.exists()


def test_a_second_relay_leaves_a_cursor_that_is_held():
    relay.observer("test.note")(note_as_group)
    say_all("一")
    relay.open_cursor(relay._observers["test.note"])
    with OtherSession() as other:
        other.do(lambda: ObserverCursor.objects.select_for_update().get())
        assert relay.deliver(relay._observers["test.note"]) == 0
    relay.catch_up()
    assert noted() == ["1 一"]


@pytest.mark.long
def test_the_beat_tells_since_when_the_horizon_stands():
    with OtherSession() as forgetful:
        forgetful.do(say, "不提交", of=matter(1))
        relay_process.beat()
        first = RelayState.objects.get()
        relay_process.beat()
        second = RelayState.objects.get()
        assert second.horizon_since == first.horizon_since == first.beat_at < second.beat_at
    until(lambda: relay_process.beat() or RelayState.objects.get().horizon_since > first.horizon_since)


def test_the_head_is_noted_outside_the_database(settings, tmp_path):
    settings.RUN_DIR = tmp_path
    say_all("一", "二")
    relay_process.note_head()
    [line] = heads.noted(tmp_path / "ledger_head.jsonl")
    assert line.head == stream.head()
    with (tmp_path / "ledger_head.jsonl").open("a") as file:
        file.write('{"at": "cut sho')
    assert len(list(heads.noted(tmp_path / "ledger_head.jsonl"))) == 1
    with (tmp_path / "ledger_head.jsonl").open("a") as file:
        file.write("\n")
    with pytest.raises(heads.UnreadableHead, match="line 2"):
        list(heads.noted(tmp_path / "ledger_head.jsonl"))


RELAY = """
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.backends.signals import connection_created
from kernel.ledger import relay
import tests.ledger.cast
def as_the_app(connection, **_):
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE portal_app")
connection_created.connect(as_the_app)
relay._observers.clear()
@relay.observer("test.note")
def note(entries):
    Group.objects.bulk_create([Group(name=f"{e.stream_no} {e.facts()['words']}") for e in entries])
call_command("relay")
print("stopped")
"""


@pytest.fixture
def app_may_write_groups():
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT, INSERT ON auth_group TO portal_app")
        cursor.execute("GRANT USAGE ON SEQUENCE auth_group_id_seq TO portal_app")


def has_moved_beyond(many: int):
    return lambda: len(noted()) > many or not Pending.objects.exists()


@pytest.mark.kill
def test_the_relay_process_survives_a_lost_database_and_stops_when_told(app_may_write_groups, tmp_path):
    process = start(RELAY, PORTAL_RUN_DIR=str(tmp_path))
    try:
        say("一", of=matter(1))
        until(lambda: noted() == ["1 一"])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            assert cursor.fetchone()[0] >= 1
        say("二", of=matter(1))
        until(lambda: noted() == ["1 一", "2 二"])
        assert next(heads.noted(tmp_path / "ledger_head.jsonl")).head.stream_no <= 1
        process.terminate()
        out, error = process.communicate(timeout=10)
        assert (process.returncode, out) == (0, "stopped\n"), error
    finally:
        process.kill()
        process.communicate()


@pytest.mark.kill
def test_a_relay_killed_again_and_again_tells_each_entry_once(app_may_write_groups, tmp_path):
    said = 0
    for _ in range(4):
        process = start(RELAY, PORTAL_RUN_DIR=str(tmp_path))
        try:
            for _ in range(60):
                said += 1
                say(str(said), of=matter(said % 7))
            until(has_moved_beyond(len(noted())))
        finally:
            process.kill()
            process.communicate()
    relay.observer("test.note")(note_as_group)
    until(lambda: relay.catch_up() or len(noted()) >= said)
    assert noted() == [f"{n} {n}" for n in range(1, said + 1)]
