"""What this package writes into the ledger: a calendar was changed. The acts on single clocks are told by the business
action that causes them."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

CALENDAR_CHANGED = register(
    EventType(
        "workdays.calendar_changed",
        _("{person}按“{notice}”修改工作日历{number}，自{first_date}起的期限重新计算。"),
        (
            Field("notice", "text", _("依据通知")),
            Field("change", "text", _("变动内容")),
            Field("first_date", "date", _("最早变动日")),
            Field("version", "integer", _("日历版本")),
        ),
    )
)
