"""An account is opened at a window for the person who stands there, and a slip renewed; every refusal beside it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from approvals import actions
from kernel.accounts.actions import activate, register_applicant
from kernel.accounts.models import Applicant, SignInSlip, User
from kernel.accounts.opening import Issued
from kernel.accounts.refusals import (
    AccountNeedsPhone,
    AccountOfGuardian,
    AccountOfPersonsOnly,
    AccountThere,
    IdentityNotSeen,
    NoAccountYet,
    PasswordWeak,
    SlipUnusable,
    UserNameIsNumber,
    UserNameLength,
    UserNameSigns,
    UserNameTaken,
)
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from tests.approvals.test_mandate import FIRM
from tests.cast import Cast, person

OWN_PASSWORD = "槐花巷口的新密码 1"
CHILD = {"kind": "natural", "name": "陈小宝", "id_kind": "resident_id", "id_number": "990101201906010072"}


@pytest.fixture
def zhou(cast: Cast) -> Applicant:
    """Registered at a counter, without an account."""
    return person("周小宁", "990101199302020026")


def opened(cast: Cast, applicant: Applicant, **changes: Any) -> Issued:
    facts = {"username": "xiaoning", "identity_seen": True, "window": cast.window, "by": cast.clerk} | changes
    return actions.open_account(applicant=applicant, **facts)


def renewed(cast: Cast, applicant: Applicant, **changes: Any) -> Issued:
    facts = {"identity_seen": True, "window": cast.window, "by": cast.clerk} | changes
    return actions.renew_slip(applicant=applicant, **facts)


def test_a_clerk_opens_it_and_the_person_sets_his_password(cast: Cast, zhou: Applicant):
    issued = opened(cast, zhou)
    user = issued.slip.user
    zhou.refresh_from_db()
    assert (zhou.user, user.username, user.full_name, user.is_staff_member) == (user, "xiaoning", "周*宁", False)
    assert not user.has_usable_password()
    said = Entry.objects.of(user.account_subject).last()
    assert said is not None and said.type == "approvals.account_opened" and said.person == "韩*"
    assert "xiaoning" not in said.body and zhou.id_number not in said.body and issued.code not in said.body
    activate(username=" XiaoNing", code=issued.code.lower(), password=OWN_PASSWORD)
    user.refresh_from_db()
    assert user.check_password(OWN_PASSWORD)
    slip = SignInSlip.objects.get(user=user)
    assert slip.used and slip.ended_at is not None
    last = Entry.objects.of(user.account_subject).last()
    assert last is not None and (last.type, last.post) == ("accounts.activated", "本人")


def test_the_code_stands_nowhere_in_clear(cast: Cast, zhou: Applicant):
    issued = opened(cast, zhou)
    assert issued.code not in issued.slip.code_hash and len(issued.code) == 12
    assert issued.slip.code_hash.startswith("argon2") or "$" in issued.slip.code_hash


@pytest.mark.long
def test_a_slip_is_used_once(cast: Cast, zhou: Applicant):
    issued = opened(cast, zhou)
    activate(username="xiaoning", code=issued.code, password=OWN_PASSWORD)
    with pytest.raises(SlipUnusable):
        activate(username="xiaoning", code=issued.code, password="又想了一个密码 22")


@pytest.mark.long
def test_a_slip_is_good_for_seven_days(cast: Cast, zhou: Applicant):
    week = timedelta(days=7)
    issued = opened(cast, zhou, at=database_now() - week)
    with pytest.raises(SlipUnusable):
        activate(username="xiaoning", code=issued.code, password=OWN_PASSWORD)
    activate(
        username="xiaoning", code=issued.code, password=OWN_PASSWORD, at=issued.slip.good_until - timedelta(seconds=1)
    )


@pytest.mark.long
def test_a_wrong_code_and_an_absent_name_read_alike_and_a_weak_password_costs_no_slip(cast: Cast, zhou: Applicant):
    issued = opened(cast, zhou)
    for username, code in (("xiaoning", "A" * 12), ("nobody-here", issued.code), ("hanx", issued.code)):
        with pytest.raises(SlipUnusable):
            activate(username=username, code=code, password=OWN_PASSWORD)
    for weak in ("短", "1234567890123", "xiaoning12", "password123"):
        with pytest.raises(PasswordWeak):
            activate(username="xiaoning", code=issued.code, password=weak)
    activate(username="xiaoning", code=issued.code, password=OWN_PASSWORD)


def test_a_slip_is_no_way_into_a_desk_or_a_closed_account(cast: Cast, zhou: Applicant):
    issued = opened(cast, zhou)
    for shut in ({"is_staff_member": True}, {"is_active": False}):
        User.objects.filter(username="xiaoning").update(**{"is_staff_member": False, "is_active": True} | shut)
        with pytest.raises(SlipUnusable):
            activate(username="xiaoning", code=issued.code, password=OWN_PASSWORD)


@pytest.mark.long
def test_a_renewed_slip_ends_the_old_one_and_the_old_password(cast: Cast, zhou: Applicant):
    first = opened(cast, zhou)
    second = renewed(cast, zhou)
    with pytest.raises(SlipUnusable):
        activate(username="xiaoning", code=first.code, password=OWN_PASSWORD)
    user = activate(username="xiaoning", code=second.code, password=OWN_PASSWORD)
    renewed(cast, zhou)
    user.refresh_from_db()
    assert not user.check_password(OWN_PASSWORD)
    with pytest.raises(NoAccountYet):
        renewed(cast, person("林桂香", "990101195604120024"))


@pytest.mark.parametrize(
    ("username", "refusal"),
    [
        ("abc", UserNameLength),
        ("a" * 31, UserNameLength),
        ("16100000001", UserNameIsNumber),
        ("a161-0000-0001", UserNameIsNumber),
        ("990101199302020026", UserNameIsNumber),
        ("周小宁的账号", UserNameSigns),
        ("4ever", UserNameSigns),
        ("a b c d", UserNameSigns),
        ("ChenH", UserNameTaken),
    ],
)
def test_a_user_name_is_short_plain_and_no_number(cast: Cast, zhou: Applicant, username: str, refusal: type[Exception]):
    if username == "ChenH":
        User.objects.filter(pk=cast.citizen.pk).update(username="Chenh")
    with pytest.raises(refusal):
        opened(cast, zhou, username=username)
    zhou.refresh_from_db()
    assert zhou.user is None


def test_without_a_choice_a_name_is_given_that_says_nothing(cast: Cast, zhou: Applicant):
    name = opened(cast, zhou, username="").slip.user.username
    assert name.startswith("yh") and len(name) == 8


def test_one_person_has_one_account(cast: Cast, zhou: Applicant):
    opened(cast, zhou)
    with pytest.raises(AccountThere):
        opened(cast, zhou, username="another")
    with pytest.raises(IntegrityError, match="account_of_one_person"), transaction.atomic():
        Applicant.objects.filter(pk=cast.applicant.pk).update(user=cast.other_citizen)


def test_a_minor_gets_none_until_he_is_of_age(cast: Cast, zhou: Applicant):
    child = register_applicant(**CHILD, guardian=zhou)
    with pytest.raises(AccountOfGuardian):
        opened(cast, child)
    with pytest.raises(IntegrityError, match="minor_has_no_account"), transaction.atomic():
        Applicant.objects.filter(pk=child.pk).update(user=cast.stranger)
    grown = person("林桂香", "990101195604120024")
    Applicant.objects.filter(pk=grown.pk).update(minor=True, guardian=zhou)
    opened(cast, grown)
    grown.refresh_from_db()
    assert not grown.minor and grown.guardian is None and grown.user is not None


def test_a_firm_and_one_without_phone_get_none(cast: Cast, zhou: Applicant):
    with pytest.raises(AccountOfPersonsOnly):
        opened(cast, register_applicant(**FIRM))
    Applicant.objects.filter(pk=zhou.pk).update(
        phone=None, phone_index=None, contact_name="邻居", contact_phone="16100000002"
    )
    with pytest.raises(AccountNeedsPhone):
        opened(cast, zhou)


def test_only_the_windows_own_clerk_who_saw_the_document(cast: Cast, zhou: Applicant):
    for who in (cast.reviewer, cast.other_clerk, cast.administrator, cast.citizen):
        with pytest.raises(NotYourPost):
            opened(cast, zhou, by=who)
        with pytest.raises(NotYourPost):
            renewed(cast, cast.applicant, by=who)
    with pytest.raises(IdentityNotSeen):
        opened(cast, zhou, identity_seen=False)
    with pytest.raises(IdentityNotSeen):
        renewed(cast, cast.applicant, identity_seen=False)
    opened(cast, zhou, by=cast.second_clerk)
