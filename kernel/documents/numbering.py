"""Numbers of documents. A letter's number is looked up without signing in, so it cannot be guessed: nine of its
digits are random. 文号 on the paper is another thing: organ, kind of letter, year and a running number."""

import re
import secrets
import unicodedata
from datetime import date
from typing import Final

from kernel.identifiers.numbers import check_digit

UPLOAD_PREFIX: Final = "WJ"
_NUMBER: Final = re.compile(r"[A-Z]{2}[0-9]{18}")


def document_number(prefix: str, day: date) -> str:
    """`SL20261014` + nine random digits + check digit: 20 characters, digits after the two letters.

    Errors: ValueError when the prefix is not two capital letters.
    """
    body = f"{prefix}{day:%Y%m%d}{secrets.randbelow(10**9):09d}"
    number = body + check_digit(body)
    if _NUMBER.fullmatch(number) is None:
        raise ValueError(f"not the parts of a document number: {body}")
    return number


def read_number(typed: str) -> str | None:
    """A typed or scanned number without its blanks and hyphens, wide ones made plain; None when it cannot be one."""
    number = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed)).upper()
    if _NUMBER.fullmatch(number) is None or check_digit(number[:-1]) != number[-1]:
        return None
    return number


def spaced(number: str) -> str:
    """The number in groups as the paper shows it: `SL 20261014 483011 7295`."""
    return f"{number[:2]} {number[2:10]} {number[10:14]} {number[14:17]} {number[17:]}"


def letter_nonce() -> str:
    """Random text in a letter's metadata, so that the published digest confirms nobody's guess of its words."""
    return secrets.token_hex(16)
