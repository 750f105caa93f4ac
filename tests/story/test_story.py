"""One licence from application to red card and its answer, in a real browser, as six people.

The database's clock is set forward between the scenes; everything else is the portal as it runs.
"""

from collections.abc import Iterator

import pytest

from approvals import actions
from ethics_monitor.models import Card
from kernel.clocks.models import Clock
from kernel.documents.models import Letter
from kernel.ledger.models import ObserverFailure
from kernel.organizations.models import Absence
from kernel.workdays.zone import local_date
from tests.browser import OpenPage
from tests.cast import Cast, local
from tests.story import at_home, at_the_hall, in_supervision
from tests.story.database_clock import DatabaseClock
from tests.story.engine_room import EngineRoom
from tests.story.stage import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(county: Cast, clock: DatabaseClock, engine_room: EngineRoom, open_page: OpenPage) -> Iterator[Stage]:
    stage = Stage(county, clock, engine_room, open_page)
    yield stage
    stage.last_sight()


def another_matter_that_nobody_answers(stage: Stage) -> str:
    """Received the same Monday; its silence becomes the yellow that the inspector takes over."""
    cast, form = stage.cast, {"premises": "西街 3 号", "area": "60"}
    draft = actions.save_draft(by=cast.other_citizen, version=cast.item, applicant=cast.other_applicant, values=form)
    return actions.submit(number=draft.number, by=cast.other_citizen).number


def decide(stage: Stage, number: str) -> None:
    actions.complete_step(number=number, by=stage.cast.reviewer, opinion="")
    actions.grant(number=number, by=stage.cast.deputy)


def test_from_application_to_red_card_and_its_answer(stage: Stage) -> None:
    stage.clock.set(local(2026, 9, 7, 20))
    other = another_matter_that_nobody_answers(stage)
    at_home.begins_and_closes_the_browser(stage)
    at_home.resumes_adds_a_paper_and_submits(stage)
    stage.on(local(2026, 9, 8, 9, 20))
    clerk = at_the_hall.clerk_issues_the_one_notice(stage)
    stage.on(local(2026, 9, 8, 19, 30))
    at_home.hands_in_what_was_asked(stage)
    stage.on(local(2026, 9, 9, 9))
    at_the_hall.clerk_accepts_by_keyboard(stage, clerk)
    Absence.objects.create(user=stage.cast.approver, from_at=local(2026, 9, 10, 0), reason="培训")
    stage.on(local(2026, 9, 10, 10))
    at_the_hall.reviewer_agrees(stage)
    stage.engine_room.relay()
    stage.on(local(2026, 9, 15, 8, 30))
    decide(stage, other)
    stage.on(local(2026, 9, 18, 9))
    stage.on(local(2026, 9, 22, 8, 30))
    at_home.tracks(stage, "on the way", "县行政审批服务局 决定", "10月")
    assert sorted(Card.objects.filter(about_id=stage.case.pk).values_list("rule_code", flat=True)) == ["T01", "T02"]

    office = in_supervision.office_waits_at_the_board(stage)
    deputy = in_supervision.deputy_waits_at_the_inbox(stage)
    statutory = Clock.objects.of(stage.case.ledger_subject).get(kind="statutory")
    assert local_date(statutory.due_at).isoformat() == "2026-10-13"
    stage.on(local(2026, 10, 14, 8, 30))
    red = in_supervision.the_red_appears_at_both(stage, office, deputy)
    in_supervision.office_confirms(stage, office, red)
    stage.engine_room.relay()
    in_supervision.deputy_acknowledges_and_reports(stage, deputy, red, "已催办。")
    stage.engine_room.relay()
    in_supervision.office_returns_it(stage, office, red)
    stage.engine_room.relay()
    in_supervision.deputy_acknowledges_and_reports(stage, deputy, red, "已补办并建立到期提醒。")
    stage.engine_room.relay()
    in_supervision.office_closes_it(stage, office, red)
    stage.engine_room.relay()
    in_supervision.inspector_reads_it_and_takes_another_over(stage, red)
    at_home.tracks(stage, "late", "县行政审批服务局 决定", "已经过了说好的日子")

    at_the_hall.deputy_grants(stage, deputy)
    stage.on(local(2026, 10, 14, 15))
    at_the_hall.clerk_delivers_and_closes(stage, clerk)
    stage.engine_room.relay()
    at_home.tracks(stage, "closed", "批准了", "可以下载")
    at_home.downloads_the_decision(stage)

    assert stage.history() == [
        "received",
        "supplement_notified",
        "supplemented",
        "accepted",
        "step_completed",
        "delay_explained",
        "granted",
        "delivered",
        "closed",
    ]
    assert not Letter.objects.exclude(state=Letter.State.READY).exists()
    assert not ObserverFailure.objects.exists()
    assert not stage.findings.wrong, "\n".join(stage.findings.wrong)
