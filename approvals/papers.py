"""Who may see, add and stamp the documents of a case, or of what was told on the spot: whoever may see the matter; the
applicant adds while it is his turn; who receives or decides puts the organ's seal on."""

from datetime import datetime

from approvals.models import SpotNotice
from approvals.permissions import STAMPERS
from approvals.queries import cases_of, spot_notice_for
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.access import Asker, register_subject
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.organizations.queries import HeldPost, held

ADDABLE = ("draft", "supplement")


def may_see_case(user: Asker, case_id: int) -> bool:
    """By scope or as the applicant."""
    return isinstance(user, User) and cases_of(user, at=database_now()).filter(pk=case_id).exists()


def may_add_to_case(user: Asker, case_id: int) -> bool:
    """The applicant, to a draft or while he must supplement."""
    if not isinstance(user, User) or not user.is_citizen:
        return False
    return cases_of(user, at=database_now()).filter(pk=case_id, state__in=ADDABLE).exists()


def person_of_case(case_id: int) -> Subject | None:
    """The applicant: his data is what the case's documents hold."""
    case = Case.objects.filter(pk=case_id).select_related("applicant").only("applicant__id").first()
    return case.applicant.ledger_subject if case is not None else None


def stamping_post(user: User, _subject_id: int, at: datetime) -> HeldPost:
    """A post that receives or decides. Errors: NotYourPost."""
    return held(user, roles=STAMPERS, at=at)


def may_see_notice(user: Asker, notice_id: int) -> bool:
    """A clerk of the window where it was told; it is of no case, and the citizen has it on paper."""
    if not isinstance(user, User) or user.is_citizen:
        return False
    try:
        return spot_notice_for(user, f"{notice_id}", at=database_now()).pk == notice_id
    except NotFound:
        return False


def person_of_notice(notice_id: int) -> Subject | None:
    """Whom it was told."""
    notice = SpotNotice.objects.filter(pk=notice_id).select_related("applicant").only("applicant__id").first()
    return notice.applicant.ledger_subject if notice is not None else None


register_subject("case", may_see_case, may_add_to_case, person=person_of_case, stamps=stamping_post)
register_subject("spot_notice", may_see_notice, person=person_of_notice, stamps=stamping_post)
