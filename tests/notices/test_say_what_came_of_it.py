"""Codes of tries in the reader's words: none of what a carrier may say is shown to a Chinese reader in English."""

import ast
import re
from pathlib import Path

import httpcore
import pytest
from django.utils.translation import override

from kernel.notices import carriers, sayings
from kernel.notices.carriers.sms import FOR_GOOD
from kernel.notices.models import Delivery
from kernel.notices.sayings import WORDS, in_words

HAN = re.compile(r"[一-鿿]")
CODES = {value for name, value in vars(sayings).items() if name.isupper() and isinstance(value, str)}
WITH_FIGURES = [
    f"{sayings.NO_GATEWAY} 502",
    "HTTP 200",
    "HTTP 500",
    "SMTP 550",
    "SMTP -1",
    "429 LIMIT",
    "200 ",
    "KeyError",
]
LINE = [each for each in vars(httpcore).values() if isinstance(each, type) and issubclass(each, Exception)]


def shown() -> list[str]:
    return [*WORDS, *WITH_FIGURES, *(each.__name__ for each in LINE), "SMTPHeloError", "GW-0001"]


@pytest.mark.parametrize("said", shown())
def test_what_came_of_a_try_is_read_in_chinese_and_in_english(said: str) -> None:
    with override("zh-hans"):
        chinese = in_words(said)
    with override("en"):
        english = in_words(said)
    assert HAN.search(chinese) and not HAN.search(english)


def test_what_a_peer_says_is_no_sentence_of_ours() -> None:
    with override("zh-hans"):
        assert in_words("HTTP 500") == "对方没有收下，答复 HTTP 500"
        assert in_words("HTTP 200") == "对方已收下（HTTP 200）"
        assert in_words("429 LIMIT") == "对方没有收下，答复 429 LIMIT"
        assert in_words("GW-0001") == "对方编号 GW-0001" and in_words("") == ""


def test_every_code_of_ours_has_its_words() -> None:
    for code in CODES - {sayings.NO_GATEWAY}:
        assert code in WORDS
    assert set(FOR_GOOD) <= set(WORDS) and set(Delivery.Unreachable.values) <= set(WORDS)


def test_a_carrier_keeps_no_sentence() -> None:
    """A literal that a carrier raises with is a code: words belong to `sayings`, where they can be translated."""
    places = [*Path(carriers.__file__).parent.glob("*.py"), *Path(sayings.__file__).parent.glob("*.py")]
    failures = ("NotCarried", "PeerAway", "Undeliverable")
    for place in places:
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in failures:
                assert not (isinstance(node.args[0], ast.Constant)), f"{place.name}:{node.lineno}"
