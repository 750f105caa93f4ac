"""People, what they may do for each other, and the slips by which they first sign in."""

from kernel.accounts.models.people import (
    Applicant,
    ApplicantQuerySet,
    Mandate,
    MandateItem,
    MandateQuerySet,
    User,
    UserManager,
)
from kernel.accounts.models.slips import FormerPhone, SignInSlip

__all__ = [
    "Applicant",
    "ApplicantQuerySet",
    "FormerPhone",
    "Mandate",
    "MandateItem",
    "MandateQuerySet",
    "SignInSlip",
    "User",
    "UserManager",
]
