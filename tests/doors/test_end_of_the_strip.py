"""After the end nothing counts: the strip says so, and boasts of nothing where nobody decided."""

from dataclasses import replace

import pytest
from django.template import Context, Template

from kernel.clocks.explanation import Explanation
from kernel.doors import strip_words
from kernel.doors.component_sheet import strips
from kernel.doors.daystrip import cells
from kernel.doors.strips import strip_of

STRIPS = strips()


def drawn(tag: str, strip: Explanation | None) -> str:
    return Template("{% load portal_strip %}{% " + tag + " strip %}").render(Context({"strip": strip}))


def test_the_days_after_the_end_are_no_holidays() -> None:
    """Working days, rest days and today alike: nothing is counted any more, and the key says what the mark means."""
    ended = STRIPS["ended"]
    assert ended.ended_on is not None
    after = [cell for cell in cells(ended) if cell.day.date > ended.ended_on]
    assert {cell.day.kind for cell in after} >= {"rest", "counted"} and all(cell.ended for cell in after)
    for cell in after:
        assert "kn" in cell.css.split() and not {"kr", "kw", "tail", "past", "next"} & set(cell.css.split())
        assert strip_words.spoken_day(cell, ended).endswith("已办结，不再计算")
    key = drawn("day_strip_key", ended)
    assert "办结之后" in key and 'class="d kn"' in key and "到法定期限" not in key
    running = drawn("day_strip_key", STRIPS["running"])
    assert "办结之后" not in running
    assert "停止计时，之后的日子不再计算" in strip_words.summary(ended)
    assert "停止计时" not in strip_words.summary(STRIPS["running"])


OTHERWISE = [("withdrawn", "已撤回"), ("terminated", "已终止"), ("refused", "不予受理")]


@pytest.mark.parametrize(("outcome", "word"), OTHERWISE)
def test_who_went_away_was_not_early(outcome: str, word: str) -> None:
    ended = strip_of(replace(STRIPS["ended"], outcome=outcome))
    assert ended is not None
    assert strip_words.left_words(ended) == word == strip_words.light_word(ended)
    assert "提前" not in strip_words.summary(ended) and "按期" not in strip_words.summary(ended)
    table = drawn("day_strip_why", ended)
    assert f"{word}，不再计算" in table and "已办结" not in table
    key = drawn("day_strip_key", ended)
    assert "结束之后" in key and "办结之后" not in key
    decided = strip_of(replace(STRIPS["ended"], outcome="decided"))
    assert decided is not None
    assert strip_words.left_words(decided) == "提前 3 个工作日"
