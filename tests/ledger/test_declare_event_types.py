"""An event type is declared once, whole, and its payload is held to it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kernel.ledger import events
from kernel.ledger.events import EventType, Field
from tests.ledger.cast import MEASURED, SAID

WHOLE = {
    "length": Decimal("12.50"),
    "working": True,
    "due": date(2026, 3, 5),
    "noted": datetime(2026, 3, 5, 1, 2, 3, tzinfo=UTC),
    "papers": ["申请表", "执照"],
    "count": 2,
}


def test_a_declared_type_is_found_and_an_undeclared_one_is_refused():
    assert events.get("ledger_test.said") is SAID
    assert SAID in events.all_types()
    with pytest.raises(events.UnknownEventType):
        events.get("ledger_test.never_declared")


def test_a_code_is_declared_once():
    with pytest.raises(events.DuplicateEventType):
        events.register(EventType(code="ledger_test.said", sentence="{number}"))


def test_a_payload_comes_back_with_its_types():
    decoded = MEASURED.decode(MEASURED.encode(WHOLE), version=1)
    assert decoded == {**WHOLE, "papers": ("申请表", "执照")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("length", 12.5),
        ("length", Decimal("NaN")),
        ("working", 1),
        ("due", datetime(2026, 3, 5, tzinfo=UTC)),
        ("noted", datetime(2026, 3, 5)),
        ("papers", "申请表"),
        ("count", True),
        ("length", None),
    ],
)
def test_a_value_of_another_type_is_refused(name, value):
    with pytest.raises(events.PayloadMismatch, match=name):
        MEASURED.encode({**WHOLE, name: value})


def test_a_missing_and_an_unknown_field_are_refused_and_an_optional_one_may_be_none():
    with pytest.raises(events.PayloadMismatch, match="lacks words"):
        SAID.encode({})
    with pytest.raises(events.PayloadMismatch, match="does not declare loud"):
        SAID.encode({"words": "好", "loud": True})
    assert MEASURED.encode({**WHOLE, "count": None})["count"] is None


def test_a_sentence_may_not_name_what_no_field_fills():
    with pytest.raises(ValueError, match="who"):
        EventType(code="ledger_test.broken", sentence="{who}来了")


@pytest.mark.parametrize("name", ["actor", "at", "subject_kind", "about_id", "actor_post", "Number", "person"])
def test_a_field_may_not_take_the_entrys_own_words(name):
    with pytest.raises(ValueError, match="field name"):
        Field(name, "text", "名")


def test_an_old_payload_is_lifted_to_the_present_version():
    event = EventType(
        code="ledger_test.lifted",
        sentence="{words}",
        fields=(Field("words", "text", "话"),),
        version=2,
        upcasters={1: lambda old: {"words": old["text"]}},
    )
    assert event.decode({"text": "旧"}, version=1) == {"words": "旧"}
    assert event.decode({"words": "新"}, version=2) == {"words": "新"}
    with pytest.raises(ValueError, match="upcaster"):
        EventType(code="ledger_test.unlifted", sentence="x", version=2)
