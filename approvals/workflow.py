"""行政许可 as a table: the states and lawful moves of a licence matter (行政许可法, articles beside the moves).

And 登记件: of a matter that a department handles in its own system the hall registers no more than receipt and end.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from kernel.cases.workflow import Move, State, table

# what the applicant may still fill in: his drafts, and what he took back from an agent
UNFINISHED: Final = ("draft", "taken_over")

LICENCE = table(
    states=[
        State("draft", _("草稿"), "draft", _("还没提交")),
        State("entrusted", _("代办途中"), "draft", _("代办员已接件，正在往受理的地方送")),
        State("taken_over", _("本人接回"), "draft", _("您接回自己办了，还没有交给窗口")),
        State("recalled", _("撤回委托"), "ended", _("委托撤回了，材料退还您")),
        State("received", _("收件"), "open", _("已收到，等窗口审看材料")),
        State("supplement", _("待补正"), "open", _("还缺材料")),
        State("accepted", _("受理"), "open", _("已收下开始办")),
        State("granted", _("准予许可"), "open", _("批准了，等领取")),
        State("denied", _("不予许可"), "open", _("没有批准，等送达决定")),
        State("delivered", _("已送达"), "ended", _("办好了")),
        State("closed", _("办结归档"), "closed", _("办好了，已归档")),
        State("refused", _("不予受理"), "ended", _("没有收下，理由见决定书")),
        State("withdrawn", _("撤回申请"), "ended", _("您撤回了申请")),
        State("terminated", _("终止办理"), "ended", _("停止办理，理由见通知")),
    ],
    moves=[
        Move("submit", ("draft", "taken_over"), "received", _("提交申请"), "29、33"),
        Move("bring", ("taken_over",), "received", _("到窗口交件"), "29、33"),
        Move("arrive", ("entrusted",), "received", _("受理点收件"), "29、33"),
        Move("take_over", ("entrusted",), "taken_over", _("接回自己办")),
        Move("recall", ("entrusted",), "recalled", _("撤回委托")),
        Move("notify_supplement", ("received",), "supplement", _("一次告知补正"), "32(4)"),
        Move("supplement", ("supplement",), "received", _("补正材料"), "32(5)"),
        Move("accept", ("received",), "accepted", _("受理"), "32(3)(5)"),
        Move("deem", ("received",), "accepted", _("视为受理"), "32(4)"),
        Move("refuse", ("received",), "refused", _("不予受理"), "32(1)(2)"),
        Move("grant", ("accepted",), "granted", _("准予许可"), "38 ¶1"),
        Move("deem_renewed", ("accepted",), "granted", _("视为准予延续"), "50 ¶2"),
        Move("deny", ("accepted",), "denied", _("不予许可"), "38 ¶2"),
        Move("deliver", ("granted", "denied"), "delivered", _("送达"), "44"),
        Move("close", ("delivered",), "closed", _("办结")),
        Move("withdraw", ("taken_over", "received", "supplement", "accepted"), "withdrawn", _("撤回申请")),
        Move("terminate", ("received", "supplement", "accepted"), "terminated", _("终止办理")),
    ],
)

REGISTERED = table(
    states=[
        State("registered", _("已登记收件"), "open", _("部门的系统在办")),
        State("finished", _("已登记办结"), "ended", _("办好了")),
        State("cancelled", _("撤销登记"), "ended", _("登记错了，已撤销")),
    ],
    moves=[
        Move("finish", ("registered",), "finished", _("登记办结")),
        Move("cancel", ("registered", "finished"), "cancelled", _("撤销登记")),
    ],
)
