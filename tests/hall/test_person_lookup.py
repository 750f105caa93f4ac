"""A person is looked up by POST; the number stands in no address and in no log."""

import logging
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from approvals.limits import LOOK_UPS
from tests.cast import Cast
from tests.public.conftest import without_tokens

LOOK_UP = "/hall/person/"
NUMBER = "990101198309270015"


def ask(desk, number: str, kind: str = "resident_id"):
    return desk.post(LOOK_UP, {"id_kind": kind, "id_number": number})


def test_a_known_person_is_shown_masked_and_a_stranger_is_new(cast: Cast, desk) -> None:
    known = ask(desk, NUMBER).content.decode()
    assert "已登记：陈*" in known and "161****0001" in known and "陈宏" not in known and "16100000001" not in known
    assert "第一次来" in ask(desk, "990101199507070019").content.decode()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("990101198309270016", "校验码不符"),
        ("99010119830927001", "现在是17位"),
        ("99O101198309270015", "前17位应为数字"),
    ],
)
def test_a_number_that_cannot_be_is_said_why(cast: Cast, desk, number: str, words: str) -> None:
    assert words in ask(desk, number).content.decode()


def test_full_width_digits_and_blanks_find_the_same_person(cast: Cast, desk) -> None:
    assert "已登记：陈*" in ask(desk, "９９０１０１ １９８３０９２７ ００１５").content.decode()


def test_a_child_is_told_to_come_with_a_guardian(cast: Cast, desk) -> None:
    page = ask(desk, "990101201906010080").content.decode()
    assert 'data-minor="yes"' in page and "请填监护人" in page
    assert 'data-minor="no"' in ask(desk, NUMBER).content.decode()


def test_only_by_post_and_only_for_staff(cast: Cast, desk, browser_of, client) -> None:
    assert desk.get(f"{LOOK_UP}?id_number={NUMBER}&id_kind=resident_id").status_code == 405
    assert ask(browser_of(cast.citizen), NUMBER).status_code == 403
    away = client.post(LOOK_UP, {"id_number": NUMBER, "id_kind": "resident_id"}, headers={"sec-fetch-mode": "cors"})
    assert away.status_code == 401
    assert ask(desk, NUMBER, kind="library_card").content == b"" and ask(desk, "\x00").content == b""


def test_who_stands_at_no_window_learns_nothing_of_a_number(cast: Cast, browser_of) -> None:
    """Known, new and impossible numbers get one and the same refusal: nothing was looked up."""
    for who in (
        cast.reviewer,
        cast.approver,
        cast.department_head,
        cast.supervisor,
        cast.inspector,
        cast.administrator,
    ):
        answers = [ask(browser_of(who), number) for number in (NUMBER, "990101199507070019", "99", "")]
        assert {answer.status_code for answer in answers} == {403}
        said = {without_tokens(answer.content.decode()) for answer in answers}
        assert len(said) == 1 and "陈" not in said.pop()


def test_at_another_window_than_ones_own_it_is_absent(cast: Cast, desk) -> None:
    asked = {"id_kind": "resident_id", "id_number": NUMBER}
    assert desk.post(LOOK_UP, asked | {"window": "C06"}).status_code == 404
    assert desk.post(LOOK_UP, asked | {"window": "C01"}).status_code == 200


@pytest.mark.long
def test_a_clerk_asks_only_so_often(cast: Cast, desk, browser_of, settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    for _each in range(LOOK_UPS[0]):
        assert ask(desk, NUMBER).status_code == 200
    late = ask(desk, NUMBER)
    assert late.status_code == 429 and "查证件太频繁" in late.content.decode() and "陈" not in late.content.decode()
    assert ask(browser_of(cast.second_clerk), NUMBER).status_code == 200


def test_the_number_is_in_no_address_and_in_no_log(cast: Cast, desk, caplog) -> None:
    form = desk.get("/hall/?item=LW030").content.decode()
    assert f'data-person="{LOOK_UP}"' in form and "hx-get" not in form
    with caplog.at_level(logging.DEBUG, logger="county_portal"), capture_logs() as said:
        answer = ask(desk, NUMBER)
        ask(desk, "990101198309270016")
    assert answer.request["QUERY_STRING"] == "" and NUMBER not in answer.request["PATH_INFO"]
    assert NUMBER[:17] not in caplog.text and NUMBER[:17] not in str(said)
