"""日封存: a range of the stream under two roots, chained to the seal before."""

import hashlib
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from kernel.ledger import merkle, seals, stream
from kernel.ledger.models import Seal
from tests.ledger.cast import matter, say
from tests.ledger.sessions import number

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


def say_and_number(*words: str) -> None:
    for each in words:
        say(each, of=matter(1))
    number(len(words))


def textbook_root(leaves: list[bytes], digest) -> bytes:
    """RFC 6962 §2.1 as it is written there."""
    if not leaves:
        return digest(b"")
    if len(leaves) == 1:
        return digest(b"\x00" + leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return digest(b"\x01" + textbook_root(leaves[:k], digest) + textbook_root(leaves[k:], digest))


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_streamed_root_is_the_textbooks(leaves):
    assert merkle.roots(leaves) == (textbook_root(leaves, merkle.sha256), textbook_root(leaves, merkle.sm3))


def test_sm3_is_the_standards():
    """GB/T 32905-2016, appendix A.1; both implementations."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert merkle.sm3(b"abc").hex() == expected
    assert merkle._sm3_of_cryptography(b"abc").hex() == expected
    assert merkle.sha256(b"abc") == hashlib.sha256(b"abc").digest()


@pytest.mark.django_db(transaction=True)
def test_each_seal_covers_what_was_numbered_since_the_last(without_horizon):
    say_and_number("一", "二", "三")
    first = seals.seal(label=MONDAY)
    say_and_number("四")
    second = seals.seal(label=TUESDAY)
    empty = seals.seal(label=WEDNESDAY)
    assert [(each.number, each.first_no, each.last_no) for each in (first, second, empty)] == [
        (1, 1, 3),
        (2, 4, 4),
        (3, 5, 4),
    ]
    assert second.stream_chain == stream.head().chain
    assert empty.root_sha256 == merkle.sha256(b"")
    assert len({each.hash_sha256 for each in (first, second, empty)}) == 3
    assert seals.hashes_of(second, first) == (second.hash_sha256, second.hash_sm3)
    assert seals.hashes_of(second, None) != (second.hash_sha256, second.hash_sm3)


@pytest.mark.django_db(transaction=True)
def test_a_day_is_sealed_once_and_in_order(without_horizon):
    seals.seal(label=TUESDAY)
    for label in (TUESDAY, MONDAY):
        with pytest.raises(seals.AlreadySealed, match="已经封存"):
            seals.seal(label=label)
    assert Seal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_a_seal(without_horizon):
    seals.seal(label=MONDAY)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Seal.objects.update(last_no=9)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Seal.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_the_command_seals_and_refuses_in_words(without_horizon):
    say_and_number("一")
    out = StringIO()
    call_command("seal_ledger", "--json", stdout=out)
    seal = Seal.objects.get()
    assert json.loads(out.getvalue())["sm3"] == seal.hash_sm3.hex()
    with pytest.raises(CommandError, match="已经封存"):
        call_command("seal_ledger", stdout=out)
