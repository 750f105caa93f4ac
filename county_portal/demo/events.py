"""The demo's own entry in the ledger: which part of the invented county was written. It is the mark of resuming."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register
from kernel.ledger.subjects import Subject

PART_LOADED = register(
    EventType(
        "portal.demo_part_loaded",
        _("装载演示县：{part}（{rows} 行）"),
        (Field("part", "text", _("部分")), Field("rows", "integer", _("行数"))),
    )
)
COUNTY = Subject("demo", "示范县", 990101)
