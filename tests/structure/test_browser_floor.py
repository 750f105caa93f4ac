"""Styles and scripts keep to what Chromium 109 knows, the floor that docs/operate.md states: the last one that runs on
Windows 7, which many a counter still has."""

import re
from collections.abc import Iterator

import pytest

from tests.structure.house import ROOT

FLOOR = 109
# feature: the first Chromium that has it, and what it looks like in a file
STYLES = {
    "initial-letter": (110, r"\binitial-letter\s*:"),
    "color-mix()": (111, r"\bcolor-mix\("),
    "oklch(), oklab(), lch(), lab()": (111, r"\b(ok)?l(ch|ab)\("),
    "relative colour": (119, r"\b(rgba?|hsla?|hwb|color)\(\s*from\b"),
    "view transitions": (111, r"view-transition|@view-transition"),
    "nested rules": (112, r"(?m)^\s*&|[{;]\s*&[\s.:#\[>+~]"),
    "popover": (114, r":popover-open|\bpopover\b"),
    "scroll-driven animation": (115, r"\banimation-timeline\s*:|\b(scroll|view)-timeline"),
    "subgrid": (117, r"\bsubgrid\b"),
    "@starting-style": (117, r"@starting-style|\ballow-discrete\b"),
    "@scope": (118, r"@scope\b"),
    ":user-valid": (119, r":user-(in)?valid\b"),
    "light-dark()": (123, r"\blight-dark\("),
    "field-sizing": (123, r"\bfield-sizing\s*:"),
    "anchor positioning": (125, r"\banchor-name\s*:|\bposition-anchor\s*:|\banchor\("),
    "@function": (139, r"@function\b"),
    "interpolate-size": (129, r"\binterpolate-size\s*:|\bcalc-size\("),
    "if()": (137, r":\s*if\("),
    # text-wrap (114) is not here: who does not know it breaks the lines as ever, and nothing else changes
}
SCRIPTS = {
    "toSorted() and its kin": (110, r"\.to(Sorted|Reversed|Spliced)\("),
    "Array.fromAsync()": (121, r"\bArray\.fromAsync\b"),
    "isWellFormed()": (111, r"\.(isWellFormed|toWellFormed)\("),
    "view transitions": (111, r"\bstartViewTransition\b"),
    "flag v of expressions": (112, r"/[dgimsuy]*v[dgimsuy]*\.test\("),
    "popover": (114, r"\b(show|hide|toggle)Popover\b|\bpopovertarget\b|\.popover\b"),
    "AbortSignal.any()": (116, r"\bAbortSignal\.any\b"),
    "Object.groupBy()": (117, r"\b(Object|Map)\.groupBy\b"),
    "Promise.withResolvers()": (119, r"\bwithResolvers\b"),
    "URL.canParse()": (120, r"\bURL\.(canParse|parse)\b"),
    "methods of sets": (122, r"\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference)\("),
    "helpers of iterators": (122, r"\bIterator\.(from|prototype)\b"),
    "setHTMLUnsafe()": (124, r"\bsetHTMLUnsafe\b"),
    "Promise.try()": (128, r"\bPromise\.try\b"),
    "RegExp.escape()": (136, r"\bRegExp\.escape\b"),
    "base64 of bytes": (140, r"\b(from|to)Base64\(|\b(from|to)Hex\("),
}
MARKUP = {
    "popover": (114, r"\bpopover(target)?\s*="),
    "exclusive details": (120, r"<details\b[^>]*\bname\s*="),
    "<search>": (118, r"<search\b"),
    "closedby": (134, r"\bclosedby\s*="),
    "invoker commands": (135, r"\bcommandfor\s*="),
}
KINDS = {".css": STYLES, ".js": SCRIPTS, ".mjs": SCRIPTS, ".html": MARKUP}


def newer(text: str, ending: str) -> list[str]:
    """The features in this text that came after the floor."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [
        f"{name} (Chromium {first})"
        for name, (first, pattern) in KINDS[ending].items()
        if first > FLOOR and re.search(pattern, text)
    ]


def shipped() -> Iterator[tuple[str, str, str]]:
    """Name, ending and text of everything that a browser is given."""
    for folder in ("static", "templates"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix in KINDS:
                yield str(file.relative_to(ROOT)), file.suffix, file.read_text(encoding="utf-8")


def test_nothing_that_is_shipped_asks_for_a_newer_browser() -> None:
    files = list(shipped())
    assert len(files) > 100
    assert {name: found for name, ending, text in files if (found := newer(text, ending))} == {}


@pytest.mark.parametrize(
    ("text", "ending", "name"),
    [
        (".a { color: color-mix(in srgb, red, blue); }", ".css", "color-mix()"),
        (".a { color: rgb(from red r g b); }", ".css", "relative colour"),
        (".a {\n  & .b { color: red; }\n}", ".css", "nested rules"),
        (".a { grid-template-rows: subgrid; }", ".css", "subgrid"),
        ("@starting-style { .a { opacity: 0; } }", ".css", "@starting-style"),
        ("rows.toSorted()", ".js", "toSorted() and its kin"),
        ("await Array.fromAsync(x)", ".mjs", "Array.fromAsync()"),
        ("Promise.withResolvers()", ".js", "Promise.withResolvers()"),
        ("document.startViewTransition(f)", ".js", "view transitions"),
        ('<div popover="auto">', ".html", "popover"),
        ('<details class="a" name="b">', ".html", "exclusive details"),
    ],
)
def test_a_newer_feature_would_be_seen(text: str, ending: str, name: str) -> None:
    assert [found.rpartition(" (")[0] for found in newer(text, ending)] == [name]


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        (".a:has(> .b) { height: 100dvh; }", ".css"),
        ("@container (max-width: 38rem) { .a { color: red; } }", ".css"),
        ("/* color-mix() is newer */", ".css"),
        ("structuredClone(rows).at(-1)", ".js"),
    ],
)
def test_what_the_floor_knows_may_be_used(text: str, ending: str) -> None:
    assert newer(text, ending) == []


def test_older_browsers_are_told_of_it_and_others_are_not() -> None:
    """`lh` came with Chromium 109: who knows it is not shown the note, who knows no @supports is."""
    assert '<p class="old-browser">' in (ROOT / "templates" / "frame.html").read_text(encoding="utf-8")
    rules = re.sub(r"\s+", " ", (ROOT / "static" / "css" / "base.css").read_text(encoding="utf-8"))
    assert "@supports (height: 1lh) { .old-browser { display: none; } }" in rules
    assert "display" not in rules.partition(".old-browser {")[2].partition("}")[0]
    assert f"Chromium {FLOOR}" in (ROOT / "templates" / "frame.html").read_text(encoding="utf-8")
    assert f"Chromium {FLOOR}" in (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
