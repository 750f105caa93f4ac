"""The kinds of matter that approvals brings: 行政许可 and what is handled like it, and 登记件."""

from django.utils.translation import gettext_lazy as _

from approvals.actions import (
    hand_over_prepared,
    prepare,
    receive_prepared,
    register_external,
    submit,
    supplement_prepared,
)
from approvals.asked import asked
from approvals.workflow import LICENCE, REGISTERED
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
REGISTERED_KIND = register(
    CaseKind(
        code="registered",
        digit="2",
        label=_("登记件"),
        workflow=REGISTERED,
        submit=register_external,
        detail_route="approvals:registered_case",
        desk_route="approvals:hall",
    )
)
