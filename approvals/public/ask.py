"""Ask about one's case and answer what the unit asks in writing, signed in or with number and code."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import actions, typed
from approvals.limits import limit_asking, limit_replying
from approvals.public.answers import citizen, public_act
from approvals.public.track import opened
from approvals.queries import case_for
from kernel.cases.questions import LONGEST
from kernel.doors.verbs import go
from kernel.ledger.locking import database_now


@require_POST
def my_ask(request: HttpRequest, number: str) -> HttpResponse:
    """The signed-in applicant asks."""
    user = citizen(request)
    text = typed.prose(request.POST.get("text", ""), LONGEST)

    def act() -> str:
        case = case_for(user, typed.line(number), at=database_now())
        actions.ask(number=case.number, by=user, text=text)
        return reverse("my_case", args=[case.number])

    return public_act(request, route="approvals.ask", act=act, said=_("已送到办理单位，答复会显示在这里。"))


@require_POST
def my_reply(request: HttpRequest, number: str) -> HttpResponse:
    """The applicant answers a written enquiry."""
    user = citizen(request)
    text = typed.prose(request.POST.get("text", ""), LONGEST)
    question = typed.ordinal(request.POST.get("question", ""))

    def act() -> str:
        case = case_for(user, typed.line(number), at=database_now())
        actions.reply(number=case.number, by=user, question=question, text=text)
        return reverse("my_case", args=[case.number])

    return public_act(request, route="approvals.reply", act=act, said=_("您的答复已送到办理单位。"))


@require_POST
def track_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Whoever gave number and code within the half hour asks; everybody else is asked for them first."""
    asked = typed.number(number)
    if not opened(request, asked):
        return go(request, reverse("track"))
    text = typed.prose(request.POST.get("text", ""), LONGEST)

    def act() -> str:
        limit_asking(asked)
        actions.ask(number=asked, by=None, text=text)
        return reverse("tracked", args=[asked])

    return public_act(request, route="approvals.track_ask", act=act, said=_("已送到办理单位，答复会显示在这里。"))


@require_POST
def track_reply(request: HttpRequest, number: str) -> HttpResponse:
    """He answers a written enquiry by the same way."""
    asked = typed.number(number)
    if not opened(request, asked):
        return go(request, reverse("track"))
    text = typed.prose(request.POST.get("text", ""), LONGEST)
    question = typed.ordinal(request.POST.get("question", ""))

    def act() -> str:
        limit_replying(asked)
        actions.reply(number=asked, by=None, question=question, text=text)
        return reverse("tracked", args=[asked])

    return public_act(request, route="approvals.track_reply", act=act, said=_("您的答复已送到办理单位。"))
