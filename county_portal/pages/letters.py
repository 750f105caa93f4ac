"""That a printed letter was stamped by hand, or was not, from whatever page it lies on."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kernel.documents.actions import record_hand_stamp, take_back_hand_stamp
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act

LONGEST_REASON = 500
# where the letters of a kind of subject lie
PAGES: Final[Mapping[str, str]] = {
    "case": "approvals:case",
    "spot_notice": "approvals:spot_slip",
    "card": "ethics_monitor:card",
}


@require_POST
@signed_in_first
def stamp(request: HttpRequest, number: str) -> HttpResponse:
    """Errors: NotFound for a letter that is not his to see."""
    user = desk_user(request)

    def act() -> str:
        letter = record_hand_stamp(by=user, number=number)
        return reverse(PAGES[letter.subject_kind], args=[letter.subject_number])

    return page_act(request, route="roof.page.letter_stamp", act=act, said=_("已登记盖章"))


@require_POST
@signed_in_first
def unstamp(request: HttpRequest, number: str) -> HttpResponse:
    """It was recorded wrongly. Errors: NotFound for a letter that is not his to see."""
    user = desk_user(request)

    def act() -> str:
        letter = take_back_hand_stamp(by=user, number=number, reason=request.POST.get("reason", "")[:LONGEST_REASON])
        return reverse(PAGES[letter.subject_kind], args=[letter.subject_number])

    return page_act(request, route="roof.page.letter_unstamp", act=act, said=_("已收回盖章登记"))
