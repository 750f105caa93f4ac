"""What proxy service tells the ledger. Each type: its sentence, and its payload as typed fields."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.events import EventType, Field, register

_LINK = "civic_service:errand"
_ROOM = Field("room", "text", _("村级服务室"))
_BAG = Field("bag", "text", _("代办袋"))
_FROM = Field("sender", "text", _("交出单位"))
_TO = Field("receiver", "text", _("接收单位"))
_MATTERS = Field("matters", "integer", _("件数"))
_ORIGINALS = Field("originals", "integer", _("原件份数"))
_BECAUSE = Field("reason", "text", _("理由"))

FILED = register(
    EventType(
        "civic_service.filed",
        _("{room}接受委托，代办“{item}”"),
        (
            Field("item", "text", _("事项")),
            _ROOM,
            Field("mandate", "text", _("委托书")),
            Field("sign", "text", _("签字方式")),
            Field("papers", "text_list", _("接下的材料")),
            _ORIGINALS,
            Field("at_town_by", "date", _("最迟送到乡镇")),
        ),
        link=_LINK,
    )
)
RECALLED = register(EventType("civic_service.recalled", _("委托撤回：{reason}"), (_BECAUSE,), link=_LINK))
TAKEN_OVER = register(
    EventType(
        "civic_service.taken_over",
        _("申请人接回自己办，委托终止；材料在{place}"),
        (Field("place", "text", _("材料在")),),
        link=_LINK,
    )
)
# its organ works on the matter, which goes on as his own
MANDATE_ENDED = register(
    EventType(
        "civic_service.mandate_ended",
        _("办理中终止代办委托：{reason}；本件不撤回，由申请人自己接着办"),
        (_BECAUSE,),
        link=_LINK,
    )
)
BROUGHT_IN = register(EventType("civic_service.brought_in", _("乡镇带入{room}的登记包"), (_ROOM,), link=_LINK))
SUPPLEMENTED_FOR = register(
    EventType(
        "civic_service.supplemented_for",
        _("{room}代为补正：{papers}；收下原件{originals}份"),
        (_ROOM, Field("papers", "text_list", _("补的材料")), _ORIGINALS),
        link=_LINK,
    )
)
BAG_SENT = register(
    EventType(
        "civic_service.bag_sent",
        _("代办袋交出：{sender}到{receiver}，{matters}件，原件{originals}份"),
        (_FROM, _TO, _MATTERS, _ORIGINALS),
    )
)
BAG_RECEIVED = register(
    EventType(
        "civic_service.bag_received",
        _("代办袋签收：{receiver}收到{matters}件，原件{originals}份"),
        (_TO, _MATTERS, _ORIGINALS),
    )
)
BAG_LOST = register(EventType("civic_service.bag_lost", _("代办袋丢失：{reason}"), (_BECAUSE,)))
ON_THE_ROAD = register(
    EventType(
        "civic_service.on_the_road",
        _("装入代办袋{bag}，送往{receiver}"),
        (_BAG, _TO, _ORIGINALS),
        link=_LINK,
    )
)
HANDED_OVER = register(
    EventType("civic_service.handed_over", _("{receiver}签收代办袋{bag}"), (_BAG, _TO, _ORIGINALS), link=_LINK)
)
# V02: what the bag said and what was in it differ
SHORT = register(
    EventType(
        "civic_service.short",
        _("代办袋{bag}与清单不符：应有原件{originals}份，实收{found}份"),
        (
            _BAG,
            _TO,
            _ORIGINALS,
            Field("found", "integer", _("实收原件份数")),
            Field("sent_at", "instant", _("交出时刻")),
        ),
        link=_LINK,
    )
)
# V04: an organ took it in and could not see whose word it is
WITHOUT_MANDATE = register(
    EventType(
        "civic_service.without_mandate",
        _("收件时，委托书{mandate}按了手印的照片还没有传来"),
        (Field("mandate", "text", _("委托书")), Field("sent_at", "instant", _("代办员交出时刻"))),
        link=_LINK,
    )
)
RECOUNTED = register(
    EventType(
        "civic_service.recounted",
        _("交出前点清原件{originals}份，上次记的是{found}份"),
        (_ORIGINALS, Field("found", "integer", _("上次点清的份数"))),
        link=_LINK,
    )
)
PAPERS_RETURNED = register(
    EventType(
        "civic_service.papers_returned",
        _("材料退还，交到{whom}手里"),
        (Field("whom", "text", _("签收人")),),
        link=_LINK,
    )
)
LOST = register(
    EventType(
        "civic_service.lost",
        _("在代办袋{bag}里丢失，原件{originals}份：{reason}"),
        (_BAG, _TO, _ORIGINALS, _BECAUSE),
        link=_LINK,
    )
)
BAG_FOUND = register(
    EventType(
        "civic_service.bag_found",
        _("报失的代办袋找到了，在{place}：清点{matters}件，原件{originals}份"),
        (Field("place", "text", _("找到的地方")), _MATTERS, _ORIGINALS),
    )
)
FOUND = register(
    EventType(
        "civic_service.found",
        _("报失的代办袋{bag}找到了，在{place}：应有原件{originals}份，实有{found}份"),
        (
            _BAG,
            Field("place", "text", _("找到的地方")),
            _ORIGINALS,
            Field("found", "integer", _("实有原件份数")),
        ),
        link=_LINK,
    )
)
# the matter had been taken over, withdrawn or sent again with other papers
FOUND_ASIDE = register(
    EventType(
        "civic_service.found_aside",
        _("报失的代办袋{bag}找到了，这件已另外在办；袋里的材料（原件{originals}份）在{place}，退还村民"),
        (_BAG, Field("place", "text", _("找到的地方")), _ORIGINALS),
        link=_LINK,
    )
)
FOUND_GIVEN = register(
    EventType(
        "civic_service.found_given",
        _("丢失后找到的材料已退还，交到{whom}手里"),
        (_BAG, Field("whom", "text", _("签收人"))),
        link=_LINK,
    )
)
RETURNED = register(
    EventType(
        "civic_service.returned", _("结果送回，交到{whom}手里"), (Field("whom", "text", _("签收人")),), link=_LINK
    )
)
CALLED = register(
    EventType("civic_service.called_back", _("回访：{outcome}"), (Field("outcome", "text", _("回访结果")),), link=_LINK)
)
