"""找谁问: a name and the telephone under which he is found, the same on pages and letters, before one applies too."""

import json
from typing import Any

import pytest
from celery import current_app
from django.test import Client

from approvals import actions
from approvals.models import SpotNotice
from approvals.observers import ask_for_letters
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.models import Letter
from kernel.ledger.models import Entry
from kernel.organizations.models import Role
from tests.cast import Cast, post
from tests.civic_service.conftest import Countryside, settle
from tests.public.conftest import FORM, draft, html
from tests.public.test_ask_pages import opened

TOWN_PHONE = "161-0000-0200"


@pytest.fixture(autouse=True)
def _unheard_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: None)


@pytest.fixture
def countryside(cast: Cast) -> Countryside:
    """Of the county bureau's item, which the town's counter receives too."""
    found = settle(cast)
    found.town.phone = TOWN_PHONE
    found.town.save()
    cast.item.receiving_windows.add(found.counter)
    return found


def taken_in_town(cast: Cast, found: Countryside) -> Case:
    return actions.receive_at_window(
        by=found.town_clerk, window=found.counter, version=cast.item, applicant=cast.applicant, values=FORM,
        materials=("m1", "m3"),
    )  # fmt: skip


def words_of(case: Case) -> dict[str, dict[str, Any]]:
    """What each letter of a matter says, by its kind."""
    ask_for_letters(list(Entry.objects.of(case.ledger_subject).order_by("pk")))
    made = Letter.objects.filter(subject_kind="case", subject_id=case.pk)
    return {letter.letter_type: json.loads(letter.words) for letter in made}


def who(words: dict[str, Any]) -> tuple[str, str]:
    return words["handler"], words["phone"]


def test_a_letter_names_the_telephone_and_the_place_of_the_person_it_names(
    cast: Cast, countryside: Countryside
) -> None:
    case = taken_in_town(cast, countryside)
    actions.notify_supplement(number=case.number, by=countryside.town_clerk, lines={"m2": ""})
    actions.supplement(number=case.number, by=countryside.town_clerk, materials=["m2"])
    actions.accept(number=case.number, by=countryside.town_clerk)
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="")
    actions.grant(number=case.number, by=cast.approver, content="准予")
    letters = words_of(case)
    for kind in ("receipt", "supplement", "supplement_receipt", "acceptance"):
        assert who(letters[kind]) == ("汪海", TOWN_PHONE), kind
    assert who(letters["grant"]) == ("丁一凡", cast.bureau.phone)
    assert {words["place"] for words in letters.values()} == {"松山乡便民服务中心 200-1 综合一"}


def test_what_is_told_on_the_spot_names_the_place_too(cast: Cast, countryside: Countryside) -> None:
    notice = actions.tell_on_the_spot(
        by=countryside.town_clerk, window=countryside.counter, version=cast.item, applicant=cast.applicant,
        missing=["m2"], notes={"m2": "没有盖章"},
    )  # fmt: skip
    ask_for_letters(list(Entry.objects.of(SpotNotice.objects.get(pk=notice.pk).ledger_subject)))
    words = json.loads(Letter.objects.get(letter_type="on_the_spot").words)
    assert who(words) == ("汪海", TOWN_PHONE) and words["place"] == "松山乡便民服务中心 200-1 综合一"


def test_who_asked_for_papers_is_named_on_the_letter_and_on_the_pages(cast: Cast, citizen: Client) -> None:
    """Not the clerk before whom it had come to lie, who did nothing on it."""
    case = actions.submit(number=draft(cast).number, by=cast.citizen, materials=())
    assert case.turns.get(until_at=None).post.user == cast.clerk
    other = _second_clerk(cast)
    actions.notify_supplement(number=case.number, by=other, lines={"m1": "", "m2": "", "m3": ""})
    assert words_of(case)["supplement"]["handler"] == other.full_name
    named = f"找谁问：{cast.bureau.name} {other.full_name}"
    pages = (f"/my/{case.number}/", f"/apply/LW030/papers/{case.number}/")
    assert [named in html(citizen.get(path)) for path in pages] == [True, True]
    reader = opened(case.number, case.query_code)
    assert [named in html(reader.get(f"/track/{case.number}/{rest}")) for rest in ("", "papers/")] == [True, True]


def test_a_window_that_opens_what_came_online_is_asked_by_its_own_telephone(
    cast: Cast, countryside: Countryside, citizen: Client
) -> None:
    case = actions.submit(number=draft(cast).number, by=cast.citizen, materials=())
    lying_elsewhere = {countryside.counter, cast.window} - {case.turns.get(until_at=None).post.window}
    window = lying_elsewhere.pop()
    by = countryside.town_clerk if window == countryside.counter else cast.clerk
    actions.notify_supplement(number=case.number, by=by, lines={"m1": "", "m2": "", "m3": ""})
    phone = window.organization.phone
    assert who(words_of(case)["supplement"]) == (by.full_name, phone)
    page = html(citizen.get(f"/my/{case.number}/"))
    assert f"找谁问：{window.organization.name} {by.full_name}" in page and f'href="tel:{phone}"' in page


def test_the_pages_of_a_draft_name_who_will_get_it(cast: Cast, citizen: Client) -> None:
    named = f"找谁问：{cast.bureau.name} {cast.clerk.full_name}"
    assert named in html(citizen.get("/apply/LW030/"))
    case = draft(cast)
    for step in ("papers", "check"):
        page = html(citizen.get(f"/apply/LW030/{step}/{case.number}/"))
        assert named in page and f'href="tel:{cast.bureau.phone}"' in page, step


def test_a_draft_of_an_item_without_window_names_the_unit(cast: Cast, citizen: Client) -> None:
    cast.item.receiving_windows.clear()
    assert f"找谁问：{cast.bureau.name}　" in html(citizen.get("/apply/LW030/"))


def _second_clerk(cast: Cast) -> User:
    post(cast.second_clerk, Role.WINDOW_CLERK, cast.bureau, cast.window, "C01 窗口人员")
    return cast.second_clerk
