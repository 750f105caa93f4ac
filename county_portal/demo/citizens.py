"""Those who apply: the named ones of the cast, with their accounts, and the many of the history."""

from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password

from county_portal.demo import tables
from county_portal.demo.people import Register, resident_number
from county_portal.demo.places import credit_code
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant, User
from kernel.identifiers.masking import mask_name

PERSONS: Final = 260
FIRMS: Final = 90
FIRM_WORDS: Final = (
    "兴农",
    "恒信",
    "宏达",
    "瑞丰",
    "金桥",
    "顺发",
    "康泰",
    "华盛",
    "东升",
    "广源",
    "益民",
    "鑫隆",
    "福满园",
    "和顺",
)
FIRM_KINDS: Final = ("农资经营部", "餐饮店", "运输有限公司", "建筑工程有限公司", "医药有限公司", "商贸有限公司")


def build_named(password: str) -> None:
    """The applicants of the cast; the guardian before the ward. Those who sign in get an account."""
    rows = sorted(tables.applicants(), key=lambda row: bool(row["guardian"]))
    hashed = make_password(password)
    by_number: dict[str, Applicant] = {}
    for row in rows:
        user = _account(row["username"], row["name"], hashed) if row["username"] else None
        by_number[row["id_number"]] = register_applicant(
            kind=row["kind"], name=row["name"], id_kind=row["id_kind"], id_number=row["id_number"],
            phone=row["phone"] or None, address=row["address"] or None, contact_name=row["contact_name"] or None,
            contact_phone=row["contact_phone"] or None, guardian=by_number.get(row["guardian"]),
            agent_name=row["agent"] or None, user=user,
        )  # fmt: skip


def _account(username: str, name: str, hashed: str) -> User:
    user, _made = User.objects.get_or_create(
        username=username, defaults={"full_name": mask_name(name), "password": hashed}
    )
    return user


def build_many(random: Random) -> int:
    """Invented persons and firms for the history; none of them can sign in. How many."""
    register = Register(random, frozenset())
    for place in range(PERSONS):
        number = resident_number(random, "990101", 1950, 2002, 100 + place)
        register_applicant(
            kind="natural", name=register.name(), id_kind="resident_id", id_number=number,
            phone=f"1610001{place:04d}", address=f"示范县{random.choice(tables.towns()).name}",
        )  # fmt: skip
    for place in range(FIRMS):
        owner = register.name()
        word = FIRM_WORDS[place % len(FIRM_WORDS)]
        name = f"示范县{owner[0]}记{word}{FIRM_KINDS[place % len(FIRM_KINDS)]}"
        register_applicant(
            kind="legal", name=name, id_kind="uscc", id_number=credit_code("91", 1000 + place),
            phone=f"1610002{place:04d}", agent_name=owner,
        )  # fmt: skip
    return PERSONS + FIRMS
