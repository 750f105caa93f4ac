"""更正到期日: the licence's last day was typed wrong at the counter; silence follows the day on the licence."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from approvals import actions, events
from approvals.application_form import load
from approvals.models import Application
from approvals.permissions import may
from approvals.refusals import FormIncomplete, NothingChecked
from approvals.refusals_of_terms import LastDaySame, RenewedAlready
from approvals.terms import running
from kernel.cases.models import Case
from kernel.cases.queries import current_turn
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import day_end
from tests.approvals.renewals import LAST, receive_renewal, renews
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast

HOUR = timedelta(hours=1)
MEANT = date(2026, 11, 10)
TOO_SOON = date(2026, 9, 9)


@pytest.fixture
def renewing(cast: Cast) -> Cast:
    return renews(cast)


def correct(cast: Cast, case: Case, last: date = MEANT, **changes: Any) -> Case:
    facts = {"by": cast.clerk, "last": last, "checked": "原许可证原件", "at": MONDAY + 2 * HOUR} | changes
    return actions.correct_expiry(number=case.number, **facts)


def written(case: Case) -> str:
    return load(Application.objects.get(case=case).form)["last"]


def until(case: Case) -> datetime | None:
    clock = running(case, "expiry")
    return clock.due_at if clock is not None else None


def test_silence_follows_the_day_on_the_licence(renewing: Cast) -> None:
    case = receive_renewal(renewing)
    actions.accept(number=case.number, by=renewing.clerk, at=MONDAY + HOUR)
    promised = running(case, "promised")
    correct(renewing, case)
    assert written(case) == MEANT.isoformat() and until(case) == day_end(MEANT)
    assert [clock.outcome for clock in Clock.objects.of(case.ledger_subject).filter(kind="expiry")] == ["corrected", ""]
    assert running(case, "promised") == promised, "no other term moves"
    assert actions.deem_renewed(at=day_end(LAST) + HOUR) == []
    assert actions.deem_renewed(at=day_end(MEANT) + HOUR) == [case.number]


def test_who_was_late_by_a_slip_of_the_hand_is_in_time(renewing: Cast) -> None:
    """The other way round as well: whoever was in time only by the slip waits for a decision."""
    case = receive_renewal(renewing, last=TOO_SOON)
    assert until(case) is None
    correct(renewing, case)
    assert until(case) == day_end(MEANT)
    correct(renewing, case, TOO_SOON, at=MONDAY + 3 * HOUR)
    assert until(case) is None and written(case) == TOO_SOON.isoformat()


def test_while_papers_are_waited_for_no_term_begins(renewing: Cast) -> None:
    case = receive_renewal(renewing)
    actions.notify_supplement(number=case.number, by=renewing.clerk, lines={"m1": "请盖章"}, at=MONDAY + HOUR)
    correct(renewing, case)
    assert until(case) is None
    actions.supplement(number=case.number, by=renewing.clerk, materials=["m1"], at=MONDAY + 3 * HOUR)
    assert until(case) == day_end(MEANT)


def test_both_days_are_on_record(renewing: Cast) -> None:
    case = receive_renewal(renewing)
    correct(renewing, case)
    entry = Entry.objects.of(case.ledger_subject).get(type=events.EXPIRY_CORRECTED.code)
    facts = entry.facts()
    assert (facts["was"], facts["last_day"], facts["checked"]) == (LAST, MEANT, "原许可证原件")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"last": LAST}, LastDaySame),
        ({"last": date(2026, 9, 6)}, FormIncomplete),
        ({"checked": "  "}, NothingChecked),
    ],
)
def test_a_change_that_would_not_do_is_refused_and_changes_nothing(
    renewing: Cast, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    case = receive_renewal(renewing)
    with pytest.raises(refusal):
        correct(renewing, case, **changes)
    assert written(case) == LAST.isoformat() and until(case) == day_end(LAST)


def test_what_the_law_has_renewed_is_not_corrected_away(renewing: Cast) -> None:
    case = receive_renewal(renewing)
    actions.accept(number=case.number, by=renewing.clerk, at=MONDAY + HOUR)
    with pytest.raises(RenewedAlready):
        correct(renewing, case, at=day_end(LAST) + HOUR)
    actions.deem_renewed(at=day_end(LAST) + HOUR)
    with pytest.raises(MoveNotAllowed):
        correct(renewing, case, at=day_end(LAST) + 2 * HOUR)


def test_only_a_clerk_who_receives_the_item_does_it_and_only_of_a_renewal(renewing: Cast, cast: Cast) -> None:
    case = receive_renewal(renewing)
    for stranger in (cast.reviewer, cast.other_clerk, cast.supervisor):
        with pytest.raises(NotYourPost):
            correct(renewing, case, by=stranger)
    assert "correct-expiry" in may(cast.clerk, case, current_turn(case))
    assert "correct-expiry" not in may(cast.reviewer, case, current_turn(case))


def test_an_item_that_renews_nothing_has_no_day_to_correct(cast: Cast) -> None:
    case = receive(cast)
    assert "correct-expiry" not in may(cast.clerk, case, current_turn(case))
    with pytest.raises(MoveNotAllowed):
        correct(cast, case)


def test_the_dialog_holds_the_day_and_the_page_shows_the_new_one(renewing: Cast) -> None:
    case = receive_renewal(renewing)
    desk = Client()
    desk.force_login(renewing.clerk)
    page = desk.get(f"/cases/{case.number}/").content.decode()
    assert "更正原许可的到期日？" in page and f'name="last" min="2026-09-07" value="{LAST.isoformat()}"' in page
    sent = {"last": MEANT.isoformat(), "checked": "原许可证原件", "idempotency_key": "corrected-1"}
    assert desk.post(f"/cases/{case.number}/correct-expiry/", sent).status_code in (200, 302)
    assert written(case) == MEANT.isoformat()
    assert "2026年11月10日" in desk.get(f"/cases/{case.number}/").content.decode()
