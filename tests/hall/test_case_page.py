"""The file of a case: who sees it, what it says in each state, and the verbs by its forms."""

from datetime import timedelta

import pytest

from approvals import actions
from approvals.models import MaterialTick
from approvals.terms import running
from kernel.cases.models import Case
from kernel.doors.templatetags.portal_dates import day
from kernel.ledger.locking import database_now
from tests.cast import Cast
from tests.hall.conftest import FORM, BrowserOf, accepted, at_the_last_step, decided, received, verb


def page_of(client, case: Case) -> str:
    answer = client.get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_own_case_opens_and_anothers_is_as_absent_as_none(cast: Cast, browser_of: BrowserOf) -> None:
    case = received(cast)
    for who in (cast.clerk, cast.second_clerk, cast.reviewer, cast.approver, cast.supervisor, cast.inspector):
        assert browser_of(who).get(f"/cases/{case.number}/").status_code == 200
    for path in ("", "slip/"):
        foreign = browser_of(cast.other_clerk).get(f"/cases/{case.number}/{path}")
        absent = browser_of(cast.other_clerk).get(f"/cases/990101000000000000000/{path}")
        assert (foreign.status_code, absent.status_code) == (404, 404)
    assert browser_of(cast.administrator).get(f"/cases/{case.number}/").status_code == 404
    assert browser_of(cast.citizen).get(f"/cases/{case.number}/").status_code == 403


def test_before_acceptance_it_says_by_when_to_answer_and_what_silence_means(cast: Cast, desk) -> None:
    page = page_of(desk, received(cast, materials=("m1",)))
    assert "最迟哪天答复" in page and "收件之日起视为受理" in page and "法定</span>" not in page
    assert "缺 1 件不可容缺，现在不能受理" in page and "缺 2 件" in page


def test_when_the_time_to_answer_has_passed_it_says_so_before_the_sweep(cast: Cast, desk) -> None:
    case = received(cast, days=20)
    assert "答复期限已过" in page_of(desk, case)
    actions.deem_accepted()
    page = page_of(desk, case)
    assert "视为受理：收件后没有在答复期限内告知" in page and "答复期限已过" not in page


def test_an_ordinary_acceptance_is_not_called_deemed(cast: Cast, desk) -> None:
    page = page_of(desk, accepted(cast))
    assert "视为受理" not in page and "为什么是这一天" in page and "承诺" in page


def test_while_the_applicant_supplements_no_clock_is_shown_and_nothing_is_called_done(cast: Cast, desk) -> None:
    case = received(cast, materials=("m1",))
    verb(desk, case, "notify-supplement", code=["m2"], what_m2="缺产权证明")
    page = page_of(desk, case)
    assert "等补正" in page and "申请人" in page and "已办结" not in page and 'class="ds-box' not in page
    assert "缺产权证明" in page


def test_the_one_notice_and_no_second(cast: Cast, desk) -> None:
    case = received(cast, materials=("m1",))
    nothing = verb(desk, case, "notify-supplement")
    assert nothing.status_code == 422 and "没有勾出所缺材料" in nothing.content.decode()
    assert verb(desk, case, "notify-supplement", code=["m2"]).status_code == 302
    short = verb(desk, case, "supplement")
    assert short.status_code == 422 and "还差 1 件" in short.content.decode()
    assert verb(desk, case, "supplement", material=["m2"]).status_code == 302
    second = verb(desk, case, "notify-supplement", code=["m3"])
    assert second.status_code == 409 and "只准一次告知" in second.content.decode()
    assert "d-notify" not in page_of(desk, case).replace('data-opens="d-notify"', "")


def test_a_tick_by_its_key_and_no_tick_after_acceptance(cast: Cast, desk) -> None:
    case = received(cast, materials=())
    answer = desk.post(
        f"/cases/{case.number}/tick/",
        {"idempotency_key": "t", "code": "m1", "received": "true"},
        headers={"hx-request": "true"},
    )
    assert answer.status_code == 204
    assert MaterialTick.objects.get(case=case, material__code="m1").received_at is not None
    assert verb(desk, case, "tick", code="m1", received="false").status_code == 302
    assert MaterialTick.objects.get(case=case, material__code="m1").received_at is None
    done = accepted(cast)
    assert verb(desk, done, "tick", code="m1", received="false").status_code == 409


