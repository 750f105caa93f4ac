"""推送和签收: every decision reaches the department that supervises the item, and one of its posts signs for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals import actions
from approvals.models import PushedDecision
from approvals.pushed import pushed_of, pushed_rows, pushed_to, require_pushed_to, search_pushed
from approvals.refusals import DecisionAcknowledged, NothingChosen
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger import relay
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.models import Notice
from kernel.organizations.models import Absence, Deputy, Role
from kernel.organizations.refusals import NotYourPost
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, post, staff

DAY = timedelta(days=1)


@pytest.fixture
def representative(cast: Cast) -> User:
    """首席代表 of the bureau that supervises the item."""
    person = staff("jianguan", "简冠")
    post(person, Role.CHIEF_REPRESENTATIVE, cast.other_bureau, title="农业农村局首席代表")
    return person


@pytest.fixture
def supervised(cast: Cast, representative: User) -> Cast:
    cast.item.supervising_organization = cast.other_bureau
    cast.item.save()
    return cast


def decided(cast: Cast, *, denied: bool = False, **changes: Any) -> Case:
    number = receive(cast, **changes).number
    actions.accept(number=number, by=cast.clerk, at=MONDAY)
    actions.complete_step(number=number, by=cast.reviewer, opinion="", at=MONDAY)
    if denied:
        return actions.deny(number=number, by=cast.approver, reason="场所不符合要求", at=MONDAY + DAY)
    return actions.grant(number=number, by=cast.approver, at=MONDAY + DAY)


@pytest.mark.parametrize("denied", [False, True])
def test_every_decision_is_pushed_with_it(supervised: Cast, representative: User, denied: bool) -> None:
    case = decided(supervised, denied=denied)
    pushed = PushedDecision.objects.get(case=case)
    assert (pushed.organization, pushed.pushed_at) == (supervised.other_bureau, case.decided_at)
    assert pushed.acknowledged_at is None
    assert list(pushed_to(representative, at=database_now())) == [pushed]


@pytest.mark.parametrize("whose", [None, "implements", "decided"])
def test_nothing_is_pushed_where_nobody_else_supervises(cast: Cast, whose: str | None) -> None:
    """No unit is named; or it is the organ that implements the item; or the unit that decided for it."""
    cast.item.supervising_organization = {None: None, "implements": cast.bureau, "decided": cast.other_bureau}[whose]
    cast.item.save()
    case = receive(cast)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=MONDAY)
    if whose == "decided":
        Case.objects.filter(pk=case.pk).update(organization=cast.other_bureau)
    actions.grant(number=case.number, by=cast.approver, at=MONDAY + DAY)
    assert not PushedDecision.objects.exists()


def test_the_supervising_department_signs_once(supervised: Cast, representative: User) -> None:
    case = decided(supervised)
    pushed = actions.acknowledge_decision(number=case.number, by=representative, at=MONDAY + 2 * DAY)
    assert (pushed.acknowledged_at, pushed.acknowledged_by) == (MONDAY + 2 * DAY, representative)
    entry = Entry.objects.of(case.ledger_subject).last()
    assert entry is not None and entry.type == "approvals.decision_acknowledged"
    assert (entry.organization, entry.post) == (supervised.other_bureau.code, "农业农村局首席代表")
    assert entry.sentence() == "县农业农村局签收推送的决定"
    case.refresh_from_db()
    assert case.state == "granted"
    with pytest.raises(DecisionAcknowledged):
        actions.acknowledge_decision(number=case.number, by=representative, at=MONDAY + 3 * DAY)
    assert Entry.objects.of(case.ledger_subject).filter(type="approvals.decision_acknowledged").count() == 1


def test_it_is_signed_for_after_the_file_is_closed_too(supervised: Cast, representative: User) -> None:
    number = decided(supervised).number
    signed = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
    actions.deliver(number=number, by=supervised.clerk, at=MONDAY + 2 * DAY, **signed)
    actions.close(number=number, by=supervised.clerk, at=MONDAY + 2 * DAY)
    assert actions.acknowledge_decision(number=number, by=representative).acknowledged_at is not None


def test_nobody_signs_for_another_department(supervised: Cast, representative: User) -> None:
    """Neither the organ itself, nor the supervising department's own window, nor who supervises the hall."""
    number = decided(supervised).number
    strangers = (
        supervised.approver, supervised.department_head, supervised.clerk, supervised.other_clerk,
        supervised.supervisor, supervised.inspector, supervised.citizen,
    )  # fmt: skip
    for who in strangers:
        with pytest.raises(NotYourPost):
            actions.acknowledge_decision(number=number, by=who)
        with pytest.raises(NotFound):
            require_pushed_to(who, [number], at=database_now())
    require_pushed_to(representative, [number], at=database_now())


