"""One condition, three forms: the library's answer, the closure's and the database's are the same on random facts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ethics_monitor.conditions import compile_condition, parse
from ethics_monitor.refusals import ConditionRefused, ConditionWordUnknown
from ethics_monitor.vocabulary import CLOCK, Symbol, of_event
from kernel.ledger.events import EventType, Field, register

WORDS = {
    symbol.name: symbol
    for symbol in (
        Symbol("amount", "number", "金额", "e.amount"),
        Symbol("limit", "number", "上限", "e.limit_", optional=True),
        Symbol("place", "text", "地点", "e.place"),
        Symbol("reason", "text", "理由", "e.reason", optional=True),
        Symbol("paid", "boolean", "已缴", "e.paid"),
        Symbol("waived", "boolean", "减免", "e.waived", optional=True),
        Symbol("at", "instant", "时间", "e.at"),
        Symbol("until", "instant", "截止", "e.until", optional=True),
        Symbol("papers", "text_list", "材料", "e.papers"),
    )
}
ROW = (
    "SELECT {sql} FROM (SELECT %(amount)s::numeric AS amount, %(limit)s::numeric AS limit_, %(place)s::text AS place,"
    " %(reason)s::text AS reason, %(paid)s::boolean AS paid, %(waived)s::boolean AS waived, %(at)s::timestamptz AS at,"
    " %(until)s::timestamptz AS until, %(papers)s::text[] AS papers) e"
)
FEE = register(
    EventType(
        "monitor_test.charged",
        "收取{amount}",
        (
            Field("amount", "decimal", "金额", unit="元"),
            Field("count", "integer", "件数", optional=True),
            Field("day", "date", "日期"),
            Field("waived", "boolean", "减免"),
            Field("papers", "text_list", "票据"),
        ),
    )
)

texts = st.sampled_from(["", "甲", "乙", "a", "A", "a'b", "% s", "理由"])
numbers = st.decimals(min_value=-1000, max_value=1000, places=2)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
facts = st.fixed_dictionaries(
    {
        "amount": numbers,
        "limit": st.none() | numbers,
        "place": texts,
        "reason": st.none() | texts,
        "paid": st.booleans(),
        "waived": st.none() | st.booleans(),
        "at": instants,
        "until": st.none() | instants,
        "papers": st.lists(texts, max_size=3).map(tuple),
    }
)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


number_words = st.recursive(
    st.sampled_from(["amount", "(limit ?? 5)", "0", "1.5", "100", "-3"]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner),
    max_leaves=4,
)
text_words = st.sampled_from(["place", "reason", '(reason ?? "甲")']) | texts.map(quoted)
instant_words = st.sampled_from(["at", "(until ?? at)", 'd"2025-06-01"', 'd"2024-02-29T10:00:00+08:00"'])
atoms = st.one_of(
    st.builds("{} {} {}".format, number_words, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), number_words),
    st.builds("{} {} {}".format, instant_words, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), instant_words),
    st.builds("{} {} {}".format, text_words, st.sampled_from(["==", "!="]), text_words),
    st.builds("{} in [{}]".format, text_words, st.lists(texts.map(quoted), min_size=1, max_size=3).map(", ".join)),
    st.builds("{} in papers".format, text_words),
    st.sampled_from(
        ["paid", "(waived ?? false)", "waived == true", "reason == null", "limit != null", "until == null",
         "amount in [1, 2.5, 0]", "limit in [1, 0]", "true", "false", "limit == 0", "paid == false"]
    ),
)  # fmt: skip
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not ({}))".format, inner),
    ),
    max_leaves=6,
)


def in_database(condition, values) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute(ROW.format(sql=condition.sql), {**condition.params, **values, "papers": list(values["papers"])})
        return cursor.fetchone()[0]


@given(text=conditions, values=facts)
@settings(
    max_examples=6 * settings().max_examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_library_closure_and_sql_agree(db, text, values) -> None:
    condition = compile_condition(text, WORDS)
    said = parse(text, WORDS).matches(values)
    assert condition.test(values) is said
    assert in_database(condition, values) is said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('place =~ ".*"', "正则"),
        ('place !~~ "a+"', "正则"),
        ("1 << 1000000000 > 0", "<<"),
        ("amount ** 9 > 1", "**"),
        ("amount / 2 > 1", "/"),
        ("$now > at", "$"),
        ('place.length > "3"', "."),
        ('place < "b"', ""),
        ("amount", "是"),
        ("waived and paid", ""),
        ("reason + place == 'x'", ""),
        ("limit > 3", ""),
        ("amount == 'x'", "同一种"),
        ("amount in ['x']", "同一种"),
        ("place in 'abc'", "in"),
        ("amount >", ""),
        ("nan == amount", ""),
        ("inf > amount", ""),
        ("paid ? true : false", ""),
        ("[x for x in papers] == papers", ""),
        ("not " * 400 + "paid", "太深"),
        ("paid and " * 400 + "paid", "字符"),
    ],
)
def test_what_is_not_safe_or_not_typed_is_refused_with_a_sentence(text, why) -> None:
    with pytest.raises(ConditionRefused) as refusal:
        compile_condition(text, WORDS)
    assert why in str(refusal.value)


def test_an_unknown_word_is_named_with_those_that_are_known() -> None:
    with pytest.raises(ConditionWordUnknown) as refusal:
        compile_condition("amuont > 3", WORDS)
    assert "amuont" in str(refusal.value) and "amount" in str(refusal.value)


def test_text_that_looks_like_an_operator_is_text() -> None:
    assert compile_condition('place == "a =~ b & c.d"', WORDS).test({"place": "a =~ b & c.d"})


def test_a_clock_rule_speaks_of_the_clock() -> None:
    condition = compile_condition('unit == "working_day" and length + extension_length > 5', CLOCK)
    assert condition.test({"unit": "working_day", "length": 8, "extension_length": 0})
    assert not condition.test({"unit": "month", "length": 8, "extension_length": 0})


def test_the_payload_of_an_event_gives_its_words(db) -> None:
    vocabulary = of_event(FEE.code)
    text = 'amount > 100 and day >= d"2026-03-01" and "发票" in papers and count == null and not waived'
    condition = compile_condition(text, vocabulary)
    facts = {"amount": Decimal("100.01"), "count": None, "day": date(2026, 3, 1), "waived": False, "papers": ("发票",)}
    assert condition.test(facts)
    assert not condition.test(facts | {"day": date(2026, 3, 1) - timedelta(days=1)})
    payload = '{"amount": "100.01", "count": null, "day": "2026-03-01", "waived": false, "papers": ["发票"]}'
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {condition.sql} FROM (SELECT %(p)s::jsonb AS payload) e", {**condition.params, "p": payload}
        )
        assert cursor.fetchone()[0] is True
