"""联办 on the desks and on the applicant's pages: the light of every part, and whose turn it is in plain words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from approvals import actions
from kernel.documents.access import may_see
from kernel.ledger.locking import database_now
from tests.approvals.joints import SERIAL, Joint, joint
from tests.cast import Cast
from tests.hall.conftest import BrowserOf

AGO = timedelta(days=3)


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


@pytest.fixture
def begun(cast: Cast) -> tuple[Joint, Any]:
    made, at = joint(cast, SERIAL), database_now() - AGO
    lead = made.receive(at=at)
    lead = actions.accept(number=lead.number, by=cast.clerk, at=at + timedelta(hours=1))
    return made, lead


def test_the_leads_page_shows_every_part_and_why_it_cannot_be_decided(cast: Cast, browser_of: BrowserOf, begun) -> None:
    made, lead = begun
    made.grant(lead, "P3", database_now() - timedelta(days=2))
    made.at_the_last_step(lead, database_now() - timedelta(days=1))
    said = page(browser_of(cast.approver), f"/cases/{lead.number}/")
    assert "1/3" in said and "联办 1/3，还不能决定" in said and "县第1局" in said
    assert "等前一项批准后开办" in said and "审查·审1" in said
    made.grant(lead, "P1", database_now() - timedelta(hours=9))
    made.grant(lead, "P2", database_now() - timedelta(hours=5))
    said = page(browser_of(cast.approver), f"/cases/{lead.number}/")
    assert "3/3" in said and "还不能决定" not in said


def test_a_participant_finds_its_part_by_the_leads_number_and_reads_the_leads_papers(
    cast: Cast, browser_of: BrowserOf, begun
) -> None:
    made, lead = begun
    part, reviewer = made.part(lead, "P1"), browser_of(made.reviewers["P1"])
    listed = page(reviewer, f"/review/?q={lead.number}")
    assert lead.number in listed and f"/cases/{part.number}/" in listed
    said = page(reviewer, f"/cases/{part.number}/")
    assert f"本件是联办件 {lead.number} 的一项" in said and "经营场所证明" in said and "人民路 18 号" in said
    assert "d-withdraw" not in said and "打回执" not in said
    assert may_see(made.reviewers["P1"], "case", lead.pk) and not may_see(cast.other_clerk, "case", lead.pk)
    assert reviewer.get(f"/cases/{lead.number}/").status_code == 404
    assert "联办 0/3" in page(browser_of(cast.reviewer), "/review/")


def test_the_applicant_follows_one_matter(cast: Cast, browser_of: BrowserOf, begun) -> None:
    made, lead = begun
    made.grant(lead, "P3", database_now() - timedelta(days=2))
    citizen, part = browser_of(cast.citizen), made.part(lead, "P1")
    listed = page(citizen, "/my/")
    assert lead.number in listed and part.number not in listed
    said = page(citizen, f"/my/{lead.number}/")
    assert "县第1局" in said and "3 项里办好了 1 项" in said and "各家办到哪了" in said and "1/3" in said
    assert "第2局的许可" in said and part.number not in said
    assert citizen.get(f"/my/{part.number}/").status_code == 404
    assert may_see(cast.citizen, "case", part.pk) and not may_see(cast.other_citizen, "case", part.pk)


def test_the_api_tells_the_parts(cast: Cast, browser_of: BrowserOf, begun) -> None:
    made, lead = begun
    part = made.part(lead, "P1")
    told = browser_of(cast.citizen).get(f"/api/v1/cases/{lead.number}/").json()["parts"]
    assert [(each["item"], each["stage"]) for each in told] == [
        ("第1局的许可", "open"),
        ("第2局的许可", "waiting"),
        ("第3局的许可", "open"),
    ]
    assert all("number" not in each for each in told)
    filed = browser_of(made.reviewers["P1"]).get(f"/api/v1/cases/{part.number}/").json()
    assert (filed["lead"], filed["parts"][0]["number"]) == (lead.number, part.number)
    asked = {"number": lead.number, "code": lead.query_code}
    tracked = Client().post("/api/v1/track/", asked, content_type="application/json").json()
    assert tracked["parts"] == told
    asked = {"number": part.number, "code": part.query_code}
    assert Client().post("/api/v1/track/", asked, content_type="application/json").status_code == 404
