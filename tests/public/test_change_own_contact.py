"""How one is reached is changed by oneself; by what a password is asked for; what the old telephone is told."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import actions
from kernel.accounts.actions import NewContact, change_own_contact, register_applicant
from kernel.accounts.events import CONTACT_CHANGED
from kernel.accounts.locking import subject_of
from kernel.accounts.models import Applicant, FormerPhone
from kernel.accounts.queries import citizen_named
from kernel.accounts.refusals import (
    CannotBeReached,
    EmailInvalid,
    NothingToChange,
    PasswordWrong,
    PhoneInvalid,
    TooManyWrongTries,
)
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Channel, Delivery, Notice
from tests.approvals.test_mandate import FIRM
from tests.cast import PASSWORD, Cast, person
from tests.faults.test_lock_first import LOCK_OF, LOCKS_OR_WRITES
from tests.public.conftest import received

OLD, NEW = "16100000001", "16100000088"
LANDLINE, OTHER = "053288880001", "16100000099"


@pytest.fixture(autouse=True)
def _own_counts(settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}


def changed(cast: Cast, *, password: str = PASSWORD, **new: str) -> Applicant:
    return change_own_contact(applicant=cast.applicant, new=NewContact(**new), password=password, by=cast.citizen)


def test_a_new_mobile_is_kept_masked_found_again_and_on_record(cast: Cast):
    person = changed(cast, phone="161-0000-0088", contact_name="陈 明", contact_phone="16100000077")
    person.refresh_from_db()
    assert (person.phone, person.phone_masked) == (NEW, "161****0088")
    assert (person.contact_name, person.contact_phone, person.address) == ("陈 明", "16100000077", None)
    assert citizen_named(NEW) == cast.citizen
    said = Entry.objects.of(subject_of(person)).last()
    assert said is not None and said.type == CONTACT_CHANGED.code
    assert (
        list(said.facts()["what"]) == ["手机", "联系人", "联系人电话"] and NEW not in said.body and OLD not in said.body
    )
    assert FormerPhone.objects.get().phone == OLD


def test_what_is_left_empty_stays(cast: Cast):
    changed(cast, address="城关街道 1 号", password="")
    changed(cast, email="chen@example.cn")
    cast.applicant.refresh_from_db()
    cast.citizen.refresh_from_db()
    assert (cast.applicant.phone, cast.applicant.address) == (OLD, "城关街道 1 号")
    assert cast.citizen.email == "chen@example.cn"
    assert not FormerPhone.objects.exists()


@pytest.mark.parametrize(
    "new", [{"phone": NEW}, {"email": "a@example.cn"}, {"contact_name": "陈明", "contact_phone": NEW}]
)
def test_by_what_he_is_told_is_changed_with_the_password_only(cast: Cast, new: dict[str, str]):
    for wrong in ("", "another long word 7"):
        with pytest.raises(PasswordWrong):
            changed(cast, password=wrong, **new)
    cast.applicant.refresh_from_db()
    assert cast.applicant.phone == OLD and cast.applicant.contact_phone is None
    assert not Entry.objects.of(subject_of(cast.applicant)).exists()
    changed(cast, **new)


def test_five_wrong_passwords_lock_the_sixth_though_it_is_right(cast: Cast):
    for _try in range(5):
        with pytest.raises(PasswordWrong):
            changed(cast, phone=NEW, password="guess")
    with pytest.raises(TooManyWrongTries):
        changed(cast, phone=NEW)
    changed(cast, address="城关街道", password="")


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        ({}, NothingToChange),
        ({"phone": OLD}, NothingToChange),
        ({"phone": "123"}, PhoneInvalid),
        ({"email": "chen at example"}, EmailInvalid),
        ({"contact_phone": NEW}, CannotBeReached),
    ],
)
def test_what_is_none_is_refused(cast: Cast, new: dict[str, str], refusal: type[Exception]):
    with pytest.raises(refusal):
        changed(cast, **new)


def test_wards_and_firms_are_his_to_change_and_nobody_elses(cast: Cast):
    firm = register_applicant(**FIRM, user=cast.citizen)
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(user=None, guardian=cast.applicant)
    for each in (firm, cast.other_applicant):
        facts = {"applicant": each, "new": NewContact(phone=NEW), "password": PASSWORD}
        with pytest.raises(NotFound):
            change_own_contact(**facts, by=cast.stranger)
        assert change_own_contact(**facts, by=cast.citizen).phone == NEW


def test_the_telephone_that_was_given_up_is_told_and_not_the_new_one(cast: Cast, settings: Any):
    plant_routes()
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    received(cast)
    changed(cast, phone=LANDLINE)
    changed(cast, phone=OTHER)
    changed(cast, address="城关街道 2 号")
    tell(list(Entry.objects.filter(type=CONTACT_CHANGED.code).order_by("pk")))
    sent, call = Delivery.objects.filter(entry__type=CONTACT_CHANGED.code).order_by("pk")
    assert (sent.channel, sent.address, call.channel, call.address) == (Channel.SMS, OLD, Channel.CALL, LANDLINE)
    assert "不是您本人改的" in sent.text and "不是您本人改的" in call.text
    # whoever has his latest matter dials
    assert call.organization == cast.bureau.code
    assert Notice.objects.filter(entry__type=CONTACT_CHANGED.code, recipient=cast.citizen).count() == 2


def test_whoever_gets_an_account_or_another_slip_is_told_by_message(cast: Cast, settings: Any):
    plant_routes()
    settings.NOTICE_CHANNELS = frozenset({"sms"})
    facts: dict[str, Any] = {"identity_seen": True, "window": cast.window, "by": cast.clerk}
    actions.open_account(applicant=person("周小宁", "990101199302020026"), username="xiaoning", **facts)
    actions.renew_slip(applicant=cast.applicant, **facts)
    tell(list(Entry.objects.order_by("pk")))
    opened, renewed = Delivery.objects.order_by("pk")
    assert (opened.address, opened.whom) == (OLD, "周*宁") and "开了网上账号" in opened.text
    assert "补打了登录凭条" in renewed.text and "161-0000-0001" in renewed.text
    assert Notice.objects.get(recipient=cast.citizen).link == "/my/info/"


def test_the_lock_of_the_person_is_the_first_thing_that_is_taken(cast: Cast):
    with CaptureQueriesContext(connection) as captured:
        changed(cast, phone=NEW)
    said = [query["sql"].strip() for query in captured.captured_queries]
    first = next(place for place, sql in enumerate(said) if LOCKS_OR_WRITES.search(sql))
    assert re.search(LOCK_OF.format(table="accounts_applicant"), said[first])
    assert [sql for sql in said[:first] if sql.startswith("SELECT")] == []
