"""What desks read of applicants, and whom a citizen means by a name or a phone."""

from collections.abc import Iterable

from django.db.models import Q

from kernel.accounts.fields import keyed_indexes
from kernel.accounts.models import Applicant, User
from kernel.accounts.people import normal_name, normal_phone
from kernel.accounts.refusals import PhoneInvalid
from kernel.identifiers.documents import Verdict, check


def find_by_document(id_kind: str, number: str) -> tuple[Verdict, Applicant | None]:
    """Whether the number can be one of its kind, and the applicant registered under it.

    Errors: ValueError for an unknown kind of document.
    """
    verdict = check(id_kind, number)
    if not verdict.valid:
        return verdict, None
    return verdict, Applicant.objects.with_document(id_kind, verdict.normalized)


def ids_of_persons(*, documents: Iterable[str] = (), number: str = "", phone: str = "", name: str = "") -> list[int]:
    """Keys of the applicants that stand under a document's normalised number (of any of these kinds), a phone or a
    whole name; each is asked only if it is given. Errors: PhoneInvalid.
    """
    asked = Q(pk__in=())
    for kind in documents:
        asked |= Q(id_kind=kind, id_index__in=keyed_indexes(number, kind=kind))
    if phone:
        asked |= Q(phone_index__in=keyed_indexes(normal_phone(phone), kind="phone"))
    if name:
        asked |= Q(name_index__in=keyed_indexes(normal_name(name), kind="name"))
    return list(Applicant.objects.filter(asked).order_by("pk").values_list("pk", flat=True))


def citizen_named(typed: str) -> User | None:
    """The citizen's account of that user name, or whose own registered phone it is; None where none or several fit.

    One question whether there is such an account or not.
    """
    named = Q(username=typed)
    try:
        digests = keyed_indexes(normal_phone(typed), kind="phone")
    except PhoneInvalid:
        digests = []
    by_phone = Q(applicants__kind=Applicant.Kind.NATURAL, applicants__phone_index__in=digests)
    fitting = User.objects.filter(named | by_phone, is_staff_member=False, is_active=True).distinct()
    found = list(fitting.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
