"""档案袋标签: bars and a code of the number, which a gun types into the search box; printed again at any time."""

import re

import pytest

from tests.cast import Cast
from tests.hall.conftest import received
from tests.roof.test_find import ask, opens

# ISO/IEC 15417 tables, written down independently of the library: widths of bars and spaces by value
_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
)
WIDTHS = re.findall(r"\d{6}", _TABLE)
STOP, TO_B, START_C = "2331112", 100, 105


def read(page: str) -> str:
    """What a gun reads of the bars: digits by pairs, the odd one by itself."""
    width = int(re.search(r'class="bars" viewBox="0 0 (\d+) 1"', page)[1])
    bars = [(int(at), int(wide)) for at, wide in re.findall(r"M(\d+) 0h(\d+)v1", page)]
    assert bars[0][0] == 10 and width - sum(bars[-1]) == 10, "the white ends"
    modules = ["0"] * width
    for at, wide in bars:
        modules[at : at + wide] = "1" * wide
    runs = [str(len(run)) for run in re.findall("1+|0+", "".join(modules)[10:-10])]
    assert "".join(runs[-7:]) == STOP
    values = [WIDTHS.index("".join(runs[at : at + 6])) for at in range(0, len(runs) - 7, 6)]
    *values, check = values
    assert values[0] == START_C
    assert (values[0] + sum(place * value for place, value in enumerate(values))) % 103 == check
    text, pairs = "", True
    for value in values[1:]:
        if pairs and value == TO_B:
            pairs = False
        else:
            text += f"{value:02d}" if pairs else chr(value + 32)
    return text


def test_the_label_says_the_number_in_bars_and_never_the_whole_name(cast: Cast, desk) -> None:
    case = received(cast)
    page = desk.get(f"/cases/{case.number}/label/").content.decode()
    assert read(page) == case.number
    label = page[page.index("<article") : page.index("</article>")]
    assert "第三类医疗器械经营许可" in label and "陈*" in label and "陈宏" not in page
    assert 'class="qr"' in label and opens(ask(desk, read(page))) == f"/cases/{case.number}/"


def test_it_is_printed_again_the_same_from_case_search_and_slip(cast: Cast, desk) -> None:
    case = received(cast)
    path = f"/cases/{case.number}/label/"
    for page in (desk.get(f"/cases/{case.number}/"), desk.get(f"/cases/{case.number}/slip/")):
        assert f'href="{path}"' in page.content.decode()
    found = ask(desk, case.number[-5:]).content.decode()
    assert f'data-label="{path}"' in found and f'data-slip="/cases/{case.number}/slip/"' in found
    articles = [re.search("<article.*</article>", desk.get(path).content.decode(), re.DOTALL)[0] for _time in range(2)]
    assert articles[0] == articles[1]


@pytest.mark.parametrize("who", ["other_clerk", "administrator", "citizen"])
def test_of_anothers_matter_there_is_no_label(cast: Cast, browser_of, who: str) -> None:
    case = received(cast)
    answer = browser_of(getattr(cast, who)).get(f"/cases/{case.number}/label/")
    assert answer.status_code in (403, 404) and "bars" not in answer.content.decode()
