"""Statutory holidays of years whose notice is not published yet (全国年节及纪念日放假办法, 2024 revision: 13 days).

The lunar days and 清明 to 2036 were computed from new moons and the sun's longitude in Beijing time and agree with
the published lunar tables. Which neighbouring days are moved (调休) nobody knows before the notice, so such years
are provisional.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

FIRST_DAY: Final = date(2004, 1, 1)
LAST_DAY: Final = date(2036, 12, 31)
STATUTE: Final = "《全国年节及纪念日放假办法》"

# year: 正月初一, 清明, 五月初五, 八月十五
MOVABLE: Final[dict[int, tuple[date, date, date, date]]] = {
    2027: (date(2027, 2, 6), date(2027, 4, 5), date(2027, 6, 9), date(2027, 9, 15)),
    2028: (date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
    2029: (date(2029, 2, 13), date(2029, 4, 4), date(2029, 6, 16), date(2029, 9, 22)),
    2030: (date(2030, 2, 3), date(2030, 4, 5), date(2030, 6, 5), date(2030, 9, 12)),
    2031: (date(2031, 1, 23), date(2031, 4, 5), date(2031, 6, 24), date(2031, 10, 1)),
    2032: (date(2032, 2, 11), date(2032, 4, 4), date(2032, 6, 12), date(2032, 9, 19)),
    2033: (date(2033, 1, 31), date(2033, 4, 4), date(2033, 6, 1), date(2033, 9, 8)),
    2034: (date(2034, 2, 19), date(2034, 4, 5), date(2034, 6, 20), date(2034, 9, 27)),
    2035: (date(2035, 2, 8), date(2035, 4, 5), date(2035, 6, 10), date(2035, 9, 16)),
    2036: (date(2036, 1, 28), date(2036, 4, 4), date(2036, 5, 30), date(2036, 10, 4)),
}


def statutory_holidays(year: int) -> Iterator[tuple[date, str]]:
    """The 13 days of a year of MOVABLE with their names (two names on one day come as two).

    Errors: KeyError for a year that is not in the table.
    """
    new_year, tomb_sweeping, dragon_boat, mid_autumn = MOVABLE[year]
    yield date(year, 1, 1), "元旦"
    for offset in range(-1, 3):
        yield new_year + timedelta(days=offset), "春节"
    yield tomb_sweeping, "清明节"
    yield date(year, 5, 1), "劳动节"
    yield date(year, 5, 2), "劳动节"
    yield dragon_boat, "端午节"
    yield mid_autumn, "中秋节"
    for day in (1, 2, 3):
        yield date(year, 10, day), "国庆节"
