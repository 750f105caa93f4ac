"""接回自己办: with number and code a villager takes his matter back from the agent who carries it, or ends her mandate
while an organ works on it.

On the roof, because the look-up by number and code is the hall's and the mandate is proxy service's.
"""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from approvals import typed
from approvals.lookup import try_code
from civic_service.actions import end_mandate, take_over
from civic_service.models import Errand
from kernel.ledger.refusals import Refusal


class NumberOrCodeWrong(Refusal):
    """A wrong code, an absent number and a matter that no agent carries look alike."""

    code = "number_or_code_wrong"
    status = 404
    template = _("受理号或查询码不对，请对照回执再填一次。")


def take_back(request: HttpRequest, *, number: str, code: str) -> Errand:
    """End the agent's mandate at the word of whoever has number and code. On the road the matter is his own draft
    again; once an organ has received it, it goes on as his own.

    Errors: TooManyTries; NumberOrCodeWrong; MoveNotAllowed once the organ has ended its part, or the mandate has.
    """
    case = try_code(request, typed.number(number), code)
    errand = Errand.objects.with_row().filter(pk=case.pk).first() if case is not None else None
    if errand is None:
        raise NumberOrCodeWrong
    # whatever it has become meanwhile, the action decides after its lock
    return (end_mandate if errand.is_worked_on else take_over)(number=errand.case.number)
