"""What pages may not carry: inline style, script or handler, in templates and in what Python writes into them."""

import re
from pathlib import Path

import pytest

from tests.structure.house import ROOT, name_of, sources

INLINE = re.compile(
    r"""(?ix)
    \s style \s* = | <style\b | javascript: | \s hx-on[:\w-]* \s* = | \s hx-vals \s* = \s* ["'] js: |
    (?<![\w-]) on (?: click|change|input|submit|load|error|focus|blur|key\w+|mouse\w+|pointer\w+|toggle )
        \s* = \s* ["'{] |
    <script (?! [^>]* \b src \s* = )
    """
)
HTML = (*(ROOT / "templates").rglob("*.html"),)
TRANSLATED = re.compile(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CHINESE_STOPS = re.compile(r"[、，。：；！？（）“”《》]")


@pytest.mark.parametrize(
    "inline",
    [
        '<p style="x">',
        "<style>",
        '<a href="javascript:x">',
        '<b onclick="x">',
        "<script>x</script>",
        '<i hx-on:click="x">',
    ],
)
def test_the_search_knows_what_it_looks_for(inline: str) -> None:
    assert INLINE.search(inline)


def test_no_template_carries_style_or_script() -> None:
    assert len(HTML) > 50
    assert [name_of(path) for path in HTML if INLINE.search(path.read_text(encoding="utf-8"))] == []


def test_no_python_writes_style_or_script_into_a_page() -> None:
    wrong = []
    for path in sources():
        text = path.read_text(encoding="utf-8")
        if ("format_html" in text or "mark_safe" in text) and INLINE.search(text):
            wrong.append(name_of(path))
    assert wrong == []


def test_nothing_is_marked_safe_without_being_ours() -> None:
    """`|safe`, `mark_safe` and `autoescape off` are how markup of strangers gets into a page."""
    wrong = [name_of(path) for path in HTML if re.search(r"\|\s*safe\b|autoescape off", path.read_text("utf-8"))]
    assert wrong == []


def test_every_form_that_posts_carries_its_token() -> None:
    wrong = []
    for path in HTML:
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            # a form of the component sheet shows how it looks and goes nowhere
            posts = re.search(r'method="post"', form, re.IGNORECASE) and 'action="#' not in form
            if posts and "csrf_token" not in form:
                wrong.append(name_of(path))
    assert wrong == []


def test_no_chinese_stop_stands_outside_a_translation() -> None:
    """A comma of two words of data is ours: in an English sentence it is an English one."""
    assert CHINESE_STOPS.search(TRANSLATED.sub("", '{{ a }}，{% translate "x" %}'))
    texts = {name_of(path): TRANSLATED.sub("", path.read_text("utf-8")) for path in HTML}
    assert [name for name, text in texts.items() if CHINESE_STOPS.search(text)] == []


def test_every_page_of_the_frame_has_its_heading() -> None:
    framed = [path for path in HTML if re.match(r'\{% extends "base(_desk)?\.html" %\}', path.read_text("utf-8"))]
    # frames of their own, whose pages bring it
    pages = [path for path in framed if path.name != "frame.html" and path.parent.name != "layouts"]
    assert len(pages) > 40
    assert [name_of(path) for path in pages if "<h1" not in _with_its_parts(path)] == []


def _with_its_parts(path: Path) -> str:
    """A template and what it takes in by name."""
    text = path.read_text("utf-8")
    parts = (ROOT / "templates" / name for name in re.findall(r'\{% include "([^"]+)"', text))
    return text + "".join(part.read_text("utf-8") for part in parts)
