"""Signing in, being locked out, being signed out, and getting the text back."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from kernel.accounts.models import User
from tests.accounts.conftest import PASSWORD, sign_in

LOCKED = "错误次数过多"
TOO_LONG = 2 * 3600 + 1
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; HUAWEI) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/107"
    " MMWEBID/1 MicroMessenger/8.0.47 NetType/WIFI Language/zh_CN"
)
HASHERS = list(settings.PASSWORD_HASHERS)
pytestmark = pytest.mark.usefixtures("quick_doors")


def signed_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_the_right_password_opens_the_desk_and_a_wrong_one_does_not(client: Client, han: User) -> None:
    page = sign_in(client, "hanx", "错的错的错的错的")
    assert "用户名或密码不对。" in page.content.decode()
    assert not signed_in(client)
    assert sign_in(client, "hanx").headers["Location"] == "/desk/"
    assert signed_in(client)


def test_an_unknown_name_reads_like_a_wrong_password(client: Client, han: User) -> None:
    wrong = sign_in(client, "hanx", "错的错的错的错的").content.decode()
    unknown = sign_in(client, "nobody", "错的错的错的错的").content.decode()
    assert "用户名或密码不对。" in unknown
    assert LOCKED not in wrong + unknown


def test_a_closed_account_stays_out(client: Client, han: User) -> None:
    han.is_active = False
    han.save()
    sign_in(client, "hanx")
    assert not signed_in(client)


def test_five_wrong_tries_lock_the_account_from_everywhere_and_no_other(
    client: Client, han: User, citizen: User
) -> None:
    for attempt in range(5):
        sign_in(
            client,
            "hanx",
            "错的错的错的错的",
            REMOTE_ADDR=f"10.0.0.{attempt}",
            HTTP_HOST=["localhost", "testserver"][attempt % 2],
        )
    locked = sign_in(client, " HANX ", REMOTE_ADDR="10.0.1.1")
    assert LOCKED in locked.content.decode()
    assert not signed_in(client)
    sign_in(client, "chenh")
    assert signed_in(client)


@pytest.mark.long
def test_forty_people_of_a_village_room_sign_in_from_one_address(db: None) -> None:
    User.objects.bulk_create(
        User(username=f"v{number}", password="", is_staff_member=True, full_name="村民") for number in range(40)
    )
    hashed = User(username="x")
    hashed.set_password(PASSWORD)
    User.objects.update(password=hashed.password)
    for number in range(40):
        one = Client(REMOTE_ADDR="10.9.9.9")
        if number % 8 == 0:
            sign_in(one, f"v{number}", "输错了一次的密码")
        sign_in(one, f"v{number}")
        assert signed_in(one), number


def test_one_address_that_guesses_over_many_accounts_is_stopped(db: None) -> None:
    guesser = Client(REMOTE_ADDR="10.6.6.6")
    answers = [sign_in(guesser, f"n{number}", "猜一个猜一个猜").content.decode() for number in range(21)]
    assert LOCKED not in answers[19]
    assert LOCKED in answers[20]


def test_without_valkey_the_lock_out_still_holds(client: Client, han: User, settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "kernel.doors.cache.LoopholeFreeCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    for _attempt in range(5):
        sign_in(client, "hanx", "错的错的错的错的")
    assert LOCKED in sign_in(client, "hanx").content.decode()


def test_nobody_signs_up_at_the_door(client: Client, db: None) -> None:
    assert "不开放自行注册" in client.get("/account/signup/").content.decode()
    client.post("/account/signup/", {"username": "me", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_passwords_are_argon2(settings: Any, db: None) -> None:
    settings.PASSWORD_HASHERS = HASHERS
    assert User.objects.create_user("hanx", PASSWORD).password.startswith("argon2")


def test_signing_in_changes_the_session_key(client: Client, han: User) -> None:
    client.get("/account/login/")
    client.session["before"] = True
    before = client.session.session_key
    sign_in(client, "hanx")
    assert client.session.session_key != before


def test_a_citizen_may_read_for_longer(client: Client, citizen: User, clock: Callable[[float], None]) -> None:
    sign_in(client, "chenh")
    assert signed_in(client)
    clock(31 * 60)
    assert signed_in(client)
    clock(2 * 3600 + 1)
    assert not signed_in(client)


def test_no_session_lasts_longer_than_a_day_however_busy(
    client: Client, han: User, clock: Callable[[float], None]
) -> None:
    sign_in(client, "hanx")
    for _quarter in range(48):
        assert signed_in(client)
        clock(15 * 60)
    assert not signed_in(client)


def test_a_public_page_stays_open_after_a_timeout(
    client: Client, citizen: User, clock: Callable[[float], None]
) -> None:
    sign_in(client, "chenh")
    client.get("/desk/")
    clock(TOO_LONG)
    assert client.get("/").content == b"open to all"


def timed_out_with_text(client: Client, clock: Callable[[float], None], **extra: Any) -> Any:
    sign_in(client, "chenh")
    client.get("/desk/")
    clock(TOO_LONG)
    form = {"opinion": "材料齐全，拟同意", "password": PASSWORD}
    return client.post("/desk/?case=7", form, HTTP_REFERER="http://testserver/desk/?case=7", **extra)


def test_the_text_of_a_timed_out_form_is_given_back_to_its_writer(
    client: Client, citizen: User, clock: Callable[[float], None]
) -> None:
    answer = timed_out_with_text(client, clock)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/login/?next=%2Faccount%2Fresume%2F")
    assert "材料齐全" not in str(dict(client.session.items()))
    client.post("/account/login/", {"login": "chenh", "password": PASSWORD, "next": "/account/resume/"})
    page = client.get("/account/resume/").content.decode()
    assert 'action="/desk/?case=7"' in page and "材料齐全，拟同意" in page and PASSWORD not in page
    assert client.post("/account/resume/").headers["Location"] == "/desk/?case=7"
    assert client.get("/account/resume/").headers["Location"] == "/"


def test_the_text_is_offered_to_its_writer_wherever_he_signs_in_from(
    client: Client, citizen: User, clock: Callable[[float], None]
) -> None:
    timed_out_with_text(client, clock)
    assert sign_in(client, "chenh").headers["Location"] == "/account/resume/"


def test_the_text_is_not_given_to_whoever_signs_in_next(
    client: Client, han: User, citizen: User, clock: Callable[[float], None]
) -> None:
    timed_out_with_text(client, clock)
    assert sign_in(client, "hanx").headers["Location"] == "/desk/"
    answer = client.get("/account/resume/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_fragment_is_told_to_sign_in_as_a_page(client: Client, citizen: User, clock: Callable[[float], None]) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?case=7"}
    answer = timed_out_with_text(client, clock, headers=headers)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/account/login/?next=%2Faccount%2Fresume%2F")


def test_the_api_answers_a_timed_out_session_as_a_stranger(
    client: Client, citizen: User, clock: Callable[[float], None]
) -> None:
    sign_in(client, "chenh")
    client.get("/desk/")
    clock(TOO_LONG)
    assert client.post("/api/v1/act/", {"opinion": "同意"}).content == b"open to all"
    assert not client.session.items()


def test_another_sites_address_is_no_way_back(client: Client, citizen: User, clock: Callable[[float], None]) -> None:
    for page in ("https://evil.example/trap/", "http://testserver//evil.example/", "javascript:evil", ""):
        sign_in(client, "chenh")
        client.get("/desk/")
        clock(TOO_LONG)
        answer = client.post("/desk/", HTTP_REFERER=page)
        assert answer.headers["Location"] in {
            "/account/login/?next=%2F",
            "/account/login/?next=%2Fevil.example%2F",  # a page of ours by that name, should there be one
        }


def test_the_other_devices_can_be_signed_out(client: Client, han: User) -> None:
    other = Client(HTTP_USER_AGENT=WECHAT)
    for device in (client, other):
        sign_in(device, "hanx")
    page = client.get("/account/sessions/").content.decode()
    assert "这台设备" in page and "WeChat Browser 8（Android）" in page and "Mozilla" not in page
    assert "不认识的浏览器" in page, "the test client names itself nothing that is known"
    client.post("/account/sessions/")
    assert signed_in(client) and not signed_in(other)
    assert UserSession.objects.count() == 1


def test_a_new_password_ends_the_other_sessions(client: Client, han: User) -> None:
    other = Client()
    for device in (client, other):
        sign_in(device, "hanx")
    new = "另一个足够长的密码-7"
    weak = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": "123", "password2": "123"})
    assert weak.status_code == 200
    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert signed_in(client) and not signed_in(other)
    han.refresh_from_db()
    assert han.check_password(new)


def test_a_second_factor_is_asked_for_and_its_secret_is_encrypted(client: Client, han: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(han, secret)
    assert secret not in str(Authenticator.objects.get().data)
    assert sign_in(client, "hanx").headers["Location"] == "/account/2fa/authenticate/"
    assert not signed_in(client)
    assert client.get("/account/2fa/authenticate/").status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", ["login/", "signup/", "inactive/"])
def test_the_doors_open_to_strangers(client: Client, db: None, path: str, language: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get(f"/account/{path}")
    assert answer.status_code == 200 and "undefined" not in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["", "password/", "sessions/", "logout/", "reauthenticate/", "2fa/", "2fa/totp/activate/"]
)
def test_the_accounts_own_pages(client: Client, han: User, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 302
    sign_in(client, "hanx")
    answer = client.get(f"/account/{path}", follow=True)
    assert answer.status_code == 200 and "undefined" not in answer.content.decode()
    assert b"<main" in answer.content
