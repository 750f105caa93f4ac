"""Follow a case by number and code: right, wrong, absent and foreign; what is told; how often one may ask."""

import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals import actions, limits, lookup
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.regimes import install
from tests.cast import MONDAY, Cast
from tests.public.conftest import accepted, draft, html, received, without_tokens

ABSENT = "990101202609071999990"


def ask(number: str, code: str, client: Client | None = None, **more: str):
    return (client or Client()).post("/track/", {"number": number, "code": code}, **more)


def test_the_right_code_opens_the_case(cast: Cast):
    case, reader = accepted(cast), Client()
    answer = ask(case.number, case.query_code, reader)
    assert answer.status_code == 302 and answer["Location"] == f"/track/{case.number}/"
    page = html(reader.get(answer["Location"]))
    assert "现在轮到" in page and "县行政审批服务局 审查" in page and "为什么是这一天" in page
    assert "9月17日 周四" in page  # eight working days after Monday the 7th
    assert case.query_code not in page and "陈宏" not in page and "陈*" in page


def test_the_last_day_by_law_is_told_in_every_edition(cast: Cast):
    case, reader = accepted(cast), Client()
    page = html(reader.get(ask(case.number, case.query_code, reader)["Location"]))
    assert "；法律规定的最后期限是" in page and not re.search(r'class="std-only">；法律规定', page)


@pytest.mark.parametrize("typed", ["  {number}", "{spaced}", "{wide}", "{lower}"])
def test_the_number_may_be_typed_as_people_type(cast: Cast, typed: str):
    case = accepted(cast)
    forms = {
        "number": case.number,
        "spaced": " ".join(case.number[at : at + 4] for at in range(0, len(case.number), 4)),
        "wide": case.number.translate({ord("0") + n: ord("０") + n for n in range(10)}),
        "lower": case.number.lower(),
    }
    code = f"{case.query_code[:3]} {case.query_code[3:]}"
    number = typed.format(**forms)
    assert ask(number, code).status_code == 302
    answer = Client().post("/api/v1/track/", {"number": number, "code": code}, content_type="application/json")
    assert answer.status_code == 200 and answer.json()["number"] == case.number


def test_whoever_is_signed_in_is_led_to_his_own_desk(cast: Cast, signed_in: Callable[[User], Client]):
    """The list of a citizen's own matters is closed to staff, who would read that nothing was found."""
    assert 'href="/account/login/?next=/my/"' in html(Client().get("/track/"))
    page = html(signed_in(cast.clerk).get("/track/"))
    assert "next=/my/" not in page and 'href="/desk/">打开</a>' in page


