"""Who is guardian of a minor applies for him, follows the matter and is told of it; nobody else does."""

import pytest

from approvals import actions, whom
from approvals.public.queries import draft_of, drafts_of
from approvals.queries import case_for, cases_of
from kernel.accounts.models import Applicant
from kernel.cases.models import Case
from kernel.ledger.locking import database_now
from kernel.ledger.models import Entry
from kernel.ledger.refusals import NotFound
from tests.approvals.test_apply import FORM
from tests.cast import Cast


@pytest.fixture
def child(cast: Cast) -> Applicant:
    """An applicant without an account, whose guardian is the citizen."""
    Applicant.objects.filter(pk=cast.other_applicant.pk).update(user=None, guardian=cast.applicant)
    return Applicant.objects.get(pk=cast.other_applicant.pk)


@pytest.fixture
def draft(cast: Cast, child: Applicant) -> Case:
    return actions.save_draft(by=cast.citizen, version=cast.item, applicant=child, values=FORM)


def test_the_draft_for_a_ward_is_taken_up_again(cast: Cast, draft: Case) -> None:
    assert drafts_of(cast.citizen, whom=None, text="") == [draft] and draft_of(cast.citizen, cast.item) == draft
    assert drafts_of(cast.stranger, whom=None, text="") == []


def test_the_matter_of_a_ward_is_the_guardians_to_follow(cast: Cast, draft: Case) -> None:
    case = actions.submit(number=draft.number, by=cast.citizen)
    now = database_now()
    assert case_for(cast.citizen, case.number, at=now) == case
    assert list(cases_of(cast.citizen, at=now)) == [case]
    with pytest.raises(NotFound):
        case_for(cast.other_citizen, case.number, at=now)


def test_the_guardian_is_told(cast: Cast, draft: Case) -> None:
    case = actions.submit(number=draft.number, by=cast.citizen)
    [entry] = Entry.objects.of(case.ledger_subject)
    [told] = whom.applicant([entry])[entry.pk]
    assert told.user == cast.citizen
