"""事项库维护: one act for all lines of the list that were ticked."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from approvals.typed import line
from county_portal.pages.workshop import LONGEST, number_typed
from county_portal.workshop import acting
from kernel.accounts.models import User
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act


@never_cache
@require_POST
@signed_in_first
def submit_several(request: HttpRequest) -> HttpResponse:
    """送审 of the drafts that were ticked."""
    return _act_on_several(request, "workshop.submit_several", _("勾选的都已送审，等另一人发布"), acting.submit_several)


@never_cache
@require_POST
@signed_in_first
def publish_several(request: HttpRequest) -> HttpResponse:
    """发布 of the drafts that were ticked."""
    said = _("勾选的都已发布，新收的件按这一版办")
    return _act_on_several(request, "workshop.publish_several", said, acting.put_several_in_force)


def _act_on_several(
    request: HttpRequest, route: str, said: str, verb: Callable[[User, Mapping[str, int]], object]
) -> HttpResponse:
    user, read = desk_user(request), _ticked(request)

    def act() -> str:
        verb(user, read)
        return reverse("workshop")

    return page_act(request, route=route, act=act, said=said, refused_template="workshop/refused.html")


def _ticked(request: HttpRequest) -> dict[str, int]:
    """Each tick says which text of which item was read: `3 LW030`."""
    pairs = (line(each, LONGEST).partition(" ") for each in request.POST.getlist("chosen"))
    return {code: number_typed(revision) for revision, _blank, code in pairs}
