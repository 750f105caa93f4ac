"""What this package writes into the ledger. Names are masked; dates are the county's."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

_HOLDER = Field("holder", "text", _("任职人"))
_ROLE = Field("role", "text", _("岗位角色"))
_UNIT = Field("unit", "text", _("单位"))
_WINDOW = Field("window", "text", _("窗口"))
_SINCE = Field("since", "date", _("自"))
_UNTIL = Field("until", "date", _("至"), optional=True)
_NAME = Field("name", "text", _("名称"))
_ON = Field("effective_on", "date", _("生效日期"))

APPOINTED = register(
    EventType(
        "organizations.appointed",
        _("{holder}自{since}起担任{unit}{window}{role}。"),
        (_HOLDER, _ROLE, _UNIT, _WINDOW, _SINCE, _UNTIL),
    )
)
POST_ENDED = register(
    EventType(
        "organizations.post_ended", _("{holder}的{unit}{role}岗位到{until}为止。"), (_HOLDER, _ROLE, _UNIT, _UNTIL)
    )
)
DEPUTY_NAMED = register(
    EventType(
        "organizations.deputy_named",
        _("{deputy}自{since}起为{holder}的{role}岗位顶岗，顺序{rank}。"),
        (_HOLDER, _ROLE, Field("deputy", "text", _("顶岗人")), Field("rank", "integer", _("顺序")), _SINCE, _UNTIL),
    )
)
ABSENCE_REGISTERED = register(
    EventType(
        "organizations.absence_registered",
        _("{absent}离岗：{reason}。"),
        (
            Field("absent", "text", _("离岗人")),
            Field("reason", "text", _("原因")),
            Field("from_at", "instant", _("离岗时间")),
            Field("until_at", "instant", _("返岗时间"), optional=True),
        ),
    )
)
ABSENCE_ENDED = register(
    EventType(
        "organizations.absence_ended",
        _("{absent}返岗。"),
        (Field("absent", "text", _("离岗人")), Field("until_at", "instant", _("返岗时间"))),
    )
)
SECOND_FACTOR_RESET = register(
    EventType(
        "organizations.second_factor_reset",
        _("安全管理员重置了{holder}的第二因素（{kinds}）：{reason}"),
        (_HOLDER, Field("kinds", "text_list", _("重置了哪几样")), Field("reason", "text", _("理由"))),
    )
)
REGION_RENAMED = register(
    EventType(
        "organizations.region_renamed",
        _("区划{number}由“{former}”更名为“{name}”，{effective_on}起。"),
        (Field("former", "text", _("原名称")), _NAME, _ON),
    )
)
REGION_MOVED = register(
    EventType(
        "organizations.region_moved",
        _("“{name}”（{number}）改属“{parent}”，{effective_on}起。"),
        (_NAME, Field("parent", "text", _("上级")), _ON),
    )
)
REGION_MERGED = register(
    EventType(
        "organizations.region_merged",
        _("“{name}”（{number}）并入“{into}”（{into_code}），{effective_on}起。"),
        (_NAME, Field("into", "text", _("并入")), Field("into_code", "text", _("并入区划代码")), _ON),
    )
)
REGION_CLOSED = register(
    EventType("organizations.region_closed", _("“{name}”（{number}）撤销，{effective_on}起。"), (_NAME, _ON))
)
REGIONS_IMPORTED = register(
    EventType(
        "organizations.regions_imported",
        _("导入区划：新增{created}，更名{renamed}，调整隶属{moved}，并入{merged}，撤销{closed}。"),
        tuple(
            Field(name, "integer", label, unit=_("个"))
            for name, label in [
                ("created", _("新增")),
                ("renamed", _("更名")),
                ("moved", _("调整隶属")),
                ("merged", _("并入")),
                ("closed", _("撤销")),
            ]
        ),
    )
)
UNIT_OFF_HALL = register(
    EventType(
        "organizations.off_hall",
        _("“{name}”暂不进驻大厅：{reason}，{review_on} 前复核"),
        (
            Field("name", "text", _("单位名称")),
            Field("reason", "text", _("未进厅原因")),
            Field("review_on", "date", _("清理复核日期")),
        ),
    )
)
UNIT_REVIEW_DUE = register(
    EventType(
        "organizations.off_hall_review_due",
        _("“{name}”没有进驻大厅（{reason}），{review_on} 是复核的日子"),
        (
            Field("name", "text", _("单位名称")),
            Field("reason", "text", _("未进厅原因")),
            Field("review_on", "date", _("清理复核日期")),
        ),
    )
)
UNIT_IN_HALL = register(
    EventType("organizations.in_hall", _("“{name}”进驻大厅"), (Field("name", "text", _("单位名称")),))
)