def test_the_deputy_signs_while_the_holder_is_away(supervised: Cast, representative: User) -> None:
    number = decided(supervised).number
    held = representative.posts.get()
    Deputy.objects.create(post=held, user=supervised.other_clerk, rank=1, from_date=held.from_date)
    with pytest.raises(NotYourPost):
        actions.acknowledge_decision(number=number, by=supervised.other_clerk, at=MONDAY + 2 * DAY)
    away = {"from_at": MONDAY + 2 * DAY, "until_at": MONDAY + 9 * DAY, "reason": "training"}
    Absence.objects.create(user=representative, **away)
    pushed = actions.acknowledge_decision(number=number, by=supervised.other_clerk, at=MONDAY + 3 * DAY)
    assert pushed.acknowledged_by == supervised.other_clerk


def test_what_was_not_pushed_is_not_there(cast: Cast, representative: User) -> None:
    for number in (decided(cast).number, "99010126000000000"):
        with pytest.raises(NotFound):
            actions.acknowledge_decision(number=number, by=representative)


def test_several_are_signed_for_together_or_none(supervised: Cast, representative: User) -> None:
    first, second, third = (decided(supervised).number for _ in range(3))
    actions.acknowledge_decisions(numbers=[second, first, first], by=representative)
    assert [row.case.number for row in PushedDecision.objects.waiting()] == [third]
    with pytest.raises(DecisionAcknowledged):
        actions.acknowledge_decisions(numbers=[third, first], by=representative)
    assert PushedDecision.objects.waiting().count() == 1
    with pytest.raises(NothingChosen):
        actions.acknowledge_decisions(numbers=[], by=representative)


def test_who_and_when_go_together(supervised: Cast) -> None:
    pushed = PushedDecision.objects.get(case=decided(supervised))
    for half in ({"acknowledged_at": MONDAY + 2 * DAY}, {"acknowledged_by": supervised.other_clerk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PushedDecision.objects.filter(pk=pushed.pk).update(**half)


def test_the_days_it_waits_are_working_days(supervised: Cast, representative: User) -> None:
    case = decided(supervised)
    now = MONDAY + 9 * DAY
    assert [row.days for row in pushed_rows(PushedDecision.objects.with_row(), now=now)] == [6]
    actions.acknowledge_decision(number=case.number, by=representative, at=MONDAY + 2 * DAY)
    row = pushed_of(case, now=now)
    assert row is not None and (row.days, row.waits) == (1, False)


def test_it_is_found_by_number_item_unit_and_name(supervised: Cast, representative: User) -> None:
    case = decided(supervised)
    found = pushed_to(representative, at=database_now())
    for text in (case.number, case.number[:9], "医疗器械", "审批服务局", case.applicant.name_masked, ""):
        assert search_pushed(found, text).count() == 1, text
    assert search_pushed(found, "取水").count() == 0


@pytest.mark.django_db(transaction=True)
def test_whoever_leads_the_department_is_told(
    supervised: Cast, representative: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """首席代表 before the others; the reviewer of the same unit has his own work."""
    # another test's open transaction would hold the numbering back
    monkeypatch.setattr("kernel.ledger.stream.READY", "true")
    colleague = staff("keyuan", "柯远")
    post(colleague, Role.REVIEWER, supervised.other_bureau)
    case = decided(supervised)
    relay.catch_up()
    told = Notice.objects.filter(entry__type="approvals.granted", recipient__in=[representative, colleague])
    notice = told.get()
    assert (notice.recipient, notice.title) == (representative, "有决定推送来，请签收")
    assert notice.text == f"县行政审批服务局对“第三类医疗器械经营许可”（受理号 {case.number}）准予许可，请签收。"
    assert notice.link == reverse("approvals:pushed")
