"""What documents tell the ledger. The hash in the entry seals the file: its row could be changed, the entry cannot."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

_SHA256 = Field("sha256", "text", "SHA-256")
_SIZE = Field("size", "integer", _("大小"), _("字节"))
_KIND = Field("content_type", "text", _("文件类型"))

UPLOADED = register(
    EventType(
        "documents.uploaded", _("收下文件 {number}"), (Field("material", "text", _("材料")), _KIND, _SIZE, _SHA256)
    )
)
REMOVED = register(EventType("documents.removed", _("删去未提交的文件 {number}"), (_SHA256,)))
LETTER_ISSUED = register(
    EventType(
        "documents.letter_issued",
        _("制作{title} {serial}"),
        (
            Field("title", "text", _("文书")),
            Field("letter_type", "text", _("文书代码")),
            Field("serial", "text", _("文号")),
            Field("seal", "text", _("用印")),
            _SIZE,
            _SHA256,
            Field("words_sha256", "text", _("文书内容 SHA-256")),
        ),
    )
)
STAMP_TAKEN_BACK = register(
    EventType(
        "documents.stamp_taken_back",
        _("收回{title} {serial} 的盖章登记：{reason}"),
        (
            Field("title", "text", _("文书")),
            Field("serial", "text", _("文号")),
            Field("reason", "text", _("理由")),
        ),
    )
)
STAMPED_BY_HAND = register(
    EventType(
        "documents.stamped_by_hand",
        _("在{title} {serial} 上盖章（{seal}）"),
        (Field("title", "text", _("文书")), Field("serial", "text", _("文号")), Field("seal", "text", _("用印"))),
    )
)
