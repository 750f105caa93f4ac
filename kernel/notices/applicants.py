"""Applicants as people to be told: by their own account, by that of whoever applied for a child, or by neither."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from kernel.accounts.models import User
from kernel.cases.models import Case
from kernel.notices.audiences import Told


def applicants_of(cases: Collection[int], *, units: Mapping[int, str] | None = None) -> dict[int, Told]:
    """Whom to tell of each of these cases, by case id; nobody of a simulated one.

    `units`: by case, the code of the unit that speaks with the applicant where it is not the one whose matter it is.
    """
    speaks = units or {}
    live = Case.objects.filter(pk__in=cases, simulated=False)
    # the users alone: nothing of the applicants themselves needs to be deciphered for that
    found = live.values_list("pk", "applicant", "applicant__user", "applicant__guardian__user")
    whose = {case: (applicant, user or guardian) for case, applicant, user, guardian in found}
    users = User.objects.in_bulk({user for _applicant, user in whose.values() if user})
    return {
        case: Told(users.get(user), _("申请人"), applicant, speaks.get(case, ""))
        for case, (applicant, user) in whose.items()
    }
