"""One search box on every desk: numbers and their ends, departments' numbers, documents, phones and names."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals import actions
from approvals.actions.batch import BatchRow
from approvals.limits import LOOK_UPS
from approvals.registered.naming import named
from civic_service.actions import receive_bag, send_bag
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.ledger.models import AccessEntry
from kernel.organizations.models import Role
from tests.approvals.test_receive_batch import FORM, agency
from tests.cast import MONDAY, Cast, post, staff
from tests.civic_service.conftest import HOUR, at_town, filed, settle
from tests.hall.conftest import received
from tests.roof.conftest import as_

CHEN = "990101198309270015"
ASKED_WITH_HITS = 12


def ask(who: User | Client, typed: str, **more: Any) -> Any:
    client = who if isinstance(who, Client) else as_(who)
    return client.post("/find/", {"q": typed}, **more)


def page_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def registered(cast: Cast, number: str) -> Case:
    cast.item.handling = "external"
    cast.item.save()
    who = named("周小宁")
    return actions.register_external(
        by=cast.clerk, window=cast.window, version=cast.item, foreign_number=number, who=who
    )


def opens(answer: Any) -> str:
    assert answer.status_code == 302, answer.status_code
    return str(answer["Location"])


def test_a_whole_number_opens_the_matter_at_once(cast: Cast) -> None:
    case = received(cast)
    grouped = " ".join(case.number[at : at + 4] for at in range(0, len(case.number), 4))
    for typed in (case.number, grouped, f"{case.number}\n"):
        assert opens(ask(cast.clerk, typed)) == f"/cases/{case.number}/"


def test_the_last_digits_list_what_ends_so(cast: Cast) -> None:
    case, other = received(cast), received(cast)
    page = page_of(ask(cast.clerk, case.number[-5:]))
    assert f'data-href="/cases/{case.number}/"' in page and "陈*" in page and "陈宏" not in page
    assert f"/cases/{other.number}/" not in page
    assert "没有找到" in page_of(ask(cast.clerk, case.number[-3:]))


def test_a_number_of_another_unit_is_like_one_that_nothing_has(cast: Cast) -> None:
    case = received(cast)
    there, absent = ask(cast.other_clerk, case.number), ask(cast.other_clerk, "990101202609071000990")
    assert "没有找到" in page_of(there) and "没有找到" in page_of(absent)
    assert case.number not in page_of(there).replace(f'value="{case.number}"', "")


def test_a_departments_own_number_opens_its_matter(cast: Cast) -> None:
    case = registered(cast, "BDC-2026-117")
    assert opens(ask(cast.clerk, "ＢＤＣ-2026-117")) == f"/registered/{case.number}/"
    assert "没有找到" in page_of(ask(cast.clerk, "BDC-2026-11"))
    assert "没有找到" in page_of(ask(cast.other_clerk, "BDC-2026-117"))


def test_a_document_opens_the_one_matter_of_its_holder_and_lists_several(cast: Cast) -> None:
    case = received(cast)
    assert opens(ask(cast.clerk, CHEN)) == f"/cases/{case.number}/"
    other = received(cast)
    page = page_of(ask(cast.clerk, CHEN))
    assert case.number in page and other.number in page
    assert "没有找到" in page_of(ask(cast.clerk, "990101199503160033"))


@pytest.mark.parametrize("typed", ["16100000001", "161-0000-0001", "陈宏", " 陈宏 "])
def test_a_phone_and_a_whole_name_list_masked(cast: Cast, typed: str) -> None:
    case = received(cast)
    page = page_of(ask(cast.clerk, typed))
    shown = page.replace(f'value="{typed}"', "").replace(f"“{typed.strip()}”", "")
    assert case.number in shown and "陈*" in shown and "陈宏" not in shown and "16100000001" not in shown
    assert "没有找到" in page_of(ask(cast.other_clerk, typed))


@pytest.mark.parametrize("typed", ["陈", "宏", "陈宏伟", "", "\x00", "%", "'", "9" * 300])
def test_part_of_a_name_and_nonsense_find_nothing(cast: Cast, typed: str) -> None:
    received(cast)
    assert "data-href" not in page_of(ask(cast.clerk, typed))


def test_an_agent_is_found_as_well_as_the_applicant(cast: Cast) -> None:
    case = received(cast, agent=cast.other_applicant)
    assert opens(ask(cast.clerk, "990101199503160033")) == f"/cases/{case.number}/"


def test_bag_mandate_and_errand_for_those_who_carry_them(cast: Cast) -> None:
    there = settle(cast)
    errand = filed(cast, there)
    number = errand.case.number
    bag = send_bag(by=there.agent, leg="to_town", numbers_of_cases=[number], at=MONDAY + HOUR)
    for who in (there.agent, there.town_clerk):
        assert opens(ask(who, bag.number)).endswith(f"{bag.number}/")
        for typed in (number, errand.mandate.number, "990101195604120024"):
            assert opens(ask(who, typed)).endswith(f"{number}/")
        assert number in page_of(ask(who, "李桂兰"))
    for typed in (bag.number, number, errand.mandate.number, "李桂兰"):
        assert "没有找到" in page_of(ask(there.other_town_clerk, typed))


def test_a_slip_of_ones_own_window_is_found_to_be_printed_again(cast: Cast) -> None:
    facts = {"by": cast.clerk, "window": cast.window, "version": cast.item}
    told = actions.tell_on_the_spot(**facts, applicant=cast.applicant, missing=["m2"])
    number = told.ledger_subject.number
    assert opens(ask(cast.clerk, number)) == f"/hall/told/{number}/"
    rows = [BatchRow(person, FORM) for person in (cast.applicant, cast.other_applicant)]
    made = actions.receive_batch(**facts, agent=agency(), mandate_seen=True, rows=rows, materials=("m1", "m2"))
    assert opens(ask(cast.clerk, made.number)) == f"/hall/batches/{made.number}/"
    for typed in (number, made.number, "GZ99999999", "PL99999999"):
        assert "data-href" not in page_of(ask(cast.other_clerk, typed))
    assert "data-href" not in page_of(ask(cast.clerk, "PL99999999"))


def test_an_errand_that_one_sees_as_a_matter_is_told_once(cast: Cast) -> None:
    there = settle(cast)
    number = at_town(cast, there).case.number
    assert opens(ask(cast.supervisor, number)) == f"/proxy/errands/{number}/"
    on_its_way = {"leg": "to_county", "numbers_of_cases": [number], "window": cast.window}
    bag = send_bag(by=there.town_clerk, **on_its_way, at=MONDAY + 2 * HOUR)
    receive_bag(by=cast.clerk, number=bag.number, counted={number: 1}, at=MONDAY + 3 * HOUR)
    assert opens(ask(cast.supervisor, number)) == f"/cases/{number}/"


def test_who_only_follows_asks_by_number_and_not_by_person(cast: Cast) -> None:
    case = received(cast)
    manager = staff("hallman", "值班长")
    post(manager, Role.HALL_MANAGER, cast.centre)
    assert opens(ask(manager, case.number)) == f"/cases/{case.number}/"
    for typed in (CHEN, "陈宏", "16100000001"):
        assert "没有找到" in page_of(ask(manager, typed))


def test_who_sees_no_case_is_refused(cast: Cast) -> None:
    case = received(cast)
    for who in (cast.administrator, cast.citizen, cast.stranger):
        assert ask(who, case.number).status_code == 403
        assert as_(who).post("/api/v1/find/", {"text": case.number}, "application/json").status_code == 403
        assert "findbox" not in as_(who).get("/inbox/").content.decode()
    assert "/account/login/" in as_(None).post("/find/", {"q": case.number}).headers["Location"]


@pytest.mark.long
def test_persons_are_asked_for_only_so_often_and_numbers_always(cast: Cast, settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    case, browser = received(cast), as_(cast.clerk)
    for _each in range(LOOK_UPS[0]):
        ask(browser, "陈宏")
    late = ask(browser, "陈宏")
    assert late.status_code == 429 and "查证件太频繁" in late.content.decode()
    assert opens(ask(browser, case.number)) == f"/cases/{case.number}/"


def test_nothing_of_it_stands_in_an_address_nor_in_the_access_log(cast: Cast) -> None:
    received(cast)
    browser = as_(cast.clerk)
    assert "data-href" not in page_of(browser.get(f"/find/?q={CHEN}"))
    received(cast)
    answer = ask(browser, CHEN)
    assert "no-store" in answer["Cache-Control"] and CHEN not in answer.request["QUERY_STRING"]
    assert not AccessEntry.objects.exists()


def test_every_desk_has_the_box_and_its_page_its_own_keys(cast: Cast) -> None:
    received(cast)
    browser = as_(cast.clerk)
    for path in ("/hall/", "/hall/?item=LW030", "/review/", "/inbox/", "/deadline/"):
        page = browser.get(path).content.decode()
        assert page.count('class="findbox"') == 1 and 'data-key="S /" data-key-last' in page, path


@pytest.mark.long
def test_questions_do_not_grow_with_what_is_found(cast: Cast) -> None:
    received(cast), received(cast)

    def questions() -> int:
        browser = as_(cast.clerk)
        ask(browser, "陈宏")
        with CaptureQueriesContext(connection) as asked:
            page_of(ask(browser, "陈宏"))
        return len(asked)

    few = questions()
    for _each in range(30):
        received(cast)
    page = page_of(ask(cast.clerk, "陈宏"))
    assert page.count("data-row=") == 20 and "只列最近的 20 个" in page
    assert questions() == few


def test_the_api_tells_the_same(cast: Cast) -> None:
    case = received(cast)
    found = as_(cast.clerk).post("/api/v1/find/", {"text": case.number}, "application/json").json()
    assert found["straight"] == f"/cases/{case.number}/"
    assert [(group["code"], [hit["number"] for hit in group["hits"]]) for group in found["groups"]] == [
        ("licence", [case.number])
    ]
    assert found["groups"][0]["hits"][0]["who"] == "陈*"
    nothing = as_(cast.other_clerk).post("/api/v1/find/", {"text": case.number}, "application/json").json()
    assert nothing == {"groups": [], "straight": ""}
