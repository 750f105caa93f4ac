"""Who calls a villager back needs his number: shown once, and that it was seen stands in the access log before."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_service.permissions import of_errand
from civic_service.queries import errand_seen_by
from civic_service.refusals import NotReturnedYet
from kernel.accounts.actions import unmask_fields
from kernel.accounts.models import User
from kernel.ledger.locking import database_now
from kernel.organizations.queries import actor

OWN: Final = ("phone", "contact_name", "contact_phone")


@dataclass(frozen=True)
class Dialled:
    """The number in full, who answers there, and what he is to the villager."""

    phone: str
    whom: str
    as_what: str | Promise


@transaction.atomic
def dial_villager(*, by: User, number: str) -> Dialled:
    """The number of whoever is to be asked how it went: his own, that of his contact, or of a child's guardian.

    Errors: NotFound, NotYourPost, NotReturnedYet.
    """
    now = database_now()
    errand = errand_seen_by(by, number, at=now)
    who = actor(of_errand(by, errand, at=now))
    if errand.returned_at is None or errand.called_at is not None:
        raise NotReturnedYet(number=number)
    # kept in the log's language, whatever the caller reads
    why = f"代办回访，编号{number}"
    for person, as_what in ((errand.case.applicant, _("本人")), (errand.case.applicant.guardian, _("监护人"))):
        seen = unmask_fields(person, OWN, by=by, why=why, actor=who) if person is not None else {}
        if person is not None and seen["phone"]:
            return Dialled(seen["phone"], person.name_masked, as_what)
        if person is not None and seen["contact_phone"]:
            return Dialled(seen["contact_phone"], seen["contact_name"], _("联系人"))
    raise ValueError(f"nobody of {number} can be reached")
