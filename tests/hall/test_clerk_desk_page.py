"""The clerk desk by who asks for it, at which window, for which item, and what waits there."""

from datetime import date, timedelta
from urllib.parse import parse_qs
from uuid import uuid4

import pytest

from approvals import actions
from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from kernel.organizations.models import Post, Role, ServicePoint, Window
from tests.cast import Cast, licence_item
from tests.hall.conftest import BrowserOf, decided, received, typed


def test_the_desk_is_the_clerks_and_nobody_elses(cast: Cast, browser_of: BrowserOf, client) -> None:
    assert browser_of(cast.clerk).get("/hall/").status_code == 200
    assert browser_of(cast.second_clerk).get("/hall/").status_code == 200
    for who in (cast.reviewer, cast.approver, cast.supervisor, cast.inspector, cast.administrator):
        refused = browser_of(who).get("/hall/")
        assert refused.status_code == 403 and "您今天没有窗口岗位" in refused.content.decode()
    assert browser_of(cast.citizen).get("/hall/").status_code == 403
    stranger = client.get("/hall/?item=LW030")
    assert stranger.status_code == 302 and stranger.url.endswith("next=%2Fhall%2F%3Fitem%3DLW030")


def test_another_windows_code_is_as_absent_as_one_that_does_not_exist(cast: Cast, desk) -> None:
    assert "C01·社会事务综合受理" in desk.get("/hall/?window=C01").content.decode()
    other, absent = desk.get("/hall/?window=C06"), desk.get("/hall/?window=C99")
    assert (other.status_code, absent.status_code) == (404, 404)
    assert "农业农村" not in other.content.decode()


def test_a_form_for_another_window_is_not_taken_at_ones_own(cast: Cast, desk) -> None:
    from_c06 = desk.post("/hall/intake/", typed("receive", window="C06"))
    assert from_c06.status_code == 404
    assert not Case.objects.exists()
    assert desk.post("/hall/intake/", typed("receive")).status_code == 302


def test_a_post_that_ended_serves_no_window_any_more(cast: Cast, desk) -> None:
    assert desk.get("/hall/").status_code == 200
    Post.objects.filter(user=cast.clerk).update(until_date=database_now().date() - timedelta(days=2))
    assert desk.get("/hall/").status_code == 403
    assert desk.post("/hall/intake/", typed("receive")).status_code == 403


def test_a_search_that_means_one_thing_goes_straight_there(cast: Cast, desk) -> None:
    second = licence_item(
        cast.bureau, cast.window, cast.clerk, cast.supervisor, code="LW031", name="第三类医疗器械变更"
    )
    several = desk.get("/hall/?q=第三类")
    assert several.status_code == 200 and second.name in several.content.decode()
    assert desk.get("/hall/?q=lw031").url == "/hall/?window=C01&item=LW031"
    case = received(cast)
    assert desk.get(f"/hall/?q={case.number}").url == f"/cases/{case.number}/"
    nothing = desk.get("/hall/?q=查无此事")
    assert nothing.status_code == 200 and "没有找到这样的事项" in nothing.content.decode()


@pytest.mark.parametrize("typed_in", ["\x00", "'; --", "9" * 400, "𬱖", "%"])
def test_nothing_typed_into_the_search_breaks_it(cast: Cast, desk, typed_in: str) -> None:
    assert desk.get("/hall/", {"q": typed_in, "item": typed_in}).status_code in (200, 302)
    assert desk.get("/hall/", {"item": typed_in}).status_code == 200


def test_an_online_application_that_nobody_opened_waits_at_the_desk(cast: Cast, desk, browser_of: BrowserOf) -> None:
    draft = actions.save_draft(
        by=cast.citizen,
        version=cast.item,
        applicant=cast.applicant,
        values={"premises": "人民路", "area": "9"},
    )
    assert "等答复 0 件" in desk.get("/hall/").content.decode()
    case = actions.submit(number=draft.number, by=cast.citizen)
    shown = desk.get("/hall/").content.decode()
    assert "等答复 1 件" in shown and f"/cases/{case.number}/" in shown
    assert case.number not in browser_of(cast.other_clerk).get("/hall/").content.decode()


def test_a_decision_waits_for_its_taker_until_it_is_closed(cast: Cast, desk) -> None:
    case = decided(cast)
    assert "取件 1 件" in desk.get("/hall/").content.decode()
    actions.deliver(number=case.number, by=cast.clerk, method="window", receiver="陈宏", receiver_is="applicant")
    assert "取件 1 件" in desk.get("/hall/").content.decode()
    actions.close(number=case.number, by=cast.clerk)
    assert "取件" not in desk.get("/hall/").content.decode()


def test_the_form_says_by_when_before_anything_is_typed(cast: Cast, desk) -> None:
    page = desk.get("/hall/?item=LW030").content.decode()
    assert "今天受理，什么时候办完" in page and "8 个工作日" in page and "20 个工作日" in page
    assert "缺 2 件不可容缺，现在不能受理" in page
    assert "就从今天收件起视为受理" in page


def test_a_clerk_of_two_windows_sees_both_and_chooses(cast: Cast, desk) -> None:
    assert "C06" not in desk.get("/hall/").content.decode()
    Post.objects.create(
        user=cast.clerk,
        role=Role.WINDOW_CLERK,
        organization=cast.other_bureau,
        window=cast.other_window,
        title=uuid4().hex[:6],
        from_date=database_now().date() - timedelta(days=9),
    )
    assert "C06·农业农村" in desk.get("/hall/").content.decode()
    assert desk.get("/hall/?window=C06").status_code == 200


@pytest.fixture
def two_c01(cast: Cast) -> tuple[Window, Window]:
    """The hall's C01 and the town centre's, both served by one clerk."""
    town = ServicePoint.objects.create(organization=cast.bureau, name="城关便民服务中心", address="城关镇")
    twin = Window.objects.create(code="C01", name="城关综合窗口", organization=cast.bureau, service_point=town)
    cast.item.receiving_windows.add(twin)
    Post.objects.create(
        user=cast.clerk, role=Role.WINDOW_CLERK, organization=cast.bureau, window=twin, from_date=date(2020, 1, 1)
    )
    return cast.window, twin


def test_two_windows_of_one_code_are_told_apart_by_their_points(cast: Cast, desk, two_c01) -> None:
    hall, twin = two_c01
    refused = desk.get("/hall/?window=C01")
    assert refused.status_code == 409 and hall.full_code in refused.content.decode()
    assert desk.post("/hall/intake/", typed("receive")).status_code == 409
    page = desk.get("/hall/", {"window": twin.full_code})
    assert "城关综合窗口" in page.content.decode()
    assert f'name="window" value="{twin.full_code}"' in page.content.decode()
    done = desk.post("/hall/intake/", typed("receive", window=twin.full_code))
    assert done.status_code == 302 and Case.objects.get().window == twin
    assert parse_qs(done.url.partition("?")[2])["window"] == [twin.full_code]
    assert desk.get(done.url).status_code == 200


def test_a_code_that_is_one_windows_alone_stays_its_address(cast: Cast, browser_of: BrowserOf, two_c01) -> None:
    other = browser_of(cast.other_clerk)
    assert other.get("/hall/?window=C06").status_code == 200
    assert 'value="C06"' in other.get("/hall/").content.decode()
