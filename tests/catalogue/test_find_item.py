"""The picker: by name, by initials, by code, at one window; the guide of an item."""

import pytest

from kernel.catalogue.everyday import install as install_words
from kernel.catalogue.models import EverydayWord, ItemVersion, Regime, Silence
from kernel.catalogue.queries import guide, in_force, received_at, search, situations
from kernel.catalogue.regimes import install
from kernel.catalogue.sounds import initials
from tests.cast import Cast, licence_item

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


@pytest.fixture
def shelf(cast: Cast) -> dict[str, ItemVersion]:
    """A few items of other names, and the words that every county starts with."""
    install_words()
    names = {
        "SF003": "个体工商户登记", "SF001": "食品经营许可", "LW034": "居民身份证申领", "XZ001": "最低生活保障申请",
        "SF007": "失业保险金申领", "BANK": "银行网点登记",
    }  # fmt: skip
    made = {}
    for code, name in names.items():
        author, publisher = cast.clerk, cast.second_supervisor
        made[code] = licence_item(
            cast.bureau, cast.window, author, publisher, code=code, name=name, sort_key=initials(name)
        )
    return made


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("身份", ["LW034"]),
        ("低保", ["XZ001"]),
        ("我想申请低保", ["XZ001"]),
        ("办营业执照", ["SF003"]),
        ("怎么办身份证", ["LW034"]),
        ("失业金", ["SF007"]),
        ("经营 食品", ["SF001"]),
        ("经营 身份", []),
        ("sfzsl", ["LW034"]),
        ("办理 身份证", ["LW034"]),
        ("身份证 怎么办", ["LW034"]),
        ("我 要 办 身份证", ["LW034"]),
        ("申请 低保", ["XZ001"]),
        ("ｓｆｚ", ["LW034"]),
        ("食品　经营", ["SF001"]),
        ("怎么办", []),
        ("经营", ["SF001", "LW030"]),
        ("我想开个饭店", ["SF001"]),
        ("办一张身份证", ["LW034"]),
        ("食许", ["SF001"]),
        ("办理网登", ["BANK"]),
        ("食许 登记", []),
        ("许食", []),
        ("第许", []),
    ],
)
def test_people_find_it_by_two_signs_by_everyday_words_and_by_several(
    shelf: dict[str, ItemVersion], typed: str, codes: list[str]
) -> None:
    assert sorted(version.item.code for version in search(typed)) == sorted(codes)


def test_where_nothing_fits_all_words_what_fits_most_comes_first(shelf: dict[str, ItemVersion]) -> None:
    def codes(text: str, **options: bool) -> list[str]:
        return [version.item.code for version in search(text, **options)]

    assert codes("食品 经营 身份证", some=True) == ["SF001", "LW030", "LW034"]
    assert codes("食品 经营 身份证") == []
    assert codes("食品 经营", some=True) == ["SF001"], "one that fits all is alone"
    assert codes("没有 这件", some=True) == []


def test_what_begins_with_it_comes_first_then_what_holds_it_then_what_is_meant(shelf: dict[str, ItemVersion]) -> None:
    EverydayWord.objects.create(word="登记证", means="食品经营")
    ItemVersion.objects.filter(pk=shelf["BANK"].pk).update(name="登记证补发")
    ItemVersion.objects.filter(pk=shelf["XZ001"].pk).update(name="税务登记证核发", sort_key="a")
    assert [version.item.code for version in search("登记证")] == ["BANK", "XZ001", "SF001"]


def test_by_department_and_by_situation(cast: Cast, shelf: dict[str, ItemVersion]) -> None:
    ItemVersion.objects.filter(pk=shelf["SF001"].pk).update(organization=cast.other_bureau)
    assert [version.item.code for version in search("", organ=cast.other_bureau.code)] == ["SF001"]
    assert {version.item.code for version in search("", situation="hardship")} == {"XZ001"}
    assert not search("", situation="none of ours").exists()
    assert next(iter(situations())).code == "birth"


def test_only_what_is_in_force_is_found(shelf: dict[str, ItemVersion]) -> None:
    ItemVersion.objects.filter(pk=shelf["SF001"].pk).update(state="retired")
    assert not search("食品").exists() and not search("食品证").exists()


@pytest.mark.parametrize("typed", ["食品", "我要办 营业执照 食品 sf"])
def test_a_search_asks_three_times_whatever_is_typed(
    shelf: dict[str, ItemVersion], django_assert_num_queries, typed: str
) -> None:
    with django_assert_num_queries(3):
        list(search(typed))


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
