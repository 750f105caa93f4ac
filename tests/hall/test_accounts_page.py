"""The counter's page of accounts: a slip is shown once, refusals stand at their field, others stay out."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from kernel.accounts.models import Applicant, SignInSlip, User
from kernel.doors.models import IdempotentAnswer
from kernel.doors.templatetags.portal_components import qr_code
from tests.cast import Cast
from tests.hall.conftest import BrowserOf

WHO = {"id_kind": "resident_id", "id_number": "990101199302020026"}
NEW = {**WHO, "window": "C01", "name": "周小宁", "phone": "16100000009", "username": "xiaoning", "seen": "on"}


@pytest.fixture(autouse=True)
def _own_counts(settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}


def sent(browser: Client, what: str, **facts: Any) -> tuple[int, str]:
    answer = browser.post(f"/hall/accounts/{what}/", {"idempotency_key": uuid4().hex} | facts)
    return answer.status_code, answer.content.decode()


def code_in(page: str) -> str:
    return page.partition('code6">')[2].partition("<")[0].replace(" ", "")


def test_the_slip_is_shown_once_and_its_code_is_kept_in_no_answer(cast: Cast, desk: Client):
    key = uuid4().hex
    status, slip = sent(desk, "open", **NEW, idempotency_key=key)
    assert status == 200 and len(code_in(slip)) == 12 and "/account/activate/" in slip
    assert str(qr_code(f"{settings.PUBLIC_URL.rstrip('/')}/account/activate/")) in slip
    status, again = sent(desk, "open", **NEW, idempotency_key=key)
    assert status == 409 and "激活码不再显示" in again and code_in(slip) not in again
    assert code_in(slip) not in "".join(IdempotentAnswer.objects.values_list("answer", flat=True))
    page = desk.get("/hall/accounts/").content.decode()
    assert "周*宁" in page and "等本人设密码" in page and "周小宁" not in page and "xiaoning" not in page
    status, slip = sent(desk, "renew", **WHO, window="C01", seen="on")
    assert status == 200 and "原来的密码和凭条已经作废" in slip
    page = desk.get("/hall/accounts/").content.decode()
    assert "已换新凭条" in page


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"seen": ""}, 422, "先核对本人的证件原件"),
        ({"id_number": "990101199302020027"}, 422, "证件号码不对"),
        ({"id_number": "990101198309270015", "name": "陈明"}, 409, "姓名或名称与登记的不一致"),
        ({"id_number": "990101198309270015", "name": "陈宏"}, 409, "这个人已经有账号"),
        ({"id_number": "990101201906010072", "name": "周小宝"}, 422, "监护人"),
        ({"phone": ""}, 422, "开户要有本人的手机号"),
        ({"phone": "12"}, 422, "电话号码应为"),
        ({"username": "chenh"}, 409, "有人用了"),
        ({"username": "16100000009"}, 422, "不能有身份证号、手机号"),
        ({"username": "周小宁呀"}, 422, "只能用小写字母"),
        ({"username": "abc"}, 422, "4 到 30 个字符"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    cast: Cast, desk: Client, changes: dict[str, str], status: int, said: str
):
    before = User.objects.count(), Applicant.objects.count()
    found, page = sent(desk, "open", **(NEW | changes))
    assert found == status and said in page
    assert f'value="{(NEW | changes)["name"]}"' in page
    assert (User.objects.count(), Applicant.objects.count()) == before


def test_a_phone_given_at_the_counter_is_kept_with_the_rest(cast: Cast, desk: Client):
    sent(desk, "open", **NEW)
    person = Applicant.objects.get(user__username="xiaoning")
    Applicant.objects.filter(pk=person.pk).update(user=None, address="城关街道")
    status, _page = sent(desk, "open", **(NEW | {"phone": "16100000010", "username": ""}))
    person.refresh_from_db()
    assert status == 200 and (person.phone, person.address) == ("16100000010", "城关街道")


def test_renewing_needs_an_account_and_others_stay_out(cast: Cast, desk: Client, browser_of: BrowserOf):
    assert sent(desk, "renew", **WHO, window="C01", seen="on")[0] == 422
    assert sent(desk, "renew", id_kind="resident_id", id_number="990101198309270015", window="C01")[0] == 422
    other = {"id_kind": "resident_id", "id_number": "990101198309270015", "window": "C01", "seen": "on"}
    for who in (cast.reviewer, cast.other_clerk, cast.citizen):
        assert sent(browser_of(who), "open", **NEW)[0] == 403
        assert sent(browser_of(who), "renew", **other)[0] == 403
    assert browser_of(cast.reviewer).get("/hall/accounts/").status_code == 403
    assert not SignInSlip.objects.exists()


def test_the_api_tells_the_code_in_its_first_answer_alone(cast: Cast, desk: Client, browser_of: BrowserOf):
    body = {name: value for name, value in NEW.items() if name != "seen"} | {"identity_seen": True}
    more = {"content_type": "application/json", "headers": {"Idempotency-Key": uuid4().hex}}
    first = desk.post("/api/v1/accounts/open/", json.dumps(body), **more)
    again = desk.post("/api/v1/accounts/open/", json.dumps(body), **more)
    assert first.status_code == again.status_code == 201
    assert len(first.json()["code"]) == 12 and again.json()["code"] == ""
    assert first.json()["number"] == again.json()["number"]
    assert first.json()["code"] not in "".join(IdempotentAnswer.objects.values_list("answer", flat=True))
    more["headers"] = {"Idempotency-Key": uuid4().hex}
    unseen = json.dumps(WHO | {"window": "C01", "identity_seen": False})
    assert desk.post("/api/v1/accounts/renew/", unseen, **more).json()["code"] == "identity_not_seen"
    seen = json.dumps(WHO | {"window": "C01", "identity_seen": True})
    assert browser_of(cast.other_clerk).post("/api/v1/accounts/renew/", seen, **more).status_code == 403
    renewed = desk.post("/api/v1/accounts/renew/", seen, **more)
    old = {"username": "xiaoning", "code": first.json()["code"], "password": "门前两棵老槐树 77"}
    stranger = Client()
    refused = stranger.post("/api/v1/account/activate/", json.dumps(old), content_type="application/json")
    assert refused.json()["code"] == "slip_unusable"
    mine = old | {"code": renewed.json()["code"]}
    done = stranger.post("/api/v1/account/activate/", json.dumps(mine), content_type="application/json")
    assert done.status_code == 200 and done.json() == {"username": "xiaoning"}


def test_guessing_at_a_slip_is_locked(cast: Cast, desk: Client):
    _status, slip = sent(desk, "open", **NEW)
    mine = {"username": "xiaoning", "password1": "门前两棵老槐树 77", "password2": "门前两棵老槐树 77"}
    stranger = Client()
    for _try in range(5):
        assert stranger.post("/account/activate/", mine | {"code": "A" * 12}).status_code == 422
    locked = stranger.post("/account/activate/", mine | {"code": code_in(slip)})
    assert locked.status_code == 429 and "错误次数过多" in locked.content.decode()
