"""The access log: the audit administrator of the county reads who saw whose data and why, masked; nobody else."""

from typing import Any

import pytest

from kernel.accounts.actions import unmask
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.organizations.queries import actor, held
from tests.cast import Cast
from tests.roof.conftest import Offices, as_

PAGE = "/access-log/"


def look(cast: Cast, why: str = "核对申请人", by: Actor | None = None) -> None:
    post = held(cast.clerk, role="window_clerk", at=database_now())
    unmask(cast.applicant, "phone", by=cast.clerk, why=why, actor=by or actor(post))


def test_who_whom_what_and_why(offices: Offices, cast: Cast) -> None:
    look(cast)
    page = as_(offices.audit).get(PAGE).content.decode()
    assert all(words in page for words in ("韩*", "C01 窗口人员", "县行政审批服务局", "陈*", "电话", "核对申请人"))
    assert not any(words in page for words in ("韩雪", "陈宏", "16100000001"))


def test_numbers_in_a_reason_are_masked(offices: Offices, cast: Cast) -> None:
    look(cast, why="身份证990101198309270015，电话16100000001，办件9901012026090712345X")
    page = as_(offices.audit).get(PAGE).content.decode()
    assert "99*************015" in page and "161****0001" in page and "9901012026090712345X" in page
    assert "990101198309270015" not in page and "16100000001" not in page


@pytest.mark.parametrize("who", ["system", "security", "director", "supervisor", "clerk", "inspector", "citizen"])
def test_not_for_others(offices: Offices, cast: Cast, who: str) -> None:
    look(cast)
    answer = as_(getattr(offices, who)).get(PAGE)
    assert answer.status_code == 403 and "核对申请人" not in answer.content.decode()


def test_a_visitor_signs_in_first(offices: Offices) -> None:
    assert as_(None).get(PAGE)["Location"].startswith("/account/login/")


def test_another_countys_log_is_not_his(offices: Offices, cast: Cast) -> None:
    look(cast, why="别县的事", by=Actor("李*", "窗口", "BX01", "880101000000"))
    look(cast, why="没有岗位的事", by=Actor("李*"))
    page = as_(offices.audit).get(PAGE).content.decode()
    assert "别县的事" not in page and "没有岗位的事" in page


def test_fifty_a_page_and_the_older_ones(offices: Offices, cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(51):
        look(cast, why=f"理由{number}。")
    browser = as_(offices.audit)
    browser.get(PAGE)
    with django_assert_num_queries(9):
        newest = browser.get(PAGE).content.decode()
    assert "理由50。" in newest and "理由0。" not in newest and f"{PAGE}?before=2" in newest
    older = browser.get(f"{PAGE}?before=2").content.decode()
    assert "理由0。" in older and "理由1。" not in older and "回到最新" in older
    assert browser.get(f"{PAGE}?before={'9' * 30}").status_code == 200


def test_nobody_looked_yet(offices: Offices) -> None:
    assert "没有人查看过" in as_(offices.audit).get(PAGE).content.decode()
