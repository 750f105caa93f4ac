"""我的信息: what a citizen reads of himself, changes, and is refused; page and API alike."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from allauth.usersessions.models import UserSession
from django.test import Client

from approvals.revealing import reveal
from kernel.accounts.actions import unmask
from kernel.accounts.models import Applicant, User
from kernel.ledger.actors import Actor
from tests.cast import PASSWORD, Cast
from tests.public.conftest import accepted, html

SignedIn = Callable[[User], Client]


def keyed(**facts: object) -> dict[str, object]:
    return {"idempotency_key": str(uuid4()), **facts}


def posted(browser: Client, path: str, **facts: object) -> Any:
    return browser.post(path, facts, content_type="application/json", headers={"Idempotency-Key": str(uuid4())})


def test_he_reads_what_is_kept_and_which_unit_read_it_in_full(cast: Cast, citizen: Client, signed_in: SignedIn):
    case = accepted(cast)
    reveal(number=case.number, by=cast.clerk, why="核对电话")
    unmask(cast.applicant, "phone", by=cast.inspector, why="线索", actor=Actor("秦*", "监督室", cast.commission.code))
    page = html(citizen.get("/my/info/"))
    assert "陈*" in page and "161****0001" in page and cast.applicant.id_masked in page
    assert "陈宏" not in page and "990101198309270015" not in page and "16100000001" not in page
    assert "县行政审批服务局" in page and "证件号码" in page
    assert "县纪委监委" not in page and "核对电话" not in page and "韩" not in page
    assert "/my/info/" in html(citizen.get("/my/")) and "/my/info/" in html(citizen.get("/account/"))
    stranger = html(signed_in(cast.stranger).get("/my/info/"))
    assert "还没有您的登记信息" in stranger and "陈*" not in stranger
    assert signed_in(cast.clerk).get("/my/info/").status_code == 404
    assert Client().get("/my/info/")["Location"] == "/account/login/?next=%2Fmy%2Finfo%2F"


def test_he_changes_his_mobile_with_the_password(cast: Cast, citizen: Client, signed_in: SignedIn):
    mine = {"applicant": cast.applicant.pk, "phone": "16100000088"}
    refused = citizen.post("/my/info/change/", mine | {"password": "wrong"})
    page = html(refused)
    assert refused.status_code == 422 and "密码不对" in page and 'value="16100000088"' in page and "wrong" not in page
    assert 'id="id_password-error"' in page
    other = signed_in(cast.other_citizen).post("/my/info/change/", mine | {"password": PASSWORD})
    assert other.status_code == 404
    done = citizen.post("/my/info/change/", mine | {"password": PASSWORD})
    assert done["Location"] == "/my/info/"
    assert "改好了" in (page := html(citizen.get("/my/info/"))) and "161****0088" in page
    for wrong in ({"phone": "12"}, {"email": "x"}, {"contact_phone": "16100000099"}, {}):
        assert citizen.post("/my/info/change/", {"applicant": cast.applicant.pk, **wrong}).status_code == 422


def test_the_api_tells_and_changes_the_same(cast: Cast, citizen: Client, signed_in: SignedIn):
    told = citizen.get("/api/v1/my/info/").json()
    assert told["username"] == "chenh" and [row["name"] for row in told["people"]] == ["陈*"]
    path, mine = "/api/v1/my/info/change/", {"applicant": cast.applicant.pk, "email": "chen@example.cn"}
    assert posted(citizen, path, **mine).json()["code"] == "password_wrong"
    assert posted(signed_in(cast.stranger), path, **mine).status_code == 404
    assert posted(signed_in(cast.clerk), path, **mine).status_code == 403
    done = posted(citizen, path, **mine, password=PASSWORD)
    assert done.status_code == 200 and done.json()["email_masked"] == "c***@example.cn"
    assert posted(citizen, path, **mine, password=PASSWORD).json()["code"] == "nothing_to_change"


def test_opened_at_the_counter_activated_at_home_followed_and_reached_otherwise(cast: Cast, signed_in: SignedIn):
    """The whole story, through the doors."""
    desk, home = signed_in(cast.clerk), Client()
    who = {"id_kind": "resident_id", "id_number": "990101199302020026", "name": "周小宁"}
    asked = who | {"window": "C01", "phone": "13800000001", "username": "xiaoning", "seen": "on"}
    slip = html(desk.post("/hall/accounts/open/", keyed(**asked)))
    code = slip.partition('code6">')[2].partition("<")[0]
    assert "xiaoning" in slip and "周*宁" in slip and "周小宁" not in slip and len(code.replace(" ", "")) == 12
    case = accepted(cast, Applicant.objects.get(user__username="xiaoning"))
    assert home.get("/account/activate/").status_code == 200
    mine = {
        "username": "Xiaoning",
        "code": code.lower(),
        "password1": "门前两棵老槐树 77",
        "password2": "门前两棵老槐树 77",
    }
    differing = home.post("/account/activate/", mine | {"password2": "x"})
    assert differing.status_code == 422 and "两遍密码不一样" in html(differing)
    done = home.post("/account/activate/", mine)
    assert done["Location"] == "/account/login/" and "密码设好了" in html(home.get("/account/login/"))
    again = home.post("/account/activate/", mine)
    assert again.status_code == 422 and "用户名或激活码不对" in html(again)
    home.post("/account/login/", {"login": "xiaoning", "password": mine["password1"]})
    assert case.number in html(home.get("/my/"))
    page = html(home.get("/my/info/"))
    assert "138****0001" in page
    person = Applicant.objects.get(user__username="xiaoning")
    new = {"applicant": person.pk, "phone": "13800000002", "password": mine["password1"]}
    assert home.post("/my/info/change/", new).status_code == 302
    assert "138****0002" in html(home.get("/my/info/"))


def test_where_he_is_signed_in_is_told_in_his_language(cast: Cast, citizen: Client):
    here = citizen.session.session_key
    UserSession.objects.get_or_create(
        session_key=here, defaults={"user": cast.citizen, "ip": "192.0.2.7", "user_agent": "Telephone/1"}
    )
    page = html(citizen.get("/account/sessions/"))
    assert "这台设备" in page and "周" in page and "登录中的设备" in page
    citizen.cookies["django_language"] = "en"
    page = html(citizen.get("/account/sessions/"))
    assert "This device" in page and "Signed in" in page and "月" not in page
