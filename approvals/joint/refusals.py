"""What a joint matter refuses."""

from django.utils.translation import gettext_lazy as _

from kernel.ledger.refusals import Refusal


class PartsUndecided(Refusal):
    """The lead is decided last: its decision says what became of every part."""

    code = "parts_undecided"
    template = _("还有 {count} 家没有办完（{names}），牵头单位要等各家都有结果才能决定。")


class PartNotGranted(Refusal):
    """The whole is granted only if each of its parts is."""

    code = "part_not_granted"
    template = _("{names}没有准予，联办件不能准予；请作不予决定，决定书会列明各家的结果和救济途径。")


class PartFollowsLead(Refusal):
    """To the applicant there is one matter: what is his to do is done with the lead."""

    code = "part_follows_lead"
    template = _("办件 {number} 是联办件 {lead} 的一项，不能单独办“{verb}”；请在联办件 {lead} 上办。")
