"""How members of staff are reached outside the portal."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kernel.accounts.models import User
from kernel.accounts.people import normal_phone
from kernel.accounts.refusals import EmailInvalid
from kernel.ledger.refusals import NotFound


@transaction.atomic
def change_staff_contact(*, username: str, email: str | None = None, phone: str | None = None) -> User:
    """Another address or telephone; what is None stays, what is empty is removed.

    Errors: NotFound for nobody of the staff; EmailInvalid; PhoneInvalid.
    """
    user = User.objects.select_for_update(no_key=True).filter(username=username, is_staff_member=True).first()
    if user is None:
        raise NotFound
    if email:
        try:
            validate_email(email)
        except ValidationError as wrong:
            raise EmailInvalid from wrong
    if email is not None:
        user.email = email or None
    if phone is not None:
        user.phone = normal_phone(phone) if phone else None
    user.save(update_fields=["email", "phone"])
    return user
