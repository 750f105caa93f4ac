"""人生事、经营事: which words a situation finds, who says so, and what it may not say."""

from typing import Any

import pytest

from kernel.catalogue.actions import set_situation
from kernel.catalogue.everyday import install
from kernel.catalogue.models import Situation
from kernel.catalogue.queries import search, situations
from kernel.catalogue.refusals import SituationUnusable
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEARING: dict[str, Any] = {"code": "hearing", "name": "听力不好", "audience": "person", "position": 30}


def test_a_new_situation_finds_items_by_its_words_and_the_ledger_says_who_said_so(cast: Cast) -> None:
    situation = set_situation(**HEARING, words=[" 医疗器械 ", "助听器", "", "助听器"], by=cast.administrator)
    assert situation.words == ["医疗器械", "助听器"]
    assert [version.item.code for version in search("", situation="hearing")] == ["LW030"]
    entry = Entry.objects.of(situation.ledger_subject).get()
    assert entry.sentence() == "情形“听力不好”找名称里有“医疗器械、助听器”的事项" and entry.post == "系统管理员"

    set_situation(**HEARING | {"name": "听不清"}, words=["助听器"], by=cast.administrator)
    assert not search("", situation="hearing").exists() and Situation.objects.get(code="hearing").name == "听不清"


def test_one_without_words_is_given_up_and_installing_again_does_not_bring_it_back(cast: Cast) -> None:
    install()
    farming = Situation.objects.get(code="farming")
    set_situation(code="farming", name=farming.name, audience="person", words=[], position=1, by=cast.administrator)
    install()
    assert "farming" not in {each.code for each in situations()}
    assert Entry.objects.of(farming.ledger_subject).get().type == "catalogue.situation_given_up"


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"name": "长" * 31}, {"audience": "cat"}, {"words": ["药"]}, {"words": ["长" * 61]},
     {"words": [f"词{number}" for number in range(51)]}],
)  # fmt: skip
def test_a_situation_needs_a_name_and_whole_words(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(SituationUnusable):
        set_situation(**HEARING | {"words": ["助听器"]} | wrong, by=cast.administrator)
    assert not Situation.objects.exists()


@pytest.mark.parametrize("who", ["department_head", "clerk", "supervisor"])
def test_others_set_none(cast: Cast, who: str) -> None:
    with pytest.raises(NotYourPost):
        set_situation(**HEARING, words=["助听器"], by=getattr(cast, who))
    assert not Situation.objects.exists()
