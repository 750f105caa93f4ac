"""本地读音、俗称: the centre says by which words an item is found; others may not."""

import pytest

from kernel.catalogue.actions import draft_item, give_up_word, set_reading, teach_word
from kernel.catalogue.everyday import install
from kernel.catalogue.models import EverydayWord
from kernel.catalogue.queries import search
from kernel.catalogue.refusals import WordUnusable
from kernel.catalogue.sounds import initials
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast
from tests.catalogue.drafting import pesticide

pytestmark = pytest.mark.django_db


def test_the_countys_own_reading_sounds_in_every_name_that_holds_the_word(cast: Cast) -> None:
    assert initials("第三类医疗器械经营许可") == "dslylqxjyxk"
    set_reading(word="器械", letters="QJ", by=cast.administrator)

    assert list(search("ylqjjy")) == [cast.item] and not search("ylqxjy").exists()
    draft = draft_item(draft=pesticide(cast, name="器械备案"), by=cast.administrator)
    assert draft.sort_key == "qjba"
    assert Entry.objects.get(type="catalogue.reading_set").sentence() == "“器械”的拼音首字母定为 qj"


def test_the_longest_word_goes_first() -> None:
    assert initials("长安镇长安路", {"长安": "ca", "镇长": "zz", "长安镇": "xxx"}) == "xxxcal"


def test_a_word_finds_what_is_meant_until_it_is_given_up(cast: Cast) -> None:
    word = teach_word(word="卖助听器", means="医疗器械经营", by=cast.administrator)
    assert list(search("卖助听器")) == list(search("我要卖助听器")) == [cast.item]

    give_up_word(word=word, by=cast.administrator)
    assert not search("卖助听器").exists()
    sentences = [entry.sentence() for entry in Entry.objects.of(word.ledger_subject)]
    assert sentences == ["说“卖助听器”也能找到“医疗器械经营”", "说“卖助听器”不再找到“医疗器械经营”"]


def test_installing_again_brings_nothing_back_that_was_given_up(cast: Cast) -> None:
    assert install() > 100
    give_up_word(word=EverydayWord.objects.get(word="低保"), by=cast.administrator)
    assert install() == 0
    assert not EverydayWord.objects.get(word="低保").in_use


@pytest.mark.parametrize(
    ("word", "letters"), [("", "a"), ("abc", "a"), ("长" * 21, "c"), ("长安", "长安"), ("长安", "")]
)
def test_a_reading_that_is_none_is_refused(cast: Cast, word: str, letters: str) -> None:
    with pytest.raises(WordUnusable, match="不能用"):
        set_reading(word=word, letters=letters, by=cast.administrator)


@pytest.mark.parametrize(("word", "means"), [("低", "最低生活保障"), ("低保", "低"), ("低" * 31, "最低")])
def test_a_word_of_one_sign_would_find_everything(cast: Cast, word: str, means: str) -> None:
    with pytest.raises(WordUnusable, match="两个字以上"):
        teach_word(word=word, means=means, by=cast.administrator)


@pytest.mark.parametrize("who", ["clerk", "department_head", "stranger"])
def test_nobody_else_keeps_the_words(cast: Cast, who: str) -> None:
    with pytest.raises(NotYourPost):
        teach_word(word="卖助听器", means="医疗器械经营", by=getattr(cast, who))
    with pytest.raises(NotYourPost):
        set_reading(word="器械", letters="qj", by=getattr(cast, who))
    assert not EverydayWord.objects.exists()
