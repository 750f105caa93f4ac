"""At the door a stranger learns nothing of who has an account: same words, same work, same lock."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from kernel.accounts import opening
from kernel.accounts.actions import register_applicant
from kernel.accounts.addresses import address_of
from kernel.accounts.models import Applicant, User
from kernel.ledger.locking import database_now
from tests.accounts.conftest import CHEN, PASSWORD

WRONG = "错的错的错的错的"
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")


@pytest.fixture(autouse=True)
def _doors(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ROOT_URLCONF = "tests.accounts.urls"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every password that was hashed: the one thing at this door that takes long."""
    done: list[str] = []
    original = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        done.append(password)
        return str(original(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    yield done


@pytest.fixture
def people(han: User) -> dict[str, str]:
    """What may be typed as a name, by what it is."""
    User.objects.create_user("closed", PASSWORD, is_active=False)
    User.objects.create(username="no_password", password="", full_name="")
    return {"known": "hanx", "in capitals": "HanX", "absent": "nobody", "closed": "closed", "unset": "no_password"}


def attempt(name: str, password: str = WRONG) -> Any:
    return Client().post("/account/login/", {"login": name, "password": password})


def without_tokens(answer: Any, name: str) -> str:
    return TOKEN.sub("…", answer.content.decode()).replace(name, "…")


def test_a_wrong_password_is_hashed_once_whoever_is_named(people: dict[str, str], hashed: list[str]) -> None:
    work = {}
    for what, name in people.items():
        hashed.clear()
        attempt(name)
        work[what] = len(hashed)
    assert work == dict.fromkeys(people, 1)


def test_the_right_one_is_hashed_once_too(han: User, hashed: list[str]) -> None:
    hashed.clear()
    assert attempt("HANX", PASSWORD)["Location"] == "/desk/"
    assert hashed == [PASSWORD]


def test_the_answer_and_its_queries_are_the_same(people: dict[str, str]) -> None:
    pages, queries = set(), set()
    # the foot's own facts are asked once a minute, by whoever comes first
    Client().get("/account/login/")
    for name in people.values():
        with CaptureQueriesContext(connection) as caught:
            answer = attempt(name)
        pages.add(without_tokens(answer, name))
        queries.add(len(caught))
    assert len(pages) == 1 and len(queries) == 1


def test_an_absent_name_is_locked_like_a_present_one(people: dict[str, str]) -> None:
    pages = {}
    for name in ("hanx", "nobody"):
        for _try in range(5):
            attempt(name)
        pages[name] = without_tokens(attempt(name, PASSWORD), name)
    assert pages["hanx"] == pages["nobody"] and "错误次数过多" in pages["hanx"]


def test_a_lock_is_no_work(people: dict[str, str], hashed: list[str]) -> None:
    """Else a locked account would still tell a right password by its time."""
    for _try in range(5):
        attempt("hanx")
    hashed.clear()
    attempt("hanx", PASSWORD)
    assert hashed == []


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "10.9.9.9", "10.1.1.1"),
        (1, "10.9.9.9", "10.9.9.9"),
        (1, "6.6.6.6, 10.9.9.9", "10.9.9.9"),
        (2, "6.6.6.6, 10.9.9.9, 10.8.8.8", "10.9.9.9"),
        (2, "10.9.9.9", "10.1.1.1"),
        (1, "", "10.1.1.1"),
        (1, "nonsense", "10.1.1.1"),
        (1, "10.9.9.9:4711", "10.9.9.9"),
    ],
)
def test_only_as_many_proxies_are_believed_as_stand_there(
    settings: Any, proxies: int, forwarded: str, address: str
) -> None:
    """Whoever writes X-Forwarded-For himself would otherwise have a new address, and new tries, with every request."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


@pytest.mark.django_db
def test_a_header_that_fits_no_proxy_is_no_server_error(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    answer = Client().post("/account/login/", {"login": "x", "password": WRONG}, HTTP_X_FORWARDED_FOR="6.6.6.6")
    assert answer.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_who_knocks_too_often_is_told_in_the_words_of_the_house(settings: Any, language: str) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.ROOT_URLCONF = "county_portal.urls"
    client = Client()
    client.cookies["django_language"] = language
    for _knock in range(2):
        answer = client.post("/account/login/", {"login": "x", "password": WRONG})
    page = answer.content.decode()
    assert answer.status_code == 429 and answer["Retry-After"] == "60"
    assert ("请求太快，请稍等" in page) == (language == "zh-hans") and "429" in page


@pytest.mark.parametrize("whose", ["citizen", "staff", "nobody"])
def test_a_slips_door_says_and_costs_the_same_for_every_name(
    client: Client, hashed: list[str], citizen: User, han: User, whose: str
) -> None:
    opening.renew_for(_person_of(citizen), by=han, at=database_now())
    hashed.clear()
    name = {"citizen": "chenh", "staff": "hanx", "nobody": "nobody"}[whose]
    typed = {"username": name, "code": "ABCD EFGH JKMN", "password1": WRONG + "1", "password2": WRONG + "1"}
    answer = client.post("/account/activate/", typed)
    assert answer.status_code == 422 and "用户名或激活码不对" in answer.content.decode()
    assert hashed == ["ABCDEFGHJKMN"]


def _person_of(user: User) -> Applicant:
    return register_applicant(
        kind="natural", name="陈宏", id_kind="resident_id", id_number=CHEN, phone="16100000001", user=user
    )
