"""研判 at its doors: tables, the matters behind figures, leads, evidence; each reading is written down."""

from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ethics_monitor import actions
from ethics_monitor.models import Card, Clue, Evidence
from ethics_monitor.patterns.finding import leads
from ethics_monitor.patterns.found import Found
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.ledger.models import AccessEntry
from kernel.organizations.models import Organization
from kernel.organizations.queries import scope_of
from tests.cast import Cast
from tests.ethics_monitor.conftest import Matters
from tests.ethics_monitor.lives import CLERK, DECIDER, Lives, look_back_for_ever
from tests.ethics_pages.conftest import BrowserOf, Open

PATTERNS, ROWS, CLUES = "ethics_monitor:patterns", "ethics_monitor:pattern_rows", "ethics_monitor:clues"
EVIDENCE = "ethics_monitor:evidence"
SPAN = {"since": "2026-09-01", "until": "2026-09-30"}
CELL = {"unit": "BM12", "post": DECIDER.post, "person": DECIDER.person, "item": "农药经营许可", **SPAN}


@pytest.fixture
def lives(matters: Matters, cast: Cast) -> Lives:
    Organization.objects.filter(pk=cast.other_bureau.pk).update(code="BM12")
    look_back_for_ever()
    return Lives(matters)


@pytest.fixture
def together(lives: Lives) -> Lives:
    lives.closed_together(8)
    return lives


def lead(user: User) -> Found:
    now = database_now()
    [found] = leads("same_minute", scope_of(user, now), at=now)
    return found


@pytest.mark.parametrize("who", ["supervisor", "inspector"])
@pytest.mark.parametrize("route", [PATTERNS, ROWS, CLUES, "ethics_monitor:evidence_list"])
def test_office_and_discipline_organ_open_them(
    together: Lives, cast: Cast, open_as: Open, who: str, route: str
) -> None:
    assert open_as(getattr(cast, who), route, **SPAN).status_code == 200


@pytest.mark.parametrize("who", ["clerk", "reviewer", "department_head", "administrator", "citizen"])
@pytest.mark.parametrize("route", [PATTERNS, ROWS, CLUES, "ethics_monitor:evidence_list"])
def test_others_are_refused_and_told_nothing(together: Lives, cast: Cast, open_as: Open, who: str, route: str) -> None:
    page = open_as(getattr(cast, who), route, **SPAN)
    assert page.status_code == 403 and DECIDER.person not in page.content.decode()
    assert not AccessEntry.objects.exists()


def test_the_director_sees_the_board_and_no_patterns(director: User, open_as: Open) -> None:
    assert open_as(director, PATTERNS).status_code == 403
    assert reverse(PATTERNS) not in open_as(director, "ethics_monitor:board").content.decode()


def test_every_figure_opens_to_its_matters(together: Lives, cast: Cast, open_as: Open, browser_of: BrowserOf) -> None:
    page = open_as(cast.inspector, PATTERNS, stage="closed", **SPAN)
    [row] = page.context["rows"]
    shown = {figure["name"]: figure for figure in row["figures"]}
    assert (shown["count"]["count"], shown["burst"]["count"], shown["burst"]["share"]) == (8, 8, "100.0%")
    behind = browser_of(cast.inspector).get(shown["burst"]["url"])
    assert len(behind.context["rows"]) == 8 and CLERK.person in behind.content.decode()


def test_opening_a_persons_matters_is_written_down(together: Lives, cast: Cast, open_as: Open) -> None:
    open_as(cast.inspector, PATTERNS, **SPAN)
    assert not AccessEntry.objects.exists(), "a table of masked names is no reading of anybody"
    open_as(cast.inspector, ROWS, **CELL)
    log = AccessEntry.objects.get()
    assert (log.reader_id, log.fields) == (cast.inspector.pk, ["pattern_rows"])
    assert DECIDER.person in log.whom_number and "农药经营许可" in log.why


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_an_export_is_a_file_and_a_line_of_the_log(together: Lives, cast: Cast, open_as: Open, shape: str) -> None:
    answer = open_as(cast.inspector, "ethics_monitor:pattern_export", shape, **SPAN)
    assert answer.status_code == 200 and f"patterns.{shape}" in answer["Content-Disposition"]
    if shape == "csv":
        assert DECIDER.person in answer.content.decode() and "农药经营许可" in answer.content.decode()
    assert AccessEntry.objects.get().fields == ["pattern_table"]
    assert open_as(cast.inspector, "ethics_monitor:pattern_export", "pdf", **SPAN).status_code == 404


def test_the_agent_is_named_only_for_a_reason(lives: Lives, cast: Cast, browser_of: BrowserOf) -> None:
    case = lives.of(agent=cast.applicant.pk)
    case.agent = cast.applicant
    case.save()
    office = browser_of(cast.supervisor)
    page = office.get(reverse(PATTERNS), {"axis": "agent", **SPAN})
    [row] = page.context["rows"]
    assert row["agent"] == cast.applicant.name_masked and cast.applicant.name not in page.content.decode()
    form = {"agent": row["line"].agent, "reason": ""}
    assert office.post(reverse("ethics_monitor:pattern_agent"), form).status_code == 422
    assert not AccessEntry.objects.exists()
    told = office.post(reverse("ethics_monitor:pattern_agent"), form | {"reason": "群众举报该经办人"})
    assert cast.applicant.name in told.content.decode()
    assert AccessEntry.objects.get().whom_id == cast.applicant.pk


