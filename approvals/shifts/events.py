"""What a hand-over at a window tells the ledger: each matter of its turn, and once the whole."""

from django.utils.translation import gettext_lazy as _

from approvals.event_fields import CASE_LINK, STEP
from kernel.ledger.events import EventType, Field, register

_TO = Field("to", "text", _("接手的人"))
_NOTE = Field("note", "text", _("交接说明"))
_WINDOW = Field("window", "text", _("窗口"))
_COUNT = Field("count", "integer", _("件数"), unit=_("件"))
HANDED_OVER = register(
    EventType("approvals.handed_over", _("“{step}”交给 {to} 接着办：{note}"), (STEP, _TO, _NOTE), link=CASE_LINK)
)
HANDED_BACK = register(EventType("approvals.handed_back", _("“{step}”交回 {to}"), (STEP, _TO, _NOTE), link=CASE_LINK))
# one for all matters of the hand-over, so that whoever takes over is told once
SHIFT_HANDED_OVER = register(
    EventType("approvals.shift_handed_over", _("{window} 窗口交接 {count} 件：{note}"), (_WINDOW, _COUNT, _NOTE))
)
SHIFT_HANDED_BACK = register(
    EventType("approvals.shift_handed_back", _("{window} 窗口交回 {count} 件"), (_WINDOW, _COUNT))
)
