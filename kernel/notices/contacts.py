"""How people are reached outside the portal. Only the columns that are asked for are deciphered."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from kernel.accounts.models import Applicant, User
from kernel.identifiers.masking import mask_email, mask_phone
from kernel.notices.audiences import Told
from kernel.notices.models import Channel

# a mainland mobile number, as `normal_phone` writes it; others take no short messages
MOBILE: Final = re.compile(r"1[0-9]{10}")


@dataclass(frozen=True)
class Contacts:
    """The contacts of some people, loaded at once: users by id, applicants by id.

    `own` are the telephones of citizens' accounts, by the user's id: a citizen leaves his with himself as an applicant.
    """

    users: dict[int, User]
    applicants: dict[int, Applicant]
    own: dict[int, str | None]

    def address(self, told: Told, channel: str) -> str:
        """Where a person is reached by a channel; empty where he is not."""
        if told.applicant is not None:
            mobile = _mobile(told.phone) if told.phone else self._mobile_of_applicant(told.applicant)
            return mobile if channel == Channel.SMS else ""
        assert told.user is not None
        user = self.users[told.user.pk]
        if channel == Channel.EMAIL:
            return user.email or ""
        return _mobile(user.phone) or _mobile(self.own.get(user.pk))

    def phone_to_call(self, told: Told) -> str:
        """The telephone of an applicant who takes no short messages: his own, his contact's or his guardian's."""
        if told.applicant is None or told.phone:
            return told.phone
        person = self.applicants[told.applicant]
        guardian = person.guardian.phone if person.guardian is not None else None
        return person.phone or person.contact_phone or guardian or ""

    def whom(self, told: Told) -> str:
        """The person's name, masked."""
        if told.applicant is not None:
            return self.applicants[told.applicant].name_masked
        assert told.user is not None
        return told.user.masked_name

    def _mobile_of_applicant(self, applicant: int) -> str:
        """His own, or his guardian's."""
        person = self.applicants[applicant]
        guardian = person.guardian
        return _mobile(person.phone) or _mobile(guardian.phone if guardian is not None else None)


def _mobile(phone: str | None) -> str:
    return phone if phone is not None and MOBILE.fullmatch(phone) else ""


def of(people: Collection[Told]) -> Contacts:
    """Their contacts, in three queries."""
    users = {told.user.pk for told in people if told.user is not None and told.applicant is None}
    applicants = {told.applicant for told in people if told.applicant is not None}
    return Contacts(
        User.objects.only("email", "phone", "full_name").in_bulk(users) if users else {},
        _with_phones().in_bulk(applicants) if applicants else {},
        _own_phones(users) if users else {},
    )


def _own_phones(users: Collection[int]) -> dict[int, str | None]:
    """Of those of these who are citizens; of a firm's account that is no person's, the firm's."""
    # whoever is both keeps what he left as a person, which is read last
    theirs = Applicant.objects.filter(user__in=users, user__is_staff_member=False).order_by("kind", "-pk")
    return dict(theirs.values_list("user", "phone"))


def _with_phones() -> QuerySet[Applicant]:
    return Applicant.objects.select_related("guardian").only("name_masked", "phone", "contact_phone", "guardian__phone")


def masked(address: str, channel: str) -> str:
    """The address as a list shows it."""
    return mask_email(address) if channel == Channel.EMAIL else mask_phone(address)
