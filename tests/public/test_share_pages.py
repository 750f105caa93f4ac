"""Share a case on its page; the helper finds it among his matters, without its code."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.test import Client

from approvals import actions
from kernel.accounts.models import User
from tests.cast import Cast
from tests.public.conftest import accepted, html, without_tokens

SignedIn = Callable[[User], Client]


def keyed(**facts: object) -> dict[str, object]:
    return {"idempotency_key": str(uuid4()), **facts}


def posted(browser: Client, path: str, **facts: object) -> Any:
    return browser.post(path, facts, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})


def test_the_helper_follows_without_code_and_without_the_applicants_verbs(
    cast: Cast, citizen: Client, signed_in: SignedIn
):
    case, helper = accepted(cast), signed_in(cast.other_citizen)
    assert case.number not in html(helper.get("/my/"))
    citizen.post(f"/my/{case.number}/share/", keyed(helper="wangyan", until="2099-12-31"))
    page = html(citizen.get(f"/my/{case.number}/"))
    assert "wangyan" in page and "收回" in page
    assert "请您帮忙看的" in html(helper.get("/my/"))
    page = html(helper.get(f"/my/{case.number}/"))
    assert "请您帮忙看的办件" in page and case.query_code not in page
    assert "您问" not in page and "撤回申请…" not in page and "wangyan" not in page and "想问什么" not in page
    told = helper.get(f"/api/v1/cases/{case.number}/").json()
    assert (told["query_code"], told["shares"], told["lawful"], told["number"]) == ("", [], [], case.number)
    citizen.post(f"/my/{case.number}/take-back/", keyed(share="1"))
    assert helper.get(f"/my/{case.number}/").status_code == 404
    assert helper.get(f"/api/v1/cases/{case.number}/").status_code == 404
    assert case.number not in html(helper.get("/my/"))


def test_no_name_is_tried_out(cast: Cast, citizen: Client):
    """Page and answer are the same for an account and for none, and one tries ten a day."""
    one, other = accepted(cast), accepted(cast)
    pages = []
    for case, name in ((one, "wangyan"), (other, "wangyax")):
        answer = citizen.post(f"/my/{case.number}/share/", keyed(helper=name))
        page = without_tokens(html(citizen.get(answer["Location"])))
        pages.append(page.split('id="shares"')[1].split("</ul>")[0].replace(name, "…").replace(case.number, "…"))
    key = 'name="idempotency_key" value="'
    cut = [page.split(key)[0] + page.split(key)[1][36:] for page in pages]
    assert cut[0] == cut[1]
    for place in range(8):
        ordinal = place + 2
        assert citizen.post(f"/my/{one.number}/share/", keyed(helper=f"n{place}")).status_code == 302
        assert citizen.post(f"/my/{one.number}/take-back/", keyed(share=ordinal)).status_code == 302
    assert citizen.post(f"/my/{one.number}/share/", keyed(helper="n9")).status_code == 429


def test_a_day_that_is_none_is_refused(cast: Cast, citizen: Client):
    case = accepted(cast)
    for day in ("yesterday", "2026-13-40"):
        answer = citizen.post(f"/my/{case.number}/share/", keyed(helper="wangyan", until=day))
        assert answer.status_code == 422 and "日期看不懂" in html(answer)


def test_the_api_shares_and_takes_back(cast: Cast, citizen: Client, signed_in: SignedIn):
    case, helper = accepted(cast), signed_in(cast.other_citizen)
    made = posted(citizen, f"/api/v1/cases/{case.number}/share/", helper="wangyan")
    assert made.status_code == 201 and made.json()["share"] == 1 and "wangyan" in str(made.json())
    assert helper.get(f"/api/v1/cases/{case.number}/").status_code == 200
    assert [row["helper"] for row in citizen.get(f"/api/v1/cases/{case.number}/").json()["shares"]] == ["wangyan"]
    assert posted(helper, f"/api/v1/cases/{case.number}/take-back/", share=1).status_code == 404
    assert posted(citizen, f"/api/v1/cases/{case.number}/take-back/", share=1).json()["ended_at"]
    assert helper.get(f"/api/v1/cases/{case.number}/").status_code == 404


def test_what_applicant_and_unit_write_to_each_other_is_not_the_helpers(
    cast: Cast, citizen: Client, signed_in: SignedIn
):
    case, helper = accepted(cast), signed_in(cast.other_citizen)
    citizen.post(f"/my/{case.number}/share/", keyed(helper="wangyan"))
    citizen.post(f"/my/{case.number}/ask/", keyed(text="我家里的事要写吗"))
    actions.answer(number=case.number, by=cast.reviewer, question=1, text="婚姻状况要写。")
    actions.enquire(number=case.number, by=cast.reviewer, text="为什么分居？")
    own = html(citizen.get(f"/my/{case.number}/"))
    assert all(words in own for words in ("我家里的事要写吗", "婚姻状况要写。", "为什么分居？"))
    assert len(citizen.get(f"/api/v1/cases/{case.number}/").json()["questions"]) == 2
    page = html(helper.get(f"/my/{case.number}/"))
    assert "请您帮忙看的办件" in page and "问办理单位" not in page
    assert not any(words in page for words in ("我家里的事要写吗", "婚姻状况要写。", "为什么分居？"))
    assert helper.get(f"/api/v1/cases/{case.number}/").json()["questions"] == []
