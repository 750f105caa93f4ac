"""Silence accepts by law, at the end of the fifth day: what a clerk says later cannot make it otherwise (32(4))."""

from datetime import timedelta

import pytest

from approvals import actions
from approvals.refusals_of_terms import DeemedAlready
from approvals.terms import running
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, local

LAST_MINUTE = local(2026, 9, 14, 23, 59)
# the beat was dead: nobody deemed it at midnight
DAYS_LATER = local(2026, 9, 17, 9)


def types(case: Case) -> list[str]:
    return [entry.type.removeprefix("approvals.") for entry in Entry.objects.of(case.ledger_subject)]


def test_an_acceptance_in_the_last_minute_is_the_clerks(cast: Cast) -> None:
    case = actions.accept(number=receive(cast).number, by=cast.clerk, at=LAST_MINUTE)
    assert case.accepted_at == LAST_MINUTE and types(case) == ["received", "accepted"]


def test_a_late_acceptance_is_the_deemed_one_of_the_day_of_receipt(cast: Cast) -> None:
    case = actions.accept(number=receive(cast).number, by=cast.clerk, at=DAYS_LATER)
    assert case.state == "accepted" and case.accepted_at == MONDAY
    assert types(case) == ["received", "deemed_accepted"]
    case.application.refresh_from_db()
    assert case.application.accept_mode == "deemed"
    statutory, promised = running(case, "statutory"), running(case, "promised")
    assert statutory is not None and promised is not None
    assert statutory.started_at == promised.started_at == MONDAY
    assert actions.deem_accepted(at=DAYS_LATER + timedelta(minutes=1)) == []


def test_a_late_acceptance_is_lawful_though_papers_are_lacking(cast: Cast) -> None:
    case = receive(cast, materials=())
    assert actions.accept(number=case.number, by=cast.clerk, at=DAYS_LATER).accepted_at == MONDAY


def test_after_the_fifth_day_neither_refusal_nor_notice(cast: Cast) -> None:
    case = receive(cast, materials=("m1", "m3"))
    with pytest.raises(DeemedAlready) as refusal:
        actions.refuse(number=case.number, by=cast.clerk, reason="不属于本机关职权范围", at=DAYS_LATER)
    assert "9月14日" in str(refusal.value) and "9月7日" in str(refusal.value)
    with pytest.raises(DeemedAlready):
        actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "缺"}, at=DAYS_LATER)
    case.refresh_from_db()
    assert case.state == "received" and types(case) == ["received"]


def test_who_withdraws_late_withdraws_an_accepted_matter(cast: Cast) -> None:
    """Otherwise nobody would ever learn that the unit had kept silent."""
    case = actions.withdraw(number=receive(cast).number, by=cast.citizen, reason="不办了", at=DAYS_LATER)
    assert types(case) == ["received", "deemed_accepted", "withdrawn"]
    assert case.accepted_at == MONDAY and not Clock.objects.of(case.ledger_subject).running().exists()


def test_where_silence_means_nothing_a_late_answer_is_an_answer(cast: Cast) -> None:
    cast.item.regime.silence = "nothing"
    cast.item.regime.save()
    case = actions.accept(number=receive(cast).number, by=cast.clerk, at=DAYS_LATER)
    assert case.accepted_at == DAYS_LATER and types(case) == ["received", "accepted"]
    other = receive(cast, applicant=cast.other_applicant)
    assert actions.refuse(number=other.number, by=cast.clerk, reason="无需许可", at=DAYS_LATER).state == "refused"


def test_on_a_provisional_date_silence_says_nothing_yet(cast: Cast) -> None:
    case = receive(cast)
    Clock.objects.filter(subject_id=case.pk, kind="intake").update(provisional=True)
    assert actions.accept(number=case.number, by=cast.clerk, at=DAYS_LATER).accepted_at == DAYS_LATER
