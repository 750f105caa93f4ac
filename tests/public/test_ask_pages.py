"""Ask on the page of a case: signed in, or with number and code; the unit answers at its desk."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from approvals import actions
from kernel.accounts.models import User
from kernel.cases.models import Question
from kernel.ledger.models import Entry
from tests.cast import Cast
from tests.public.conftest import accepted, html

SignedIn = Callable[[User], Client]


def keyed(**facts: object) -> dict[str, object]:
    return {"idempotency_key": str(uuid4()), **facts}


def posted(browser: Client, path: str, **facts: object) -> Any:
    return browser.post(path, facts, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})


def opened(case_number: str, code: str) -> Client:
    visitor = Client()
    assert visitor.post("/track/", {"number": case_number, "code": code}).status_code == 302
    return visitor


def test_the_applicant_asks_and_reads_the_answer_with_who_gave_it(cast: Cast, citizen: Client, signed_in: SignedIn):
    case, form = accepted(cast), keyed(text="<b>要原件吗</b>")
    assert citizen.post(f"/my/{case.number}/ask/", form)["Location"] == f"/my/{case.number}/"
    assert citizen.post(f"/my/{case.number}/ask/", form).status_code == 302
    assert Question.objects.count() == 1
    page = html(citizen.get(f"/my/{case.number}/"))
    assert "&lt;b&gt;要原件吗&lt;/b&gt;" in page and "下班前答复" in page and "等答复" in page
    desk = signed_in(cast.reviewer)
    assert case.number in html(desk.get("/questions/")) and "要原件吗" in html(desk.get(f"/cases/{case.number}/"))
    desk.post(f"/cases/{case.number}/answer/", keyed(question=1, text="不要原件。"))
    page = html(citizen.get(f"/my/{case.number}/"))
    assert "不要原件。" in page and "社会事务科 审查 孟庆华 答复" in page
    assert "没有等答复的提问" in html(desk.get("/questions/"))


def test_with_number_and_code_one_asks_five_times_a_day(cast: Cast, signed_in: SignedIn):
    case = accepted(cast)
    visitor = opened(case.number, case.query_code)
    for place in range(5):
        assert visitor.post(f"/track/{case.number}/ask/", keyed(text="到哪了")).status_code == 302
        actions.answer(number=case.number, by=cast.reviewer, question=place + 1, text="在审查。")
    refused = visitor.post(f"/track/{case.number}/ask/", keyed(text="到哪了"))
    assert refused.status_code == 429 and "以后再问" in html(refused)
    assert Question.objects.filter(asked_by=None).count() == 5
    assert "在审查。" in html(visitor.get(f"/track/{case.number}/"))


def test_without_the_code_nothing_is_asked(cast: Cast, signed_in: SignedIn):
    case = accepted(cast)
    assert Client().post(f"/track/{case.number}/ask/", keyed(text="到哪了"))["Location"] == "/track/"
    assert signed_in(cast.stranger).post(f"/my/{case.number}/ask/", keyed(text="到哪了")).status_code == 404
    assert not Question.objects.exists()


def test_a_written_enquiry_is_answered_on_the_same_page(cast: Cast, citizen: Client, signed_in: SignedIn):
    case = accepted(cast)
    signed_in(cast.reviewer).post(f"/cases/{case.number}/enquire/", keyed(text="面积为什么不一致？"))
    page = html(citizen.get(f"/my/{case.number}/"))
    assert "社会事务科 审查 孟庆华 书面问您" in page and "不停办理的期限" in page
    tracked = html(opened(case.number, case.query_code).get(f"/track/{case.number}/"))
    assert "面积为什么不一致？" in tracked and f'action="/track/{case.number}/reply/"' in tracked
    citizen.post(f"/my/{case.number}/reply/", keyed(question="1", text="后来加建了。"))
    assert "后来加建了。" in html(signed_in(cast.reviewer).get(f"/cases/{case.number}/"))


def test_with_number_and_code_one_answers_what_the_unit_asks(cast: Cast, signed_in: SignedIn):
    case = accepted(cast)
    actions.enquire(number=case.number, by=cast.reviewer, text="面积为什么不一致？")
    visitor, form = opened(case.number, case.query_code), keyed(question="1", text="后来加建了。")
    path = f"/track/{case.number}/reply/"
    assert Client().post(path, form)["Location"] == "/track/"
    assert Question.objects.get().answered_at is None, "without the code nothing is answered"
    assert visitor.post(path, form)["Location"] == f"/track/{case.number}/"
    assert visitor.post(path, form).status_code == 302, "the same form twice is one answer"
    row = Question.objects.get()
    assert (row.answer, row.answered_by, row.answered_as) == ("后来加建了。", None, "申请人（凭受理号和查询码）")
    entry = Entry.objects.of(case.ledger_subject).latest("id")
    assert (entry.type, entry.post) == ("approvals.replied", "申请人（凭受理号和查询码）")
    assert "后来加建了。" in html(visitor.get(f"/track/{case.number}/"))
    assert "申请人（凭受理号和查询码） 答复" in html(signed_in(cast.reviewer).get(f"/cases/{case.number}/"))
    again = visitor.post(path, keyed(question="1", text="又想起来了"))
    assert again.status_code == 409 and Question.objects.get().answer == "后来加建了。"
    for _each in range(8):
        visitor.post(path, keyed(question="7", text="x"))
    refused = visitor.post(path, keyed(question="1", text="x"))
    assert refused.status_code == 429 and "以后再答复" in html(refused)


def test_the_api_answers_by_number_and_code(cast: Cast):
    case = accepted(cast)
    actions.enquire(number=case.number, by=cast.reviewer, text="面积为什么不一致？")
    said = {"number": case.number, "code": case.query_code, "question": 1, "text": "后来加建了。"}
    assert posted(Client(), "/api/v1/track/reply/", **said | {"code": "000000"}).status_code == 404
    answer = posted(Client(), "/api/v1/track/reply/", **said)
    assert answer.status_code == 200 and answer.json()["answered_as"] == "申请人（凭受理号和查询码）"
    assert posted(Client(), "/api/v1/track/reply/", **said).status_code == 409


def test_the_api_asks_with_code_and_without_and_lists_what_waits(cast: Cast, citizen: Client, signed_in: SignedIn):
    case = accepted(cast)
    by_code = {"number": case.number, "code": case.query_code, "text": "到哪了"}
    assert posted(Client(), "/api/v1/track/ask/", **by_code).json()["question"] == 1
    assert posted(Client(), "/api/v1/track/ask/", **by_code | {"code": "000000"}).status_code == 404
    asked = posted(citizen, f"/api/v1/cases/{case.number}/ask/", text="要原件吗")
    assert asked.status_code == 201 and asked.json()["answer_by"]
    desk = signed_in(cast.reviewer)
    waiting = desk.get("/api/v1/questions/?mine=true").json()["results"]
    assert [each["text"] for each in waiting] == ["到哪了", "要原件吗"]
    assert posted(desk, f"/api/v1/cases/{case.number}/answer/", question=2, text="不要").status_code == 200
    told = citizen.get(f"/api/v1/cases/{case.number}/").json()["questions"]
    assert [each["answer"] for each in told] == [None, "不要"]
    assert desk.get(f"/api/v1/cases/{case.number}/").json()["questions"][0]["text"] == "到哪了"
