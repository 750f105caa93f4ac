"""What the public may see of a name, a phone, a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identifiers.masking import mask, mask_name


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张三", "张*"),
        ("name", "张小明", "张*明"),
        ("name", "欧阳小明", "欧**明"),
        ("name", "赵", "*"),
        ("name", "", ""),
        ("name", "买买提·艾力", "买**·*力"),
        ("name", "𬱖小龘", "𬱖*龘"),
        ("name", "䶮𬱖", "䶮*"),
        ("name", "葛\U000e0100小城", "葛\U000e0100*城"),
        ("name", "John Smith", "J*** ****h"),
        ("phone", "13812341234", "138****1234"),
        ("phone", "+86 138 1234 1234", "138****1234"),
        ("phone", "161-0000-0007", "161****0007"),
        ("phone", "0532-87201234", "**********34"),
        ("phone", "12", "**"),
        ("resident_id", "350102199001011123", "35*************123"),
        ("passport", "E12345678", "E******78"),
        ("uscc", "91350100M000100Y43", "91350100M000100Y43"),
        ("uscc", "92370281MA3C00001X", "92*************01X"),
        ("org_code", "D2143569X", "D2143569X"),
        ("email", "zhang@example.cn", "z***@example.cn"),
        ("email", "nothing", "***"),
        ("bank_card", "6222 0000 1111 2222", "************2222"),
    ],
)
def test_mask(kind: str, value: str, shown: str):
    assert mask(kind, value) == shown


def test_kind_without_a_rule_shows_nothing():
    with pytest.raises(KeyError):
        mask("home_address", "示范县城关街道 1 号")


@given(st.text(min_size=3, max_size=12, alphabet=st.characters(whitelist_categories=["Lo"])))
def test_a_name_shows_at_most_two_of_its_characters(name: str):
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert set(masked[1:-1]) == {"*"}
