"""Short messages stay short whatever fills them, and what is shortened is neither a number nor half a phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.notices.audiences import all_audiences
from kernel.notices.models import Channel, SmsTemplate
from kernel.notices.wording import LONGEST, MESSAGE_MAX, Ask, family_name, listed, places_of, shortened

OWN = {audience.template: audience.sms for audience in all_audiences() if audience.sms}
NAMES = st.lists(st.text(alphabet="身份证明原件（复）12", min_size=1, max_size=60), min_size=1, max_size=30)
PHONES = st.text(alphabet="0123456789-转", max_size=30)
UNITS = st.text(alphabet="示范县局", max_size=200)


def test_whoever_is_told_by_message_has_a_text_of_his_own() -> None:
    silent = [
        f"{each.event} {each.code}" for each in all_audiences() if Channel.SMS in each.by and not each.sms
    ]  # fmt: skip
    assert len(OWN) > 20 and silent == []


@pytest.mark.parametrize("code", OWN)
def test_its_longest_form_is_short_enough(code: str) -> None:
    words = OWN[code]
    assert set(places_of(words)) <= SmsTemplate.PLACES and len(code) <= 60
    filled = words.format(**{name: "字" * LONGEST[name] for name in places_of(words)})
    assert len(filled) <= MESSAGE_MAX, (len(filled), words)


@given(NAMES, st.integers(12, 60))
def test_a_list_is_whole_or_says_how_many(names: list[str], most: int) -> None:
    words = listed(names, most)
    assert len(words) <= most
    if words != "、".join(names):
        assert words.endswith(f"等{len(names)}样") or (len(names) == 1 and words.endswith("…"))


@given(UNITS, UNITS, st.text(alphabet="欧阳王小明·", max_size=20), PHONES)
def test_whom_to_ask_fits_and_names_the_phone_whole(unit: str, short: str, person: str, phone: str) -> None:
    words = Ask(unit, short, person, phone).in_short()
    assert len(words) <= LONGEST["ask"]
    assert bool(words) == bool(unit) and (not unit or phone in words)


@given(st.text(max_size=80), st.integers(1, 60))
def test_what_is_cut_shows_it(text: str, most: int) -> None:
    words = shortened(text, most)
    assert len(words) <= most and (words == text or words.endswith("…"))


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("王小明", "王"),
        ("欧阳修", "欧阳"),
        ("欧阳", "欧"),
        ("阿依努尔·买买提", "阿依努尔"),
        ("𬱖小明", "𬱖"),
        ("Ali", "Ali"),
    ],
)
def test_a_family_name_may_have_two_characters(name: str, family: str) -> None:
    assert family_name(name) == family
