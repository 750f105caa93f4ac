"""Apply on the page: fill in, add papers, look it over, submit; every wrong turn says what to do."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.models import Document
from tests.cast import Cast
from tests.documents.samples import PDF
from tests.public.conftest import draft, html

ITEM = "/apply/LW030/"


@pytest.fixture(autouse=True)
def _own_file_room(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def form(cast: Cast, **more: str) -> dict[str, str]:
    return {"applicant": str(cast.applicant.pk), "field_premises": "人民路 18 号", "field_area": "120", **more}


def pdf(name: str = "证明.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/octet-stream")


def test_from_the_guide_to_the_receipt(cast: Cast, citizen: Client):
    assert 'href="/apply/LW030/"' in html(citizen.get("/items/LW030/"))
    assert "经营场所" in html(citizen.get(ITEM))
    answer = citizen.post(f"{ITEM}save/", form(cast, go="1"))
    case = Case.objects.get(applicant=cast.applicant)
    assert answer["Location"] == f"{ITEM}papers/{case.number}/"
    for paper in ("m1", "m2"):
        citizen.post(f"{ITEM}papers/{case.number}/{paper}/", {"file": pdf(f"{paper}.pdf")})
    page = html(citizen.get(f"{ITEM}check/{case.number}/"))
    assert "人民路 18 号" in page and "m1.pdf" in page and "还有 1 样必交材料没有传" in page
    posted = {"delivery": "post", "idempotency_key": str(uuid4()), "post_receiver": "陈宏"}
    nowhere = citizen.post(f"{ITEM}submit/{case.number}/", posted)
    assert nowhere.status_code == 422 and "收件人手机、邮寄地址" in html(nowhere)
    posted = {"delivery": "post", "idempotency_key": str(uuid4()), "post_receiver": "陈宏"}
    posted |= {"post_phone": "16100000001", "post_address": "示范县城关镇人民路 18 号"}
    first = citizen.post(f"{ITEM}submit/{case.number}/", posted)
    again = citizen.post(f"{ITEM}submit/{case.number}/", posted)
    case.refresh_from_db()
    assert first["Location"] == again["Location"] == f"/my/{case.number}/"
    assert case.state == "received" and case.application.delivery == "post"
    assert set(case.ticks.exclude(received_at=None).values_list("material__code", flat=True)) == {"m1", "m2"}
    page = html(citizen.get(first["Location"]))
    assert "请记下受理号和查询码" in page and case.query_code in page


def test_autosave_keeps_what_was_typed(cast: Cast, citizen: Client):
    answer = citizen.post(f"{ITEM}save/", form(cast, field_area="12o"))
    assert answer.status_code == 200 and answer.json()["number"].startswith("CG")
    assert 'value="12o"' in html(citizen.get(ITEM))


def test_the_first_mistake_keeps_what_was_typed_and_names_the_field(cast: Cast, citizen: Client):
    answer = citizen.post(f"{ITEM}save/", form(cast, field_area="12O", go="1"))
    page = html(answer)
    assert answer.status_code == 422 and 'href="#field-area"' in page and 'value="12O"' in page
    assert 'value="人民路 18 号"' in page and 'aria-invalid="true"' in page
    summary = page.split('class="errors"')[1].split("</ul>")[0]
    assert "面积" in summary and "接着上次的草稿填" not in page


def test_kept_for_another_day(cast: Cast, citizen: Client):
    assert citizen.post(f"{ITEM}save/", form(cast, keep="1"))["Location"] == "/my/"
    assert Case.objects.get(applicant=cast.applicant).phase == "draft"


def test_another_person_as_applicant_is_absent(cast: Cast, citizen: Client):
    answer = citizen.post(f"{ITEM}save/", form(cast, applicant=str(cast.other_applicant.pk), go="1"))
    assert answer.status_code == 404 and not Case.objects.exists()


def test_who_is_not_registered_is_told_where(cast: Cast, signed_in: Callable[[User], Client]):
    page = html(signed_in(cast.stranger).get(ITEM))
    assert "还没有实名登记的申请人" in page and "field_premises" not in page


def test_staff_and_visitors_do_not_apply_here(cast: Cast, signed_in: Callable[[User], Client]):
    assert signed_in(cast.clerk).get(ITEM).status_code == 404
    assert Client().get(ITEM)["Location"].startswith("/account/login/")


def test_an_item_handled_elsewhere_says_so(cast: Cast, citizen: Client):
    cast.item.handling = "external"
    cast.item.save()
    guide = html(citizen.get("/items/LW030/"))
    assert "自己的系统里办" in guide and 'href="/apply/LW030/"' not in guide
    refused = citizen.get(ITEM)
    assert refused.status_code == 409 and "现在不能在这里申请" in html(refused)


def test_a_file_that_is_none_of_ours_is_refused_beside_its_paper(cast: Cast, citizen: Client):
    case = draft(cast)
    upload = f"{ITEM}papers/{case.number}/m1/"
    virus = SimpleUploadedFile("a.pdf", b"MZ" + b"\x00" * 64)
    plain = citizen.post(upload, {"file": virus})
    assert plain.status_code == 415 and "只收 PDF" in html(plain) and "<html" in html(plain)
    virus.seek(0)
    swapped = citizen.post(upload, {"file": virus}, headers={"HX-Request": "true"})
    assert swapped.status_code == 422 and 'id="paper-m1"' in html(swapped) and "只收 PDF" in html(swapped)
    assert not Document.objects.exists()


def test_a_file_is_taken_once_and_can_be_taken_out(cast: Cast, citizen: Client):
    case = draft(cast)
    upload = f"{ITEM}papers/{case.number}/m1/"
    for _turn in range(2):
        answer = citizen.post(upload, {"file": pdf()}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and html(answer).count("证明.pdf") == 2  # its name, and the button's label
    document = Document.objects.get()
    removed = citizen.post(f"{ITEM}papers/{case.number}/remove/{document.number}/")
    assert removed.status_code == 302
    document.refresh_from_db()
    assert document.removed_at is not None


@pytest.mark.parametrize("paper", ["nothing", "m1/../m2"])
def test_only_papers_of_the_item_are_taken(cast: Cast, citizen: Client, paper: str):
    case = draft(cast)
    assert citizen.post(f"{ITEM}papers/{case.number}/{paper}/", {"file": pdf()}).status_code == 404


def test_anothers_draft_is_absent_at_every_door(cast: Cast, citizen: Client, signed_in: Callable[[User], Client]):
    case = draft(cast)
    citizen.post(f"{ITEM}papers/{case.number}/m1/", {"file": pdf()})
    document, stranger = Document.objects.get(), signed_in(cast.other_citizen)
    assert stranger.get(f"{ITEM}papers/{case.number}/").status_code == 404
    assert stranger.get(f"{ITEM}check/{case.number}/").status_code == 404
    assert stranger.post(f"{ITEM}papers/{case.number}/m1/", {"file": pdf()}).status_code == 404
    assert stranger.post(f"{ITEM}papers/{case.number}/remove/{document.number}/").status_code == 404
    key = {"idempotency_key": str(uuid4())}
    assert stranger.post(f"{ITEM}submit/{case.number}/", key).status_code == 404
    assert "field_premises" in html(stranger.get(f"{ITEM}?draft={case.number}"))
    assert "人民路" not in html(stranger.get(f"{ITEM}?draft={case.number}"))


def test_a_submitted_one_takes_no_more_papers(cast: Cast, citizen: Client):
    case = draft(cast)
    citizen.post(f"{ITEM}submit/{case.number}/", {"idempotency_key": str(uuid4())})
    case.refresh_from_db()
    assert citizen.post(f"{ITEM}papers/{case.number}/m1/", {"file": pdf()}).status_code == 404
    assert citizen.get(f"{ITEM}check/{case.number}/")["Location"] == f"/my/{case.number}/"


@pytest.mark.parametrize("step", ["check", "papers"])
def test_the_step_back_after_submitting_leads_to_where_it_went(cast: Cast, citizen: Client, step: str):
    case = draft(cast)
    number = case.number
    citizen.post(f"{ITEM}submit/{number}/", {"idempotency_key": str(uuid4())})
    case.refresh_from_db()
    assert citizen.get(f"{ITEM}{step}/{number}/")["Location"] == f"/my/{case.number}/"
    thrown_away = draft(cast)
    citizen.post(f"/my/{thrown_away.number}/discard/", {"idempotency_key": str(uuid4())})
    answer = citizen.get(f"{ITEM}{step}/{thrown_away.number}/")
    assert answer.status_code == 404 and "已经提交或删去" in html(answer) and 'href="/my/"' in html(answer)


def test_a_second_tab_that_submits_again_is_told_the_number(cast: Cast, citizen: Client, signed_in) -> None:
    case = draft(cast)
    number = case.number
    submit = f"{ITEM}submit/{number}/"
    citizen.post(submit, {"idempotency_key": str(uuid4())})
    case.refresh_from_db()
    plain = citizen.post(submit, {"idempotency_key": str(uuid4())})
    swapped = citizen.post(submit, {"idempotency_key": str(uuid4())}, headers={"HX-Request": "true"})
    assert (plain.status_code, swapped.status_code) == (409, 409)
    for page in (html(plain), html(swapped)):
        assert f"受理号 {case.number}" in page and f'href="/my/{case.number}/"' in page
    assert "<html" in html(plain) and "<html" not in html(swapped)
    by_api = citizen.post(
        f"/api/v1/cases/{number}/submit/", {}, content_type="application/json", headers={"Idempotency-Key": "again"}
    )
    assert by_api.status_code == 409 and by_api.json()["code"] == "already_submitted"
    stranger = signed_in(cast.other_citizen)
    assert stranger.post(submit, {"idempotency_key": str(uuid4())}).status_code == 404
    assert Case.objects.count() == 1


def test_an_unfinished_one_is_not_submitted(cast: Cast, citizen: Client):
    case = draft(cast, premises="人民路")
    page = html(citizen.get(f"{ITEM}check/{case.number}/"))
    assert "请填写面积" in page and "disabled" in page
    refused = citizen.post(f"{ITEM}submit/{case.number}/", {"idempotency_key": str(uuid4())})
    assert refused.status_code == 422 and "面积" in html(refused)
    case.refresh_from_db()
    assert case.state == "draft"


def test_a_session_that_ended_over_the_form_leads_back_to_the_form(cast: Cast):
    form_page = f"{ITEM}?draft=CG1"
    away = Client().post(f"{ITEM}save/", form(cast, go="1"), headers={"referer": f"http://testserver{form_page}"})
    assert away.status_code == 302 and away["Location"].endswith("?next=%2Fapply%2FLW030%2F%3Fdraft%3DCG1")
    swapped = Client().post(
        f"{ITEM}papers/CG1/m1/",
        {"file": pdf()},
        headers={"hx-request": "true", "hx-current-url": f"http://testserver{ITEM}papers/CG1/"},
    )
    assert swapped.status_code == 401 and swapped["HX-Redirect"].endswith("?next=%2Fapply%2FLW030%2Fpapers%2FCG1%2F")
