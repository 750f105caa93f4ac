"""What a registered matter tells the ledger: its receipt and its end, as the department's own system has them."""

from django.utils.translation import gettext_lazy as _

from approvals.event_fields import ITEM, REASON
from kernel.ledger.events import EventType, Field, register

_FOREIGN = Field("foreign_number", "text", _("部门系统编号"))
REGISTERED = register(
    EventType(
        "approvals.registered",
        _("登记“{item}”收件，部门系统编号 {foreign_number}"),
        (
            ITEM,
            _FOREIGN,
            Field("channel", "text", _("来源")),
            Field("promised_due", "date", _("承诺期限")),
            Field("statutory_due", "date", _("法定期限")),
            Field("provisional", "boolean", _("期限暂定")),
        ),
        link="approvals:registered_case",
    )
)
REGISTERED_FINISHED = register(
    EventType(
        "approvals.registered_finished",
        _("登记办结，部门系统编号 {foreign_number}：{result}"),
        (_FOREIGN, Field("result", "text", _("办理结果"))),
        link="approvals:registered_case",
    )
)
REGISTRATION_CANCELLED = register(
    EventType(
        "approvals.registration_cancelled",
        _("撤销登记，部门系统编号 {foreign_number}：{reason}"),
        (_FOREIGN, REASON),
        link="approvals:registered_case",
    )
)
