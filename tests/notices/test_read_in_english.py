"""The inbox in English: the same facts in the reader's language; in Chinese the words stay those that were told."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kernel.ledger.models import Entry
from kernel.notices.actions import tell
from kernel.notices.models import Notice
from tests.cast import Cast, build
from tests.public.conftest import received

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def cast() -> Cast:
    cast = build()
    case = received(cast)
    tell(list(Entry.objects.of(case.ledger_subject)))
    return cast


def rows_of(cast: Cast, language: str) -> list[str]:
    client = Client(headers={"accept-language": language})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("inbox")).content.decode()
    return re.findall(r"<b>(.*?)</b>.*?<div>(.*?)</div>", page)


def test_a_notice_is_read_in_the_readers_language(cast: Cast) -> None:
    [(title, text)] = rows_of(cast, "en")
    assert not HAN.search(title)
    # item, unit and people have the county's names
    for name in (Notice.objects.of(cast.citizen).get().entry.payload["item"], cast.bureau.name, cast.clerk.full_name):
        assert name in text
        text = text.replace(name, "")
    assert not HAN.search(text)


def test_in_chinese_it_is_what_was_told(cast: Cast) -> None:
    Notice.objects.update(title="那天的标题", text="那天的话")
    assert rows_of(cast, "zh-hans") == [("那天的标题", "那天的话")]


def test_a_word_of_the_product_in_an_entry_is_translated_and_a_countys_is_not(cast: Cast) -> None:
    notice = Notice(title="已受理", text="", as_what="某县自己的岗位", entry=Entry.objects.first())
    with translation.override("en"):
        assert notice.shown.title != "已受理"
        assert notice.shown.as_what == "某县自己的岗位"
