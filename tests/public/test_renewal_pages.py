"""What a citizen is told of a renewal: by when to apply, what silence means, and that it was deemed renewed."""

from datetime import timedelta

from django.test import Client

from approvals import actions, events
from approvals.told import words_of
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.notices.actions import plant_routes, tell
from kernel.notices.models import Notice
from kernel.workdays.zone import day_end
from tests.approvals.renewals import LAST, receive_renewal, renews
from tests.cast import MONDAY, Cast, local
from tests.public.conftest import html

AFTER = day_end(LAST) + timedelta(minutes=1)
IN_TIME, RENEWED = "您是按时申请的", "视为准予延续"


def accepted(cast: Cast) -> Case:
    return actions.accept(number=receive_renewal(renews(cast)).number, by=cast.clerk, at=MONDAY)


def deemed(cast: Cast) -> Case:
    case = accepted(cast)
    actions.deem_renewed(at=AFTER)
    case.refresh_from_db()
    return case


def tracked(case: Case) -> str:
    reader = Client()
    reader.post("/track/", {"number": case.number, "code": case.query_code})
    return html(reader.get(f"/track/{case.number}/"))


def test_the_guide_says_by_when_and_what_being_late_costs(cast: Cast) -> None:
    assert "日前提出" not in html(Client().get("/items/LW030/"))
    renews(cast)
    page = html(Client().get("/items/LW030/"))
    assert "原许可有效期届满 30 日前提出" in page and "提晚了，没有决定不算" in page
    assert Client().get("/api/v1/items/LW030/").json()["renewal_days"] == 30


def test_the_form_asks_for_a_date_and_refuses_one_that_is_over(cast: Cast, citizen: Client) -> None:
    renews(cast)
    assert 'type="date"' in html(citizen.get("/apply/LW030/"))
    typed = {"field_premises": "人民路 18 号", "field_area": "120", "field_last": "2020-01-01"}
    answer = citizen.post("/apply/LW030/save/", {"applicant": cast.applicant.pk, "go": "1", **typed})
    assert "原许可已经过期，不能延续" in html(answer)


def test_applied_in_time_he_is_told_until_when_and_late_that_silence_means_nothing(cast: Cast) -> None:
    page = tracked(accepted(cast))
    assert IN_TIME in page and "2026年10月20日 周二" in page and RENEWED not in page
    late = receive_renewal(cast, applicant=cast.other_applicant, at=local(2026, 9, 21, 9))
    page = tracked(late)
    assert "到期没有决定，不算延续" in page and IN_TIME not in page


def test_while_he_has_to_bring_papers_nothing_is_promised(cast: Cast) -> None:
    case = receive_renewal(renews(cast), materials=("m1",))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "", "m3": ""}, at=MONDAY)
    page = tracked(Case.objects.get(pk=case.pk))
    assert "材料补齐以前，到期不算延续" in page and IN_TIME not in page


def test_deemed_renewed_is_said_in_legal_and_in_plain_words(cast: Cast, citizen: Client) -> None:
    case = deemed(cast)
    page = tracked(case)
    assert RENEWED in page and "算是同意延续" in page and "换证" in page and "已作出决定" not in page
    assert "哪天起算延续" in page and "哪天决定" not in page
    assert RENEWED in html(citizen.get("/my/")) and "等换证" in html(citizen.get(f"/my/{case.number}/"))
    told = (
        Client()
        .post("/api/v1/track/", {"number": case.number, "code": case.query_code}, content_type="application/json")
        .json()
    )
    assert told["renewal"] == {"last_day": "2026-10-20", "deemed": True, "waits_for_papers": False}


def test_another_item_says_nothing_of_renewal(cast: Cast) -> None:
    case = actions.accept(number=receive_renewal(cast).number, by=cast.clerk, at=MONDAY)
    page = tracked(case)
    assert "延续" not in page


def test_applicant_helper_supervisor_head_and_counter_are_told(cast: Cast) -> None:
    plant_routes()
    case = accepted(cast)
    actions.share(number=case.number, by=cast.citizen, helper="wangyan", until=None, may_supplement=False)
    actions.deem_renewed()
    entry = Entry.objects.of(case.ledger_subject).get(type=events.DEEMED_RENEWED.code)
    tell([entry])
    told = {notice.recipient for notice in Notice.objects.filter(entry=entry)}
    assert {cast.citizen, cast.other_citizen, cast.department_head, cast.clerk} <= told
    assert "按法律视为准予延续，可以接着用。请带原许可证到" in str(words_of([entry])[entry.pk].text)
