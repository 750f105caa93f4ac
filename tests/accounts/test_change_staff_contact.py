"""Where a member of staff is reached: set, left alone, removed, never in the clear; what is no address is refused."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kernel.accounts.actions import change_staff_contact
from kernel.accounts.models import User
from kernel.accounts.refusals import EmailInvalid, PhoneInvalid
from kernel.ledger.refusals import NotFound
from tests.cast import staff, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return staff("hanx", "韩雪")


@pytest.mark.long
def test_what_is_given_is_set_and_the_rest_stays(clerk: User) -> None:
    change_staff_contact(username="hanx", email="hanx@example.cn")
    change_staff_contact(username="hanx", phone="161-0000-0001")
    clerk.refresh_from_db()
    assert (clerk.email, clerk.phone) == ("hanx@example.cn", "16100000001")
    change_staff_contact(username="hanx", email="")
    clerk.refresh_from_db()
    assert (clerk.email, clerk.phone) == (None, "16100000001")


def test_it_is_unreadable_in_the_table(clerk: User) -> None:
    change_staff_contact(username="hanx", email="hanx@example.cn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM accounts_user")
        assert "example" not in str(cursor.fetchall())


def test_what_is_no_address_and_who_is_no_staff_are_refused(clerk: User) -> None:
    user("citizen", "某*", staff_member=False)
    for facts, refusal in (
        ({"username": "hanx", "email": "hanx"}, EmailInvalid),
        ({"username": "hanx", "email": "hanx@example.cn\nBcc: x@y.cn"}, EmailInvalid),
        ({"username": "hanx", "phone": "12"}, PhoneInvalid),
        ({"username": "citizen", "email": "a@example.cn"}, NotFound),
        ({"username": "nobody", "email": "a@example.cn"}, NotFound),
    ):
        with pytest.raises(refusal):
            change_staff_contact(**facts)
    clerk.refresh_from_db()
    assert (clerk.email, clerk.phone) == (None, None)


def test_the_command_says_it_masked(clerk: User, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("staff_contact", "hanx", "--email", "hanx@example.cn", "--phone", "16100000001")
    said = json.loads(capsys.readouterr().out)
    assert said == {"username": "hanx", "email": "h***@example.cn", "phone": "161****0001"}
    with pytest.raises(CommandError):
        call_command("staff_contact", "hanx", "--email", "hanx")
