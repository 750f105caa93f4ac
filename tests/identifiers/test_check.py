"""A number is accepted or refused with a reason that says what to look at."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from kernel.identifiers import check
from kernel.identifiers.documents import CREDIT_CODE_ALPHABET, org_code_check_character

TODAY = date(2026, 11, 20)


def resident(body17: str) -> str:
    return body17 + ric.calc_check_digit(body17 + "0")


def credit(body17: str) -> str:
    return body17 + uscc.calc_check_digit(body17)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("resident_id", "11010519491231002X"),
        ("resident_id", "11010519491231002x"),
        ("resident_id", " 110105 19491231 002X "),
        ("resident_id", "\u202d11010519491231002X\u202c"),
        ("resident_id", "110105\u200b19491231\xa0002X\ufeff"),
        ("resident_id", "１１０１０５１９４９１２３１００２Ｘ"),
        ("resident_id", resident("37028119650301123")),
        ("resident_id", resident("37028119881231001")),
        ("resident_id", resident("99010119900229001".replace("19900229", "19920229"))),
        ("uscc", "91350100M000100Y43"),
        ("uscc", credit("N1370281MF1234567")),
        ("uscc", credit("A1110000MC0000001")),
        ("uscc", credit("Y1110000MY0000001")),
        ("uscc", credit("92370281MA3C00001")),
        ("org_code", "12345678" + org_code_check_character("12345678")),
        ("org_code", "D2143569-X"),
        ("passport", "E12345678"),
        ("passport", "EA1234567"),
        ("hmt_residence", resident("81000019900101001")),
        ("hmt_residence", resident("83000019900101001")),
    ],
)
def test_true_number_is_accepted(kind: str, value: str):
    verdict = check(kind, value, today=TODAY)
    assert (verdict.valid, verdict.reason) == (True, "")
    assert " " not in verdict.normalized and verdict.normalized == verdict.normalized.upper()


@pytest.mark.parametrize(
    ("kind", "value", "word"),
    [
        ("resident_id", "", "空"),
        ("resident_id", "110105194912310021", "校验码"),
        ("resident_id", "11010519491231002", "18位"),
        ("resident_id", "110105491231002", "15位"),
        ("resident_id", "1101051949123100AX", "数字"),
        ("resident_id", resident("37028119650230123"), "不存在"),
        ("resident_id", resident("37028100000101123"), "不存在"),
        ("resident_id", resident("37028120261121123"), "晚于今天"),
        ("resident_id", resident("00028119900101123"), "0开头"),
        ("resident_id", resident("81000019900101001"), "居住证"),
        ("hmt_residence", "11010519491231002X", "810000"),
        ("uscc", "91350100M000100Y44", "校验码"),
        ("uscc", "91350100M000100Y4", "18位"),
        ("uscc", "91350100I000100Y43", "I"),
        ("uscc", "9135010AM000100Y43", "区划"),
        ("org_code", "D2143569-1", "校验码"),
        ("org_code", "D214356", "9位"),
        ("org_code", "D214356É1", "字母"),
        ("passport", "ABCDEFGH", "护照"),
        ("passport", "E1", "护照"),
    ],
)
def test_false_number_is_refused_with_a_reason(kind: str, value: str, word: str):
    verdict = check(kind, value, today=TODAY)
    assert not verdict.valid
    assert word in verdict.reason


def test_birth_today_is_no_future_and_without_today_nothing_is():
    assert check("resident_id", resident("37028120261120123"), today=TODAY).valid
    assert check("resident_id", resident("37028120991120123")).valid


def test_unknown_kind_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="driving"):
        check("driving", "1")


@given(st.text(alphabet="0123456789", min_size=3, max_size=3), st.dates(date(1900, 1, 1), TODAY), st.integers(0, 17))
def test_one_wrong_digit_of_a_resident_number_is_found(sequence: str, born: date, place: int):
    true = resident(f"370281{born:%Y%m%d}{sequence}")
    assert check("resident_id", true, today=TODAY).valid
    for wrong in set("0123456789") - {true[place]}:
        assert not check("resident_id", true[:place] + wrong + true[place + 1 :], today=TODAY).valid


@given(
    st.text(alphabet=CREDIT_CODE_ALPHABET, min_size=9, max_size=9), st.sampled_from("123456789ANY"), st.integers(0, 17)
)
def test_one_wrong_character_of_a_credit_code_is_found(body: str, organ: str, place: int):
    true = credit(f"{organ}1370281{body}"[:17])
    assert check("uscc", true).valid
    wrong = "7" if true[place] != "7" else "8"
    assert not check("uscc", true[:place] + wrong + true[place + 1 :]).valid


@given(st.sampled_from(["resident_id", "uscc", "org_code", "passport", "hmt_residence"]), st.text(max_size=25))
def test_no_text_breaks_a_check(kind: str, value: str):
    verdict = check(kind, value, today=TODAY)
    assert verdict.valid == (verdict.reason == "")
