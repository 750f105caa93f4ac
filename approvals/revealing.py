"""Who stands behind a case, in full: shown once, to who may see the case, for a reason that the access log keeps."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from approvals.application_form import load, said
from approvals.permissions import revealing_post
from approvals.queries import case_for
from kernel.accounts.actions import unmask_fields
from kernel.accounts.models import Applicant, User
from kernel.cases.models import Case
from kernel.identifiers.masking import mask_phone
from kernel.ledger.access import record_access
from kernel.ledger.actors import Actor
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import actor

FIELDS: Mapping[str, str | Promise] = {
    "name": _("姓名或名称"),
    "id_number": _("证件号码"),
    "phone": _("手机"),
    "address": _("住址"),
    "contact_name": _("联系人"),
    "contact_phone": _("联系人电话"),
}


@dataclass(frozen=True)
class Revealed:
    """One person with his fields in full, as label and value; `whose` says who he is in this case."""

    whose: str | Promise
    fields: list[tuple[str | Promise, str]]


@transaction.atomic
def reveal(*, number: str, by: User, why: str) -> list[Revealed]:
    """The applicant, his guardian and his agent, and what the form and the post hold of phones and addresses.

    A line of the access log is written for each before anything is told. Nothing of it is kept anywhere: it is no act
    that is answered twice alike.
    Errors: NotFound (a citizen; no such case, or another's); NotYourPost; kernel.ledger.access.ReasonMissing.
    """
    if by.is_citizen:
        raise NotFound
    now = database_now()
    case = case_for(by, number, at=now)
    who = actor(revealing_post(by, at=now, case=case))
    persons = ((_("申请人"), case.applicant), (_("监护人"), case.applicant.guardian), (_("代办人"), case.agent))
    found = [_person(whose, person, by, why, who) for whose, person in persons if person is not None]
    form = _of_the_form(case)
    if form:
        record_access(
            reader=by.ledger_subject, actor=who, whom=case.applicant.ledger_subject, fields=["application"], why=why
        )
        found.append(Revealed(_("申请表"), form))
    return found


def _person(whose: str | Promise, person: Applicant, by: User, why: str, who: Actor) -> Revealed:
    values = unmask_fields(person, list(FIELDS), by=by, why=why, actor=who)
    return Revealed(whose, [(label, values[name]) for name, label in FIELDS.items() if values[name]])


def _of_the_form(case: Case) -> list[tuple[str | Promise, str]]:
    application = case.application
    values = load(application.form)
    phones = [
        (str(field["label"]), values.get(field["name"], ""))
        for field in case.item_version.form_schema
        if field["type"] == "phone"
    ]
    to = application.postal()
    sent: list[tuple[str | Promise, str]] = [
        (_("邮寄收件人"), to.get("receiver", "")),
        (_("收件人手机"), to.get("phone", "")),
    ]
    return [(label, value) for label, value in (*phones, *sent) if value]


def masked_form(case: Case, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Label and value of each field of the form as a page shows it: phones masked, days with their weekday."""
    fields = [(field, values.get(field["name"], "")) for field in case.item_version.form_schema]
    return [
        (field["label"], mask_phone(value) if value and field["type"] == "phone" else said(field, value))
        for field, value in fields
    ]
