"""更正: the last day of the licence to be renewed was written down wrong; the term of silence follows the right one."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals import application_form, terms
from approvals.actions.locking import lock_case
from approvals.actions.renew import refuse_after_expiry
from approvals.events import EXPIRY_CORRECTED
from approvals.permissions import receiving_clerk
from approvals.refusals import NothingChecked
from approvals.refusals_of_terms import LastDaySame
from approvals.renewal import CORRECTABLE
from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.cases.refusals import MoveNotAllowed
from kernel.ledger.writer import record
from kernel.organizations.queries import actor
from kernel.workdays.words import day_words
from kernel.workdays.zone import local_date

CORRECT = _("更正到期日")


@transaction.atomic
def correct_expiry(*, number: str, by: User, last: date, checked: str, at: datetime | None = None) -> Case:
    """Write the licence's last day as it stands on the licence, before a decision; `checked`: what it was read from.

    Whether it was applied for in time is asked anew (行政许可法 50); no other term moves.
    Errors: NotYourPost, MoveNotAllowed, RenewedAlready, NothingChecked, LastDaySame, FormIncomplete.
    """
    case, at = lock_case(number, at=at)
    post = receiving_clerk(by, case, at=at)
    version = case.item_version
    if case.state not in CORRECTABLE or version.renewal_days is None:
        raise MoveNotAllowed(number=case.number, state=case.state_row.label, move=CORRECT)
    refuse_after_expiry(case, at=at)
    if not checked.strip():
        raise NothingChecked
    application = case.application
    values = application_form.load(application.form)
    was = application_form.day_of(values[version.expiry_field])
    if was == last:
        raise LastDaySame(day=day_words(last, with_year=True))
    assert case.received_at is not None
    changed = {**values, version.expiry_field: last.isoformat()}
    application.form = application_form.dump(
        application_form.clean(version, changed, today=local_date(case.received_at))
    )
    application.save(update_fields=["form"])
    terms.on_expiry_corrected(case, at=at)
    record(
        EXPIRY_CORRECTED,
        case.ledger_subject,
        actor=actor(post),
        at=at,
        last_day=last,
        was=was,
        checked=checked.strip(),
    )
    return case
