"""What a person does with his own account, as the ledger tells it; no name, no number."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

ACTIVATED = register(
    EventType("accounts.activated", _("本人凭登录凭条 {slip} 设了密码"), (Field("slip", "text", _("凭条编号")),))
)
CONTACT_CHANGED = register(
    EventType(
        "accounts.contact_changed",
        _("本人网上改了联系方式：{what}"),
        (Field("what", "text_list", _("改了哪几项")), Field("phone", "boolean", _("改了手机号"))),
    )
)