def test_decide_along_the_chain_and_come_back_to_the_list(cast: Cast, browser_of: BrowserOf) -> None:
    case = accepted(cast)
    reviewer, approver = browser_of(cast.reviewer), browser_of(cast.approver)
    assert verb(approver, case, "grant").status_code in (403, 409)
    done = verb(reviewer, case, "complete-step", opinion="同意", then="review")
    assert done.url == "/review/"
    listed = reviewer.get("/review/").content.decode()
    assert f"{case.number} 已办：同意，转下一环节" in listed and "没有待您办的件" in listed
    assert verb(approver, case, "return-step", reason="").status_code == 422
    assert verb(approver, case, "return-step", reason="缺勘验意见").status_code == 302
    verb(reviewer, case, "complete-step", opinion="补了")
    assert verb(approver, case, "deny", reason=" ").status_code == 422
    assert verb(approver, case, "deny", reason="场所不合规定").status_code == 302
    case.refresh_from_db()
    assert case.state == "denied"


def test_the_decider_reads_that_the_reviewer_opposed_and_the_applicant_does_not(cast: Cast, browser_of: BrowserOf):
    case = accepted(cast)
    reviewer = browser_of(cast.reviewer)
    assert "d-oppose" in page_of(reviewer, case)
    assert verb(reviewer, case, "complete-step", stance="oppose", opinion="").status_code == 422
    assert verb(reviewer, case, "complete-step", stance="oppose", opinion="场地面积不足").status_code == 302
    assert "审查 孟庆华 建议不予许可：" in page_of(browser_of(cast.approver), case)
    told = browser_of(cast.citizen).get(f"/my/{case.number}/").content.decode()
    assert "审查完成" in told and "场地面积不足" not in told and "建议不予" not in told


def test_the_deputy_decides_only_while_the_holder_is_away(cast: Cast, browser_of: BrowserOf) -> None:
    case = at_the_last_step(cast)
    deputy = browser_of(cast.deputy)
    assert "d-grant" not in deputy.get(f"/cases/{case.number}/").content.decode()
    now = database_now()
    cast.approver.absences.create(from_at=now - timedelta(hours=1), until_at=now + timedelta(days=2), reason="出差")
    assert "d-grant" in page_of(deputy, case)
    assert verb(deputy, case, "grant").status_code == 302


def test_after_the_decision_the_page_counts_the_days_to_deliver(cast: Cast, desk) -> None:
    case = decided(cast)
    page = page_of(desk, case)
    delivery = running(case, "delivery")
    assert delivery is not None
    assert "最迟哪天送达" in page and "d-deliver" in page
    assert f"最迟 <b>{day(delivery.due_at, database_now())}</b>" in page
    bad = verb(desk, case, "deliver", method="owl")
    assert bad.status_code == 422 and "送达方式" in bad.content.decode() and "method" not in bad.content.decode()
    unsigned = verb(desk, case, "deliver", method="window", receiver="陈宏")
    assert unsigned.status_code == 422 and "谁签收" in unsigned.content.decode()
    signed = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
    assert verb(desk, case, "deliver", **signed).status_code == 302
    assert verb(desk, case, "close").status_code == 302
    assert "这件已经办完" in page_of(desk, case)


def test_who_delivers_sees_where_to_and_gives_the_number_of_the_post(cast: Cast, desk, browser_of: BrowserOf) -> None:
    to = {"receiver": "陈宏", "phone": "16100000001", "address": "示范县城关镇人民路 18 号"}
    case = decided(cast, delivery="post", post_to=to)
    page = page_of(desk, case)
    assert "示范县城关镇人民路 18 号" in page and "161****0001" in page
    assert "16100000001" not in page and "陈宏" not in page
    unsent = verb(desk, case, "deliver", method="post")
    assert unsent.status_code == 422 and "邮件单号" in unsent.content.decode()
    assert verb(desk, case, "deliver", method="post", tracking_number="EA123456789CN").status_code == 302
    assert "EA123456789CN" in page_of(desk, case)


