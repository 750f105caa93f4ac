"""Numbers the house gives can be read out, typed and checked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.identifiers.numbers import case_number, check_case_number, check_number, number_with_check, query_code
from kernel.identifiers.regions import county_of, parent_of, region_level

DAY = date(2026, 10, 14)


@given(st.integers(0, 99_999), st.integers(0, 9), st.integers(0, 20))
def test_one_wrong_digit_of_a_case_number_is_found(sequence: int, kind: int, place: int):
    number = case_number("990101", DAY, kind, sequence)
    assert len(number) == 21 and number.isdigit()
    assert check_case_number(number).valid
    for wrong in set("0123456789") - {number[place]}:
        assert not check_case_number(number[:place] + wrong + number[place + 1 :]).valid


def test_case_number_is_read_as_people_type_it():
    number = case_number("990101", DAY, 1, 17)
    typed = f" {number[:6]} {number[6:14]}-{number[14:]} "
    assert check_case_number(typed).normalized == number
    assert "21位" in check_case_number(number[:-1]).reason
    assert not check_case_number("").valid


@pytest.mark.parametrize(("area", "kind", "sequence"), [("9901", 1, 1), ("990101", 12, 1), ("990101", 1, 100_000)])
def test_parts_that_do_not_fit_are_refused(area: str, kind: int, sequence: int):
    with pytest.raises(ValueError, match="parts"):
        case_number(area, DAY, kind, sequence)


def test_card_number_carries_its_kind_and_check():
    number = number_with_check("JC", DAY, 17)
    assert number.startswith("JC20261014000017") and len(number) == 17
    assert check_number(number.lower()).valid
    assert not any(check_number(number[:-1] + wrong).valid for wrong in set("0123456789") - {number[-1]})
    assert not check_number(number[2:]).valid
    with pytest.raises(ValueError, match="parts"):
        number_with_check("J", DAY, 17)


def test_query_codes_are_six_digits_and_differ():
    codes = {query_code() for _ in range(200)}
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 150


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("370000000000", "province", None),
        ("370200000000", "city", "370000000000"),
        ("370281000000", "county", "370200000000"),
        ("370281001000", "town", "370281000000"),
        ("370281001003", "village", "370281001000"),
    ],
)
def test_region_levels(code: str, level: str, parent: str | None):
    assert (region_level(code), parent_of(code)) == (level, parent)


def test_county_of_and_its_refusal():
    assert county_of("370281001003") == "370281000000"
    with pytest.raises(ValueError, match="above"):
        county_of("370200000000")
    with pytest.raises(ValueError, match="12-digit"):
        region_level("3702810")
