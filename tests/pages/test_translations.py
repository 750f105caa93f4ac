"""The English catalogue is whole, and the check that says so can fail."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from county_portal import catalogue_of_words as words

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "受理"
msgstr "Accept"

#, fuzzy
msgid "办结"
msgstr "Close"

msgid "%(n)d 日"
msgid_plural "%(n)d 日"
msgstr[0] "%(n)d day"
msgstr[1] "%(n)d days"
"""


@pytest.fixture
def county(tmp_path: Path, settings) -> Path:
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text('{% load i18n %}{% translate "受理" %}', encoding="utf-8")
    settings.ROOT = tmp_path
    return tmp_path


def test_whole_catalogue_passes(county, capsys):
    call_command("check_translations", "--compile")
    assert "1 words in use" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ('{% load i18n %}{% translate "不予受理" %}', "not in English: 不予受理"),
        ('{% load i18n %}{% translate "办结" %}', "fuzzy: 办结"),
        (
            "{% load i18n %}{% blocktranslate %}还剩（{{ n }}）日{% endblocktranslate %}",
            "not in English: 还剩（%(n)s）日",
        ),
        ('{{ x|default:_("无") }}', "not in English: 无"),
        ("<p>没有翻译</p>", "Chinese outside a translation tag: 没有翻译"),
        ('<p title="没有翻译"></p>', "Chinese outside a translation tag: 没有翻译"),
    ],
)
def test_a_gap_is_named(county, capsys, template, complaint):
    (county / "templates" / "a.html").write_text(template, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("check_translations", "--compile")
    assert complaint in capsys.readouterr().err


def test_a_gap_in_code_is_named(county, capsys):
    (county / "kernel").mkdir()
    (county / "kernel" / "x.py").write_text(
        'a = _("缺" "件")\nb = ngettext("%(n)d 件", "%(n)d 件", 2)\n', encoding="utf-8"
    )
    with pytest.raises(CommandError):
        call_command("check_translations", "--compile")
    said = capsys.readouterr().err
    assert "kernel/x.py:1: not in English: 缺件" in said and "kernel/x.py:2" in said


def test_a_stale_mo_is_named(county, capsys):
    call_command("check_translations", "--compile")
    po = county / "locale" / "en" / "LC_MESSAGES" / "django.po"
    po.write_text(PO.replace('"Accept"', '"Acceptance"'), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("check_translations")
    assert "stale" in capsys.readouterr().err


def test_added_words_wait_for_their_english(county, capsys):
    (county / "templates" / "a.html").write_text('{% load i18n %}{% translate "发“牌”" %}', encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("check_translations", "--add", "--compile")
    assert 'msgid "发“牌”"\nmsgstr ""' in (county / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert words.read_po(county / "locale/en/LC_MESSAGES/django.po")[-1].text == "发“牌”"
