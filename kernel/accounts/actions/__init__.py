"""The verbs of this package: applicants, how they are reached, their passwords, and masked fields read in full."""

from kernel.accounts.actions.activate import activate
from kernel.accounts.actions.applicants import (
    Contact,
    change_contact,
    id_index,
    kept_contact,
    name_index,
    phone_index,
    register_applicant,
)
from kernel.accounts.actions.own_contact import NewContact, change_own_contact
from kernel.accounts.actions.staff import change_staff_contact
from kernel.accounts.actions.unmasking import PERSONAL_FIELDS, unmask, unmask_fields

__all__ = [
    "PERSONAL_FIELDS",
    "Contact",
    "NewContact",
    "activate",
    "change_contact",
    "change_own_contact",
    "change_staff_contact",
    "id_index",
    "kept_contact",
    "name_index",
    "phone_index",
    "register_applicant",
    "unmask",
    "unmask_fields",
]
