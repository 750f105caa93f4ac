"""How a person's data look where they may not be read in full (domain.md §9). One function per kind of datum."""

import unicodedata
from collections.abc import Callable
from typing import Final

STAR: Final = "*"
# 买买提·艾力, Ali ben Said: the joints of a name stay visible, they tell nobody who it is
JOINTS: Final = frozenset("··•・‧ -")
SOLE_TRADER: Final = "92"


def _characters(text: str) -> list[str]:
    """Characters as a reader sees them: a base with its variation selectors and combining marks is one."""
    seen: list[str] = []
    for point in text:
        if seen and (unicodedata.combining(point) or _is_variation_selector(point)):
            seen[-1] += point
        else:
            seen.append(point)
    return seen


def _is_variation_selector(point: str) -> bool:
    return "\ufe00" <= point <= "\ufe0f" or "\U000e0100" <= point <= "\U000e01ef"


def mask_name(name: str) -> str:
    """张三 → 张*, 张小明 → 张*明, longer → first and last character; one character is hidden whole."""
    characters = _characters(name.strip())
    if len(characters) < 2:
        return STAR * len(characters)
    last = characters[-1] if len(characters) > 2 else STAR
    middle = [character if character in JOINTS else STAR for character in characters[1:-1]]
    return "".join([characters[0], *middle, last])


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234, also with +86 or hyphens; of any other number the last two digits stay."""
    digits = "".join(character for character in unicodedata.normalize("NFKC", phone) if character.isdigit())
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return _ends(digits, 0, 2)


def mask_id(number: str) -> str:
    """350102199001011123 → 35*************123; of shorter documents the first and the last two stay."""
    return _ends(number, 2, 3) if len(number) >= 15 else _ends(number, 1, 2)


def mask_uscc(number: str) -> str:
    """The code of a company is public; that of a sole trader 个体工商户 (92…) stands for a person."""
    return _ends(number, 2, 3) if number.startswith(SOLE_TRADER) else number


def mask_email(address: str) -> str:
    """zhang@example.cn → z***@example.cn; the number of stars does not tell the length."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else STAR * 3


def mask_bank_card(number: str) -> str:
    """The last four digits stay."""
    return _ends("".join(number.split()), 0, 4)


def _ends(text: str, first: int, last: int) -> str:
    if len(text) <= first + last:
        return STAR * len(text)
    return text[:first] + STAR * (len(text) - first - last) + text[-last:]


def _public(value: str) -> str:
    return value


_MASKS: Final[dict[str, Callable[[str], str]]] = {
    "name": mask_name,
    "phone": mask_phone,
    "resident_id": mask_id,
    "hmt_residence": mask_id,
    "passport": mask_id,
    "uscc": mask_uscc,
    "org_code": _public,
    "email": mask_email,
    "bank_card": mask_bank_card,
}


def mask(kind: str, value: str) -> str:
    """Mask a datum by its kind. Errors: KeyError for a kind without a rule, so that nothing is shown by oversight."""
    return _MASKS[kind](value)
