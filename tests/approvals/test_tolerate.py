"""容缺受理: accepted with a minor paper missing, which is owed by a day."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions, terms
from approvals.events import TOLERATED, TOLERATED_CAME
from approvals.models import Tolerance
from approvals.observers import ask_for_letters
from approvals.refusals import NothingOwed, PapersOwed
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.clocks.models import Clock
from kernel.documents.letters.words import day_words
from kernel.documents.models import Letter
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast, local

HOUR = timedelta(hours=1)


def tolerated(cast: Cast) -> Case:
    case = receive(cast, materials=("m1", "m2"))
    return actions.accept(number=case.number, by=cast.clerk, at=MONDAY)


def to_the_last_step(cast: Cast, case: Case) -> None:
    actions.complete_step(number=case.number, by=cast.reviewer, opinion="", at=MONDAY + HOUR)


def clock(case: Case) -> Clock:
    return Clock.objects.of(case.ledger_subject).get(kind=terms.TOLERANCE)


def test_it_is_written_down_with_the_day(cast: Cast) -> None:
    case = tolerated(cast)
    tolerance = Tolerance.objects.get()
    assert [paper.code for paper in tolerance.papers.all()] == ["m3"]
    # five working days after Monday 7 September
    assert tolerance.until == local(2026, 9, 14).date() == local_date(clock(case).due_at)
    [entry] = Entry.objects.filter(type=TOLERATED.code)
    assert list(entry.facts()["papers"]) == ["质量管理制度"]


def test_with_all_papers_nothing_is_owed(cast: Cast) -> None:
    case = receive(cast)
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    assert not Tolerance.objects.exists()
    with pytest.raises(NothingOwed):
        actions.make_good(number=case.number, by=cast.clerk, materials=["m3"], at=MONDAY + HOUR)


def test_nothing_is_granted_before_it_came(cast: Cast) -> None:
    case = tolerated(cast)
    to_the_last_step(cast, case)
    with pytest.raises(PapersOwed, match="质量管理制度"):
        actions.grant(number=case.number, by=cast.approver, at=MONDAY + 2 * HOUR)
    actions.make_good(number=case.number, by=cast.clerk, materials=["m3"], at=MONDAY + 2 * HOUR)
    assert clock(case).outcome == "supplied"
    assert actions.grant(number=case.number, by=cast.approver, at=MONDAY + 3 * HOUR).state == "granted"


def test_who_never_brings_it_may_be_denied(cast: Cast) -> None:
    case = tolerated(cast)
    to_the_last_step(cast, case)
    denied = actions.deny(number=case.number, by=cast.approver, reason="逾期未补交", at=local(2026, 9, 15, 10))
    assert denied.state == "denied" and clock(case).outcome == "decided"


def test_late_is_taken_while_nothing_is_decided(cast: Cast) -> None:
    case = tolerated(cast)
    actions.make_good(number=case.number, by=cast.clerk, materials=["m3"], at=local(2026, 9, 16, 10))
    [entry] = Entry.objects.filter(type=TOLERATED_CAME.code)
    assert not entry.facts()["left"]
    assert Tolerance.objects.get().supplied_at == local(2026, 9, 16, 10)


@pytest.mark.parametrize("materials", [[], ["m1"], ["m9"]])
def test_another_paper_settles_nothing(cast: Cast, materials: list[str]) -> None:
    case = tolerated(cast)
    with pytest.raises(NothingOwed):
        actions.make_good(number=case.number, by=cast.clerk, materials=materials, at=MONDAY + HOUR)
    assert clock(case).ended_at is None


def test_only_at_the_counter_and_only_once_accepted(cast: Cast) -> None:
    case = tolerated(cast)
    for stranger in (cast.other_clerk, cast.reviewer, cast.citizen):
        with pytest.raises(NotYourPost):
            actions.make_good(number=case.number, by=stranger, materials=["m3"], at=MONDAY + HOUR)
    waiting = receive(cast, materials=("m1", "m2"))
    with pytest.raises(MoveNotAllowed):
        actions.make_good(number=waiting.number, by=cast.clerk, materials=["m3"], at=MONDAY + HOUR)


@pytest.mark.long
def test_the_file_says_what_is_owed_and_takes_it(client: Client, cast: Cast) -> None:
    case = receive(cast, materials=("m1", "m2"))
    actions.accept(number=case.number, by=cast.clerk, at=MONDAY)
    client.force_login(cast.clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("approvals:case", args=[case.number])).content.decode()
    assert "没补齐不能准予" in page and "d-make-good" in page
    form = {"material": ["m3"], "idempotency_key": "a" * 32}
    assert client.post(reverse("approvals:verb", args=[case.number, "make-good"]), form).status_code == 302
    page = client.get(reverse("approvals:case", args=[case.number])).content.decode()
    assert "没补齐不能准予" not in page and "d-make-good" not in page


def test_what_is_owed_is_on_paper(cast: Cast) -> None:
    case = receive(cast, materials=("m1", "m2"), at=database_now())
    actions.accept(number=case.number, by=cast.clerk)
    ask_for_letters(list(Entry.objects.of(case.ledger_subject)))
    letter = Letter.objects.get(letter_type="tolerance")
    words = json.loads(letter.words)
    assert [row["name"] for row in words["papers"]] == ["质量管理制度"] and words["until"]
    assert words["handler"] == cast.clerk.full_name


def test_the_letter_of_acceptance_does_not_say_that_all_is_there(cast: Cast) -> None:
    owing, whole = receive(cast, materials=("m1", "m2"), at=database_now()), receive(cast, at=database_now())
    for case in (owing, whole):
        actions.accept(number=case.number, by=cast.clerk)
        ask_for_letters(list(Entry.objects.of(case.ledger_subject)))
    said = json.loads(Letter.objects.get(letter_type="acceptance", subject_id=owing.pk).words)
    until = Tolerance.objects.get().until
    assert (said["tolerated"], said["tolerated_until"]) == ("质量管理制度", day_words(until))
    said = json.loads(Letter.objects.get(letter_type="acceptance", subject_id=whole.pk).words)
    assert (said["tolerated"], said["tolerated_until"]) == ("", "")


def test_the_applicant_reads_what_he_owes(client: Client, cast: Cast) -> None:
    case = receive(cast, materials=("m1", "m2"), at=database_now())
    actions.accept(number=case.number, by=cast.clerk)
    client.force_login(cast.citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("my_case", args=[case.number])).content.decode()
    assert "前还要补交" in page and "质量管理制度" in page
    actions.make_good(number=case.number, by=cast.clerk, materials=["m3"])
    assert "前还要补交" not in client.get(reverse("my_case", args=[case.number])).content.decode()
