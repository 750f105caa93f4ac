"""What is refused of a hand-over."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class NothingToHandOver(Refusal):
    """Several at once, and none is named."""

    code = "nothing_to_hand_over"
    status = 422
    template = _("还没有勾选要交接的件。")


class NotInYourHands(Refusal):
    """It waits for another post, or there is none of that number."""

    code = "not_in_your_hands"
    template = _("办件 {number} 现在不在您手上，一件也没有交接；请刷新后再交。")


class NoSuchColleague(Refusal):
    """Nobody of that name serves the window today and is there."""

    code = "no_such_colleague"
    status = 422
    template = _("这个窗口现在没有这位同事在岗，不能交给他；请另选一位，或登记离岗由顶岗人办。")


class NoteMissing(Refusal):
    """Whoever takes over is told where things stand."""

    code = "note_missing"
    status = 422
    template = _("请写一句交接说明，接手的同事才知道办到哪里了。")


class HandedBack(Refusal):
    """Once is enough."""

    code = "handed_back"
    template = _("这次交接已经交回了。")


class NothingToHandBack(Refusal):
    """All of it moved on by the colleague's own work."""

    code = "nothing_to_hand_back"
    template = _("交接的件都已经办出去了，没有要交回的。")
