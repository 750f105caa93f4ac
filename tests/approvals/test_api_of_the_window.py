"""The API at the window: the page's people, outcomes, look-ups and filters; every act of a page has its operation."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions, urls
from approvals.public import urls as public_urls
from approvals.registered.verbs import VERBS as REGISTERED_VERBS
from approvals.verbs import VERBS
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.doors.routes import all_doors
from kernel.organizations.models import ServicePoint, Window
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, licence_item

KNOWN = {"kind": "natural", "name": "陈宏", "id_kind": "resident_id", "id_number": "990101198309270015"}
CHILD = {"kind": "natural", "name": "孙小宝", "id_kind": "resident_id", "id_number": "990101201906010080"}
GUARDIAN = {"name": "孙𬱖", "id_kind": "resident_id", "id_number": "990101197505050111", "phone": "16100000044"}
AGENT = {"name": "周小代", "id_kind": "resident_id", "id_number": "990101198508080513", "phone": "16100000066"}

# the acts of our pages, and the operations that do the same
COUNTERPARTS = {
    "approvals:person": {"approvals_api:person"},
    "approvals:intake": {"approvals_api:receive", "approvals_api:tell"},
    "approvals:reveal": {"approvals_api:reveal"},
    "approvals:verb": {f"approvals_api:{code}" for code in VERBS},
    "approvals:register": {"approvals_api:register"},
    "approvals:registered_verb": {f"approvals_api:registered_{code}" for code in REGISTERED_VERBS},
    "track": {"approvals_api:track"},
    "apply_save": {"approvals_api:draft"},
    "apply_upload": {"roof_api:upload"},
    "apply_remove": {"roof_api:remove_upload"},
    "apply_submit": {"approvals_api:submit"},
    "my_supplement": {"approvals_api:supplement"},
    "my_withdraw": {"approvals_api:withdraw"},
    "my_discard": {"roof_api:discard"},
    "my_ask": {"approvals_api:ask"},
    "my_reply": {"approvals_api:reply"},
    "track_ask": {"approvals_api:track_ask"},
    "track_reply": {"approvals_api:track_reply"},
    "track_upload": {"approvals_api:track_upload"},
    "track_remove": {"approvals_api:track_remove"},
    "track_supplement": {"approvals_api:track_supplement"},
    "my_share": {"approvals_api:share"},
    "my_take_back": {"approvals_api:take-back"},
    "my_agents_grant": {"approvals_api:mandates_grant"},
    "my_agents_end": {"approvals_api:mandates_end"},
    "approvals:mandates_enter": {"approvals_api:mandates_enter"},
    "approvals:consult": {"approvals_api:consult"},
    "approvals:consult_undo": {"approvals_api:consult_undo"},
    "approvals:pushed_acknowledge": {"approvals_api:pushed_acknowledge"},
    "approvals:batch_read": set(),  # fills the form from a sheet; a program has its rows
    "approvals:batch_receive": {"approvals_api:batch_receive"},
    "approvals:scan": {"approvals_api:scan"},
    "approvals:shift_over": {"approvals_api:shift_over"},
    "approvals:shift_back": {"approvals_api:shift_back"},
    "approvals:accounts_open": {"approvals_api:accounts_open"},
    "approvals:accounts_renew": {"approvals_api:accounts_renew"},
}


def as_(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def post(user: User, path: str, **body: Any) -> Any:
    return as_(user).post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": uuid4().hex}
    )


def visit(cast: Cast, person: dict[str, Any], **more: Any) -> Any:
    facts = {"window": "C01", "item": "LW030", "person": person, "values": {"premises": "人民路", "area": "9"}}
    return post(cast.clerk, "applications/", **(facts | {"materials": ["m1", "m2"]} | more))


def test_every_act_of_a_page_has_its_operation_with_the_same_people() -> None:
    names = {pattern.name for pattern in public_urls.urlpatterns}
    names |= {f"approvals:{pattern.name}" for pattern in urls.urlpatterns}
    doors = {door.name: door for door in all_doors()}
    acts = {name for name in names if "POST" in doors[name].methods}
    assert acts == set(COUNTERPARTS)
    for name, operations in COUNTERPARTS.items():
        for operation in operations:
            assert "POST" in doors[operation].methods, operation
            if not name.endswith("verb") and doors[name].audience == "post":
                assert doors[operation].roles == doors[name].roles, operation


@pytest.mark.long
def test_a_child_comes_with_its_guardian_and_not_alone(cast: Cast) -> None:
    alone = visit(cast, CHILD)
    assert alone.status_code == 422 and "监护人" in json.dumps(alone.json(), ensure_ascii=False)
    young = visit(cast, CHILD | {"guardian": GUARDIAN | {"id_number": CHILD["id_number"]}})
    assert young.status_code == 422 and not Case.objects.exists()
    assert visit(cast, CHILD | {"guardian": GUARDIAN}).status_code == 201
    child = Case.objects.get().applicant
    assert child.minor and child.guardian is not None and child.guardian.name == "孙𬱖"
    assert visit(cast, CHILD).status_code == 201


def test_an_agent_shows_his_mandate(cast: Cast) -> None:
    assert visit(cast, KNOWN | {"agent": AGENT | {"mandate_seen": False}}).status_code == 422
    assert visit(cast, KNOWN | {"agent": AGENT | {"mandate_seen": True}}).status_code == 201
    agent = Case.objects.get().agent
    assert agent is not None and agent.name == "周小代"


def test_without_a_phone_a_contact_and_where_he_lives(cast: Cast) -> None:
    new = {**KNOWN, "name": "阿依努尔·买买提", "id_number": "990101199507070019"}
    assert visit(cast, new).status_code == 422
    contact = {"contact_name": "赵磊", "contact_phone": "16100000022", "address": "城关镇"}
    assert visit(cast, new | contact).status_code == 201
    person = Case.objects.get().applicant
    assert (person.phone, person.contact_name, person.address) == (None, "赵磊", "城关镇")


@pytest.mark.long
def test_one_visit_receives_and_accepts_or_nothing_of_it(cast: Cast) -> None:
    short = visit(cast, KNOWN, outcome="accept", materials=["m1"])
    assert short.status_code == 422 and not Case.objects.exists()
    assert visit(cast, KNOWN, outcome="accept").json()["state"] == "accepted"
    assert visit(cast, KNOWN, outcome="refuse").status_code == 422 and Case.objects.count() == 1
    refused = visit(cast, KNOWN, outcome="refuse", reason="不归本机关管")
    assert refused.status_code == 201 and refused.json()["state"] == "refused"


def test_by_post_needs_an_address_here_too(cast: Cast) -> None:
    assert visit(cast, KNOWN, delivery="post").status_code == 422
    to = {"receiver": "陈宏", "phone": "16100000001", "address": "城关镇"}
    assert visit(cast, KNOWN, delivery="post", post_to=to).status_code == 201


def look_up(user: User, **more: str) -> Any:
    asked = {"window": "C01", "id_kind": "resident_id", "id_number": KNOWN["id_number"], "item": "LW030"}
    return post(user, "people/", **(asked | more))


def test_a_document_is_looked_up_at_a_window_only(cast: Cast) -> None:
    notice = actions.tell_on_the_spot(
        by=cast.clerk, window=cast.window, version=cast.item, applicant=cast.applicant, missing=("m2",)
    )
    found = look_up(cast.clerk)
    assert found.status_code == 200 and found.headers["Cache-Control"] == "no-store"
    assert found.json()["name"] == "陈*" and found.json()["phone"] == "161****0001"
    [told] = found.json()["told_before"]
    assert told["number"] == notice.ledger_subject.number and told["missing"] == ["m2"]
    assert look_up(cast.clerk, id_number="990101199507070019").json()["known"] is False
    for who in (cast.reviewer, cast.administrator, cast.other_clerk, cast.citizen):
        refusals = [look_up(who), look_up(who, id_number="990101199507070019")]
        assert {each.status_code for each in refusals} == {403}
        assert refusals[0].content == refusals[1].content


def listed(user: User, **asked: str) -> list[str]:
    answer = as_(user).get("/api/v1/cases/", asked)
    assert answer.status_code == 200
    return [row["number"] for row in answer.json()["results"]]


@pytest.mark.long
def test_cases_are_searched_and_filtered_as_on_the_review_desk(cast: Cast) -> None:
    waiting, case = receive(cast), receive(cast, applicant=cast.other_applicant)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    assert listed(cast.clerk, state="received") == [waiting.number]
    assert listed(cast.clerk, q=case.number) == [case.number]
    assert set(listed(cast.clerk, q="医疗器械")) == {waiting.number, case.number}
    assert listed(cast.clerk, q="食品") == listed(cast.clerk, state="nonsense") == []
    assert listed(cast.reviewer, mine="true") == [case.number]
    assert listed(cast.clerk, mine="true") == [waiting.number]
    assert listed(cast.other_clerk, q=case.number) == []


@pytest.mark.django_db
def test_the_catalogue_is_turned_page_by_page_and_not_cut(cast: Cast) -> None:
    for number in range(4):
        licence_item(cast.bureau, cast.window, cast.clerk, cast.supervisor, code=f"LW09{number}", name=f"许可{number}")
    path: str | None = f"{reverse('approvals_api:items')}?page_size=2"
    seen: list[str] = []
    while path:
        page = Client().get(path).json()
        seen += [row["code"] for row in page["results"]]
        path = page["next"]
    assert sorted(seen) == ["LW030", "LW090", "LW091", "LW092", "LW093"]
    assert Applicant.objects.count() == 2


def test_a_code_that_two_windows_have_is_named_with_its_point(cast: Cast) -> None:
    hall = cast.window.service_point
    point = ServicePoint.objects.create(organization=cast.centre, name="二号大厅", address="西街")
    twin = Window.objects.create(code="C01", name="综合", organization=cast.bureau, service_point=point)
    asked = {"id_kind": "resident_id", "id_number": KNOWN["id_number"]}
    refused = post(cast.clerk, "people/", window="C01", **asked)
    said = refused.json()["errors"]["window"][0]
    assert refused.status_code == 422 and "有几个窗口都叫 C01" in said and twin.full_code in said
    for name in (cast.window.full_code, f"{hall.organization.code}/{hall.name}/C01"):
        assert post(cast.clerk, "people/", window=name, **asked).status_code == 200
    assert post(cast.clerk, "people/", window=twin.full_code, **asked).status_code == 403
    assert post(cast.clerk, "people/", window="XX/C01", **asked).status_code == 422
    twin.delete()
    assert post(cast.clerk, "people/", window="C01", **asked).status_code == 200
    assert post(cast.clerk, "people/", window=f"{hall.organization.code}/C01", **asked).status_code == 200
