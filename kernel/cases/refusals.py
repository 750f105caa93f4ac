"""What a case refuses."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class MoveNotAllowed(Refusal):
    """The workflow table has no such move out of the present state."""

    code = "move_not_allowed"
    template = _("办件 {number} 现在是“{state}”，不能办“{move}”。请刷新后看最新进度。")


class NotYourTurn(Refusal):
    """The case waits for another post."""

    code = "not_your_turn"
    status = 403
    template = _("办件 {number} 现在轮到{whose}，不由您经办。")
