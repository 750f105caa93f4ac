"""A lost key or token: what was registered is taken away, by somebody else, with a reason."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from kernel.accounts.models import User
from kernel.ledger.locking import instant_of_act
from kernel.ledger.refusals import NotFound
from kernel.ledger.writer import record
from kernel.organizations import events
from kernel.organizations.permissions import may_reset_factor
from kernel.organizations.refusals import NoFactor, ReasonForReset

# as the ledger names them, for good
WORDS = {"webauthn": "钥匙", "totp": "令牌", "recovery_codes": "备用码"}


@transaction.atomic
def reset_second_factor(*, username: str, reason: str, by: User, at: datetime | None = None) -> User:
    """Remove every factor of a member of staff and end his sessions; he enrols anew at his next sign-in.

    Errors: NotFound (nobody of the staff of that county), NotYourPost, OwnFactor, ReasonForReset, NoFactor.
    """
    whom = User.objects.select_for_update(no_key=True).filter(username=username, is_staff_member=True).first()
    if whom is None:
        raise NotFound
    at = instant_of_act(whom.account_subject, at=at)
    actor = may_reset_factor(by, whom, at)
    if not reason.strip():
        raise ReasonForReset
    factors = Authenticator.objects.filter(user=whom)
    kinds = sorted(set(factors.values_list("type", flat=True)), key=list(WORDS).index)
    if not kinds:
        raise NoFactor(holder=whom.full_name)
    factors.delete()
    for session in UserSession.objects.filter(user=whom):
        session.end()
    record(
        events.SECOND_FACTOR_RESET, whom.account_subject, actor=actor, at=at, holder=whom.masked_name,
        kinds=[WORDS[kind] for kind in kinds], reason=reason.strip(),
    )  # fmt: skip
    return whom
