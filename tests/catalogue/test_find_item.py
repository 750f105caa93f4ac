"""The picker: by name, by initials, by code, at one window; the guide of an item."""

import pytest

from kernel.catalogue.models import Regime, Silence
from kernel.catalogue.queries import guide, in_force, received_at, search
from kernel.catalogue.regimes import install
from kernel.catalogue.sounds import initials
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["医疗器械", "dslylqxjyxk", "DSLYL", "qxjy", "LW030", " lw03 ", ""])
def test_an_item_in_force_is_found_by_name_sound_or_code(cast: Cast, typed: str) -> None:
    cast.item.sort_key = initials(cast.item.name)
    cast.item.save(update_fields=["sort_key"])
    assert list(search(typed)) == [cast.item]


@pytest.mark.parametrize("typed", ["农药", "xyz", "LW999"])
def test_what_is_not_there_is_not_found(cast: Cast, typed: str) -> None:
    assert not search(typed).exists()


def test_a_window_finds_only_what_it_receives(cast: Cast) -> None:
    assert list(search("医疗", window=cast.window)) == [cast.item]
    assert not search("医疗", window=cast.other_window).exists()
    assert list(received_at(cast.window)) == [cast.item]


def test_the_guide_tells_what_to_bring_and_where(cast: Cast) -> None:
    cast.item.materials.filter(position=2).update(shared=True)
    facts = guide(in_force("LW030"))
    assert [paper.name for paper in facts.to_bring] == ["申请表", "质量管理制度"]
    assert list(facts.windows) == [cast.window]


def test_only_the_licence_regime_deems_accepted_and_has_the_eight_pauses_of_article_45() -> None:
    regimes = install()
    install()

    assert Regime.objects.count() == len(regimes) == 8
    assert [code for code, regime in regimes.items() if regime.silence == Silence.DEEMED_ACCEPTED] == ["licence"]
    licence = regimes["licence"]
    pauses = licence.pauses.filter(clock_kind="statutory").values_list("name", flat=True)
    assert set(pauses) == {"听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审"}
    assert (licence.extension_days, licence.extension_role, licence.delivery_days) == (10, "department_head", 10)
