"""晨会单: who is away, which window nobody serves, what is due today; who may read it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from county_portal.morning import sheet_for
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.organizations.actions import register_absence
from kernel.organizations.models import Absence, Deputy
from kernel.organizations.refusals import NotYourPost
from tests.cast import Cast, local
from tests.public.conftest import accepted
from tests.roof.conftest import Offices, as_

PAGE, API = "/morning/", "/api/v1/morning/"
HOUR = timedelta(hours=1)


def away(person: User, *, since: datetime, until: datetime | None = None) -> Absence:
    return register_absence(by=person, user=person, from_at=since, until_at=until, reason=Absence.Reason.ANNUAL_LEAVE)


def read(offices: Offices) -> dict[str, Any]:
    answer: dict[str, Any] = as_(offices.director).get(API).json()
    return answer


def test_a_window_without_anyone_is_named_with_who_is_away(offices: Offices, cast: Cast) -> None:
    assert read(offices)["empty_windows"] == []
    for clerk in (cast.clerk, cast.second_clerk):
        away(clerk, since=database_now() + timedelta(seconds=1))
    at = database_now() + HOUR
    [empty] = sheet_for(offices.director, at=at).empty
    assert empty.window == cast.window and set(empty.away) == {cast.clerk.full_name, cast.second_clerk.full_name}
    assert {line.row.absence.user for line in sheet_for(offices.director, at=at).away} == {
        cast.clerk,
        cast.second_clerk,
    }


def test_a_deputy_keeps_the_window_open(offices: Offices, cast: Cast) -> None:
    mine = cast.clerk.posts.get(window=cast.window)
    cast.second_clerk.posts.filter(window=cast.window).delete()
    Deputy.objects.create(post=mine, user=cast.deputy, from_date=mine.from_date, rank=1)
    away(cast.clerk, since=database_now() + timedelta(seconds=1))
    sheet = sheet_for(offices.director, at=database_now() + HOUR)
    assert sheet.empty == ()
    [line] = sheet.away
    assert [person for _post, person in line.row.acting] == [cast.deputy.full_name] and line.row.nobody == ()


def test_what_is_due_by_closing_stands_there_on_its_day_alone(offices: Offices, cast: Cast) -> None:
    case = accepted(cast)  # promised until Thursday the 17th
    numbers = {
        day: [row.case.number for row in sheet_for(offices.deputy_director, at=local(2026, 9, day, 8, 20)).due]
        for day in (16, 17, 18)
    }
    assert numbers == {16: [], 17: [case.number], 18: []}


def test_the_sheet_counts_from_the_last_working_day(offices: Offices) -> None:
    # the 25th to the 27th of September 2026 are the mid-autumn holiday, the 28th is a Monday
    assert sheet_for(offices.director, at=local(2026, 9, 28, 8, 20)).since.isoformat() == "2026-09-24"


def test_page_and_api_say_the_same_to_whom_answers_for_the_hall(offices: Offices, cast: Cast) -> None:
    away(cast.clerk, since=database_now() + timedelta(seconds=1))
    for reader in (offices.director, offices.deputy_director, offices.supervisor):
        page = as_(reader).get(PAGE).content.decode()
        assert (cast.clerk.full_name in page and "还没到时间" in page) or "顶岗" in page
    [line] = read(offices)["away"]
    assert line["person"] == cast.clerk.full_name and line["reason"] == "annual_leave" and line["until_at"] is None


def test_nobody_else_reads_it(offices: Offices) -> None:
    for person in (offices.clerk, offices.department_head, offices.inspector, offices.system):
        assert as_(person).get(PAGE).status_code == 403 and as_(person).get(API).status_code == 403
        with pytest.raises(NotYourPost):
            sheet_for(person, at=database_now())
    assert as_(offices.citizen).get(API).status_code in (403, 404)
