"""What we did not write ourselves is what it was when it was fetched, and pages ask no other host for anything."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = runpy.run_path(str(ROOT / "tools" / "vendor.py"))
OWN = [*sorted((ROOT / "static").rglob("*.*")), *sorted((ROOT / "templates").rglob("*.html"))]


@pytest.mark.parametrize("entry", VENDOR["read_record"](), ids=lambda entry: entry["member"])
def test_hash_is_the_recorded_one(entry):
    assert VENDOR["digest_of"](entry) == entry["sha256"]


def test_a_changed_file_is_noticed(tmp_path, monkeypatch):
    entry = dict(VENDOR["read_record"]()[0])
    changed = tmp_path / "bootstrap.css"
    changed.write_bytes(VENDOR["place_of"](entry).read_bytes() + b" ")
    entry["file"] = str(changed)
    assert VENDOR["digest_of"](entry) != entry["sha256"]


def test_every_vendored_file_is_recorded():
    recorded = {entry["file"] for entry in VENDOR["read_record"]()}
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "static" / "vendor").iterdir()}
    assert found - {"static/vendor/vendor.json"} <= recorded


@pytest.mark.long
def test_no_page_needs_a_class_that_was_trimmed_away():
    """Otherwise `python tools/vendor.py` makes the sheet again."""
    dropped = set(VENDOR["DROPPED"].read_text(encoding="utf-8").split())
    assert len(dropped) > 1_000
    assert not dropped & VENDOR["named_classes"]()


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b{x:1}", ".a{x:1}"),
        (".a:not(.b):is(p,q){x:1}", ".a:not(.b):is(p,q){x:1}"),
        ("@media print{.b{x:1}}@media print{.a{x:1}.b{x:2}}", "@media print{.a{x:1}}"),
        ("@keyframes k{0%{x:1}to{x:2}}p{x:3}", "@keyframes k{0%{x:1}to{x:2}}p{x:3}"),
    ],
)
def test_trimming_keeps_what_is_named(css, kept):
    assert VENDOR["trimmed"](css, {"a"}) == kept


def test_no_source_map_and_no_foreign_host():
    for path in OWN:
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert "sourceMappingURL" not in text, path
        hosts = re.findall(r"""(?:src|href|url\(|import)\s*[=(]?\s*["']?(https?:)?//[\w.]+""", text)
        assert not hosts or "vendor" in path.parts, path


def test_no_inline_style_script_or_handler():
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path


def test_only_tokens_set_a_colour():
    for path in (ROOT / "static" / "css").glob("*.css"):
        if path.name != "tokens.css":
            assert not re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text(encoding="utf-8")), path


def test_sheets_and_modules_stay_small():
    for path in [*(ROOT / "static" / "css").glob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path
