"""What joint matters tell the ledger: of a part, and of the lead what becomes of its parts."""

from django.utils.translation import gettext_lazy as _

from approvals.event_fields import CASE_LINK, ITEM, REASON
from kernel.ledger.events import EventType, Field, register

_LEAD = Field("lead", "text", _("联办件"))
# of a part; what its lead is told of it are the three below
PART_OPENED = register(
    EventType(
        "approvals.part_opened",
        _("联办件 {lead} 转来“{item}”，{promised_due} 前办结"),
        (
            ITEM,
            _LEAD,
            Field("promised_due", "date", _("本部门期限")),
            Field("statutory_due", "date", _("法定期限")),
            Field("provisional", "boolean", _("暂定")),
        ),
        link=CASE_LINK,
    )
)
PART_ENDED = register(
    EventType(
        "approvals.part_ended",
        _("联办件 {lead} {how}，本件随之结束"),
        (_LEAD, Field("how", "text", _("怎么结束"))),
        link=CASE_LINK,
    )
)
PARTS_OPENED = register(
    EventType(
        "approvals.parts_opened",
        _("联办，转：{parts}"),
        (Field("parts", "text_list", _("联办的单位和事项")),),
        link=CASE_LINK,
    )
)
_SETTLED = (
    ITEM,
    Field("department", "text", _("单位")),
    Field("decided", "integer", _("已有结果的项数")),
    Field("of", "integer", _("联办的项数")),
    Field("waiting", "integer", _("还没有结果的项数")),
)
PART_GRANTED = register(
    EventType("approvals.part_granted", _("{department}准予“{item}”（{decided}/{of}）"), _SETTLED, link=CASE_LINK)
)
PART_REFUSED = register(
    EventType(
        "approvals.part_refused",
        _("{department}没有准予“{item}”（{decided}/{of}）：{reason}"),
        (*_SETTLED, REASON),
        link=CASE_LINK,
    )
)
