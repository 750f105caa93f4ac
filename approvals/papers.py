"""Who may see, add and stamp the documents of a case, or of what was told on the spot: whoever may see the matter; the
applicant adds while it is his turn; who receives or decides puts the organ's seal on."""

from datetime import datetime

from django.db.models import Q

from approvals.models import SpotNotice
from approvals.permissions import STAMPERS, principal_q
from approvals.queries import cases_of, own_q, spot_notice_for
from approvals.scans import may_scan
from approvals.workflow import UNFINISHED
from kernel.accounts.models import User
from kernel.cases.models import SUPPLEMENT, Case
from kernel.cases.sharing import shared_with
from kernel.documents.access import Asker, CodeHolder, register_subject
from kernel.documents.models import Document
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.ledger.subjects import Subject
from kernel.organizations.queries import HeldPost, held

RECEIPT = "receipt"
ADDABLE = (*UNFINISHED, "supplement")


def may_see_case(user: Asker, case_id: int) -> bool:
    """By scope or as the applicant; by number and code the one case that they are of. Of a joint matter whoever may see
    the lead or a part of it sees what was handed in for it and decided on it."""
    if isinstance(user, CodeHolder):
        return user.holds("case", case_id)
    together = Q(pk=case_id) | Q(joint_part__lead=case_id) | Q(joint_parts__part=case_id)
    return isinstance(user, User) and cases_of(user, at=database_now()).filter(together).exists()


def may_add_to_case(user: Asker, case_id: int) -> bool:
    """The applicant, to a draft or while he must supplement; then the helper whom he lets and who has the code too.
    A clerk adds pictures of what was handed over at his window.
    """
    if isinstance(user, CodeHolder):
        waiting = Case.objects.filter(pk=case_id, kind="licence", simulated=False, state="supplement")
        return user.holds("case", case_id) and waiting.exists()
    if not isinstance(user, User):
        return False
    if not user.is_citizen:
        return may_scan(user, case_id)
    now = database_now()
    his = own_q(user, at=now) | Q(shared_with(user, at=now, codename=SUPPLEMENT))
    return cases_of(user, at=now).filter(his, pk=case_id, state__in=ADDABLE).exists()


def shown_of_case(user: Asker, case_id: int) -> Q:
    """All to the staff and the applicant. The receipt bears the query code, which would outlive a mandate or a share:
    an agent is not shown it; a helper is shown the other letters and what he sent himself, as who has the code is
    shown what came by it.
    """
    if isinstance(user, CodeHolder):
        return Q(role=Document.Role.LETTER) | Q(uploaded_by=None)
    if not isinstance(user, User) or not user.is_citizen:
        return Q()
    case = Case.objects.filter(pk=case_id)
    if case.filter(principal_q(user)).exists():
        return Q()
    shown = ~Q(letter__letter_type=RECEIPT)
    if case.filter(own_q(user, at=database_now())).exists():
        return shown
    return shown & (Q(role=Document.Role.LETTER) | Q(uploaded_by=user))


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


register_subject(
    "case", may_see_case, may_add_to_case, person=person_of_case, stamps=stamping_post, shown=shown_of_case
)
register_subject("spot_notice", may_see_notice, person=person_of_notice, stamps=stamping_post)
