"""How people are reached outside the portal. Only the columns that are asked for are deciphered."""

from collections.abc import Collection
from dataclasses import dataclass

from kernel.accounts.models import Applicant, User
from kernel.identifiers.masking import mask_email, mask_phone
from kernel.notices.audiences import Told
from kernel.notices.models import Channel


@dataclass(frozen=True)
class Contacts:
    """The contacts of some people, loaded at once: users by id, applicants by id."""

    users: dict[int, User]
    applicants: dict[int, Applicant]

    def address(self, told: Told, channel: str) -> str:
        """Where a person is reached by a channel; empty where he is not."""
        if told.applicant is not None or told.user is None:
            return ""
        return (self.users[told.user.pk].email or "") if channel == Channel.EMAIL else ""

    def whom(self, told: Told) -> str:
        """The person's name, masked."""
        if told.applicant is not None:
            return self.applicants[told.applicant].name_masked
        assert told.user is not None
        return told.user.masked_name


def of(people: Collection[Told]) -> Contacts:
    """Their contacts, in two queries."""
    users = {told.user.pk for told in people if told.user is not None and told.applicant is None}
    applicants = {told.applicant for told in people if told.applicant is not None}
    return Contacts(
        User.objects.only("email").in_bulk(users) if users else {},
        Applicant.objects.only("name_masked").in_bulk(applicants) if applicants else {},
    )


def masked(address: str, channel: str) -> str:
    """The address as a list shows it."""
    return mask_email(address) if channel == Channel.EMAIL else mask_phone(address)
