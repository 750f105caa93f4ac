"""锁屏: a locked session opens nothing, keeps what was typed for its person, and lets a colleague in as himself."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from kernel.accounts import idle
from kernel.accounts.models import User
from tests.accounts.conftest import PASSWORD, sign_in
from tests.accounts.test_sign_in import LOCKED, signed_in

pytestmark = pytest.mark.usefixtures("quick_doors")
LOCK, HALF_AN_HOUR = "/account/lock/", 31 * 60
TEXT = {"entries": json.dumps({"lock:7:/desk/": "材料齐全"}), "next": "/desk/?case=7"}
WRONG = "错的错的错的错的"


@pytest.fixture
def meng(db: None) -> User:
    return User.objects.create_user("mengqh", PASSWORD, full_name="孟庆和", is_staff_member=True)


def lock(client: Client, *, at: str = "/desk/?case=7") -> None:
    client.post(LOCK, {"next": at})


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post("/account/lock/unlock/", {"password": password, "next": "/desk/?case=7"}).status_code


def test_a_locked_desk_opens_nothing_and_its_password_opens_it_where_it_was(client: Client, han: User) -> None:
    sign_in(client, "hanx")
    assert signed_in(client)
    locked = client.post(LOCK, {"next": "/desk/?case=7"})
    assert (locked.status_code, locked.headers["Location"]) == (303, "/account/lock/?next=%2Fdesk%2F%3Fcase%3D7")
    for path in ("/desk/", "/", "/account/", "/account/password/", "/account/sessions/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"][:19]) == (303, "/account/lock/?next"), path
    page = client.get(locked.headers["Location"])
    assert page.status_code == 200 and "韩雪" in page.content.decode()
    opened = client.post("/account/lock/unlock/", {"password": PASSWORD, "next": "/desk/?case=7"})
    assert client.get(opened.headers["Location"]).headers["Location"] == "/desk/?case=7"
    assert signed_in(client)


def test_programs_and_pieces_of_pages_are_told_that_it_is_locked(client: Client, han: User) -> None:
    sign_in(client, "hanx")
    lock(client)
    problem = client.post("/api/v1/act/", {"opinion": "同意"})
    assert (problem.status_code, problem.json()["code"]) == (423, "locked")
    assert client.get("/desk/", headers={"Sec-Fetch-Mode": "cors"}).json()["code"] == "locked"
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/?case=7"}
    piece = client.get("/desk/", headers=page)
    assert (piece.status_code, piece.headers["HX-Redirect"]) == (423, "/account/lock/?next=%2Fdesk%2F%3Fcase%3D7")


def test_a_desk_left_for_half_an_hour_is_locked_and_a_busy_one_is_not(
    client: Client, han: User, clock: Callable[[float], None]
) -> None:
    sign_in(client, "hanx")
    for _minute in range(4):
        assert signed_in(client)
        clock(20 * 60)
    assert signed_in(client)
    clock(HALF_AN_HOUR)
    answer = client.get("/desk/?case=7")
    assert answer.headers["Location"] == "/account/lock/?next=%2Fdesk%2F%3Fcase%3D7"
    assert unlock(client) == 302 and signed_in(client)


def test_a_board_that_re_reads_itself_is_nobody_at_the_desk(
    client: Client, han: User, clock: Callable[[float], None]
) -> None:
    sign_in(client, "hanx")
    assert signed_in(client)
    for _minute in range(4):
        clock(10 * 60)
        client.get("/desk/", headers={idle.BACKGROUND_HEADER: "1"})
    assert not signed_in(client)


def test_a_locked_session_ends_after_a_day(client: Client, han: User, clock: Callable[[float], None]) -> None:
    sign_in(client, "hanx")
    assert signed_in(client)
    lock(client)
    clock(13 * 3600)
    assert client.get("/desk/").headers["Location"].startswith("/account/login/")


def test_wrong_passwords_at_the_lock_count_with_those_at_the_door(client: Client, han: User) -> None:
    sign_in(client, "hanx")
    lock(client)
    for _attempt in range(3):
        assert unlock(client, WRONG) == 422
    for _attempt in range(2):
        sign_in(Client(), "hanx", WRONG)
    assert LOCKED in client.post("/account/lock/unlock/", {"password": PASSWORD}).content.decode()
    assert LOCKED in sign_in(Client(), "hanx").content.decode()
    assert not signed_in(client)


def test_a_form_that_meets_the_lock_is_held_out_after_it(client: Client, han: User) -> None:
    sign_in(client, "hanx")
    lock(client)
    form = {"opinion": "材料齐全，拟同意", "password": PASSWORD}
    client.post("/desk/?case=7", form, headers={"Referer": "http://testserver/desk/?case=7"})
    assert "材料齐全" not in str(dict(client.session.items()))
    unlock(client)
    page = client.get("/account/resume/").content.decode()
    assert 'action="/desk/?case=7"' in page and "材料齐全，拟同意" in page and PASSWORD not in page


def test_what_stood_in_the_tab_is_given_back_once_and_to_its_writer(client: Client, han: User) -> None:
    sign_in(client, "hanx")
    lock(client)
    assert client.post("/account/lock/keep/", TEXT).json() == {"kept": True}
    assert "材料齐全" not in str(dict(client.session.items()))
    unlock(client)
    page = client.get("/account/resume/?next=/desk/%3Fcase%3D7").content.decode()
    # as JSON in a data block
    assert "lock:7:/desk/" in page and 'href="/desk/?case=7"' in page
    assert client.get("/account/resume/").headers["Location"] == "/"


@pytest.mark.parametrize("entries", ["", "[1]", '{"a": 1}', json.dumps({"a": "长" * 200_001})])
def test_what_no_tab_remembers_is_not_kept(client: Client, han: User, entries: str) -> None:
    sign_in(client, "hanx")
    lock(client)
    assert client.post("/account/lock/keep/", {"entries": entries}).status_code == 422
    unlock(client)
    assert client.get("/account/resume/").headers["Location"] == "/"


def switch(client: Client, username: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = client.post(
        "/account/lock/switch/", {"login": username, "password": password, "next": "/hall/?window=C01"}
    )
    return answer.status_code, answer.headers.get("Location", "")


def test_a_colleague_signs_in_at_the_lock_in_one_step_and_the_first_ones_text_waits_for_her(
    client: Client, han: User, meng: User
) -> None:
    sign_in(client, "hanx")
    lock(client)
    client.post("/account/lock/keep/", TEXT)
    status, to = switch(client, "mengqh")
    assert (status, to) == (302, "/account/resume/?next=%2Fdesk%2F%3Fwindow%3DC01")
    assert client.get(to).headers["Location"] == "/desk/?window=C01"
    assert int(client.session["_auth_user_id"]) == meng.pk
    assert client.get("/account/resume/").headers["Location"] == "/"
    client.post("/account/logout/")
    assert sign_in(client, "hanx").headers["Location"] == "/account/resume/"
    assert "lock:7:/desk/" in client.get("/account/resume/").content.decode()


def test_a_wrong_password_of_a_colleague_leaves_the_screen_locked(client: Client, han: User, meng: User) -> None:
    sign_in(client, "hanx")
    lock(client)
    assert switch(client, "mengqh", WRONG)[0] == 422
    assert not signed_in(client) and int(client.session["_auth_user_id"]) == han.pk
    assert unlock(client) == 302 and signed_in(client)


def test_nobody_switches_at_a_screen_that_is_not_locked(client: Client, han: User, meng: User) -> None:
    sign_in(client, "hanx")
    assert switch(client, "mengqh") == (302, "/hall/?window=C01")
    assert int(client.session["_auth_user_id"]) == han.pk


def test_who_signs_out_leaves_nothing_of_his_own(client: Client, han: User) -> None:
    sign_in(client, "hanx")
    lock(client)
    client.post("/account/lock/keep/", TEXT)
    client.post("/account/logout/")
    assert sign_in(client, "hanx").headers["Location"] == "/desk/"


def test_the_seventh_person_displaces_the_one_who_was_away_longest(
    client: Client, han: User, clock: Callable[[float], None]
) -> None:
    sign_in(client, "hanx")
    lock(client)
    client.post("/account/lock/keep/", TEXT)
    for number in range(6):
        clock(60)
        User.objects.create_user(f"colleague{number}", PASSWORD, full_name="同事", is_staff_member=True)
        switch(client, f"colleague{number}")
        lock(client)
        client.post("/account/lock/keep/", TEXT)
        if number == 4:
            assert str(han.pk) in client.session["portal_kept"]
    assert str(han.pk) not in client.session["portal_kept"]
    assert len(client.session["portal_kept"]) == 6
