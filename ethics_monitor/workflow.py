"""The life of a card on one screen (domain.md §3.3 with practice.md 1.10, 1.11). No ORM here."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.cases.workflow import Move, State, Workflow, table


class WorkState(models.TextChoices):
    """The codes of the table below, as the column's choices."""

    TO_VERIFY = "to_verify", _("提请核实")
    ISSUED = "issued", _("已发出")
    ACKNOWLEDGED = "acknowledged", _("已签收")
    REPORTED = "reported", _("已报整改")
    RETURNED = "returned", pgettext_lazy("state", "退回整改")
    CLOSED = "closed", _("已销号")
    REVOKED = "revoked", _("已撤销")
    DISMISSED = "dismissed", _("核实不成立")


STANDING: Final = ("to_verify", "issued", "acknowledged", "reported", "returned")
ENDED: Final = ("closed", "revoked", "dismissed")
ANSWERED_BY_UNIT: Final = ("issued", "acknowledged", "returned")
# while it waits to be verified the office says 不成立; an error found after the end can still be put right
REVOCABLE: Final = ("issued", "acknowledged", "reported", "returned", "closed")

WORKFLOW: Final[Workflow] = table(
    (
        State("to_verify", _("提请核实"), "open", _("等督查科核实")),
        State("issued", _("已发出"), "open", _("等单位签收")),
        State("acknowledged", _("已签收"), "open", _("单位正在整改")),
        State("reported", _("已报整改"), "open", _("等督查科核验")),
        State("returned", pgettext_lazy("state", "退回整改"), "open", _("单位要重新整改")),
        State("closed", _("已销号"), "closed", _("整改完了")),
        State("revoked", _("已撤销"), "closed", _("这张牌不算了")),
        State("dismissed", _("核实不成立"), "closed", _("核实后没有这回事")),
    ),
    (
        # a red counts on confirmation, or by itself after one working day
        Move("confirm", ("to_verify",), "issued", _("核实成立"), "practice.md 1.11"),
        Move("count", ("to_verify",), "issued", _("期满计入"), "practice.md 1.11"),
        Move("dismiss", ("to_verify",), "dismissed", _("核实不成立"), "practice.md 1.11"),
        Move("acknowledge", ("issued",), "acknowledged", _("签收")),
        # signed for first: a term that nobody has taken note of cannot be answered (domain.md §3.3)
        Move("report", ("acknowledged", "returned"), "reported", _("报整改结果"), "domain.md §3.3"),
        Move("close", ("reported",), "closed", _("核验销号"), "practice.md 1.10"),
        Move("return", ("reported",), "returned", _("退回整改"), "practice.md 1.10"),
        # the row, its reason and who agreed stay for ever; points are restored
        Move("revoke", (*STANDING, "closed"), "revoked", pgettext_lazy("verb", "撤销"), "domain.md §3.3"),
    ),
)
