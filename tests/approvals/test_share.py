"""Share one case with a helper, and take it back: what he may, until when, and that no name is tried out."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from approvals import actions
from approvals.consumers import CaseConsumer
from approvals.papers import may_add_to_case, may_see_case
from approvals.queries import cases_of
from approvals.refusals import NotUnderWay
from kernel.accounts.actions import Contact, change_contact
from kernel.accounts.models import User
from kernel.cases.models import Case, Grant, Share
from kernel.cases.refusals import HelperIsOneself, HelperNotNamed, SharedAlready, SharedEnough, ShareEndsBefore
from kernel.documents.actions import add_upload
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions.inbox import tell
from kernel.workdays.zone import local_date
from tests.approvals.test_apply import draft
from tests.approvals.test_intake import receive
from tests.cast import MONDAY, Cast
from tests.documents.samples import PDF

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def today() -> date:
    return local_date(database_now())


def accepted(cast: Cast) -> Case:
    return actions.accept(number=receive(cast).number, by=cast.clerk)


def supplementing(cast: Cast) -> Case:
    case = receive(cast, materials=("m1", "m3"))
    actions.notify_supplement(number=case.number, by=cast.clerk, lines={"m2": "缺"}, at=MONDAY)
    return case


def shared(cast: Cast, case: Case, helper: str = "wangyan", **more: Any) -> Share:
    facts = {"until": None, "may_supplement": False} | more
    return actions.share(number=case.number, by=cast.citizen, helper=helper, **facts)


def sees(user: User, case: Case, **later: Any) -> bool:
    return cases_of(user, at=database_now() + timedelta(**later)).filter(pk=case.pk).exists()


def test_a_helper_follows_the_case_until_it_is_taken_back(cast: Cast):
    case = accepted(cast)
    assert not sees(cast.other_citizen, case)
    row = shared(cast, case)
    assert sees(cast.other_citizen, case) and may_see_case(cast.other_citizen, case.pk)
    assert not sees(cast.stranger, case)
    actions.take_back(number=case.number, by=cast.citizen, share=row.ordinal)
    assert not sees(cast.other_citizen, case) and not Grant.objects.exists()
    with pytest.raises(NotFound):
        actions.take_back(number=case.number, by=cast.citizen, share=row.ordinal)
    said = Entry.objects.of(case.ledger_subject).filter(type__in=("approvals.shared", "approvals.taken_back"))
    assert [entry.type for entry in said] == ["approvals.shared", "approvals.taken_back"]
    assert not any("wangyan" in entry.body for entry in said)


def test_past_its_last_day_it_gives_nothing(cast: Cast):
    case = accepted(cast)
    shared(cast, case, until=today() + DAY, may_supplement=True)
    assert sees(cast.other_citizen, case, days=1)
    assert not sees(cast.other_citizen, case, days=2)


def test_the_phone_of_an_account_names_it_too(cast: Cast):
    case = accepted(cast)
    change_contact(applicant=cast.other_applicant, contact=Contact(phone="16155550000"))
    assert shared(cast, case, helper="161-5555-0000").helper == cast.other_citizen


def test_without_such_an_account_everything_looks_the_same(cast: Cast):
    case = accepted(cast)
    rows = [shared(cast, case, helper=name) for name in ("wangyan", "nobody at all", "hanx", "16100000001")]
    assert [row.helper for row in rows] == [cast.other_citizen, None, None, None]
    entries = Entry.objects.of(case.ledger_subject).filter(type="approvals.shared")
    assert len({frozenset(entry.payload) for entry in entries}) == 1
    told = tell(list(entries))
    assert [notice.recipient for notice in told] == [cast.other_citizen]
    assert told[0].link == f"/my/{case.number}/"


def test_a_helper_hands_papers_in_only_where_he_was_let(cast: Cast):
    case = supplementing(cast)
    only_looks = shared(cast, case)
    assert not may_add_to_case(cast.other_citizen, case.pk)
    with pytest.raises(NotFound):
        actions.supplement(number=case.number, by=cast.other_citizen, materials=["m2"])
    actions.take_back(number=case.number, by=cast.citizen, share=only_looks.ordinal)
    shared(cast, case, may_supplement=True)
    assert may_add_to_case(cast.other_citizen, case.pk)
    paper = {"pieces": [PDF], "name": "a.pdf", "material_code": "m2"}
    add_upload(by=cast.other_citizen, subject=case.ledger_subject, **paper)
    actions.supplement(number=case.number, by=cast.other_citizen, materials=["m2"])
    last = Entry.objects.of(case.ledger_subject).last()
    assert last is not None and (last.type, last.post) == ("approvals.supplemented", "申请人的帮手")


def test_a_helper_never_withdraws_asks_or_shares_on(cast: Cast):
    case = accepted(cast)
    shared(cast, case, may_supplement=True)
    facts = {"number": case.number, "by": cast.other_citizen}
    with pytest.raises(NotFound):
        actions.withdraw(**facts, reason="不办了")
    with pytest.raises(NotFound):
        actions.ask(**facts, text="到哪了")
    with pytest.raises(NotFound):
        actions.share(**facts, helper="stranger", until=None, may_supplement=False)
    with pytest.raises(NotFound):
        actions.take_back(**facts, share=1)


def test_an_open_page_of_the_helper_hears_nothing_more(cast: Cast):
    """The socket asks for its groups again and again (tests/notices/test_close_sockets.py): here there are none."""
    case = accepted(cast)
    consumer = CaseConsumer()
    consumer.scope = {"url_route": {"kwargs": {"number": case.number}}}
    row = shared(cast, case)
    assert consumer.groups_for(cast.other_citizen)
    actions.take_back(number=case.number, by=cast.citizen, share=row.ordinal)
    assert not consumer.groups_for(cast.other_citizen)


def test_the_same_name_is_shared_with_once_until_its_last_day_is_over(cast: Cast):
    case = accepted(cast)
    row = shared(cast, case, until=today())
    with pytest.raises(SharedAlready):
        shared(cast, case, helper=" WangYan ")
    actions.share(
        number=case.number, by=cast.citizen, helper="nobody", until=None, may_supplement=False, at=database_now()
    )
    with pytest.raises(SharedAlready):
        shared(cast, case, helper="nobody")
    actions.take_back(number=case.number, by=cast.citizen, share=row.ordinal)
    shared(cast, case)
    Share.objects.filter(helper=cast.other_citizen, ended_at=None).update(until=today() - DAY)
    shared(cast, case)


def test_what_is_no_share_is_refused(cast: Cast):
    case = accepted(cast)
    with pytest.raises(HelperNotNamed):
        shared(cast, case, helper="  ")
    with pytest.raises(HelperIsOneself):
        shared(cast, case, helper=cast.citizen.username)
    with pytest.raises(ShareEndsBefore):
        shared(cast, case, until=today() - DAY)
    with pytest.raises(NotUnderWay):
        shared(cast, draft(cast))
    with pytest.raises(NotFound):
        actions.share(number=case.number, by=cast.stranger, helper="x", until=None, may_supplement=False)
    for place in range(5):
        shared(cast, case, helper=f"nobody{place}")
    with pytest.raises(SharedEnough):
        shared(cast, case)
