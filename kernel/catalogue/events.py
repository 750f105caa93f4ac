"""What the catalogue tells the ledger: drafts and their changes, publications and retirements of item versions."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

_NAME = Field("name", "text", _("事项"))
_VERSION = Field("version", "integer", _("版本"))

DRAFTED = register(EventType("catalogue.drafted", _("起草“{name}”第 {version} 版"), (_NAME, _VERSION)))
CHANGED = register(
    EventType(
        "catalogue.changed",
        _("修改“{name}”第 {version} 版草稿：{what}"),
        (_NAME, _VERSION, Field("what", "text", _("改了什么"))),
    )
)
SUBMITTED = register(EventType("catalogue.submitted", _("送审“{name}”第 {version} 版"), (_NAME, _VERSION)))
SENT_BACK = register(
    EventType(
        "catalogue.sent_back",
        _("退回“{name}”第 {version} 版草稿：{reason}"),
        (_NAME, _VERSION, Field("reason", "text", _("理由"))),
    )
)
WITHDRAWN = register(
    EventType(
        "catalogue.withdrawn",
        _("撤回“{name}”第 {version} 版草稿：{reason}"),
        (_NAME, _VERSION, Field("reason", "text", _("理由"))),
    )
)
IMPORTED = register(
    EventType(
        "catalogue.imported",
        _("从清单“{list_name}”导入“{name}”第 {version} 版草稿"),
        (
            _NAME,
            _VERSION,
            Field("list_name", "text", _("清单")),
            Field("over", "integer", _("取代的草稿版本，0 为没有")),
        ),
    )
)
PUBLISHED = register(
    EventType(
        "catalogue.published",
        _("发布“{name}”第 {version} 版：法定 {statutory}，承诺 {promised}"),
        (
            _NAME,
            _VERSION,
            Field("statutory", "text", _("法定期限")),
            Field("promised", "integer", _("承诺期限"), _("工作日")),
            Field("start_event", "text", _("起算")),
            Field("calendar", "text", _("比较所用日历及版本")),
        ),
    )
)
RETIRED = register(
    EventType(
        "catalogue.retired",
        _("停用“{name}”第 {version} 版：{reason}"),
        (_NAME, _VERSION, Field("reason", "text", _("理由"))),
    )
)

_WORD = Field("word", "text", _("词"))
_MEANS = Field("means", "text", _("事项名称里的词"))

READING_SET = register(
    EventType(
        "catalogue.reading_set",
        _("“{word}”的拼音首字母定为 {letters}"),
        (_WORD, Field("letters", "text", _("拼音首字母"))),
    )
)
READING_DROPPED = register(EventType("catalogue.reading_dropped", _("“{word}”的读音恢复为字典读音"), (_WORD,)))
WORD_TAUGHT = register(EventType("catalogue.word_taught", _("说“{word}”也能找到“{means}”"), (_WORD, _MEANS)))
WORD_GIVEN_UP = register(EventType("catalogue.word_given_up", _("说“{word}”不再找到“{means}”"), (_WORD, _MEANS)))
SITUATION_SET = register(
    EventType(
        "catalogue.situation_set",
        _("情形“{name}”找名称里有“{words}”的事项"),
        (Field("name", "text", _("情形")), Field("words", "text", _("事项名称里的词"))),
    )
)
SITUATION_GIVEN_UP = register(
    EventType("catalogue.situation_given_up", _("情形“{name}”不再用"), (Field("name", "text", _("情形")),))
)
ITEM_OFF_HALL = register(
    EventType(
        "catalogue.off_hall",
        _("“{name}”暂不进驻大厅：{reason}，{review_on} 前复核"),
        (_NAME, Field("reason", "text", _("未进厅原因")), Field("review_on", "date", _("清理复核日期"))),
    )
)
ITEM_REVIEW_DUE = register(
    EventType(
        "catalogue.off_hall_review_due",
        _("“{name}”没有进驻大厅（{reason}），{review_on} 是复核的日子"),
        (_NAME, Field("reason", "text", _("未进厅原因")), Field("review_on", "date", _("清理复核日期"))),
    )
)
ITEM_IN_HALL = register(EventType("catalogue.in_hall", _("“{name}”进驻大厅"), (_NAME,)))
