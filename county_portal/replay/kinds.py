"""The kind of matter that a foreign log brings: its order is taken as it is, only beginning and end are moves."""

from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from kernel.cases.kinds import CaseKind, register
from kernel.cases.workflow import Move, State, table
from kernel.ledger.refusals import Refusal

KIND = "imported"

# activities are no moves: a foreign log knows other steps than our law, and goes on after its end
IMPORTED = table(
    states=[State("running", _("在办"), "open"), State("done", _("办结"), "ended")],
    moves=[Move("end", ("running",), "done", _("办结"))],
)


class OnlyByReplay(Refusal):
    """An imported matter comes from a log, nobody files it."""

    code = "only_by_replay"
    template = _("导入的办件只能由日志回放产生，不能申请。")


def nobody_files(**_facts: object) -> NoReturn:
    """Errors: OnlyByReplay, always."""
    raise OnlyByReplay


# no page and no desk: a simulated matter is in nobody's list
IMPORTED_KIND = register(
    CaseKind(
        code=KIND,
        digit="0",
        label=_("导入办件"),
        workflow=IMPORTED,
        submit=nobody_files,
        detail_route="",
        desk_route="",
    )
)
