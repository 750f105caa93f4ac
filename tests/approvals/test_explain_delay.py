"""Past the promise the handler's next act is the public reason (优化营商环境条例 36 ¶2, practice.md 1.17)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from approvals import actions
from approvals.events import DELAY_EXPLAINED
from approvals.models import Delay
from approvals.permissions import may
from approvals.refusals_of_terms import DelayExplained, DelayUnexplained, NotDelayed, ReadyDayPast
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed, NotYourTurn
from kernel.clocks.models import Clock
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, local

# eight working days after Monday 7 September
PROMISED = local(2026, 9, 17, 23, 59)
LATE = local(2026, 9, 18, 9)
HOUR = timedelta(hours=1)
READY = date(2026, 9, 30)


@pytest.fixture
def case(cast: Cast) -> Case:
    return actions.accept(number=receive(cast).number, by=cast.clerk, at=MONDAY)


def explain(case: Case, cast: Cast, **changes: Any) -> Delay:
    facts: dict[str, Any] = {"by": cast.reviewer, "cause": "other_unit", "ready_by": READY, "at": LATE} | changes
    return actions.explain_delay(number=case.number, **facts)


ACTS: dict[str, Callable[[str, Cast, datetime], Any]] = {
    "complete_step": lambda number, cast, at: actions.complete_step(number=number, by=cast.reviewer, opinion="", at=at),
    "terminate": lambda number, cast, at: actions.terminate(number=number, by=cast.reviewer, reason="注销", at=at),
}
LAST: dict[str, Callable[[str, Cast, datetime], Any]] = {
    "return_step": lambda number, cast, at: actions.return_step(number=number, by=cast.approver, reason="再审", at=at),
    "grant": lambda number, cast, at: actions.grant(number=number, by=cast.approver, at=at),
    "deny": lambda number, cast, at: actions.deny(number=number, by=cast.approver, reason="不符合条件", at=at),
}


@pytest.mark.parametrize("act", [*ACTS, *LAST])
def test_nothing_is_done_before_the_reason_is_public(cast: Cast, case: Case, act: str) -> None:
    if act in LAST:
        actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=MONDAY + HOUR)
    verb = (ACTS | LAST)[act]
    with pytest.raises(DelayUnexplained, match="9月17日"):
        verb(case.number, cast, LATE)
    explain(case, cast, by=cast.approver if act in LAST else cast.reviewer)
    verb(case.number, cast, LATE + HOUR)
    assert Entry.objects.of(case.ledger_subject).filter(type=DELAY_EXPLAINED.code).count() == 1


def test_in_time_nothing_is_explained_and_nothing_refused(cast: Cast, case: Case) -> None:
    with pytest.raises(NotDelayed):
        explain(case, cast, at=PROMISED)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=PROMISED)


def test_a_day_that_may_move_yet_accuses_nobody(cast: Cast, case: Case) -> None:
    Clock.objects.of(case.ledger_subject).filter(kind="promised").update(provisional=True)
    with pytest.raises(NotDelayed):
        explain(case, cast)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=LATE)


def test_it_is_said_once_by_whoever_has_the_case_and_names_a_day_to_come(cast: Cast, case: Case) -> None:
    for stranger in (cast.approver, cast.clerk, cast.other_clerk):
        with pytest.raises(NotYourTurn):
            explain(case, cast, by=stranger)
    with pytest.raises(ReadyDayPast):
        explain(case, cast, ready_by=local_date(LATE) - timedelta(days=1))
    assert explain(case, cast, ready_by=local_date(LATE)).cause == "other_unit"
    with pytest.raises(DelayExplained):
        explain(case, cast, at=LATE + HOUR)
    assert Delay.objects.count() == 1


def test_what_is_not_under_way_is_not_explained(cast: Cast) -> None:
    with pytest.raises(MoveNotAllowed):
        explain(receive(cast), cast)


@pytest.mark.long
def test_the_page_offers_it_first(cast: Cast, case: Case) -> None:
    assert may(cast.reviewer, case, current_turn(case)) == {"explain-delay", "enquire"}
    page = Client()
    page.force_login(cast.reviewer, backend="django.contrib.auth.backends.ModelBackend")
    offered = page.get(f"/cases/{case.number}/").content.decode()
    assert "下一步先公开说明原因" in offered
    # no cause is made public because somebody left what stood there first
    assert 'name="cause" required><option value="">' in offered
    explain(case, cast)
    assert "complete-step" in may(cast.reviewer, case, current_turn(case))
    assert "公开说明原因：还在等别的部门的意见" in page.get(f"/cases/{case.number}/").content.decode()


def test_the_applicant_reads_it_where_he_follows(cast: Cast, case: Case) -> None:
    browser = Client()
    followed = browser.post("/track/", {"number": case.number, "code": case.query_code})["Location"]
    assert "过了说好的日子，办理单位说明的原因" not in browser.get(followed).content.decode()
    explain(case, cast, ready_by=date(2027, 1, 4), at=database_now())
    page = browser.get(followed).content.decode()
    assert "过了说好的日子，办理单位说明的原因：还在等别的部门的意见。" in page and "1月4日 周一" in page
    told = browser.post("/api/v1/track/", {"number": case.number, "code": case.query_code}).json()["delay"]
    assert (told["cause"], told["words"], told["ready_by"]) == ("other_unit", "还在等别的部门的意见", "2027-01-04")
