"""Let a helper follow one case, and take it back."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions, typed
from approvals.limits import limit_sharing
from approvals.public.answers import citizen, public_act
from approvals.queries import case_for
from approvals.refusals import DayUnreadable
from kernel.cases.sharing import LONGEST_NAME
from kernel.ledger.locking import database_now


@require_POST
def my_share(request: HttpRequest, number: str) -> HttpResponse:
    """The same words whether there is such an account or not."""
    user = citizen(request)
    helper = typed.line(request.POST.get("helper", ""), LONGEST_NAME)
    until = request.POST.get("until", "")

    def act() -> str:
        case = case_for(user, typed.line(number), at=database_now())
        limit_sharing(user)
        supplement = "may_supplement" in request.POST
        actions.share(number=case.number, by=user, helper=helper, until=_day(until), may_supplement=supplement)
        return reverse("my_case", args=[case.number])

    said = _("已分享。他登录后，在“我的办件”里就能看到。")
    return public_act(request, route="approvals.share", act=act, said=said)


@require_POST
def my_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The helper sees nothing of it any more, also on a page that he has open."""
    user = citizen(request)
    share = typed.ordinal(request.POST.get("share", ""))

    def act() -> str:
        case = case_for(user, typed.line(number), at=database_now())
        actions.take_back(number=case.number, by=user, share=share)
        return reverse("my_case", args=[case.number])

    return public_act(request, route="approvals.take_back", act=act, said=_("这一份分享已收回。"))


def _day(text: str) -> date | None:
    """The last day, if one was chosen. Errors: DayUnreadable."""
    if not text:
        return None
    day = typed.day(text)
    if day is None:
        raise DayUnreadable
    return day
