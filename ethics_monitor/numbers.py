"""Card numbers inside a set-based statement: the same number that `kernel.identifiers` makes and checks."""

from datetime import date
from typing import Final

from stdnum.iso7064 import mod_11_10

PREFIX: Final = "JC"
SEQUENCE: Final = "ethics_monitor_card_number"
DIGITS: Final = 6
_DIGITS_OF_PREFIX: Final = "".join(str(int(letter, 36)) for letter in PREFIX)


def number_sql(day: date, sequence: str) -> str:
    """SQL text of the number of `day` whose six digits are the bigint expression `sequence`.

    ISO 7064 MOD 11,10 goes digit by digit; the state after the fixed part is known here, six steps are left to SQL.
    """
    fixed = f"{_DIGITS_OF_PREFIX}{day:%Y%m%d}"
    # the library keeps the state p as the complement of the check digit it would give now
    state = str((11 - int(mod_11_10.calc_check_digit(fixed))) % 10 or 10)
    for place in reversed(range(DIGITS)):
        digit = f"mod({sequence} / {10**place}, 10)"
        state = f"mod((mod({state} + {digit} - 1, 10) + 1) * 2, 11)"
    return f"'{PREFIX}{day:%Y%m%d}' || lpad(({sequence})::text, {DIGITS}, '0') || mod(11 - {state}, 10)::text"
