"""Mandates on the pages: granted, switched between on My matters, entered at a window, ended."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Mandate, User
from kernel.accounts.refusals import AgentNotNamed
from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date
from tests.approvals.test_mandate import FIRM, entered
from tests.cast import Cast
from tests.public.conftest import accepted, html

SignedIn = Callable[[User], Client]


def keyed(**facts: object) -> dict[str, object]:
    return {"idempotency_key": str(uuid4()), **facts}


def posted(browser: Client, path: str, **facts: object) -> Any:
    return browser.post(path, facts, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})


def days() -> dict[str, str]:
    today = local_date(database_now())
    return {"from_date": today.isoformat(), "until_date": (today + timedelta(days=30)).isoformat()}


def test_a_firm_grants_and_its_agent_switches_for_whom(cast: Cast, citizen: Client, signed_in: SignedIn):
    firm = register_applicant(**FIRM, user=cast.citizen)
    case, own = accepted(cast, firm), accepted(cast, cast.other_applicant)
    agent = signed_in(cast.other_citizen)
    assert case.number not in html(agent.get("/my/"))
    given = citizen.post("/my/agents/grant/", keyed(principal=firm.pk, agent="wangyan", scope="all", **days()))
    assert given["Location"] == "/my/agents/"
    assert "wangyan 替 示范县宏远食品有限公司" in html(citizen.get("/my/agents/"))
    page = html(agent.get("/my/"))
    assert case.number in page and own.number in page and f"?for={firm.pk}" in page
    page = html(agent.get(f"/my/?for={firm.pk}"))
    assert case.number in page and own.number not in page
    page = html(agent.get(f"/my/{case.number}/"))
    assert "撤回申请…" in page and case.query_code not in page and "请人帮忙看" not in page
    assert "示范县宏远食品有限公司" in html(agent.get("/apply/LW030/"))
    held = html(agent.get("/my/agents/"))
    assert "示范县宏远食品有限公司" in held and "到期自动失效" in held and "有效" in held
    mandate = Mandate.objects.get()
    assert signed_in(cast.stranger).post("/my/agents/end/", keyed(number=mandate.number)).status_code == 404
    agent.post("/my/agents/end/", keyed(number=mandate.number))
    assert agent.get(f"/my/{case.number}/").status_code == 404


def test_what_is_refused_stands_beside_its_field_and_all_that_was_typed_is_kept(cast: Cast, citizen: Client):
    register_applicant(**FIRM, user=cast.citizen)
    whom = {"principal": cast.applicant.pk, **days()}
    none = citizen.post("/my/agents/grant/", keyed(agent="wangyan", scope="some", **whom))
    page = html(none)
    assert none.status_code == 422 and page.count("请至少选一个事项。") == 2
    assert '<div class="err" id="mandate-items-error">请至少选一个事项。</div>' in page
    assert (
        'value="wangyan"' in page and f'value="{whom["until_date"]}"' in page and '<details class="more" open>' in page
    )
    assert f'value="{cast.applicant.pk}" checked' in page and 'value="some" checked' in page
    assert not Mandate.objects.exists()
    nobody = citizen.post("/my/agents/grant/", keyed(agent="  ", scope="some", item="LW030", **whom))
    page = html(nobody)
    assert nobody.status_code == 422 and AgentNotNamed().sentence in page and "请至少选" not in page
    assert 'value="LW030" checked' in page
    assert citizen.post("/my/agents/grant/", keyed(agent="wangyan", scope="some", item="X", **whom)).status_code == 404
    made = citizen.post("/my/agents/grant/", keyed(agent="wangyan", scope="some", item="LW030", **whom))
    assert made["Location"] == "/my/agents/" and "有 1 处要改" not in html(citizen.get("/my/agents/"))


def test_persons_whose_masked_names_are_alike_are_told_apart_by_their_documents(cast: Cast, signed_in: SignedIn):
    numbers = ("990101199302020026", "990101195604120024")
    people = [
        register_applicant(
            kind="natural", name=f"周{word}", id_kind="resident_id", id_number=number, phone=FIRM["phone"]
        )
        for word, number in zip("宁安", numbers, strict=True)
    ]
    entered(cast, *people)
    agent = signed_in(cast.other_citizen)
    filters, mandates = html(agent.get("/my/")), html(agent.get("/my/agents/"))
    masked = {person.id_masked for person in people}
    assert {person.name_masked for person in people} == {"周*"} and len(masked) == 2
    for number in masked:
        assert f">周* {number}</a>" in filters
        assert f"居民身份证 {number}" in mandates and f'<span class="visually-hidden"> 周* {number}</span>' in mandates


def test_a_clerk_enters_a_list_or_nothing_of_it(cast: Cast, signed_in: SignedIn):
    desk = signed_in(cast.clerk)
    assert "授权登记" in html(desk.get("/hall/mandates/"))
    facts = {"window": "C01", "agent": "990101199503160033", "paper_date": days()["from_date"], **days()}
    wrong = desk.post("/hall/mandates/enter/", keyed(principals="990101198309270015\n99", **facts))
    assert wrong.status_code == 422 and "第 2 行" in html(wrong) and not Mandate.objects.exists()
    people = "990101198309270015\n990101199302020026 周小宁 16100000009"
    assert desk.post("/hall/mandates/enter/", keyed(principals=people, **facts)).status_code == 302
    assert Mandate.objects.filter(agent=cast.other_citizen).count() == 2
    page = html(desk.get("/hall/mandates/"))
    assert "周*宁" in page and "周小宁" not in page
    refused = signed_in(cast.reviewer).post("/hall/mandates/enter/", keyed(principals=people, **facts))
    assert refused.status_code == 403


def test_the_api_grants_enters_lists_and_ends(cast: Cast, citizen: Client, signed_in: SignedIn):
    firm, agent = register_applicant(**FIRM, user=cast.citizen), signed_in(cast.other_citizen)
    made = posted(citizen, "/api/v1/mandates/grant/", principal=firm.pk, agent="wangyan", items=["LW030"], **days())
    assert made.status_code == 201 and made.json()["items"] == ["LW030"]
    refused = posted(agent, "/api/v1/mandates/grant/", principal=firm.pk, agent="stranger", **days())
    assert refused.status_code == 422
    assert firm.pk in [row["id"] for row in agent.get("/api/v1/applicants/").json()["results"]]
    facts = {"window": "C01", "agent": "990101199503160033", "paper_date": days()["from_date"], **days()}
    entered = posted(signed_in(cast.clerk), "/api/v1/mandates/enter/", principals=["990101198309270015"], **facts)
    assert entered.status_code == 201
    held = agent.get("/api/v1/mandates/").json()["held"]
    assert {row["principal"] for row in held} == {"示范县宏远食品有限公司", "陈*"}
    assert posted(agent, "/api/v1/mandates/end/", number=made.json()["number"]).status_code == 200
    assert len(citizen.get("/api/v1/mandates/").json()["given"]) == 1
