"""A log comes from somebody else's system: its ids, words and sentinels are not ours, and none stops a replay."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from ethics_monitor.models import Card
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from tests.replay.conftest import CASE_HEADER, EVENT_HEADER, replay, write

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.usefixtures("calendar")]

START, DEADLINE = "2011-10-03T09:00:00+02:00", "2011-11-28T09:00:00+01:00"
UUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301"


def told(result: dict) -> list[tuple[str, str]]:
    return [(row["case_id"], row["reason"]) for row in result["refused"]]


def test_a_long_id_is_played_and_kept_in_full(made_up) -> None:
    ids = (UUID, UUID[:-1] + "2", "x" * 100)
    result = replay(made_up([(each, START, DEADLINE, "", "G") for each in ids], [(UUID, "T02", START, "")]))
    assert (result["open"], result["refused"]) == (3, [])
    opened = Entry.objects.filter(type="replay.case_opened")
    assert sorted(entry.facts()["case_id"] for entry in opened) == sorted(ids)
    assert Case.objects.filter(kind="imported").values("number").distinct().count() == 3


def test_an_id_that_is_a_resident_number_is_refused(made_up) -> None:
    result = replay(made_up([("11010519491231002X", START, DEADLINE, "", "G"), ("a", START, DEADLINE, "", "G")], []))
    assert told(result) == [("11010519491231002X", "记录的文字里不能写身份证号，请改用姓氏或材料名称。")]
    assert result["open"] == 1


def test_words_that_do_not_fit_are_refused_and_blanks_between_words_are_none(made_up) -> None:
    events = [
        ("a", "现场　勘验\t第二次\u2028完", START, "R" * 100),
        ("a", "T02", START, "R" * 101),
        ("a", "T\x07", START, ""),
    ]
    result = replay(made_up([("a", START, DEADLINE, "", "规划　一科")], events))
    assert told(result) == [("a", "文字过长或含有不可见字符。")] * 2
    [entry] = Entry.objects.filter(type="replay.activity")
    assert (entry.facts()["activity"], entry.person) == ("现场 勘验 第二次 完", "R" * 100)


def test_a_deadline_beyond_all_days_is_refused(made_up) -> None:
    rows = [("a", START, "9999-12-31T23:59:59Z", "", "G"), ("b", START, "9998-12-31T23:59:59Z", "", "G")]
    result = replay(made_up(rows, []))
    assert [case for case, _reason in told(result)] == ["a"]
    assert "太远" in told(result)[0][1] and result["open"] == 1


def test_the_log_ends_with_the_latest_instant_of_any_row(made_up) -> None:
    """Also of a row that is refused; a deadline and what lies in the future are no happenings."""
    rows = [("a", START, DEADLINE, "", "G"), ("b", START, "2012-03-01T00:00:00Z", "", "G")]
    late = [("nobody", "T02", "2011-12-01T00:00:00Z", ""), ("a", "T02", "2098-01-01T00:00:00Z", "")]
    assert replay(made_up(rows, [], name="short"))["overdue_open"] == 0
    result = replay(made_up(rows, late, name="long"))
    assert (result["overdue_open"], result["open"], result["red"]) == (1, 1, 1)


def test_a_log_of_refused_rows_alone_is_played_to_its_end(made_up) -> None:
    result = replay(made_up([("a", START, DEADLINE, "2011-10-01T00:00:00Z", "G")], [("a", "T02", START, "")]))
    assert (result["cases"], result["red"], len(result["refused"])) == (1, 0, 1)


def test_a_deadline_before_the_start_is_passed_from_the_start(made_up) -> None:
    before = "2011-09-01T00:00:00Z"
    rows = [("a", START, before, "", "G"), ("b", START, before, START, "G"), ("c", START, START, START, "G")]
    result = replay(made_up(rows, [("a", "T02", "2011-10-04T00:00:00Z", "")]))
    assert (result["overdue_open"], result["late"], result["on_time"], result["red"]) == (1, 1, 1, 2)


NOTATIONS = (
    lambda at: at.isoformat(),
    lambda at: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    lambda at: at.strftime("%Y%m%dT%H%M%S.%f%z"),
    lambda at: at.isoformat(sep=" ").replace("+00:00", "+00"),
    lambda at: at.isoformat().replace(".", ","),
)


@pytest.mark.parametrize(
    ("seed", "encoding", "mark"), [(0, "utf-8", ""), (1, "utf-8-sig", "\r\n"), (2, "gb18030", "\n"), (3, "utf-8", "")]
)
def test_a_random_log_agrees_with_a_count_of_its_rows(made_up, tmp_path, seed: int, encoding: str, mark: str) -> None:
    """Any notation, any order of rows and columns, doubled and impossible rows; counted here by nothing of the
    product's."""
    random = Random(f"{seed}{encoding}")
    zero = datetime(2015, 3, 27, 20, tzinfo=UTC)

    def some(at: datetime) -> str:
        return random.choice(NOTATIONS)(at)

    cases, events, facts = [], [], {}
    for number in range(40):
        start = zero + timedelta(hours=random.randrange(400), microseconds=random.randrange(3))
        deadline = start + timedelta(hours=random.choice([-30, 0, 24, 48, 200]))
        end = random.choice([None, deadline, deadline + timedelta(microseconds=1), start, start - timedelta(hours=1)])
        name = f"件 {number}"
        row = {"case_id": name, "start_date": some(start), "deadline": some(deadline)}
        row |= {"end_date": some(end) if end else "", "department": random.choice(["甲科", "乙科", ""]), "x": "1"}
        cases += [row] * random.choice([1, 1, 1, 2])
        facts[name] = (start, deadline, end)
        for _event in range(random.randrange(3)):
            at = start + timedelta(hours=random.randrange(-5, 300))
            case = random.choice([name, name, "不明"])
            events.append({"case_id": case, "activity": "勘验", "timestamp": some(at), "resource": "R1"})
            facts.setdefault("", []).append(at)
    logged = facts.pop("", [])
    ends_at = max([*logged, *(start for start, _due, _end in facts.values()), *(e for *_, e in facts.values() if e)])
    impossible = {name for name, (start, _due, end) in facts.items() if end is not None and end < start}
    due = {
        name: deadline
        for name, (_start, deadline, end) in facts.items()
        if name not in impossible and (end or ends_at) > deadline
    }
    tally = Counter(
        ("late" if end else "overdue_open") if name in due else ("on_time" if end else "open")
        for name, (_start, _due, end) in facts.items()
        if name not in impossible
    )
    random.shuffle(cases)
    random.shuffle(events)
    log = made_up()
    columns = random.sample(list(cases[0]), 6)
    write(log.cases, columns, [[row[each] for each in columns] for row in cases])
    write(log.events, EVENT_HEADER[::-1], [[row[each] for each in EVENT_HEADER[::-1]] for row in events])
    for path in (log.cases, log.events):
        text = path.read_text(encoding="utf-8")
        path.write_bytes((text.replace("\r\n", mark) if mark else text).encode(encoding))

    result = replay(log)
    assert result["cases"] == len(cases)
    assert {name: result[name] for name in ("on_time", "late", "overdue_open", "open")} == {
        name: tally[name] for name in ("on_time", "late", "overdue_open", "open")
    }
    assert result["red"] == len(due)
    shown = {card.about_number.partition("-")[2]: card.true_at for card in Card.objects.all()}
    assert shown == due and Card.objects.count() == len(due)
    doubled = len(cases) - len(facts)
    strangers = sum(row["case_id"] == "不明" for row in events)
    assert len(result["refused"]) == len(impossible) + doubled + strangers
    assert replay(log) == result
    assert set(CASE_HEADER) <= set(columns)
