"""Dates inside a sentence stay on one line, and say no year that everybody knows."""

from datetime import date

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe

NOW = date(2026, 11, 29)


def shown(text: str, seen: date | None = None) -> str:
    return Template("{% load portal_dates %}{{ text|whole_dates:seen }}").render(Context({"text": text, "seen": seen}))


@pytest.mark.parametrize(
    ("text", "seen", "html"),
    [
        ("承诺 2026年11月16日 周一 前", NOW, '承诺 <span class="nowrap">11月16日 周一</span> 前'),
        ("承诺 2026年11月16日 周一 前", None, '承诺 <span class="nowrap">2026年11月16日 周一</span> 前'),
        ("至2027年1月4日 周一", NOW, '至<span class="nowrap">2027年1月4日 周一</span>'),
        ("11月17日 周二 09:40 起", NOW, '<span class="nowrap">11月17日 周二 09:40</span> 起'),
        ("9月24日受理", NOW, '<span class="nowrap">9月24日</span>受理'),
        ("by Mon 30 Nov 2026 10:26.", NOW, 'by <span class="nowrap">Mon 30 Nov 10:26</span>.'),
        ("by Mon 4 Jan 2027", NOW, 'by <span class="nowrap">Mon 4 Jan 2027</span>'),
        ("没有日期", NOW, "没有日期"),
        ("", NOW, ""),
    ],
)
def test_a_date_in_a_sentence(text: str, seen: date | None, html: str) -> None:
    assert shown(text, seen) == html


def test_what_is_not_safe_is_escaped_and_what_is_stays() -> None:
    assert shown("<b>11月3日</b>") == '&lt;b&gt;<span class="nowrap">11月3日</span>&lt;/b&gt;'
    assert shown(mark_safe("<b>11月3日</b>")) == '<b><span class="nowrap">11月3日</span></b>'
