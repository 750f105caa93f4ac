"""Codes of regions 区划代码: 12 digits, two each for province, city and county, three each for town and village."""

import re
from typing import Final

LEVELS: Final = ("province", "city", "county", "town", "village")
_WIDTHS: Final = (2, 4, 6, 9, 12)


def region_level(code: str) -> str:
    """Level of a 12-digit code, told by its trailing zeros. Errors: ValueError when it is none."""
    if re.fullmatch(r"[0-9]{12}", code) is None or code.startswith("00"):
        raise ValueError(f"not a 12-digit region code: {code}")
    return next(level for level, width in zip(LEVELS, _WIDTHS, strict=True) if set(code[width:]) <= {"0"})


def county_of(code: str) -> str:
    """The county's 12-digit code of a county, town or village. Errors: ValueError above a county."""
    if region_level(code) in ("province", "city"):
        raise ValueError(f"{code} lies above a county")
    return code[:6] + "000000"


def parent_of(code: str) -> str | None:
    """Code of the next higher region, None for a province."""
    depth = LEVELS.index(region_level(code))
    return code[: _WIDTHS[depth - 1]].ljust(12, "0") if depth else None
