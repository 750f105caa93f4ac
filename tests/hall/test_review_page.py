"""The review desk: what waits for whom, the filters by light, the search."""

from datetime import timedelta

from approvals import actions
from kernel.ledger.locking import database_now
from tests.cast import Cast, person
from tests.hall.conftest import BrowserOf, accepted, at_the_last_step, decided, received, verb


def test_each_sees_what_waits_for_him_and_nothing_else(cast: Cast, browser_of: BrowserOf) -> None:
    mine, his = accepted(cast), at_the_last_step(cast)
    lists = {who: browser_of(who).get("/review/").content.decode() for who in (cast.reviewer, cast.approver)}
    assert mine.number in lists[cast.reviewer] and his.number not in lists[cast.reviewer]
    assert his.number in lists[cast.approver] and mine.number not in lists[cast.approver]
    empty = browser_of(cast.other_clerk).get("/review/").content.decode()
    assert "没有待您办的件" in empty and mine.number not in empty


def test_whoever_decides_nothing_is_sent_to_his_own_desk(cast: Cast, browser_of: BrowserOf) -> None:
    for who in (cast.inspector, cast.supervisor, cast.administrator):
        assert browser_of(who).get("/review/").url == "/desk/"
    assert browser_of(cast.department_head).get("/review/").status_code == 200
    assert browser_of(cast.inspector).get("/review/unit/").status_code == 200


def test_what_waits_at_the_window_waits_for_the_clerk_too(cast: Cast, desk) -> None:
    waiting, taken = received(cast), decided(cast)
    page = desk.get("/review/").content.decode()
    assert waiting.number in page and taken.number in page


def test_the_deputy_has_the_list_while_the_holder_is_away(cast: Cast, browser_of: BrowserOf) -> None:
    case = at_the_last_step(cast)
    deputy = browser_of(cast.deputy)
    assert case.number not in deputy.get("/review/").content.decode()
    now = database_now()
    cast.approver.absences.create(from_at=now - timedelta(hours=1), until_at=now + timedelta(days=1), reason="出差")
    assert case.number in deputy.get("/review/").content.decode()


def test_the_unit_list_is_the_units(cast: Cast, browser_of: BrowserOf) -> None:
    case = accepted(cast)
    assert case.number in browser_of(cast.clerk).get("/review/unit/").content.decode()
    for who in (cast.other_clerk, cast.administrator):
        assert case.number not in browser_of(who).get("/review/unit/").content.decode()
    assert browser_of(cast.citizen).get("/review/unit/").status_code == 403


def test_each_light_has_its_digit_and_counts_its_rows(cast: Cast, browser_of: BrowserOf) -> None:
    late = received(cast, days=30)
    actions.deem_accepted()
    fresh = accepted(cast)
    reviewer = browser_of(cast.reviewer)
    page = reviewer.get("/review/").content.decode()
    assert page.index(late.number) < page.index(fresh.number)
    for key in "012345":
        assert f'data-key="{key}"' in page
    only = reviewer.get("/review/?light=ok").content.decode()
    assert fresh.number in only and late.number not in only
    none = reviewer.get("/review/?light=pause").content.decode()
    assert "没有这样的办件" in none


def test_waiting_for_the_applicant_is_paused_and_not_done(cast: Cast, desk) -> None:
    case = received(cast, materials=("m1",))
    verb(desk, case, "notify-supplement", code=["m2"])
    page = desk.get("/review/unit/?light=pause").content.decode()
    assert case.number in page and "已办结" not in page


def test_search_by_number_item_and_firm(cast: Cast, browser_of: BrowserOf) -> None:
    firm = person("李大山", "990101197703030218")
    case, other = accepted(cast), accepted(cast, applicant=firm)
    reviewer = browser_of(cast.reviewer)
    for typed, shown in (
        (case.number, True),
        (case.number[:12], True),
        ("医疗器械", True),
        ("食品", False),
        ("\x00%", False),
    ):
        page = reviewer.get("/review/", {"q": typed}).content.decode()
        assert (case.number in page) is shown, typed
    assert other.number not in reviewer.get("/review/", {"q": case.number}).content.decode()
    kept = reviewer.get("/review/", {"q": "a&light=red#"}).content.decode()
    assert "q=a%26light%3Dred%23" in kept
