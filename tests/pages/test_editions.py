"""Language and edition are the reader's choice, kept in cookies, and need no script."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_only")]


def test_chinese_first_whatever_the_browser_prefers():
    page = Client().get("/components/", headers={"Accept-Language": "en-US"}).content.decode()
    assert '<html lang="zh-Hans" data-mode="std">' in page and "组件一览" in page


def test_english_when_chosen_and_back():
    reader = Client()
    answer = reader.post("/language/", {"language": "en", "next": "/components/"})
    assert answer.status_code == 302
    page = reader.get("/components/").content.decode()
    assert '<html lang="en"' in page and "<h1>Components</h1>" in page
    reader.post("/language/", {"language": "zh-hans", "next": "/components/"})
    assert "组件一览" in reader.get("/components/").content.decode()


def test_an_unknown_language_changes_nothing():
    reader = Client()
    reader.cookies["django_language"] = "xx"
    assert '<html lang="zh-Hans"' in reader.get("/components/").content.decode()


def test_the_language_is_not_switched_by_a_link():
    assert Client().get("/language/?language=en").status_code == 405


def test_elder_edition_by_a_link_and_back():
    reader = Client()
    assert 'data-mode="elder"' in reader.get("/components/?mode=elder&case=7").content.decode()
    page = reader.get("/components/?case=7").content.decode()
    assert 'data-mode="elder"' in page and 'href="?case=7&amp;mode=std"' in page
    assert 'data-mode="std"' in reader.get("/components/?mode=std").content.decode()
    assert 'data-mode="std"' in reader.get("/components/").content.decode()


def test_a_mode_that_does_not_exist_is_the_standard_one():
    answer = Client().get("/components/?mode=inspect")
    assert 'data-mode="std"' in answer.content.decode() and "portal_mode" not in answer.cookies


def test_the_sheet_is_closed_in_earnest(settings):
    settings.DEMO = settings.DEBUG = False
    assert Client().get("/components/").status_code == 404
    assert Client().get("/components/desk/").status_code == 404
