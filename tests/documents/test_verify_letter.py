"""Anyone who holds a letter may ask whether it is ours; nobody learns more than its paper says."""

import pytest
from django.core.cache import cache
from django.test import Client

from county_portal.bench.letter_samples import acceptance
from kernel.documents import throttling
from kernel.documents.actions import make_letter, request_letter
from kernel.documents.models import Letter
from tests.documents.conftest import Matter


@pytest.fixture(autouse=True)
def _own_counts(settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def letter(matter: Matter) -> Letter:
    ordered = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    made = make_letter(letter_id=ordered.pk)
    assert made is not None
    return made


def test_known(client: Client, letter: Letter) -> None:
    answer = client.get(f"/verify/{letter.number}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert letter.document is not None
    for shown in ("受理通知书", "示审批受理〔2026〕1号", "示范县行政审批服务局", "龚*𬱖", letter.document.sha256[:16]):
        assert shown in page
    assert "龚䶮𬱖" not in page and letter.document.sha256 not in page and "‼" not in page


def test_typed_with_blanks_leads_there(client: Client, letter: Letter) -> None:
    spaced = f"{letter.number[:2].lower()} {letter.number[2:10]}-{letter.number[10:]}"
    answer = client.get("/verify/", {"number": spaced})
    assert (answer.status_code, answer["Location"]) == (302, f"/verify/{letter.number}/")
    # as a Chinese keyboard writes it
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in letter.number)
    assert client.get("/verify/", {"number": wide})["Location"] == f"/verify/{letter.number}/"
    assert "‼" not in client.get("/verify/").content.decode()


@pytest.mark.parametrize("number", ["SL202609070000000000", "x" * 80, "<script>"])
def test_unknown_is_said(client: Client, letter: Letter, number: str) -> None:
    for answer in (client.get(f"/verify/{number}/"), client.get("/verify/", {"number": number})):
        assert answer.status_code == 404
        assert "没有查到" in answer.content.decode() and "<script>" not in answer.content.decode()


def test_not_yet_made_is_said(client: Client, matter: Matter) -> None:
    ordered = request_letter(entry=matter.happens(), letter_type="acceptance", data=acceptance())
    assert "还在制作" in client.get(f"/verify/{ordered.number}/").content.decode()


def test_asked_too_often(client: Client, letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(throttling.PER_NUMBER):
        assert client.get(f"/verify/{letter.number}/").status_code == 200
    refused = client.get(f"/verify/{letter.number}/")
    assert refused.status_code == 429 and refused["Retry-After"] == "60"
    # forty people in one room: another number is still answered, until the address has had its share
    assert client.get("/verify/SL202609070000000000/").status_code == 404
    monkeypatch.setattr(throttling, "PER_ADDRESS", 5)
    assert client.get("/verify/SL202609070000000018/").status_code == 429
