"""My matters: mine with its code, another's looks absent; withdraw, discard, supplement online."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from approvals import actions
from approvals.models import SupplementNotice
from approvals.public.mine import LATELY, DueFirst
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.clocks.models import Clock
from kernel.ledger.locking import database_now
from kernel.workdays.zone import local_date
from tests.cast import MONDAY, Cast, licence_item
from tests.documents.samples import PDF
from tests.public.conftest import FORM, accepted, draft, html, received, without_tokens

SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _own_file_room(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def keyed(**facts: str) -> dict[str, str]:
    return {"idempotency_key": str(uuid4()), **facts}


def test_drafts_and_cases_are_listed(cast: Cast, citizen: Client):
    case, unfinished = accepted(cast), draft(cast)
    page = html(citizen.get("/my/"))
    assert case.number in page and "轮到 县行政审批服务局 审查" in page and "最迟 " in page
    assert f"?draft={unfinished.number}" in page and "接着填" in page


def test_an_empty_list_says_what_to_do(cast: Cast, citizen: Client):
    page = html(citizen.get("/my/"))
    assert "没有在办的事" in page and 'href="/items/"' in page


def test_my_case_shows_its_code(cast: Cast, citizen: Client):
    case = accepted(cast)
    page = html(citizen.get(f"/my/{case.number}/"))
    assert case.query_code in page and "撤回申请…" in page


def test_anothers_case_looks_absent(cast: Cast, citizen: Client, signed_in: SignedIn):
    foreign = accepted(cast, cast.other_applicant)
    absent = citizen.get("/my/990101202609071999990/")
    answer = citizen.get(f"/my/{foreign.number}/")
    assert answer.status_code == absent.status_code == 404
    assert without_tokens(html(answer)) == without_tokens(html(absent))
    assert foreign.number not in html(citizen.get("/my/"))
    assert signed_in(cast.other_citizen).get(f"/my/{foreign.number}/").status_code == 200
    for path, facts in (("withdraw", {"reason": "x"}), ("discard", {}), ("supplement", {})):
        assert citizen.post(f"/my/{foreign.number}/{path}/", keyed(**facts)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "accepted"


def test_visitors_sign_in_first_and_staff_have_no_matters_here(cast: Cast, signed_in: SignedIn):
    assert Client().get("/my/").status_code == 302
    assert signed_in(cast.clerk).get("/my/").status_code == 404


def test_the_link_of_a_notice_leads_the_applicant_to_his_own_page(cast: Cast, citizen: Client, signed_in: SignedIn):
    case = accepted(cast)
    assert citizen.get(f"/track/{case.number}/")["Location"] == f"/my/{case.number}/"
    assert signed_in(cast.stranger).get(f"/track/{case.number}/")["Location"] == "/track/"


def test_withdraw_with_a_reason_once(cast: Cast, citizen: Client):
    case, form = accepted(cast), keyed(reason="不办了")
    assert citizen.post(f"/my/{case.number}/withdraw/", form).status_code == 302
    assert citizen.post(f"/my/{case.number}/withdraw/", form).status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn"
    page = html(citizen.get(f"/my/{case.number}/"))
    assert "不办了" in page and "申请已撤回" in page and "撤回申请…" not in page


def test_who_withdraws_need_not_say_why(cast: Cast, citizen: Client):
    case = accepted(cast)
    assert '为什么撤回 <span class="opt">（可不填）' in html(citizen.get(f"/my/{case.number}/"))
    assert citizen.post(f"/my/{case.number}/withdraw/", keyed(reason="  ")).status_code == 302
    case.refresh_from_db()
    assert case.state == "withdrawn" and "<h2>理由</h2>" not in html(citizen.get(f"/my/{case.number}/"))


def test_a_refusal_is_a_sentence_with_and_without_script(cast: Cast, citizen: Client):
    case = accepted(cast)
    actions.terminate(number=case.number, by=cast.reviewer, reason="申请人已注销", at=MONDAY)
    plain = citizen.post(f"/my/{case.number}/withdraw/", keyed())
    assert plain.status_code == 409 and "不能办“撤回申请”" in html(plain) and "<html" in html(plain)
    swapped = citizen.post(f"/my/{case.number}/withdraw/", keyed(), headers={"HX-Request": "true"})
    assert swapped.status_code == 409 and "不能办“撤回申请”" in html(swapped) and "<html" not in html(swapped)


def test_discard_a_draft_but_no_case(cast: Cast, citizen: Client):
    unfinished, case = draft(cast), accepted(cast)
    assert citizen.post(f"/my/{unfinished.number}/discard/", keyed()).status_code == 302
    assert not Case.objects.filter(number=unfinished.number).exists()
    assert citizen.post(f"/my/{case.number}/discard/", keyed()).status_code == 404
    assert Case.objects.filter(number=case.number).exists()


def test_supplement_online_needs_what_came_after_the_notice(cast: Cast, citizen: Client):
    unfinished = draft(cast)
    papers = f"/apply/LW030/papers/{unfinished.number}/"
    citizen.post(f"{papers}m2/", {"file": SimpleUploadedFile("旧.pdf", PDF)})
    case = actions.submit(number=unfinished.number, by=cast.citizen, materials=("m1", "m2"))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "看不清"})
    papers = f"/apply/LW030/papers/{case.number}/"
    page = html(citizen.get(papers))
    assert "看不清" in page and "旧.pdf" not in page and "申请表" not in page
    early = citizen.post(f"/my/{case.number}/supplement/", keyed())
    assert early.status_code == 422 and "经营场所证明" in html(early)
    assert citizen.post(f"{papers}m1/", {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 404
    citizen.post(f"{papers}m2/", {"file": SimpleUploadedFile("新.pdf", PDF + b"\n")})
    assert citizen.post(f"/my/{case.number}/supplement/", keyed()).status_code == 302
    case.refresh_from_db()
    assert case.state == "received"


def test_the_list_asks_a_fixed_number_of_queries(cast: Cast, citizen: Client):
    accepted(cast)
    draft(cast)
    citizen.get("/my/")
    with CaptureQueriesContext(connection) as few:
        citizen.get("/my/")
    for number in range(4):
        other = licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code=f"T{number}")
        case = received(cast, version=other)
        actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
        actions.save_draft(by=cast.citizen, version=other, applicant=cast.applicant, values=FORM)
    with CaptureQueriesContext(connection) as many:
        page = html(citizen.get("/my/"))
    assert page.count("接着填") == 5 and page.count("轮到 ") == 5
    assert len(many) == len(few) <= 16


def numbers(page: str) -> list[str]:
    """The numbers of the matters on a page, from the top."""
    return re.findall(r'href="/my/(\d{14,}[0-9A-Z]*)/"', page)


def by_due_date(cast: Cast, days: Sequence[int]) -> list[Case]:
    """Accepted matters whose terms end so many days from now, in that order of making."""
    made = [accepted(cast) for _each in days]
    for case, day in zip(made, days, strict=True):
        end = database_now() + timedelta(days=day)
        Clock.objects.filter(subject_id=case.pk, ended_at=None).update(due_at=end)
    return made


def test_what_is_due_first_stands_first_over_all_pages(cast: Cast, citizen: Client, monkeypatch: pytest.MonkeyPatch):
    """Whatever the order in which they came: the oldest is not cut off by newer ones."""
    monkeypatch.setattr(DueFirst, "page_size", 2)
    first, fourth, second, third, fifth = by_due_date(cast, (1, 40, 2, 30, 50))
    seen, path = [], "/my/"
    for size in (2, 2, 1):
        page = html(citizen.get(path))
        assert len(numbers(page)) == size
        seen += numbers(page)
        path = "/my/" + unescape("".join(re.findall(r'rel="next" href="([^"]*)"', page)))
    assert seen == [case.number for case in (first, second, third, fourth, fifth)]
    assert path == "/my/" and 'rel="prev"' in page
    assert citizen.get("/my/?cursor=nonsense").status_code == 404


def test_paused_ones_come_last_and_what_waits_for_me_by_its_own_last_day(cast: Cast, citizen: Client):
    soon, paused = by_due_date(cast, (1, 2))
    Clock.objects.filter(subject_id=paused.pk, ended_at=None).update(due_at=None)
    lacking = received(cast)
    actions.notify_supplement(number=lacking.number, by=cast.clerk, lines={"m2": "看不清"}, at=MONDAY)
    SupplementNotice.objects.update(term_until=local_date(database_now()))
    page = html(citizen.get("/my/"))
    assert numbers(page) == [lacking.number, soon.number, paused.number]
    assert "补齐" in page


def test_search_by_number_item_and_firm(cast: Cast, citizen: Client):
    one, other = accepted(cast), accepted(cast)
    found = html(citizen.get(f"/my/?q={one.number}"))
    assert numbers(found) == [one.number] and other.number not in found
    assert set(numbers(html(citizen.get(f"/my/?q={one.item_version.name[:4]}")))) == {one.number, other.number}
    assert len(numbers(html(citizen.get(f"/my/?q={one.applicant.name_masked}")))) == 2
    nothing = html(citizen.get("/my/?q=没有的"))
    assert numbers(nothing) == [] and "没有这样的在办件" in nothing
    assert citizen.get("/my/?q=%00").status_code == 200


def test_ended_ones_have_pages_of_their_own(cast: Cast, citizen: Client):
    made = [accepted(cast) for _each in range(LATELY + 1)]
    for case in made:
        actions.withdraw(number=case.number, by=cast.citizen, reason="")
    page = html(citizen.get("/my/"))
    assert len(numbers(page)) == LATELY and "办完的全部" in page and made[0].number not in page
    page = html(citizen.get("/my/?which=ended"))
    assert numbers(page) == [case.number for case in reversed(made)] and "没有在办的事" not in page
