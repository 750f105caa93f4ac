"""The second factor by desk token: registered by the person, asked for at sign-in, used once, locked out, reset."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from kernel.accounts.models import User
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions import tell
from kernel.notices.consumers import InboxConsumer
from kernel.notices.models import Notice
from kernel.organizations.actions import reset_second_factor
from kernel.organizations.models import Role
from kernel.organizations.queries import owes_second_factor
from kernel.organizations.refusals import NoFactor, NotYourPost, OwnFactor, ReasonForReset
from tests.cast import MONDAY, PASSWORD, Cast, post, staff

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOCKED = "错误次数过多"


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def secret(cast: Cast) -> str:
    """The seed of the clerk's token."""
    made = generate_totp_secret()
    TOTP.activate(cast.clerk, made)
    return made


@pytest.fixture
def security(cast: Cast) -> User:
    person = staff("admsec", "安全管理员")
    post(person, Role.ADMIN_SECURITY, cast.centre, title="安全管理员")
    return person


@pytest.fixture
def demanded(settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({"window_clerk", "admin_security"})


def code(secret: str, *, periods: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def sign_in(client: Client, username: str = "hanx") -> str:
    answer = client.post("/account/login/", {"login": username, "password": PASSWORD})
    return answer.headers.get("Location", "")


def second(client: Client, typed: str) -> Any:
    return client.post("/account/2fa/authenticate/", {"code": typed})


def inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def reauthenticated(client: Client) -> Client:
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_the_token_opens_after_the_password_and_a_wrong_code_does_not(client: Client, cast: Cast, secret: str) -> None:
    assert sign_in(client) == "/account/2fa/authenticate/"
    refused = second(client, "000000")
    assert "没有通过" in refused.content.decode() and not inside(client)
    assert second(client, code(secret)).headers["Location"] == "/desk/" and inside(client)


def test_a_token_whose_clock_is_a_little_off_opens_and_one_that_is_far_off_does_not(
    client: Client, cast: Cast, secret: str
) -> None:
    sign_in(client)
    second(client, code(secret, periods=-3))
    assert not inside(client)
    second(client, code(secret, periods=-1))
    assert inside(client)


def test_a_code_opens_once_as_long_as_it_would_be_right(
    client: Client, cast: Cast, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = code(secret)
    sign_in(client)
    second(client, used)
    assert inside(client)
    real = time.time
    # allauth's own memory of it is over by then, the code is right for one period more
    monkeypatch.setattr(time, "time", lambda: real() + 31)
    again = Client()
    sign_in(again)
    cache.delete(f"allauth.mfa.totp.used?user={cast.clerk.pk}&code={used}")
    assert "没有通过" in second(again, used).content.decode() and not inside(again)


def test_five_wrong_codes_lock_the_factor_for_the_account(client: Client, cast: Cast, secret: str) -> None:
    sign_in(client)
    for _attempt in range(5):
        second(client, "000000")
    assert LOCKED in second(client, code(secret)).content.decode() and not inside(client)


def test_a_recovery_code_opens_once(client: Client, cast: Cast, secret: str) -> None:
    spare = RecoveryCodes.activate(cast.clerk).get_unused_codes()[0]
    sign_in(client)
    second(client, spare)
    assert inside(client)
    again = Client()
    sign_in(again)
    second(again, spare)
    assert not inside(again)


def test_a_token_is_registered_with_its_own_seed_after_the_password_was_asked_again(client: Client, cast: Cast) -> None:
    sign_in(client)
    assert client.get("/account/2fa/totp/activate/").headers["Location"].startswith("/account/reauthenticate/")
    page = reauthenticated(client).get("/account/2fa/totp/activate/")
    assert "令牌自带的种子" in page.content.decode()
    typed = {"seed": "jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp", "code": code(SEED)}
    done = client.post("/account/2fa/totp/activate/", typed, follow=True)
    assert "备用码" in done.content.decode() and "undefined" not in done.content.decode()
    assert SEED not in str(list(Authenticator.objects.values_list("data", flat=True)))
    other = Client()
    sign_in(other)
    second(other, code(SEED, periods=1))
    assert inside(other)


@pytest.mark.parametrize(("seed", "said"), [("0189", "种子不对"), ("JBSWY3DP", "种子太短")])
def test_what_is_no_seed_is_not_registered(client: Client, cast: Cast, seed: str, said: str) -> None:
    reauthenticated(client)
    page = client.post("/account/2fa/totp/activate/", {"seed": seed, "code": "123456"})
    assert said in page.content.decode() and not Authenticator.objects.exists()


def test_who_owes_a_factor_is_led_to_register_one_and_reaches_nothing_else(
    client: Client, cast: Cast, demanded: None
) -> None:
    sign_in(client)
    for path in ("/", "/hall/", "/inbox/", "/account/", "/account/password/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/2fa/"), path
    problem = client.get("/api/v1/inbox/")
    assert (problem.status_code, problem.json()["code"]) == (403, "second_factor_missing")
    piece = client.get("/hall/", headers={"HX-Request": "true"})
    assert (piece.status_code, piece.headers["HX-Redirect"]) == (403, "/account/2fa/")
    assert "您还没有登记第二因素" in client.get("/account/2fa/").content.decode()
    assert client.get("/account/2fa/key/add/").status_code == 302
    TOTP.activate(cast.clerk, generate_totp_secret())
    assert client.get("/hall/").status_code == 200


@pytest.mark.parametrize("who", ["citizen", "reviewer"])
def test_nobody_else_owes_one(client: Client, cast: Cast, demanded: None, who: str) -> None:
    assert not owes_second_factor(getattr(cast, who), at=MONDAY)
    assert sign_in(client, getattr(cast, who).username) == "/desk/"
    assert client.get("/inbox/").status_code == 200


def test_recovery_codes_alone_are_no_factor(cast: Cast, demanded: None) -> None:
    RecoveryCodes.activate(cast.clerk)
    assert owes_second_factor(cast.clerk, at=MONDAY)


def test_whoever_owes_one_hears_nothing_on_a_socket(client: Client, cast: Cast, settings: Any) -> None:
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    socket = InboxConsumer()
    socket.scope = {"session": client.session, "user": cast.clerk}
    assert socket._rights_now()
    settings.SECOND_FACTOR_ROLES = frozenset({"window_clerk"})
    assert socket._rights_now() == []


def reset(by: User, *, username: str = "hanx", reason: str = "钥匙丢了，带工作证来的") -> User:
    return reset_second_factor(username=username, reason=reason, by=by)


def test_a_lost_factor_is_reset_with_a_reason_and_its_person_is_told(
    client: Client, cast: Cast, secret: str, security: User
) -> None:
    RecoveryCodes.activate(cast.clerk)
    sign_in(client)
    second(client, code(secret))
    assert UserSession.objects.filter(user=cast.clerk).count() == 1
    reset(security)
    assert not Authenticator.objects.exists()
    assert client.get("/inbox/").status_code == 302
    entry = Entry.objects.get(type="organizations.second_factor_reset")
    assert entry.subject_number == cast.clerk.account_subject.number
    assert entry.payload == {"holder": "韩*", "kinds": ["令牌", "备用码"], "reason": "钥匙丢了，带工作证来的"}
    tell([entry])
    assert Notice.objects.filter(recipient=cast.clerk, entry=entry).exists()
    assert sign_in(client) == "/desk/"


def test_a_reset_is_refused_to_everybody_else_without_a_reason_and_of_nothing(
    cast: Cast, secret: str, security: User
) -> None:
    for who in (cast.administrator, cast.department_head, cast.clerk):
        with pytest.raises(NotYourPost):
            reset(who)
    with pytest.raises(ReasonForReset):
        reset(security, reason=" ")
    with pytest.raises(NoFactor):
        reset(security, username="zhoum")
    for nobody in ("nobody", "chenh"):
        with pytest.raises(NotFound):
            reset(security, username=nobody)
    TOTP.activate(security, generate_totp_secret())
    with pytest.raises(OwnFactor):
        reset(security, username="admsec")
    assert Authenticator.objects.count() == 2


def test_who_is_reset_while_he_is_asked_goes_on_to_register(
    client: Client, cast: Cast, secret: str, security: User, demanded: None
) -> None:
    sign_in(client)
    reset(security)
    assert client.get("/account/2fa/authenticate/", follow=True).redirect_chain[-1] == ("/account/2fa/", 303)
    assert inside(client)


def test_the_board_shows_who_owes_one_first(client: Client, cast: Cast, security: User, demanded: None) -> None:
    TOTP.activate(security, generate_totp_secret())
    TOTP.activate(cast.other_clerk, generate_totp_secret())
    client.force_login(security, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("second_factors")).content.decode()
    assert page.index("韩雪") < page.index("鲁大勇") and "还没登记" in page and "孟庆华" not in page
    rows = client.get("/api/v1/second-factors/").json()["people"]
    assert rows[0] == {"username": "hanx", "name": "韩雪", "kinds": [], "owes": True}
    answer = client.post(
        reverse("second_factor_reset"),
        {"username": "ludy", "reason": "令牌没电了", "idempotency_key": "a" * 32},
    )
    assert answer.status_code == 302 and not Authenticator.objects.filter(user=cast.other_clerk).exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_the_factor(client: Client, cast: Cast, secret: str, language: str) -> None:
    RecoveryCodes.activate(cast.clerk)
    client.cookies["django_language"] = language
    sign_in(client)
    assert "undefined" not in client.get("/account/2fa/authenticate/").content.decode()
    second(client, code(secret))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    for path in (
        "", "reauthenticate/", "key/add/", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/",
    ):  # fmt: skip
        answer = client.get(f"/account/2fa/{path}")
        assert answer.status_code == 200 and "undefined" not in answer.content.decode(), path