def test_the_number_of_queries_does_not_grow_with_the_table(lives: Lives, cast: Cast, open_as: Open) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert open_as(cast.inspector, PATTERNS, **SPAN).status_code == 200
        return len(seen)

    lives.of()
    open_as(cast.inspector, PATTERNS, **SPAN)
    few = asked()
    for place in range(6):
        lives.of(item=f"事项{place}")
    assert asked() == few


def test_a_lead_is_cleared_with_its_reason(together: Lives, cast: Cast, browser_of: BrowserOf, open_as: Open) -> None:
    page = open_as(cast.inspector, CLUES)
    assert "17:21" in page.content.decode() and "提请核实…" not in page.content.decode()
    found = lead(cast.inspector)
    form = {"pattern": found.pattern, "key": found.key, "idempotency_key": str(uuid4())}
    inspector = browser_of(cast.inspector)
    assert inspector.post(reverse("ethics_monitor:clue_clear"), form | {"reason": ""}).status_code == 422
    form["idempotency_key"] = str(uuid4())
    assert inspector.post(reverse("ethics_monitor:clue_clear"), form | {"reason": "停电后补按"}).status_code == 302
    assert "17:21" not in open_as(cast.inspector, CLUES).content.decode()
    assert "停电后补按" in open_as(cast.inspector, CLUES, pattern="seen").content.decode()


def test_the_office_proposes_a_card(together: Lives, cast: Cast, browser_of: BrowserOf, open_as: Open) -> None:
    found = lead(cast.supervisor)
    form = {"pattern": found.pattern, "key": found.key, "reason": "请说明"}
    url = reverse("ethics_monitor:clue_propose")
    assert browser_of(cast.inspector).post(url, form | {"idempotency_key": str(uuid4())}).status_code == 403
    assert browser_of(cast.supervisor).post(url, form | {"idempotency_key": str(uuid4())}).status_code == 302
    card = Card.objects.get()
    page = open_as(cast.supervisor, "ethics_monitor:card", card.number)
    assert page.status_code == 200 and Clue.objects.get().number in page.content.decode()
    assert card.number in open_as(cast.supervisor, "ethics_monitor:to_verify").content.decode()


def test_evidence_is_made_taken_and_handed_over(together: Lives, cast: Cast, browser_of: BrowserOf) -> None:
    found, inspector = lead(cast.inspector), browser_of(cast.inspector)
    clue = actions.clear_clue(pattern=found.pattern, key=found.key, by=cast.inspector, reason="留证")
    form = {"kind": "clue", "number": clue.number, "reason": "移送审查", "idempotency_key": str(uuid4())}
    assert inspector.post(reverse("ethics_monitor:evidence_make"), form).status_code == 302
    made = Evidence.objects.get()
    page = inspector.get(reverse(EVIDENCE, args=[made.number])).content.decode()
    assert made.manifest_sha256 in page and "移送审查" in page
    file = inspector.get(reverse("ethics_monitor:evidence_file", args=[made.number]))
    with ZipFile(BytesIO(file.content)) as archive:
        assert "manifest.json" in archive.namelist()
    assert [entry.why for entry in AccessEntry.objects.order_by("position")] == ["移送审查", "移送审查"]
    to = {"unit": "县纪委监委", "receiver": "秦正", "receipt": "签收", "idempotency_key": str(uuid4())}
    assert inspector.post(reverse("ethics_monitor:evidence_hand_over", args=[made.number]), to).status_code == 302
    assert "县纪委监委" in inspector.get(reverse(EVIDENCE, args=[made.number])).content.decode()
    for who in (cast.reviewer, cast.department_head):
        other = browser_of(who)
        assert other.get(reverse("ethics_monitor:evidence_file", args=[made.number])).status_code == 403
        assert other.get(reverse(EVIDENCE, args=[made.number])).status_code == 403


def test_programs_read_the_same(together: Lives, cast: Cast, browser_of: BrowserOf) -> None:
    office = browser_of(cast.supervisor)
    table = office.get(reverse("ethics_monitor_api:patterns"), {"stage": "closed", **SPAN}).json()
    assert (table["cells"][0]["burst"], table["cut"]) == (8, False)
    rows = office.get(reverse("ethics_monitor_api:pattern_rows"), {**CELL, "figure": "count"}).json()
    assert len(rows["matters"]) == 8 and AccessEntry.objects.get().fields == ["pattern_rows"]
    [found] = office.get(reverse("ethics_monitor_api:clues")).json()
    assert found["matters"] == 8 and "17:21" in found["sentence"]
    said = {"pattern": found["pattern"], "key": found["key"], "reason": "请说明"}
    headers = {"Idempotency-Key": str(uuid4())}
    url = reverse("ethics_monitor_api:clue_propose")
    answer = office.post(url, said, content_type="application/json", headers=headers)
    assert answer.status_code == 200 and answer.json()["card"] == Card.objects.get().number
