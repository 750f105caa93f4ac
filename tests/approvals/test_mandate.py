"""A mandate: granted online or entered at a window, good for its days and items, ended by either side."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from approvals import actions
from approvals.mandate_list import principals_of
from approvals.papers import may_see_case
from approvals.queries import cases_of, own_cases
from approvals.refusals import MandateLineUnreadable
from kernel.accounts.actions import register_applicant
from kernel.accounts.mandates import MOST_ITEMS
from kernel.accounts.models import Applicant, Mandate
from kernel.accounts.refusals import (
    AgentIsPrincipal,
    AgentNotNamed,
    AgentWithoutAccount,
    MandateDates,
    MandateTooLong,
    MandateTooWide,
)
from kernel.cases.models import Case
from kernel.documents.access import shown
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from kernel.notices.actions.inbox import tell
from kernel.organizations.refusals import NotYourPost
from kernel.workdays.zone import local_date
from tests.approvals.test_intake import ALL, FORM, receive
from tests.cast import Cast, licence_item

DAY = timedelta(days=1)
FIRM = {
    "kind": "legal", "name": "示范县宏远食品有限公司", "id_kind": "uscc", "id_number": "91990101MA0000015C",
    "phone": "16100000062",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_file_room(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def firm(cast: Cast) -> Applicant:
    """宏远, whose own account is 陈宏's; 王䶮 is to be its agent."""
    return register_applicant(**FIRM, user=cast.citizen)


def today() -> date:
    return local_date(database_now())


def granted(cast: Cast, firm: Applicant, **more: Any) -> Mandate:
    facts: dict[str, Any] = {"agent": "wangyan", "from_date": today(), "until_date": today() + 30 * DAY} | more
    return actions.grant_mandate(principal=firm, by=cast.citizen, **facts)


def entered(cast: Cast, *principals: Applicant, **more: Any) -> list[Mandate]:
    facts: dict[str, Any] = {
        "agent": cast.other_applicant, "from_date": today(), "until_date": today() + 30 * DAY,
        "paper_date": today() - DAY, "window": cast.window, "by": cast.clerk,
    } | more  # fmt: skip
    return actions.enter_mandates(principals=principals, **facts)


def draft_of_agent(cast: Cast, firm: Applicant) -> Case:
    return actions.save_draft(by=cast.other_citizen, version=cast.item, applicant=firm, values=FORM)


def test_an_agent_files_for_the_firm_and_is_named(cast: Cast, firm: Applicant):
    with pytest.raises(NotFound):
        draft_of_agent(cast, firm)
    granted(cast, firm)
    case = draft_of_agent(cast, firm)
    assert (case.applicant, case.agent) == (firm, cast.other_applicant)
    case = actions.submit(number=case.number, by=cast.other_citizen, materials=ALL)
    last = Entry.objects.of(case.ledger_subject).last()
    assert last is not None and (last.post, last.person) == ("经办人", "王*")
    actions.withdraw(number=case.number, by=cast.other_citizen)


def test_nobody_is_no_agent(cast: Cast, firm: Applicant):
    with pytest.raises(AgentNotNamed):
        granted(cast, firm, agent=" ")
    assert not Mandate.objects.exists()


def test_on_the_day_after_its_last_it_gives_nothing(cast: Cast, firm: Applicant):
    case = receive(cast, applicant=firm)
    granted(cast, firm, until_date=today() + DAY)
    agent, now = cast.other_citizen, database_now()
    assert list(own_cases(agent, at=now + DAY)) == [case]
    assert not own_cases(agent, at=now + 2 * DAY).exists()
    assert not own_cases(agent, at=now - DAY).exists()
    assert not Applicant.objects.acted_for(agent, day=today() + 2 * DAY).filter(pk=firm.pk).exists()


def test_a_mandate_for_some_items_covers_no_other(cast: Cast, firm: Applicant):
    other = licence_item(cast.bureau, cast.window, cast.clerk, cast.second_supervisor, code="LW031", name="另一项许可")
    covered, not_covered = receive(cast, applicant=firm), receive(cast, applicant=firm, version=other)
    granted(cast, firm, items=["LW030"])
    seen = list(cases_of(cast.other_citizen, at=database_now()))
    assert covered in seen and not_covered not in seen
    with pytest.raises(NotFound):
        actions.save_draft(by=cast.other_citizen, version=other, applicant=firm, values=FORM)
    with pytest.raises(NotFound):
        actions.withdraw(number=not_covered.number, by=cast.other_citizen)


