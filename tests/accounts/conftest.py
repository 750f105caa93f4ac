"""Every test has its own key file; the cast is the demo county's."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from kernel.accounts import idle
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User

LI, CHEN, WANG, SUN, AYNUR = (
    "990101195604120024",
    "990101198309270015",
    "990101199503160033",
    "990101199001180042",
    "990101198807050066",
)
CHILD = "990101201906010072"
FIRM = "91990101MA0000015C"
PASSWORD = "松山乡上岭村-2026"


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> Path:
    settings.FIELD_KEYS_FILE = tmp_path / "keys" / "field_keys.json"
    return tmp_path / "keys" / "field_keys.json"


@pytest.fixture
def register(db: None) -> Callable[..., Applicant]:
    def natural(name: str, id_number: str, **facts: Any) -> Applicant:
        given = {"kind": "natural", "id_kind": "resident_id", "phone": "161-0000-0001"} | facts
        return register_applicant(name=name, id_number=id_number, **given)

    return natural


@pytest.fixture
def han(db: None) -> User:
    return User.objects.create_user("hanx", PASSWORD, full_name="韩雪", is_staff_member=True)


@pytest.fixture
def citizen(db: None) -> User:
    return User.objects.create_user("chenh", PASSWORD, full_name="陈宏")


@pytest.fixture
def quick_doors(settings: Any) -> None:
    # a slow hash is right at the door and only slow here
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ROOT_URLCONF = "tests.accounts.urls"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock that idle time is measured by."""
    passed = [0.0]
    real = time.time
    monkeypatch.setattr(idle.time, "time", lambda: real() + passed[0])

    def forward(seconds: float) -> None:
        passed[0] += seconds

    return forward


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post("/account/login/", {"login": username, "password": password}, **extra)
