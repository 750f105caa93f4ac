"""What entries of licence matters, of joint and of registered ones and of hand-overs have in common."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import Field

CASE_LINK: Final = "approvals:case"
ITEM: Final = Field("item", "text", _("事项"))
REASON: Final = Field("reason", "text", _("理由"))
STEP: Final = Field("step", "text", _("环节"))