def test_either_side_ends_it_at_once(cast: Cast, firm: Applicant):
    case = receive(cast, applicant=firm)
    first, second = granted(cast, firm), granted(cast, firm)
    with pytest.raises(NotFound):
        actions.end_mandate(number=first.number, by=cast.stranger)
    actions.end_mandate(number=first.number, by=cast.citizen)
    assert may_see_case(cast.other_citizen, case.pk)
    actions.end_mandate(number=second.number, by=cast.other_citizen)
    assert not may_see_case(cast.other_citizen, case.pk)
    with pytest.raises(NotFound):
        actions.end_mandate(number=second.number, by=cast.citizen)


def test_a_window_enters_a_whole_list_from_the_paper(cast: Cast):
    text = "990101198309270015\n\n990101199801010016 周小宁 16100000009"
    with pytest.raises(MandateLineUnreadable, match="第 2 行"):
        principals_of("990101198309270015\n990101199801010011 周小宁 16100000009")
    people = principals_of(text.replace("990101199801010016", "990101199302020026"))
    assert [each.name for each in people] == ["陈宏", "周小宁"]
    rows = entered(cast, *people)
    assert {row.principal for row in rows} == set(people) and {row.paper_date for row in rows} == {today() - DAY}
    entry = Entry.objects.get(subject_kind="agency", subject_id=rows[0].pk)
    assert entry.payload["principal"] == "陈*" and entry.post == "C01 窗口人员"
    acted_for = Applicant.objects.acted_for(cast.other_citizen, day=today())
    assert set(acted_for) == {*people, cast.other_applicant}


def test_the_agent_is_told_and_hears_of_the_cases(cast: Cast, firm: Applicant):
    mandate = granted(cast, firm)
    told = tell(list(Entry.objects.filter(subject_kind="agency", subject_id=mandate.pk)))
    assert {(each.recipient, each.link) for each in told} == {
        (cast.other_citizen, "/my/agents/"),
        (cast.citizen, "/my/agents/"),
    }
    case = receive(cast, applicant=firm, at=database_now())
    told_of_receipt = tell(list(Entry.objects.of(case.ledger_subject).filter(type="approvals.received")))
    assert cast.other_citizen in {notice.recipient for notice in told_of_receipt}


def test_an_agent_is_not_shown_the_receipt_that_bears_the_code(cast: Cast, firm: Applicant):
    case = receive(cast, applicant=firm)
    granted(cast, firm)
    assert "receipt" in str(shown(cast.other_citizen, "case", case.pk))
    assert not shown(cast.citizen, "case", case.pk)


def test_an_agent_hands_nothing_on(cast: Cast, firm: Applicant):
    case = receive(cast, applicant=firm)
    granted(cast, firm)
    with pytest.raises(NotFound):
        actions.share(number=case.number, by=cast.other_citizen, helper="stranger", until=None, may_supplement=False)
    with pytest.raises(NotFound):
        actions.grant_mandate(
            principal=firm, agent="stranger", from_date=today(), until_date=today(), by=cast.other_citizen
        )


def test_what_is_no_mandate_is_refused(cast: Cast, firm: Applicant):
    for days in (
        {"until_date": today() - DAY, "from_date": today() - 2 * DAY},
        {"until_date": today(), "from_date": today() + DAY},
    ):
        with pytest.raises(MandateDates):
            granted(cast, firm, **days)
    with pytest.raises(MandateTooLong):
        granted(cast, firm, until_date=today() + 4 * 366 * DAY)
    with pytest.raises(MandateTooWide):
        granted(cast, firm, items=[f"X{number}" for number in range(MOST_ITEMS + 1)])
    assert Mandate.objects.count() == 0
    assert granted(cast, firm, items=[f"X{number}" for number in range(MOST_ITEMS)]).items.count() == MOST_ITEMS
    with pytest.raises(AgentIsPrincipal):
        granted(cast, firm, agent=cast.citizen.username)
    with pytest.raises(MandateDates):
        entered(cast, firm, paper_date=today() + DAY)
    with pytest.raises(NotYourPost):
        entered(cast, firm, by=cast.other_clerk)
    with pytest.raises(AgentWithoutAccount):
        entered(cast, firm, agent=firm)
    assert granted(cast, firm, agent="nobody at all").agent is None
