"""One visit at the window by its form: each outcome, and its refusal that changes nothing and loses nothing."""

from typing import Any

import pytest

from approvals import actions
from approvals.models import Ending, SpotNotice
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.hall.conftest import typed

INTAKE = "/hall/intake/"
NEWCOMER = {"id_number": "990101199507070019", "name": "阿依努尔·买买提", "phone": "16100000012"}
GUARDIAN = {
    "guardian-name": "孙𬱖",
    "guardian-id_kind": "resident_id",
    "guardian-id_number": "990101197505050111",
    "guardian-phone": "16100000044",
}
CHILD = {"id_number": "990101201906010080", "name": "孙小宝"}
AGENT = {
    "by_agent": "on",
    "mandate_seen": "on",
    "agent-name": "周小代",
    "agent-id_kind": "resident_id",
    "agent-id_number": "990101198508080513",
    "agent-phone": "16100000066",
}


def refused(answer: Any, status: int, words: str) -> str:
    """A refusal is the same page with its own status, a summary, and nothing done."""
    page = answer.content.decode()
    assert answer.status_code == status
    assert 'class="errors"' in page and words in page
    assert not Case.objects.exists() and not SpotNotice.objects.exists() and not Entry.objects.exists()
    return page


def test_accept_at_once_or_not_while_a_paper_is_lacking(cast: Cast, desk) -> None:
    page = refused(desk.post(INTAKE, typed("accept", material=["m1"])), 422, "缺 1 件不可容缺的材料")
    assert 'value="990101198309270015"' in page and 'value="陈宏"' in page and 'value="人民路 18 号"' in page
    assert 'name="material" value="m1" checked' in page and 'name="material" value="m2" checked' not in page
    done = desk.post(INTAKE, typed("accept", material=["m1", "m2"]))
    case = Case.objects.get()
    assert done.status_code == 302 and done.url == f"/hall/?window=C01&done={case.number}"
    assert case.state == "accepted" and case.applicant == cast.applicant
    shown = desk.get(done.url).content.decode()
    assert "已受理" in shown and case.query_code in shown and f"/cases/{case.number}/slip/" in shown


def test_only_receive_or_not_with_a_letter_o_in_a_number(cast: Cast, desk) -> None:
    page = refused(desk.post(INTAKE, typed("receive", field_area="1,2O0")), 422, "含有字母“O”")
    assert 'value="1,2O0"' in page and 'href="#field-area"' in page and 'aria-invalid="true"' in page
    assert desk.post(INTAKE, typed("receive", field_area="１，２００", material=[])).status_code == 302
    case = Case.objects.get()
    assert case.state == "received" and '"area": "1200"' in case.application.form


def test_refuse_with_a_reason_and_not_without(cast: Cast, desk) -> None:
    refused(desk.post(INTAKE, typed("refuse", reason="　")), 422, "请写明理由")
    kept = desk.post(INTAKE, typed("refuse", reason="不归本机关管", name="陈红")).content.decode()
    assert "不归本机关管</textarea>" in kept
    assert desk.post(INTAKE, typed("refuse", reason="不归本机关管")).status_code == 302
    assert Case.objects.get().state == "refused" and Ending.objects.get().reason == "不归本机关管"


def test_tell_on_the_spot_what_is_missing_and_not_when_nothing_is(cast: Cast, desk) -> None:
    refused(desk.post(INTAKE, typed("tell", missing=["m1"])), 422, "没有勾出所缺材料")
    done = desk.post(INTAKE, typed("tell", material=["m1"], missing=["m2"], field_area=""))
    notice = SpotNotice.objects.get()
    assert done.url == f"/hall/told/{notice.ledger_subject.number}/"
    assert [paper.code for paper in notice.missing.all()] == ["m2"] and not Case.objects.exists()
    slip = desk.get(done.url).content.decode()
    assert "经营场所证明" in slip and "质量管理制度" not in slip and "韩雪" in slip


