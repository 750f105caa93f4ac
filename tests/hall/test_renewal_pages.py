"""What silence means for a renewal stands on the clerk's page, on the slip and on the supervising desk."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from approvals import actions
from approvals.letters import order
from kernel.cases.models import Case
from kernel.documents.models import Letter
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.workdays.zone import local_date
from tests.approvals.renewals import receive_renewal, renews
from tests.cast import Cast
from tests.hall.conftest import BrowserOf, verb
from tests.hall.test_query_counts import CASE, questions


def renewal(cast: Cast, *, left: int, received: int = 40, materials: tuple[str, ...] = ("m1", "m2", "m3")) -> Case:
    """Received so many days ago, of a licence that holds for so many more."""
    now = database_now()
    last = local_date(now) + timedelta(days=left)
    at = now - timedelta(days=received)
    return receive_renewal(renews(cast), last=last, at=at, materials=materials)


def accepted(cast: Cast, **facts: int) -> Case:
    case = renewal(cast, **facts)
    assert case.received_at is not None
    return actions.accept(number=case.number, by=cast.clerk, at=case.received_at + timedelta(hours=1))


def deemed(cast: Cast) -> Case:
    case = accepted(cast, left=-1)
    assert actions.deem_renewed() == [case.number]
    case.refresh_from_db()
    return case


def page_of(client: Client, case: Case, path: str = "") -> str:
    answer = client.get(f"/cases/{case.number}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_applied_in_time_the_file_says_until_when(cast: Cast, desk: Client) -> None:
    case = accepted(cast, left=10)
    assert "到这天没有决定就视为准予延续" in page_of(desk, case)
    assert "您是按时申请的" in page_of(desk, case, "slip/")


def test_applied_late_it_says_that_silence_means_nothing(cast: Cast, desk: Client) -> None:
    case = accepted(cast, left=10, received=5)
    page = page_of(desk, case)
    assert "没有决定不视为准予延续" in page and "就视为准予延续" not in page
    assert "到期没有决定，不算延续" in page_of(desk, case, "slip/")


def test_while_papers_are_waited_for_it_says_so(cast: Cast, desk: Client) -> None:
    case = renewal(cast, left=35, received=1, materials=("m1",))
    verb(desk, case, "notify-supplement", code=["m2"], what_m2="缺产权证明")
    assert "等申请人补正期间" in page_of(desk, case)


def test_deemed_renewed_the_window_delivers_the_licence(cast: Cast, desk: Client) -> None:
    case = deemed(cast)
    page = page_of(desk, case)
    assert "视为准予延续：原许可" in page and "不出决定书" in page and "未办完" in page
    signed = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
    assert verb(desk, case, "deliver", **signed).status_code == 302
    assert "已送达" in page_of(desk, case)


def test_an_officer_who_is_late_is_told_that_the_law_decided(cast: Cast, browser_of: BrowserOf) -> None:
    case = accepted(cast, left=-1)
    answer = verb(browser_of(cast.reviewer), case, "complete-step", opinion="同意")
    assert answer.status_code == 409 and "依法视为准予延续，不能再另作处理" in answer.content.decode()


def test_the_file_of_a_renewal_asks_no_more_than_another(cast: Cast, desk: Client) -> None:
    assert questions(desk, f"/cases/{accepted(cast, left=10).number}/") <= CASE


def test_the_supervising_desk_sees_that_nobody_decided(cast: Cast, browser_of: BrowserOf) -> None:
    case = deemed(cast)
    theirs = browser_of(cast.department_head)
    cast.department_head.posts.update(organization=cast.other_bureau)
    assert ">视为准予延续<" in theirs.get(reverse("approvals:pushed")).content.decode()
    row = theirs.get(reverse("approvals_api:pushed")).json()["results"][0]
    assert (row["number"], row["deemed"], row["outcome"], row["serial"]) == (case.number, True, "grant", "")


@pytest.mark.parametrize(
    ("left", "received", "said"), [(10, 40, "到期没有作出决定的，视为准予延续"), (10, 5, "不视为准予延续")]
)
def test_the_receipt_says_what_silence_means(cast: Cast, left: int, received: int, said: str) -> None:
    case = renewal(cast, left=left, received=received)
    order(list(Entry.objects.of(case.ledger_subject)))
    assert said in Letter.objects.get(letter_type="receipt").words


def test_the_proof_of_delivery_names_the_licence_and_no_decision(cast: Cast) -> None:
    case = deemed(cast)
    signed = {"method": "window", "receiver": "陈宏", "receiver_is": "applicant"}
    actions.deliver(number=case.number, by=cast.clerk, **signed)
    order([Entry.objects.of(case.ledger_subject).get(type="approvals.delivered")])
    words = json.loads(Letter.objects.get(letter_type="delivery").words)
    assert (words["document"], words["document_serial"], words["deemed"]) == ("医疗器械经营许可证", "", True)
