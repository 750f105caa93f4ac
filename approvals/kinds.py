"""The kind of matter that approvals brings: 行政许可 and what is handled like it."""

from django.utils.translation import gettext_lazy as _

from approvals.actions import hand_over_prepared, prepare, receive_prepared, submit, supplement_prepared
from approvals.asked import asked
from approvals.workflow import LICENCE
from kernel.cases.kinds import CaseKind, register

LICENCE_KIND = register(
    CaseKind(
        code="licence",
        digit="1",
        label=_("行政许可"),
        workflow=LICENCE,
        submit=submit,
        detail_route="approvals:case",
        desk_route="approvals:review",
        prepare=prepare,
        receive=receive_prepared,
        hand_over=hand_over_prepared,
        asked=asked,
        supplement=supplement_prepared,
    )
)
