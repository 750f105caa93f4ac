"""GB 11643, GB 32100 and GB 11714 written down a second time, from the standards' own formulas."""

import io
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.core.management import call_command

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def resident(body: str) -> str:
    """ISO 7064 MOD 11-2: the whole number, with X for ten, leaves 1."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + "0123456789X"[next(last for last in range(11) if (total + last) % 11 == 1)]


def credit(body: str) -> str:
    """GB 32100: weights are powers of 3 mod 31, the check makes the sum divisible by 31."""
    total = sum(CREDIT.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + CREDIT[-total % 31]


def organisation(body: str) -> str:
    """GB 11714: C9 = 11 - MOD(sum, 11), X for ten, 0 for eleven."""
    total = sum(LETTERS.index(c) * weight for c, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return body + "0X987654321"[total % 11]


def some(random: Random) -> tuple[str, str]:
    kind = random.choice(["resident_id", "uscc", "org_code"])
    if kind == "resident_id":
        place = random.choice(["370281", "370285", "990101", "810000", "830000", "110105", "659001"])
        born = date(1900, 1, 1) + timedelta(days=random.randrange(45_000))
        return kind, resident(f"{place}{born:%Y%m%d}{random.randrange(1000):03d}")
    if kind == "uscc":
        organ = random.choice(["11", "12", "51", "91", "92", "93", "N1", "N2", "A1", "Y1", "21", "G1", "J1"])
        return kind, credit(organ + "370281" + "".join(random.choices(CREDIT, k=9)))
    return kind, organisation("".join(random.choices(LETTERS, k=8)))


def as_typed(random: Random, kind: str, number: str) -> str:
    forms = [
        number,
        number.lower(),
        f" {number} ",
        f"\u202a{number}\u202c",
        f"{number[:6]} {number[6:]}",
        f"\ufeff{number}",
    ]
    forms.append("".join(chr(ord(character) + 0xFEE0) for character in number))
    return random.choice([*forms, f"{number[:8]}-{number[8:]}"] if kind == "org_code" else forms)


def test_two_thousand_numbers_get_the_verdicts_of_the_standards(tmp_path: Path):
    random = Random(11643)
    lines, expected = ["kind,value"], []
    for _number in range(2000):
        kind, number = some(random)
        if random.random() < 0.4:
            place = random.randrange(8, len(number)) if kind == "uscc" else random.randrange(len(number))
            others = [c for c in ("0123456789" if kind != "uscc" else CREDIT) if c != number[place]]
            false = number[:place] + random.choice(others) + number[place + 1 :]
            # GB 11714 does not tell characters that lie 11 apart
            expected.append(kind == "org_code" and organisation(false[:8]) == false)
            number = false
        else:
            expected.append(True)
        lines.append(f"{kind},{as_typed(random, kind, number)}")
    file, out = tmp_path / "list.csv", io.StringIO()
    file.write_text("\r\n".join(lines), encoding="utf-8")
    call_command("check_identifiers", str(file), "--json", stdout=out)
    verdicts = json.loads(out.getvalue())
    wrong = [line for line, told, valid in zip(lines[1:], verdicts, expected, strict=True) if told["valid"] != valid]
    assert not wrong and 600 < expected.count(False) < 1000
    assert all((told["reason"] == "") == told["valid"] for told in verdicts)
