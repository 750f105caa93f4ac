"""An applicant is registered once per document, and never by halves."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from kernel.accounts.actions import Contact, change_contact, phone_index, register_applicant
from kernel.accounts.models import Applicant, User
from kernel.accounts.people import is_minor, normal_name, normal_phone
from kernel.accounts.refusals import (
    ApplicantOfAnother,
    CannotBeReached,
    DocumentInvalid,
    GuardianNeeded,
    NameDiffers,
    NameMissing,
    PhoneInvalid,
)
from kernel.workdays.zone import SHANGHAI
from tests.accounts.conftest import AYNUR, CHEN, CHILD, FIRM, LI, SUN, WANG

Register = Callable[..., Applicant]


def stored(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM accounts_applicant")
        return [row[0] for row in cursor.fetchall()]


def test_what_is_personal_is_not_readable_in_the_table(register: Register) -> None:
    li = register("李桂兰", LI)
    assert (li.display, li.id_masked, li.phone_masked) == ("李*兰", "99*************024", "161****0001")
    everything = " ".join(
        str(value) for column in ("name", "id_number", "phone", "id_index") for value in stored(column)
    )
    assert "李桂兰" not in everything and LI not in everything and "16100000001" not in everything
    found = Applicant.objects.get(pk=li.pk)
    assert (found.name, found.id_number, found.phone) == ("李桂兰", LI, "16100000001")


def test_the_same_document_is_the_same_applicant_however_it_is_typed(register: Register) -> None:
    li = register("李桂兰", LI)
    assert register(" 李桂兰 ", f" {LI[:6]} {LI[6:14]}-{LI[14:]} ").pk == li.pk
    assert Applicant.objects.count() == 1


def test_another_name_on_a_known_document_is_refused_without_telling_the_first(register: Register) -> None:
    register("李桂兰", LI)
    with pytest.raises(NameDiffers) as refused:
        register("李桂芝", LI)
    assert "桂兰" not in refused.value.sentence


@pytest.mark.parametrize(("name", "number"), [("王䶮", WANG), ("孙𬱖", SUN), ("阿依努尔·买买提", AYNUR)])
def test_rare_and_long_names_come_back_as_they_were(register: Register, name: str, number: str) -> None:
    assert Applicant.objects.get(pk=register(name, number).pk).name == name


def test_every_joint_of_a_name_is_one(register: Register) -> None:
    assert register("阿依努尔•买买提", AYNUR).pk == register("阿依努尔・买买提", AYNUR).pk


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"id_number": LI[:-1] + "5"}, DocumentInvalid),
        ({"id_number": FIRM, "id_kind": "uscc"}, DocumentInvalid),
        ({"id_kind": "library_card"}, DocumentInvalid),
        ({"name": "  "}, NameMissing),
        ({"phone": "没有"}, PhoneInvalid),
        ({"phone": None}, CannotBeReached),
        ({"phone": None, "contact_name": "赵磊"}, CannotBeReached),
        ({"phone": None, "contact_phone": "161-0000-0002"}, CannotBeReached),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(
    register: Register, facts: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        register(**{"name": "李桂兰", "id_number": LI} | facts)
    assert not Applicant.objects.exists()


def test_who_has_no_phone_is_reached_through_a_contact(register: Register) -> None:
    li = register("李桂兰", LI, phone=None, contact_name="赵磊", contact_phone="161-0000-0002")
    assert (li.phone, li.phone_index, li.contact_name, li.contact_phone) == (None, None, "赵磊", "16100000002")


def test_a_child_needs_a_guardian_who_is_of_age(register: Register) -> None:
    with pytest.raises(GuardianNeeded):
        register("赵小苗", CHILD, phone=None)
    child = register("赵小苗", CHILD, phone=None, guardian=register("李桂兰", LI))
    assert child.minor and child.phone is None
    with pytest.raises(GuardianNeeded):
        register("陈宏", CHEN, guardian=child)


def test_a_passport_tells_no_birth_date_so_it_is_asked(register: Register) -> None:
    holder = register("Ana María", "AB1234567", id_kind="passport")
    assert not holder.minor and holder.id_masked == "A******67"
    with pytest.raises(GuardianNeeded):
        register("Ana", "AB1234568", id_kind="passport", born=date(2020, 1, 1))


def test_a_firm_is_shown_by_its_whole_name_and_its_agent_is_not(db: None) -> None:
    firm = register_applicant(
        kind="legal",
        name="示范县宏远食品有限公司",
        id_kind="uscc",
        id_number=FIRM,
        phone="16100000003",
        agent_name="陈宏",
    )
    assert (firm.display, firm.id_masked, firm.agent_masked) == ("示范县宏远食品有限公司", FIRM, "陈*")
    with pytest.raises(DocumentInvalid):
        register_applicant(kind="legal", name="公司", id_kind="resident_id", id_number=LI, phone="16100000003")


def test_a_number_alone_ties_nobodys_papers_to_an_account(register: Register, citizen: User) -> None:
    register("李桂兰", LI)
    with pytest.raises(ApplicantOfAnother):
        register("李桂兰", LI, user=citizen)
    own = register("陈宏", CHEN, user=citizen)
    assert register("陈宏", CHEN, user=citizen).pk == own.pk
    assert list(Applicant.objects.of_user(citizen)) == [own]


def test_a_known_applicants_phone_changes_only_before_a_clerk(register: Register) -> None:
    register("李桂兰", LI)
    assert register("李桂兰", LI, phone="16100000009").phone == "16100000001"
    changed = register("李桂兰", LI, phone="16100000009", refresh_contact=True)
    assert changed.phone == "16100000009"
    assert Applicant.objects.filter(phone_index=phone_index("161-0000-0009")).exists()
    with pytest.raises(CannotBeReached):
        change_contact(applicant=changed, contact=Contact())


def test_an_encrypted_field_can_not_be_searched(register: Register) -> None:
    register("李桂兰", LI)
    with pytest.raises(FieldError):
        Applicant.objects.filter(name="李桂兰").exists()
    assert Applicant.objects.filter(address__isnull=True).exists()


@pytest.mark.parametrize(
    "change",
    [
        {"minor": True},
        {"kind": "legal"},
        {"phone_index": None},
        {"contact_name": "赵磊"},
        {"phone": None, "phone_index": None},
    ],
)
def test_the_database_refuses_too(register: Register, change: dict[str, Any]) -> None:
    li = register("李桂兰", LI)
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.filter(pk=li.pk).update(**change)


def test_nobody_is_his_own_guardian(register: Register) -> None:
    li = register("李桂兰", LI)
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.filter(pk=li.pk).update(guardian=li)


def test_a_citizens_account_holds_no_plain_name_and_nobody_is_superuser(citizen: User) -> None:
    assert citizen.full_name == "陈*"
    for change in ({"full_name": "陈宏"}, {"is_superuser": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=citizen.pk).update(**change)


def test_who_is_a_minor_on_the_day(register: Register) -> None:
    born = date(2008, 10, 14)
    assert is_minor(born, date(2026, 10, 13))
    assert not is_minor(born, date(2026, 10, 14))
    guardian = register("李桂兰", LI)
    at = datetime(2019, 6, 2, tzinfo=SHANGHAI)
    assert register("赵小苗", CHILD, guardian=guardian, at=at).minor


def test_names_and_phones_are_written_one_way() -> None:
    assert normal_name(" 李  桂兰\u3000") == "李 桂兰"
    assert normal_phone("+86 161-0000-0001") == normal_phone("１６１０００００００１") == "16100000001"
