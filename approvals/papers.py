"""Who may see and add the documents of a case: whoever may see the case; the applicant while it is his turn."""

from approvals.queries import cases_of
from kernel.accounts.models import User
from kernel.documents.access import Asker, register_subject
from kernel.ledger.locking import database_now

ADDABLE = ("draft", "supplement")


def may_see_case(user: Asker, case_id: int) -> bool:
    """By scope or as the applicant."""
    return isinstance(user, User) and cases_of(user, at=database_now()).filter(pk=case_id).exists()


def may_add_to_case(user: Asker, case_id: int) -> bool:
    """The applicant, to a draft or while he must supplement."""
    if not isinstance(user, User) or not user.is_citizen:
        return False
    return cases_of(user, at=database_now()).filter(pk=case_id, state__in=ADDABLE).exists()


register_subject("case", may_see_case, may_add_to_case)
