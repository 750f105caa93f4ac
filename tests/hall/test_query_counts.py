"""The number of questions a desk asks the database does not grow with what it shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from approvals import actions
from tests.cast import Cast
from tests.hall.conftest import accepted, at_the_last_step, received

REVIEW = 16
HALL = 20
HALL_WITH_ITEM = 24
# one of them asks for the pictures of its papers
CASE = 34


def questions(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.long
def test_the_review_desk_with_one_row_and_with_fifty(cast: Cast, browser_of) -> None:
    reviewer = browser_of(cast.reviewer)
    accepted(cast)
    one = questions(reviewer, "/review/")
    for _row in range(49):
        accepted(cast)
    assert reviewer.get("/review/").content.decode().count("data-row=") == 50
    assert questions(reviewer, "/review/") == one == REVIEW


@pytest.mark.long
def test_the_clerk_desk_with_one_waiting_and_with_twenty(cast: Cast, desk) -> None:
    received(cast)
    one = questions(desk, "/hall/"), questions(desk, "/hall/?item=LW030")
    for _row in range(19):
        received(cast)
    assert (questions(desk, "/hall/"), questions(desk, "/hall/?item=LW030")) == one == (HALL, HALL_WITH_ITEM)


@pytest.mark.parametrize("rounds", [0, 3])
def test_the_case_file_however_long_its_story(cast: Cast, desk, browser_of, rounds: int) -> None:
    case = at_the_last_step(cast)
    for _round in range(rounds):
        actions.return_step(number=case.number, by=cast.approver, reason="再看")
        actions.complete_step(number=case.number, by=cast.reviewer, opinion="看过")
    assert questions(desk, f"/cases/{case.number}/") == CASE
