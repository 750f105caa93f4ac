"""应进必进台账: the share that is in the hall, what is not and why, and the form that writes one line."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from county_portal import hall_register
from kernel.accounts.models import User
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.verbs import page_act
from kernel.identifiers.exports import XLSX, xlsx_bytes
from kernel.ledger.locking import database_now

# of each list: they are a thousand in a county that has just brought its own in; the sheet has them all
MOST_SHOWN = 100
FIELDS = ("subject", "code", "reason", "review_on")


@never_cache
@require_safe
@signed_in_first
def board(request: HttpRequest) -> HttpResponse:
    """The register of the reader's county."""
    return _shown(request, desk_user(request), {})


@never_cache
@require_safe
@signed_in_first
def export(request: HttpRequest) -> HttpResponse:
    """The register as a sheet."""
    rows = hall_register.exported(hall_register.register_for(desk_user(request)))
    answer = HttpResponse(xlsx_bytes(rows, title=_("应进必进台账")), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="hall-register.xlsx"'
    return answer


@never_cache
@require_POST
@signed_in_first
def enter(request: HttpRequest) -> HttpResponse:
    """Write one line; what is wrong with it stands beside what was typed."""
    user = desk_user(request)
    typed = {name: request.POST[name] for name in FIELDS if request.POST.get(name)}
    form = hall_register.EntryInput(data=typed)
    if not form.is_valid():
        return _shown(request, user, {name: str(words[0]) for name, words in form.errors.items()})

    def act() -> str:
        hall_register.enter(user, **form.validated_data)
        return reverse("hall_register")

    return page_act(request, route="hall_register.enter", act=act, said=_("已登记"))


def _shown(request: HttpRequest, user: User, errors: Mapping[str, str]) -> HttpResponse:
    facts = {
        "register": hall_register.register_for(user),
        "most": MOST_SHOWN,
        "may_keep": hall_register.may_keep(user, at=database_now()),
        "subjects": hall_register.SUBJECTS,
        "typed": {name: request.POST.get(name, "") for name in FIELDS},
        "errors": errors,
    }
    return render(request, "hall_register.html", facts, status=422 if errors else 200)
