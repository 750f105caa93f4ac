"""证据包: which were taken away, why, by whom, and where they went; the list of hand-overs is printed from here."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ethics_monitor import actions
from ethics_monitor.evidence.collecting import KINDS
from ethics_monitor.models import Evidence
from ethics_monitor.pages.access import viewer_of, with_roles
from ethics_monitor.pages.frame import frame
from ethics_monitor.pages.patterns import tabs
from ethics_monitor.permissions import INSPECTORS
from kernel.doors.verbs import page_act
from kernel.ledger.refusals import NotFound

PAGE: Final = 100
ZIP: Final = "application/zip"
LONGEST: Final = {"unit": 100, "receiver": 60, "receipt": 100}


@never_cache
@require_safe
def evidence_list(request: HttpRequest) -> HttpResponse:
    """Every package of the county, the newest first, and the form for a new one."""
    viewer = with_roles(request, INSPECTORS)
    rows = Evidence.objects.visible_to(viewer.scope).defer("archive").order_by("-at", "-pk")
    facts: dict[str, Any] = {
        **frame(viewer),
        "tabs": tabs("evidence_list"),
        "rows": rows.prefetch_related("hand_overs")[:PAGE],
        "kinds": {"case": _("办件"), "card": _("监察牌"), "clue": _("线索")},
        "kind": request.GET.get("kind", "case"),
        "number": request.GET.get("number", "")[:100],
    }
    return render(request, "ethics_monitor/evidence_list.html", facts)


@require_POST
def evidence_make(request: HttpRequest) -> HttpResponse:
    """A new package, then its page."""
    viewer = viewer_of(request)

    def act() -> str:
        kind = request.POST.get("kind", "")
        made = actions.make_evidence(
            kind=kind if kind in KINDS else "",
            number=request.POST.get("number", "").strip()[:100],
            by=viewer.user,
            reason=request.POST.get("reason", "")[:2000],
        )
        return reverse("ethics_monitor:evidence", args=[made.number])

    return page_act(request, route="ethics_monitor.evidence_make", act=act, said=_("证据包已导出"))


@never_cache
@require_safe
def evidence(request: HttpRequest, number: str) -> HttpResponse:
    """One package with its digests and the list of its hand-overs. Errors: NotFound."""
    viewer = with_roles(request, INSPECTORS)
    rows = Evidence.objects.visible_to(viewer.scope).defer("archive").prefetch_related("hand_overs")
    row = rows.filter(number=number).first()
    if row is None:
        raise NotFound
    return render(
        request, "ethics_monitor/evidence.html", {**frame(viewer), "tabs": tabs("evidence_list"), "evidence": row}
    )


@never_cache
@require_safe
def evidence_file(request: HttpRequest, number: str) -> HttpResponse:
    """The bytes as they were made; each taking is another line of the access log."""
    viewer = with_roles(request, INSPECTORS)
    row = actions.open_evidence(number=number, by=viewer.user)
    answer = HttpResponse(bytes(row.archive), content_type=ZIP)
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.zip"'
    return answer


@require_POST
def evidence_hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """To whom it went, and by which signature or receipt."""
    viewer = viewer_of(request)

    def act() -> str:
        unit, receiver, receipt = (request.POST.get(name, "")[:most] for name, most in LONGEST.items())
        actions.hand_over_evidence(number=number, by=viewer.user, unit=unit, receiver=receiver, receipt=receipt)
        return reverse("ethics_monitor:evidence", args=[number])

    return page_act(request, route="ethics_monitor.evidence_hand_over", act=act, said=_("已记入移交记录"))
