"""The inbox: one's own notices, in the frame that fits; reading marks them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from kernel.accounts.models import User
from kernel.ledger.models import Entry
from kernel.notices.models import Notice
from tests.cast import Cast
from tests.public.conftest import accepted, html


@pytest.fixture
def told(cast: Cast) -> dict[str, Notice]:
    case = accepted(cast)
    entry = Entry.objects.filter(subject_kind="case").latest("id")
    return {
        user.username: Notice.objects.create(
            entry=entry,
            recipient=user,
            as_what="申请人",
            title="已受理",
            text="说好 8 天",
            link=f"/track/{case.number}/",
        )
        for user in (cast.citizen, cast.clerk)
    }


def test_a_citizen_reads_in_the_public_frame_and_staff_at_the_desk(cast, told, signed_in: Callable[[User], Client]):
    public, desk = (html(signed_in(user).get("/inbox/")) for user in (cast.citizen, cast.clerk))
    assert "已受理" in public and "pub-head" in public and "说好 8 天" in desk and 'data-live="inbox"' in desk
    assert "undefined" not in public + desk


def test_opening_marks_it_and_goes_where_it_points(cast, told, citizen: Client):
    notice = told["chenh"]
    assert citizen.post(f"/inbox/{notice.pk}/read/")["Location"] == notice.link
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_anothers_notice_is_absent(cast, told, citizen: Client):
    assert citizen.post(f"/inbox/{told['hanx'].pk}/read/").status_code == 404
    assert citizen.post(f"/inbox/{10**15}/read/").status_code == 404


def test_all_at_once(cast, told, citizen: Client):
    assert citizen.post("/inbox/read/", {"idempotency_key": str(uuid4())}).status_code == 302
    assert "全部标为已读" not in html(citizen.get("/inbox/"))
    assert Notice.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize("before", ["", "x", "0", "9" * 40, "²"])
def test_a_page_that_does_not_exist_is_empty(cast, told, citizen: Client, before: str):
    assert citizen.get("/inbox/", {"before": before}).status_code == 200


def test_the_empty_inbox_says_what_will_come(cast, citizen: Client):
    assert "没有通知" in html(citizen.get("/inbox/"))


@pytest.mark.parametrize("act", ["/inbox/read/", "/inbox/1/read/"])
def test_a_session_that_ended_over_the_inbox_leads_back_to_it(act: str):
    away = Client().post(act, headers={"referer": "http://testserver/inbox/?before=9"})
    assert away.status_code == 302 and away["Location"].endswith("?next=%2Finbox%2F%3Fbefore%3D9")