def test_the_same_form_sent_twice_is_one_case_and_one_answer(cast: Cast, desk) -> None:
    form = typed("receive")
    first, second = desk.post(INTAKE, form), desk.post(INTAKE, form)
    assert first.url == second.url and Case.objects.count() == 1
    changed = desk.post(INTAKE, form | {"name": "陈宏宏"})
    assert changed.status_code == 422 and 'value="陈宏宏"' in changed.content.decode()
    assert Case.objects.count() == 1


def test_everything_that_is_wrong_is_said_at_once(cast: Cast, desk) -> None:
    form = typed(
        "receive", id_number="990101198309270016", name="", phone="161O0000012", field_premises="", field_area="x"
    )
    page = refused(desk.post(INTAKE, form), 422, "有 5 处要改")
    for place in ("person-id_number", "person-name", "person-phone", "field-premises", "field-area"):
        assert f'href="#{place}"' in page and f'id="{place}"' in page


def test_a_form_is_looked_over_before_anything_is_asked_or_done(cast: Cast, desk) -> None:
    wrong = typed("check", outcome="accept", name="", field_area="x")
    page = refused(desk.post(INTAKE, wrong), 422, "有 2 处要改")
    assert 'href="#person-name"' in page and 'href="#field-area"' in page
    assert desk.post(INTAKE, typed("check", outcome="accept")).status_code == 204
    assert desk.post(INTAKE, typed("check", outcome="tell", field_area="")).status_code == 204
    refused(desk.post(INTAKE, typed("check", outcome="receive", field_area="")), 422, "请填写面积")
    assert not Case.objects.exists()


def test_too_long_a_text_is_refused_and_not_cut(cast: Cast, desk) -> None:
    page = refused(desk.post(INTAKE, typed("receive", field_premises="长" * 600)), 422, "最多 500 个字")
    assert "长" * 600 in page


def test_another_name_than_the_registered_one_is_refused_at_its_field(cast: Cast, desk) -> None:
    page = refused(desk.post(INTAKE, typed("receive", name="陈红")), 409, "与登记的不一致")
    assert 'href="#person-name"' in page and 'value="陈红"' in page


def test_a_newcomer_leaves_a_phone_or_a_contact(cast: Cast, desk) -> None:
    nobody = typed("receive", **NEWCOMER | {"phone": ""})
    refused(desk.post(INTAKE, nobody), 422, "没有手机的")
    half = typed("receive", **NEWCOMER | {"phone": "", "contact_name": "赵磊"})
    refused(desk.post(INTAKE, half), 422, "要一起填写")
    assert not Applicant.objects.filter(name_masked__startswith="阿").exists()
    whole = typed(
        "receive", **NEWCOMER | {"phone": "", "contact_name": "赵磊", "contact_phone": "１６１００００００２２"}
    )
    assert desk.post(INTAKE, whole).status_code == 302
    applicant = Case.objects.get().applicant
    assert (applicant.name, applicant.phone, applicant.contact_phone) == ("阿依努尔·买买提", None, "16100000022")


def test_a_minor_comes_with_a_guardian_of_age(cast: Cast, desk) -> None:
    page = refused(desk.post(INTAKE, typed("receive", **CHILD)), 422, "监护人姓名")
    assert 'data-part="minor">' in page
    young = GUARDIAN | {"guardian-id_number": "990101201906010080"}
    refused(desk.post(INTAKE, typed("receive", **CHILD, **young)), 422, "未满 18 周岁，不能做监护人")
    assert desk.post(INTAKE, typed("receive", **CHILD, **GUARDIAN)).status_code == 302
    child = Case.objects.get().applicant
    assert child.minor and child.guardian is not None and child.guardian.name == "孙𬱖"
    again = typed("receive", **CHILD)
    assert desk.post(INTAKE, again).status_code == 302


