"""What pages read: a subject's history in words, the stream behind a cursor, and how the stream flows."""

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy

from kernel.ledger import checks, events, queries, relay, relay_process
from kernel.ledger.models import ObserverFailure
from tests.ledger.cast import SAID, matter, say
from tests.ledger.sessions import number


@pytest.mark.django_db
def test_a_history_tells_what_happened_to_a_subject_and_about_it():
    say("受理", of=matter(1))
    say("别的事", of=matter(2))
    say("亮牌", of=matter(3), about=matter(1))
    say("办结", of=matter(1))
    assert [each.sentence() for each in queries.history(matter(1))] == [
        "综合窗口受理员李*红就M00001说：受理",
        "综合窗口受理员李*红就M00003说：亮牌",
        "综合窗口受理员李*红就M00001说：办结",
    ]
    assert not queries.history(matter(4)).exists()


@pytest.mark.django_db
def test_an_old_entry_is_told_by_the_present_version(monkeypatch):
    say("旧话", of=matter(1))
    newer = events.EventType(
        code=SAID.code,
        sentence="{number}：{words}（{loud}）",
        fields=(*SAID.fields, events.Field("loud", "boolean", "大声")),
        version=2,
        upcasters={1: lambda old: {**old, "loud": False}},
    )
    monkeypatch.setitem(events._types, SAID.code, newer)
    assert queries.history(matter(1)).get().sentence() == "M00001：旧话（否）"


@pytest.mark.django_db
def test_an_entry_whose_type_is_gone_says_so(monkeypatch):
    say("话", of=matter(1))
    monkeypatch.delitem(events._types, SAID.code)
    assert queries.history(matter(1)).get().sentence() == "未登记的事项类型 ledger_test.said"


@pytest.mark.django_db(transaction=True)
def test_the_stream_is_read_behind_a_cursor(without_horizon):
    for n in range(5):
        say(str(n), of=matter(n))
    number(5)
    page = queries.stream_after(2, limit=2)
    assert [(each.stream_no, each.facts()["words"]) for each in page] == [(3, "2"), (4, "3")]
    assert queries.stream_after(5) == []
    assert len(queries.stream_after(0, types=[SAID.code])) == 5
    assert queries.stream_after(0, types=["ledger_test.measured"]) == []


@pytest.mark.django_db(transaction=True)
def test_health_is_quiet_when_all_is_well(monkeypatch, without_horizon):
    monkeypatch.setattr(relay, "_observers", {})
    relay.observer("test.reader")(lambda entries: None)
    say("一", of=matter(1))
    relay.catch_up()
    relay_process.beat()
    health = queries.health()
    assert (health.head, health.waiting, health.behind, health.alarms) == (1, 0, {"test.reader": 0}, ())


@pytest.mark.django_db(transaction=True)
def test_health_names_each_trouble(monkeypatch, without_horizon):
    monkeypatch.setattr(relay, "_observers", {})
    relay.observer("test.reader")(lambda entries: None)
    assert queries.health().alarms == ("中继没有在运行。",)
    say("一", of=matter(1))
    number(1)
    say("二", of=matter(1))
    relay_process.beat()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_relaystate SET horizon_since = beat_at - interval '6 seconds'")
        cursor.execute(
            "INSERT INTO ledger_observerfailure (observer, stream_no, error, trace, at) VALUES ('x', 1, '', '', now())"
        )
    monkeypatch.setattr(queries, "LAG_ALARM", 0)
    health = queries.health()
    assert (health.waiting, health.behind, health.failures) == (1, {"test.reader": 1}, 1)
    assert health.alarms == (
        "有一笔事务迟迟没有结束，记录流停在它前面。",
        "有记录等待编号超过 0 秒。",
        "有 1 条记录没有被处理，请查看。",
    )
    ObserverFailure.objects.update(resolved_at=connection_time())
    assert queries.health().failures == 0


def connection_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_a_translated_sentence_is_checked_once_the_apps_are_loaded(monkeypatch):
    monkeypatch.setattr(events, "_types", {})
    assert checks.sentences_can_be_filled() == []
    events.register(events.EventType(code="ledger_test.lazy", sentence=gettext_lazy("{who}来了")))
    found = checks.sentences_can_be_filled()
    assert {each.id for each in found} == {"ledger.E001"}
