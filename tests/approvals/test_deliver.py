"""送达: at the counter whose turn it is, against a signature, or by post to the address that was given."""

from datetime import timedelta
from typing import Any

import pytest

from approvals import actions
from approvals.models import Application, DeliveryRecord
from approvals.permissions import may
from approvals.refusals import PostalIncomplete, SignatoryMissing, TrackingMissing
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.models import Absence, Deputy, Role, Window
from kernel.organizations.refusals import NotYourPost
from tests.approvals.test_intake import FORM, receive
from tests.cast import MONDAY, Cast, post, staff

TO = {"receiver": "陈宏", "phone": "16100000001", "address": "示范县城关镇人民路 18 号"}
SIGNED = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}


def granted(cast: Cast, **changes: Any) -> Case:
    case = receive(cast, **changes)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=MONDAY)
    return actions.grant(number=case.number, by=cast.approver, at=MONDAY)


def deliver(case: Case, by: User, **how: str) -> Case:
    return actions.deliver(number=case.number, by=by, at=MONDAY + timedelta(days=1), **how)


@pytest.fixture
def counter(cast: Cast) -> User:
    """宋平 at Z03, where results of the item are handed out."""
    window = Window.objects.create(
        code="Z03", name="统一出件", organization=cast.centre, service_point=cast.window.service_point
    )
    clerk = staff("songp", "宋平")
    post(clerk, Role.WINDOW_CLERK, cast.centre, window, "Z03 窗口人员")
    cast.item.delivering_window = window
    cast.item.save()
    return clerk


def test_at_the_window_somebody_signs(cast: Cast) -> None:
    case = granted(cast)
    for nobody in ({"receiver": ""}, {"receiver": " "}, {"receiver_is": ""}):
        with pytest.raises(SignatoryMissing):
            deliver(case, cast.clerk, **SIGNED | nobody)
    assert deliver(case, cast.clerk, **SIGNED).state == "delivered"
    record = DeliveryRecord.objects.get(case=case)
    assert (record.receiver, record.receiver_is) == ("陈宏", "applicant")
    said = Entry.objects.of(case.ledger_subject).last()
    assert said is not None and said.payload["method"] == "窗口领取，申请人本人签收" and "陈宏" not in str(said.payload)


def test_an_agent_may_sign_and_is_named_as_one(cast: Cast) -> None:
    case = granted(cast)
    deliver(case, cast.clerk, **SIGNED | {"receiver": "周小代", "receiver_is": "agent"})
    assert DeliveryRecord.objects.get(case=case).receiver_is == "agent"


def test_by_post_with_its_tracking_number(cast: Cast) -> None:
    case = granted(cast, delivery="post", post_to=TO)
    with pytest.raises(TrackingMissing):
        deliver(case, cast.clerk, method="post", tracking_number=" ")
    deliver(case, cast.clerk, method="post", tracking_number="EA123456789CN")
    assert DeliveryRecord.objects.get(case=case).tracking_number == "EA123456789CN"


def test_only_the_counter_whose_turn_it_is_delivers(cast: Cast, counter: User) -> None:
    case = granted(cast)
    turn = current_turn(case)
    assert turn is not None and turn.post is not None and turn.post.user == counter
    for who in (cast.clerk, cast.second_clerk, cast.other_clerk, cast.approver, cast.citizen):
        with pytest.raises(NotYourPost):
            deliver(case, who, **SIGNED)
    assert "deliver" in may(counter, case, turn) and "deliver" not in may(cast.clerk, case, turn)
    assert deliver(case, counter, **SIGNED).state == "delivered"
    for who in (cast.clerk, cast.approver):
        with pytest.raises(NotYourPost):
            actions.close(number=case.number, by=who, at=MONDAY + timedelta(days=1))
    assert actions.close(number=case.number, by=counter, at=MONDAY + timedelta(days=1)).state == "closed"


def test_the_deputy_of_that_counter_delivers_while_its_clerk_is_away(cast: Cast, counter: User) -> None:
    case, z03 = granted(cast), counter.posts.get()
    Deputy.objects.create(post=z03, user=cast.clerk, rank=1, from_date=z03.from_date)
    with pytest.raises(NotYourPost):
        deliver(case, cast.clerk, **SIGNED)
    Absence.objects.create(user=counter, from_at=MONDAY, until_at=MONDAY + timedelta(days=2), reason="training")
    assert deliver(case, cast.clerk, **SIGNED).state == "delivered"


def test_where_the_item_names_no_counter_its_own_window_delivers(cast: Cast) -> None:
    case = granted(cast)
    second = Window.objects.create(
        code="C02", name="综合受理", organization=cast.bureau, service_point=cast.window.service_point
    )
    cast.item.receiving_windows.add(second)
    elsewhere = staff("c02", "王小窗")
    post(elsewhere, Role.WINDOW_CLERK, cast.bureau, second, "C02 窗口人员")
    with pytest.raises(NotYourPost):
        deliver(case, elsewhere, **SIGNED)
    assert deliver(case, cast.second_clerk, **SIGNED).state == "delivered"


@pytest.mark.parametrize("lacking", ["receiver", "phone", "address"])
def test_by_post_needs_to_whom_and_where(cast: Cast, lacking: str) -> None:
    with pytest.raises(PostalIncomplete) as refusal:
        receive(cast, delivery="post", post_to=TO | {lacking: " "})
    assert set(refusal.value.facts["errors"]) == {lacking}
    assert not Case.objects.exists()
    draft = actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=FORM)
    with pytest.raises(PostalIncomplete):
        actions.submit(number=draft.number, by=cast.citizen, delivery="post", post_to=TO | {lacking: ""})
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_where_it_is_sent_is_kept_encrypted_and_only_for_the_post(cast: Cast) -> None:
    case = receive(cast, delivery="post", post_to=TO | {"phone": "161 0000-0001"})
    row = Application.objects.filter(case=case)
    assert row.get().postal() == TO
    raw = row.extra(select={"raw": "post_to"}).values_list("raw", flat=True)[0]
    assert "城关镇" not in raw and "16100000001" not in raw
    assert Application.objects.get(case=receive(cast, delivery="window", post_to=TO)).postal() == {}


def test_a_phone_that_is_none_is_said(cast: Cast) -> None:
    with pytest.raises(PostalIncomplete) as refusal:
        receive(cast, delivery="post", post_to=TO | {"phone": "12"}, at=database_now())
    assert "phone" in refusal.value.facts["errors"]
