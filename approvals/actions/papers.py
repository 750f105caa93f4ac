"""The applicant's uploads, as acts on his case: what was handed in stays, what was thrown away is gone."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from approvals.actions.locking import lock_case
from approvals.permissions import HELPER, by_code, code_holder, own_or_helping
from approvals.refusals import PaperHandedIn
from approvals.workflow import UNFINISHED
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.documents.actions import remove_upload
from kernel.documents.models import Document
from kernel.documents.queries import uploads_by_material
from kernel.ledger.refusals import NotFound


@transaction.atomic
def remove_paper(*, number: str, by: User | None, document: str, at: datetime | None = None) -> Document:
    """Take a file out of a draft, or one that came after the supplement notice out again before it is handed in.

    The case is locked, so that a submission at the same moment keeps its papers. `by` is None for whoever gave number
    and code: the door has compared them.
    Errors: NotFound (another's case, no file of it); PaperHandedIn.
    """
    case, at = lock_case(number, at=at)
    who = own_or_helping(by, case, at=at) if by is not None else by_code(case)
    file = Document.objects.kept().uploads().of("case", case.pk).filter(number=document).first()
    if file is None or not _his_to_remove(file, by, helping=who.post == HELPER):
        raise NotFound
    if file not in changeable(case).get(file.material_code, ()):
        raise PaperHandedIn
    return remove_upload(by=by or code_holder(case), number=document, at=at)


def _his_to_remove(file: Document, by: User | None, *, helping: bool) -> bool:
    """A helper takes back what he sent, and by number and code what came by them; the applicant all of it."""
    if by is None:
        return file.uploaded_by_id is None
    return not helping or file.uploaded_by_id == by.pk


def changeable(case: Case) -> dict[str, list[Document]]:
    """The uploads that may still change, by paper: of a draft all; while the applicant supplements those since."""
    if case.state in UNFINISHED:
        return uploads_by_material("case", case.pk)
    if case.state != "supplement":
        return {}
    since = case.supplement_notice.told_at
    later = {
        code: [file for file in files if file.at > since]
        for code, files in uploads_by_material("case", case.pk).items()
    }
    return {code: files for code, files in later.items() if files}


def sent_online(case: Case, said: Iterable[str]) -> set[str]:
    """Of the papers that an applicant says he sent, those that are there."""
    return set(said) & set(changeable(case))


def throw_away(case: Case, *, by: User, at: datetime) -> None:
    """Every file of a draft goes with it; inside the lock of the case."""
    for files in uploads_by_material("case", case.pk).values():
        for file in files:
            remove_upload(by=by, number=file.number, at=at)