def test_an_agent_comes_with_a_mandate(cast: Cast, desk) -> None:
    without = {key: value for key, value in AGENT.items() if key != "mandate_seen"}
    refused(desk.post(INTAKE, typed("receive", **without)), 422, "先核对授权委托书原件")
    assert desk.post(INTAKE, typed("receive", **AGENT)).status_code == 302
    case = Case.objects.get()
    assert case.agent is not None and case.agent.name == "周小代" and case.applicant == cast.applicant


def test_a_new_phone_of_a_known_person_is_kept_and_his_address_stays(cast: Cast, desk) -> None:
    Applicant.objects.filter(pk=cast.applicant.pk).update(address="城关镇")
    assert desk.post(INTAKE, typed("receive", phone="16100000077")).status_code == 302
    cast.applicant.refresh_from_db()
    assert (cast.applicant.phone, cast.applicant.address) == ("16100000077", "城关镇")
    assert desk.post(INTAKE, typed("receive")).status_code == 302
    cast.applicant.refresh_from_db()
    assert cast.applicant.phone == "16100000077"


@pytest.mark.parametrize("what", [{"do": "delete"}, {"delivery": "owl"}, {"item": "LW999"}, {"idempotency_key": ""}])
def test_what_no_form_of_ours_sends_is_refused(cast: Cast, desk, what: dict[str, str]) -> None:
    answer = desk.post(INTAKE, typed("receive") | what)
    assert answer.status_code in (400, 404) and not Case.objects.exists()


def test_who_is_not_at_the_counter_receives_nothing(cast: Cast, browser_of, client) -> None:
    for who in (cast.reviewer, cast.supervisor, cast.administrator, cast.citizen):
        assert browser_of(who).post(INTAKE, typed("receive")).status_code == 403
    stranger = client.post(INTAKE, typed("receive"), headers={"referer": "http://testserver/hall/?item=LW030"})
    assert stranger.status_code == 302 and stranger.url.endswith("next=%2Fhall%2F%3Fitem%3DLW030")
    assert not Case.objects.exists()


POST = {
    "delivery": "post",
    "post_receiver": "陈宏",
    "post_phone": "16100000001",
    "post_address": "示范县城关镇人民路 18 号",
}


def test_by_post_only_with_an_address_beside_which_the_reason_stands(cast: Cast, desk) -> None:
    page = refused(desk.post(INTAKE, typed("receive", **POST | {"post_address": " "})), 422, "邮寄送达要填邮寄地址")
    assert 'href="#post-address"' in page and 'id="post-address-error"' in page and 'data-part="post">' in page
    assert 'value="陈宏"' in page.split('id="post-receiver"')[1][:80]
    wrong = typed("receive", **POST | {"post_phone": "12", "name": ""})
    page = refused(desk.post(INTAKE, wrong), 422, "有 2 处要改")
    assert 'href="#post-phone"' in page
    assert desk.post(INTAKE, typed("receive", **POST)).status_code == 302
    assert Case.objects.get().application.postal()["address"] == "示范县城关镇人民路 18 号"


def test_two_clerks_take_the_same_case_and_the_second_hears_why_not(cast: Cast, desk, browser_of) -> None:
    desk.post(INTAKE, typed("receive"))
    case = Case.objects.get()
    second = browser_of(cast.second_clerk)
    assert desk.post(f"/cases/{case.number}/accept/", {"idempotency_key": "a"}).status_code == 302
    late = second.post(f"/cases/{case.number}/accept/", {"idempotency_key": "b"})
    assert late.status_code == 409 and "没有办成" in late.content.decode()
    assert [entry.type for entry in Entry.objects.of(case.ledger_subject)].count("approvals.accepted") == 1


def test_a_failure_in_the_middle_registers_nobody(cast: Cast, desk, monkeypatch) -> None:
    def broken(**_facts: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "visit", broken)
    with pytest.raises(RuntimeError):
        desk.post(INTAKE, typed("receive", **NEWCOMER))
    assert not Applicant.objects.filter(name_masked__startswith="阿").exists()
    monkeypatch.undo()
    assert desk.post(INTAKE, typed("receive", **NEWCOMER)).status_code == 302
