"""第二因素: who has a key or a token, and a lost one reset."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals.typed import line, prose
from county_portal.second_factors import factor_rows
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act
from kernel.ledger.locking import database_now
from kernel.organizations.actions import reset_second_factor

LONGEST_REASON = 200


@signed_in_first
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Everybody whose post asks for one, and who has one."""
    rows = factor_rows(desk_user(request), at=database_now())
    return render(request, "second_factors.html", {"rows": rows, "longest_reason": LONGEST_REASON})


@signed_in_first
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """Of one person, with the reason."""
    user = desk_user(request)

    def act() -> str:
        reason = prose(request.POST.get("reason", ""), most=LONGEST_REASON)
        reset_second_factor(username=line(request.POST.get("username", "")), reason=reason, by=user)
        return reverse("second_factors")

    return page_act(
        request, route="organizations.reset_second_factor", act=act, said=_("已重置，本人下次登录时重新登记")
    )
