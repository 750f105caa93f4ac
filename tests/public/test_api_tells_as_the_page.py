"""What a citizen is told by API is what his page tells him: no opinion, no name, no term of the officers' own."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from approvals import actions
from kernel.cases.models import Case
from tests.cast import MONDAY, Cast, later
from tests.public.conftest import accepted, draft, html, received

INSIDE = "内部意见：拟从严，先不告诉他"


def told(browser: Client, case: Case) -> dict[str, Any]:
    answer = browser.get(f"/api/v1/cases/{case.number}/")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def tracked(case: Case) -> dict[str, Any]:
    asked = {"number": case.number, "code": case.query_code}
    answer = Client().post("/api/v1/track/", asked, content_type="application/json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def in_review(cast: Cast) -> Case:
    """At the last step, after a return: two opinions lie in the file and two steps have run their own clock."""
    case = accepted(cast)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion=INSIDE, at=later(MONDAY, hours=1))
    actions.return_step(number=case.number, by=cast.approver, reason=INSIDE, at=later(MONDAY, hours=2))
    actions.complete_step(number=case.number, by=cast.reviewer, opinion=INSIDE, at=later(MONDAY, hours=3))
    return case


def test_no_opinion_and_no_step_clock_reaches_the_applicant_but_whom_to_ask_does(cast: Cast, citizen: Client) -> None:
    case = in_review(cast)
    for answer in (citizen.get(f"/api/v1/cases/{case.number}/"), citizen.get(f"/my/{case.number}/")):
        assert INSIDE not in answer.content.decode()
    said = told(citizen, case)
    assert {clock["kind"] for clock in said["clocks"]} == {"promised", "statutory"}
    assert "孟*" not in str(said) and "person" not in str(said) and "hash" not in str(said)
    assert (said["ask_whom"], said["ask_unit"], said["phone"]) == ("丁一凡", "县行政审批服务局", "161-0000-0001")
    assert "opinion" not in str(tracked(case)) and INSIDE not in str(tracked(case))


@pytest.mark.parametrize("make", [received, accepted, in_review])
def test_page_and_api_tell_the_same(cast: Cast, citizen: Client, make: Any) -> None:
    case = make(cast)
    said, page = told(citizen, case), html(citizen.get(f"/my/{case.number}/"))
    assert [step["title"] for step in said["steps"]] == [
        part.split("</div>")[0] for part in page.split('<ol class="tl">')[1].split('<div class="h">')[1:]
    ]
    assert said["query_code"] == case.query_code and case.query_code in page
    for words in (said["whose_turn"], said["why"], said["light_words"], said["by_when_label"]):
        assert words and words in page.replace('<span class="nowrap">', "").replace("</span>", "")
    days = [day for day in said["days"] if day["kind"] == "start"]
    assert len(days) == 1 and days[0]["date"] == "2026-09-07"


def test_tracking_by_api_tells_the_same_but_the_code_and_the_moves(cast: Cast, citizen: Client) -> None:
    case = in_review(cast)
    own, followed = told(citizen, case), tracked(case)
    assert own.pop("query_code") and own.pop("lawful") == ["withdraw"] and own.pop("shares") == []
    assert followed == own and followed["days"] and len(followed["steps"]) > 4


def test_lawful_is_what_the_asker_may_do(cast: Cast, citizen: Client, signed_in: Any) -> None:
    unfinished, waiting, case = draft(cast), received(cast), accepted(cast)
    assert told(citizen, unfinished)["lawful"] == ["discard", "submit"]
    assert told(citizen, waiting)["lawful"] == ["withdraw"]
    assert told(citizen, case)["lawful"] == ["withdraw"]
    assert set(told(signed_in(cast.clerk), waiting)["lawful"]) >= {"accept", "refuse", "notify-supplement"}
    # the promised day is long over: first the public reason
    assert set(told(signed_in(cast.reviewer), case)["lawful"]) == {"explain-delay", "enquire"}
    actions.explain_delay(number=case.number, by=cast.reviewer, cause="many", ready_by=date(2099, 12, 31))
    assert set(told(signed_in(cast.reviewer), case)["lawful"]) >= {"complete-step", "terminate"}
    assert told(signed_in(cast.approver), case)["lawful"] == []
    assert told(signed_in(cast.supervisor), case)["lawful"] == []


def test_the_staff_read_the_whole_file(cast: Cast, signed_in: Any) -> None:
    said = told(signed_in(cast.reviewer), in_review(cast))
    assert INSIDE in str(said["history"]) and "step" in {clock["kind"] for clock in said["clocks"]}


def test_what_is_lacking_is_named_and_no_clock_is_said_to_run(cast: Cast, citizen: Client) -> None:
    case = received(cast)
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "房产证过期"}, at=MONDAY)
    said = told(citizen, case)
    assert said["lacking"] == [{"code": "m2", "name": "经营场所证明", "what": "房产证过期"}]
    assert said["clocks"] == [] and said["days"] == [] and said["by_when"] == "2026-09-28"
    assert said["lawful"] == ["supplement", "withdraw"]
