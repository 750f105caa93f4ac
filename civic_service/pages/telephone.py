"""What the pages tell an agent's telephone, so that it can keep packets and send them later."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from civic_service.packets import token_of
from kernel.accounts.models import User
from kernel.organizations.refusals import NotYourPost

# of a photograph that is laid flat
CORNERS: Final = (_("左上角"), _("右上角"), _("右下角"), _("左下角"))


def telephone(agent: User) -> dict[str, str]:
    """Whose packets the telephone shows, and what it puts into one that leaves as a file or as codes."""
    return {"packet_owner": str(agent.pk), "packet_token": token_of(agent)}


def no_post(request: HttpRequest, user: User, refusal: NotYourPost) -> HttpResponse:
    """The refusal, with what still lies on the telephone of an agent whose post has ended: it can be saved."""
    facts = telephone(user) | {"refusal": refusal}
    return render(request, "civic_service/filing_ended.html", facts, status=refusal.status)
