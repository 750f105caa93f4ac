"""推送来的决定: what waits for a signature on the supervising desk, in the API, and as the organ sees it."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.models import PushedDecision
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.models import Entry
from kernel.organizations.models import Role
from tests.cast import Cast, post, staff
from tests.hall.conftest import BrowserOf, at_the_last_step, decided
from tests.hall.test_query_counts import questions

WAITS, SIGNED = "等签收", "已签收"


@pytest.fixture
def representative(cast: Cast) -> User:
    cast.item.supervising_organization = cast.other_bureau
    cast.item.save()
    person = staff("jianguan", "简冠")
    post(person, Role.CHIEF_REPRESENTATIVE, cast.other_bureau, title="农业农村局首席代表")
    return person


@pytest.fixture
def desk_of_theirs(representative: User, browser_of: BrowserOf) -> Client:
    return browser_of(representative)


def page_of(client: Client, query: str = "") -> str:
    return client.get(reverse("approvals:pushed") + query).content.decode()


def sign(client: Client, **facts: Any) -> Any:
    return client.post(reverse("approvals:pushed_acknowledge"), {"idempotency_key": uuid4().hex, **facts})


def ask(client: Client, *numbers: str) -> Any:
    return client.post(
        reverse("approvals_api:pushed_acknowledge"),
        json.dumps({"numbers": numbers}),
        content_type="application/json",
        headers={"Idempotency-Key": uuid4().hex},
    )


def test_the_desk_shows_the_decision_and_nothing_of_the_papers(cast: Cast, desk_of_theirs: Client) -> None:
    case = decided(cast)
    page = page_of(desk_of_theirs)
    for shown in (case.number, "第三类医疗器械经营许可", ">准予<", "陈*", "县行政审批服务局", WAITS, "今天推送"):
        assert shown in page, shown
    for hidden in ("人民路 18 号", "经营场所证明", cast.applicant.name, f"/cases/{case.number}/"):
        assert hidden not in page, hidden
    assert desk_of_theirs.get(f"/cases/{case.number}/").status_code == 404


def test_why_it_was_denied_is_shown(cast: Cast, desk_of_theirs: Client) -> None:
    actions.deny(number=at_the_last_step(cast).number, by=cast.approver, reason="场所不符合要求")
    page = page_of(desk_of_theirs)
    assert ">不予<" in page and "场所不符合要求" in page


def test_one_key_signs_for_one_and_leaves_the_ticked(cast: Cast, desk_of_theirs: Client) -> None:
    first, second = decided(cast), decided(cast)
    answer = sign(desk_of_theirs, one=first.number, chosen=[second.number])
    assert answer.url == reverse("approvals:pushed")
    assert [row.case for row in PushedDecision.objects.waiting()] == [second]
    page = page_of(desk_of_theirs)
    assert "已签收 1 件决定" in page and page.index(second.number) < page.index(first.number)


def test_all_that_were_ticked_are_signed_for_together(cast: Cast, desk_of_theirs: Client) -> None:
    numbers = [decided(cast).number for _ in range(3)]
    assert sign(desk_of_theirs, chosen=numbers).status_code == 302
    assert not PushedDecision.objects.waiting().exists()
    again = sign(desk_of_theirs, chosen=numbers)
    assert again.status_code == 409 and "不用再签" in again.content.decode()
    nothing = sign(desk_of_theirs)
    assert nothing.status_code == 422 and "还没有勾选" in nothing.content.decode()


def test_the_list_is_filtered_and_searched(cast: Cast, desk_of_theirs: Client, representative: User) -> None:
    signed, waiting = decided(cast), decided(cast)
    actions.acknowledge_decision(number=signed.number, by=representative)
    for query, shown, hidden in (
        ("?state=waiting", waiting, signed),
        ("?state=signed", signed, waiting),
        (f"?q={waiting.number}", waiting, signed),
    ):
        page = page_of(desk_of_theirs, query)
        assert shown.number in page and hidden.number not in page, query
    assert "没有这样的决定" in page_of(desk_of_theirs, "?q=取水")


def test_a_page_holds_fifty(cast: Cast, desk_of_theirs: Client) -> None:
    decided(cast)
    one = questions(desk_of_theirs, "/pushed/")
    for _row in range(50):
        decided(cast)
    assert page_of(desk_of_theirs).count('name="chosen"') == 50
    assert page_of(desk_of_theirs, "?page=2").count('name="chosen"') == 1
    assert questions(desk_of_theirs, "/pushed/") == one


def test_nobody_else_has_the_desk(cast: Cast, representative: User, browser_of: BrowserOf) -> None:
    case = decided(cast)
    for who in (cast.clerk, cast.other_clerk, cast.supervisor, cast.inspector, cast.administrator, cast.citizen):
        assert browser_of(who).get(reverse("approvals:pushed")).status_code == 403, who
        assert sign(browser_of(who), chosen=[case.number]).status_code in (403, 404), who
        assert ask(browser_of(who), case.number).status_code in (403, 404), who
    # another department has a desk, with what is its own
    assert case.number not in page_of(browser_of(cast.approver))
    assert sign(browser_of(cast.approver), chosen=[case.number]).status_code == 404
    assert ask(browser_of(cast.approver), case.number).status_code == 404
    assert PushedDecision.objects.waiting().count() == 1


def test_who_sees_the_whole_county_signs_only_for_his_own_unit(
    cast: Cast, representative: User, browser_of: BrowserOf
) -> None:
    case = decided(cast)
    post(cast.supervisor, Role.REVIEWER, cast.centre)
    both = browser_of(cast.supervisor)
    assert case.number not in page_of(both)
    assert sign(both, chosen=[case.number]).status_code == 404
    assert both.get(reverse("approvals_api:pushed")).json()["results"] == []


def test_the_api_lists_and_signs(cast: Cast, desk_of_theirs: Client) -> None:
    numbers = [decided(cast).number for _ in range(2)]
    found = desk_of_theirs.get(reverse("approvals_api:pushed") + "?state=waiting").json()["results"]
    assert [row["number"] for row in found] == numbers[::-1]
    assert found[0]["outcome"] == "grant" and found[0]["applicant"] == cast.applicant.name_masked
    assert found[0]["acknowledged_at"] is None and found[0]["working_days"] == 0
    answer = ask(desk_of_theirs, *numbers)
    assert answer.status_code == 200
    assert all(row["acknowledged_at"] for row in answer.json()["decisions"])
    assert desk_of_theirs.get(reverse("approvals_api:pushed") + "?state=waiting").json()["results"] == []
    assert ask(desk_of_theirs, numbers[0]).status_code == 409
    assert ask(desk_of_theirs).status_code == 422


def test_the_deciding_unit_sees_whether_it_was_signed_for(
    cast: Cast, representative: User, browser_of: BrowserOf
) -> None:
    case = decided(cast)
    organ = browser_of(cast.approver)
    api = reverse("approvals_api:case", args=[case.number])
    assert "推送，等签收" in _file(organ, case)
    assert organ.get(api).json()["pushed"]["acknowledged_at"] is None
    actions.acknowledge_decision(number=case.number, by=representative)
    assert "已签收（简冠）" in _file(organ, case) and "农业农村局签收推送的决定" in _file(organ, case)
    assert organ.get(api).json()["pushed"]["supervisor"] == cast.other_bureau.code


def test_the_file_of_what_was_pushed_to_nobody_says_nothing_of_it(cast: Cast, browser_of: BrowserOf) -> None:
    case = decided(cast)
    organ = browser_of(cast.approver)
    assert "签收推送" not in _file(organ, case) and WAITS not in _file(organ, case)
    assert organ.get(reverse("approvals_api:case", args=[case.number])).json()["pushed"] is None
    assert not Entry.objects.filter(type="approvals.decision_acknowledged").exists()


def _file(client: Client, case: Case) -> str:
    return client.get(f"/cases/{case.number}/").content.decode()