def test_withdrawn_says_why(cast: Cast, desk) -> None:
    case = received(cast)
    assert verb(desk, case, "withdraw", reason="").status_code == 422
    assert verb(desk, case, "withdraw", reason="不办了\n下月再来").status_code == 302
    assert "不办了<br>下月再来" in page_of(desk, case)


def test_an_act_sent_twice_happens_once(cast: Cast, desk) -> None:
    case = received(cast)
    form = {"idempotency_key": "once"}
    first = desk.post(f"/cases/{case.number}/accept/", form)
    second = desk.post(f"/cases/{case.number}/accept/", form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert case.step_records.count() == 1


@pytest.mark.parametrize("name", ["accept", "grant", "withdraw", "complete-step"])
def test_another_windows_clerk_can_do_nothing(cast: Cast, browser_of: BrowserOf, name: str) -> None:
    case = received(cast)
    assert verb(browser_of(cast.other_clerk), case, name, reason="x").status_code in (403, 404, 409)
    case.refresh_from_db()
    assert case.state == "received"


def test_a_verb_that_there_is_not(cast: Cast, desk) -> None:
    assert verb(desk, received(cast), "explode").status_code == 404


def test_signed_out_in_the_middle_comes_back_to_the_page_and_not_to_the_forms_address(cast: Cast, client) -> None:
    case = received(cast)
    away = client.post(
        f"/cases/{case.number}/accept/",
        {"idempotency_key": "x"},
        headers={"hx-request": "true", "hx-current-url": f"http://testserver/cases/{case.number}/"},
    )
    assert away.status_code == 401
    assert away.headers["HX-Redirect"].endswith(f"next=%2Fcases%2F{case.number}%2F")
    elsewhere = client.post(f"/cases/{case.number}/accept/", {}, headers={"referer": "https://evil.example/x"})
    assert elsewhere.url.endswith("next=%2Fdesk%2F")


def slip_of(client, case: Case) -> str:
    return client.get(f"/cases/{case.number}/slip/").content.decode()


def test_the_slip_names_number_code_person_and_day(cast: Cast, desk, browser_of: BrowserOf) -> None:
    case = received(cast)
    slip = slip_of(desk, case)
    grouped = " ".join(case.number[at : at + 4] for at in range(0, len(case.number), 4))
    for words in (grouped, case.query_code, "韩雪", "161-0000-0001", "最迟答复", "周", "下班前", "申请表", "C01 窗口"):
        assert words in slip
    assert "陈宏" in slip and "990101198309270015" not in slip and cast.applicant.id_masked in slip
    for who in (cast.supervisor, cast.approver):
        assert "陈宏" not in slip_of(browser_of(who), case) and "陈*" in slip_of(browser_of(who), case)
    done = slip_of(desk, accepted(cast))
    assert "最迟办完" in done and "孟庆华" in done


def test_the_slip_of_an_online_application_says_so_whoever_opened_it(cast: Cast, desk) -> None:
    draft = actions.save_draft(by=cast.citizen, version=cast.item, applicant=cast.applicant, values=FORM)
    case = actions.submit(number=draft.number, by=cast.citizen)
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m1": "", "m2": ""})
    slip = slip_of(desk, case)
    assert "网上提交" in slip and "C01 窗口" not in slip
    assert "现在轮到您补材料" in slip and "最迟补齐" in slip and "不清楚的问 韩雪" in slip and "现在是" not in slip


def test_a_told_slip_is_its_windows_own(cast: Cast, desk, browser_of: BrowserOf) -> None:
    notice = actions.tell_on_the_spot(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, missing=("m2",)
    )
    path = f"/hall/told/{notice.ledger_subject.number}/"
    assert desk.get(path).status_code == 200
    assert browser_of(cast.other_clerk).get(path).status_code == 404
    assert desk.get("/hall/told/GZ99999999/").status_code == desk.get("/hall/told/x/").status_code == 404