def test_wrong_absent_and_foreign_get_the_same_answer(cast: Cast):
    mine, foreign = accepted(cast), accepted(cast, cast.other_applicant)
    # the foot's own facts are asked once a minute, by whoever comes first
    Client().get("/track/")
    wrong_code = f"{(int(mine.query_code) + 1) % 1_000_000:06d}"
    answers = [
        ask(mine.number, wrong_code),
        ask(foreign.number, mine.query_code if mine.query_code != foreign.query_code else wrong_code),
        ask(ABSENT, mine.query_code),
        ask(ABSENT, "000000"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    numbers = (mine.number, foreign.number, ABSENT, ABSENT)
    pages = {without_tokens(html(each)).replace(number, "…") for each, number in zip(answers, numbers, strict=True)}
    assert len(pages) == 1


def test_they_take_the_same_road(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """The same statements, counts against the limits and comparisons in constant time: no time tells them apart.

    How long they take is measured by `./portal bench --only answers`.
    """
    mine, foreign = accepted(cast), accepted(cast, cast.other_applicant)
    # the foot's own facts are asked once a minute, by whoever comes first
    Client().get("/track/")
    wrong_code = f"{(int(mine.query_code) + 1) % 1_000_000:06d}"
    done: list[str] = []
    noted = ((lookup, "limit_tracking"), (lookup, "note_wrong"), (lookup.hmac, "compare_digest"), (hashlib, "sha256"))
    for place, name in noted:
        monkeypatch.setattr(place, name, noting(done, name, getattr(place, name)))

    def road(path: str, number: str, code: str, **more: str) -> tuple[list[str], list[str]]:
        done.clear()
        with CaptureQueriesContext(connection) as caught:
            answer = Client().post(path, {"number": number, "code": code}, **more)
        assert answer.status_code == 404
        return [re.sub(r"'[^']*'", "…", each["sql"]) for each in caught.captured_queries], list(done)

    asked = [
        (mine.number, wrong_code),
        (foreign.number, mine.query_code),
        (ABSENT, mine.query_code),
        (ABSENT, "000000"),
    ]
    for path, more in (("/track/", {}), ("/api/v1/track/", {"content_type": "application/json"})):
        roads = [road(path, number, code, **more) for number, code in asked]
        assert roads[0][0] and roads[0][1].count("sha256") > 4 and "compare_digest" in roads[0][1]
        assert all(each == roads[0] for each in roads), path


def noting(done: list[str], name: str, act: Callable[..., Any]) -> Callable[..., Any]:
    """The act itself, noted each time it is done."""

    def noted(*args: Any, **more: Any) -> Any:
        done.append(name)
        return act(*args, **more)

    return noted


def test_a_draft_cannot_be_followed(cast: Cast):
    case = draft(cast)
    assert ask(case.number, case.query_code).status_code == 404


@pytest.mark.parametrize("number", ["", "\x00", "'; drop table", "９" * 300, "😀", "%00", "9901\n01"])
@pytest.mark.parametrize("code", ["", "\x00", "abc", "1" * 500, "①②③"])
@pytest.mark.django_db
def test_nothing_typed_breaks_the_page(number: str, code: str):
    assert ask(number, code).status_code in (404, 422)
    assert Client().get("/track/", {"number": number}).status_code == 200
    assert Client().get("/track/%00/").status_code == 302


def test_the_page_is_open_for_the_browser_that_gave_the_code_only(cast: Cast):
    case, reader = accepted(cast), Client()
    ask(case.number, case.query_code, reader)
    assert reader.get(f"/track/{case.number}/").status_code == 200
    stranger = Client().get(f"/track/{case.number}/")
    absent = Client().get(f"/track/{ABSENT}/")
    assert (stranger.status_code, stranger["Location"]) == (absent.status_code, absent["Location"]) == (302, "/track/")


def test_it_closes_after_half_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    case, reader = accepted(cast), Client()
    ask(case.number, case.query_code, reader)
    later = time.time() + 31 * 60
    monkeypatch.setattr("approvals.public.track.time.time", lambda: later)
    assert reader.get(f"/track/{case.number}/").status_code == 302


def wrong_code(case: Case) -> str:
    return f"{(int(case.query_code) + 1) % 1_000_000:06d}"


def try_wrongly(case: Case, times: int, *, addresses: int = 1) -> None:
    for turn in range(times):
        assert ask(case.number, wrong_code(case), REMOTE_ADDR=f"10.0.0.{turn % addresses}").status_code == 404


def test_ten_wrong_tries_lock_the_address_that_made_them_and_not_the_owner(cast: Cast):
    case, other = accepted(cast), accepted(cast, cast.other_applicant)
    try_wrongly(case, limits.WRONG_FROM_ONE_ADDRESS[0])
    locked = ask(case.number, case.query_code, REMOTE_ADDR="10.0.0.0")
    page = html(locked)
    assert locked.status_code == 429 and "填错的次数太多，请在 " in page and "以后再查" in page
    assert 'id="track-code"' in page and f'value="{case.number}"' in page
    assert ask(case.number, case.query_code, REMOTE_ADDR="10.0.1.1").status_code == 302
    # forty people of a village room share an address: another number is still answered
    assert ask(other.number, other.query_code, REMOTE_ADDR="10.0.0.0").status_code == 302


@pytest.mark.long
def test_from_everywhere_together_a_number_is_tried_fifty_times(cast: Cast):
    case, owner = accepted(cast), "10.9.9.9"
    assert ask(case.number, case.query_code, REMOTE_ADDR=owner).status_code == 302
    try_wrongly(case, limits.WRONG_FROM_ANYWHERE[0], addresses=10)
    assert ask(case.number, case.query_code, REMOTE_ADDR="10.0.1.1").status_code == 429
    # whoever opened it before is not locked out by strangers, but neither may he try on
    assert ask(case.number, case.query_code, REMOTE_ADDR=owner).status_code == 302
    for _turn in range(limits.WRONG_FROM_ONE_ADDRESS[0]):
        ask(case.number, wrong_code(case), REMOTE_ADDR=owner)
    assert ask(case.number, case.query_code, REMOTE_ADDR=owner).status_code == 429


def test_right_codes_are_no_tries(cast: Cast):
    case = accepted(cast)
    for _turn in range(limits.WRONG_FROM_ONE_ADDRESS[0] + 2):
        assert ask(case.number, case.query_code).status_code == 302


def test_an_absent_number_is_locked_like_a_present_one(cast: Cast):
    statuses = [ask(ABSENT, "123456").status_code for _turn in range(limits.WRONG_FROM_ONE_ADDRESS[0] + 1)]
    assert statuses == [404] * limits.WRONG_FROM_ONE_ADDRESS[0] + [429]


def test_the_api_counts_with_the_page(cast: Cast):
    case = accepted(cast)
    try_wrongly(case, limits.WRONG_FROM_ONE_ADDRESS[0])
    asked = {"number": case.number, "code": case.query_code}
    locked = Client().post("/api/v1/track/", asked, content_type="application/json", REMOTE_ADDR="10.0.0.0")
    assert locked.status_code == 429 and locked.json()["code"] == "too_many_requests"


def test_what_was_left_empty_is_named_beside_its_field_and_is_no_try(cast: Cast):
    for _turn in range(limits.WRONG_FROM_ONE_ADDRESS[0] + 1):
        answer = ask("", "")
        page = html(answer)
        assert answer.status_code == 422 and "有 2 处要改" in page
        assert 'href="#track-number"' in page and 'href="#track-code"' in page
    assert "有 1 处要改" in html(ask(ABSENT, "abc"))


def test_a_case_that_waits_for_papers_says_which_and_until_when(cast: Cast):
    case, reader = received(cast), Client()
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "房产证过期"}, at=MONDAY)
    ask(case.number, case.query_code, reader)
    page = html(reader.get(f"/track/{case.number}/"))
    assert "您自己" in page and "最迟补齐" in page and "9月28日 周一" in page
    assert "经营场所证明" in page and "房产证过期" in page and "或者在网上传" in page


def test_a_refusal_gives_reason_and_both_remedies(cast: Cast):
    case, reader = received(cast), Client()
    actions.refuse(number=case.number, by=cast.clerk, reason="不属于本机关职权", at=MONDAY)
    ask(case.number, case.query_code, reader)
    page = html(reader.get(f"/track/{case.number}/"))
    assert "不属于本机关职权" in page and "示范县人民政府" in page and "示范县人民法院" in page and "已办结" in page


def test_a_page_of_a_case_asks_a_fixed_number_of_queries(cast: Cast):
    case, reader = accepted(cast), Client()
    ask(case.number, case.query_code, reader)
    reader.get(f"/track/{case.number}/")
    with CaptureQueriesContext(connection) as short:
        reader.get(f"/track/{case.number}/")
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="同意", at=MONDAY)
    actions.grant(number=case.number, by=cast.approver, opinion="", at=MONDAY)
    with CaptureQueriesContext(connection) as long:
        reader.get(f"/track/{case.number}/")
    assert len(short) <= 16 and len(long) <= len(short) + 1  # the decision's reason


@pytest.mark.parametrize("mode", ["std", "elder"])
def test_both_editions_say_the_same(cast: Cast, mode: str):
    case, reader = accepted(cast), Client()
    ask(case.number, case.query_code, reader)
    page = html(reader.get(f"/track/{case.number}/?mode={mode}"))
    assert f'data-mode="{mode}"' in page and "一天一天看" in page and "161-0000-0001" in page


@pytest.mark.parametrize(
    ("regime", "words"),
    [("information_disclosure", "要先申请行政复议"), ("petition", "请求上一级机关复查"), ("benefit", "或者 6 个月内")],
)
def test_the_way_on_is_that_of_the_regime(cast: Cast, regime: str, words: str):
    ItemVersion.objects.filter(pk=cast.item.pk).update(regime=install()[regime])
    cast.item.refresh_from_db()
    case, reader = received(cast), Client()
    actions.refuse(number=case.number, by=cast.clerk, reason="不属于本机关职权", at=MONDAY)
    ask(case.number, case.query_code, reader)
    assert words in html(reader.get(f"/track/{case.number}/"))
