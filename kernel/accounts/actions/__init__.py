"""The verbs of this package: an applicant is registered, his contact changes, a masked field is read in full."""

from kernel.accounts.actions.applicants import Contact, change_contact, id_index, phone_index, register_applicant
from kernel.accounts.actions.staff import change_staff_contact
from kernel.accounts.actions.unmasking import PERSONAL_FIELDS, unmask, unmask_fields

__all__ = [
    "PERSONAL_FIELDS",
    "Contact",
    "change_contact",
    "change_staff_contact",
    "id_index",
    "phone_index",
    "register_applicant",
    "unmask",
    "unmask_fields",
]
