"""What a replay tells the ledger: of its county how far it has come, of each matter what the log says."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

COUNTY_OPENED: Final = register(
    EventType(
        "replay.county_opened",
        _("为导入的日志设立模拟县，日志标识{log}"),
        (Field("log", "text", _("日志标识")), Field("read_at", "instant", _("首次读入时间"))),
    )
)
# the one marker of how far a replay has come: it is committed with the lines it counts
ADVANCED: Final = register(
    EventType("replay.advanced", _("日志已回放 {lines} 行"), (Field("lines", "integer", _("行数")),))
)
FINISHED: Final = register(
    EventType("replay.finished", _("日志回放完毕，共 {lines} 行"), (Field("lines", "integer", _("行数")),))
)
CASE_OPENED: Final = register(
    EventType(
        "replay.case_opened",
        _("导入办件，期限至{deadline}"),
        (Field("case_id", "text", _("日志中的编号")), Field("deadline", "instant", _("期限"))),
    )
)
ACTIVITY: Final = register(
    EventType(
        "replay.activity",
        _("环节：{activity}"),
        (Field("activity", "text", _("环节")), Field("logged_at", "instant", _("日志所载时间"))),
    )
)
CASE_ENDED: Final = register(EventType("replay.case_ended", _("日志所载办结"), ()))
