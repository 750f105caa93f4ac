"""The desk knows what a person was told last time, warns before another list, and its slip promises nothing false."""

from approvals import actions
from approvals.models import SpotNotice
from tests.cast import Cast
from tests.hall.conftest import typed

INTAKE = "/hall/intake/"


def tell_first(cast: Cast, *missing: str) -> SpotNotice:
    return actions.tell_on_the_spot(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, missing=missing
    )


def look_up(desk, **more: str) -> str:
    asked = {"id_kind": "resident_id", "id_number": "990101198309270015", "window": "C01", "item": "LW030"}
    return desk.post("/hall/person/", asked | more).content.decode()


def test_the_look_up_shows_the_earlier_list_of_this_item(cast: Cast, desk) -> None:
    assert "上次" not in look_up(desk)
    notice = tell_first(cast, "m1", "m2")
    page = look_up(desk)
    assert notice.ledger_subject.number in page and "申请表、经营场所证明" in page and 'data-told="m1 m2"' in page
    assert notice.ledger_subject.number not in look_up(desk, item="LW999")
    assert notice.ledger_subject.number not in look_up(desk, id_number="990101199507070019")


def test_another_list_is_refused_once_and_taken_when_it_is_meant(cast: Cast, desk) -> None:
    tell_first(cast, "m1")
    warned = desk.post(INTAKE, typed("tell", material=[], missing=["m1", "m2"]))
    page = warned.content.decode()
    assert warned.status_code == 409 and "上次没有告知过" in page and "经营场所证明" in page
    assert 'name="knowing_new"' in page and SpotNotice.objects.count() == 1
    done = desk.post(INTAKE, typed("tell", material=[], missing=["m1", "m2"], knowing_new="on"))
    second = SpotNotice.objects.latest("pk")
    assert done.url == f"/hall/told/{second.ledger_subject.number}/"


def test_the_slip_of_a_second_other_list_does_not_promise_that_nothing_more_will_come(cast: Cast, desk) -> None:
    first = tell_first(cast, "m1")
    slip = desk.get(f"/hall/told/{first.ledger_subject.number}/").content.decode()
    assert "不会再要别的" in slip
    desk.post(INTAKE, typed("tell", material=[], missing=["m2"], knowing_new="on"))
    second = SpotNotice.objects.latest("pk")
    slip = desk.get(f"/hall/told/{second.ledger_subject.number}/").content.decode()
    assert "不会再要别的" not in slip and first.ledger_subject.number in slip and "上次没有写" in slip


def test_the_file_of_the_case_tells_what_was_told_before_it(cast: Cast, desk) -> None:
    notice = tell_first(cast, "m2")
    desk.post(INTAKE, typed("receive"))
    case = notice.applicant.cases.get()
    page = desk.get(f"/cases/{case.number}/").content.decode()
    assert notice.ledger_subject.number in page and "来件前当场告知过" in page
