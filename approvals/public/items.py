"""Find an item and read its guide: what to bring, how long it takes, where to go (行政许可法 30)."""

from typing import Any
from urllib.parse import quote

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from approvals.pages.hall import paper_words
from approvals.pages.preview import calendar_of, preview_strip
from approvals.public.queries import complaint_phone, consult_phone, departments, hours_of, remedies_of, who_answers
from approvals.public.why import why_words
from approvals.typed import line
from kernel.catalogue.blank_form import blank_form
from kernel.catalogue.models import ERRAND, Material
from kernel.catalogue.queries import Guide, guide, in_force, search, situations
from kernel.doors.strip_words import amount
from kernel.doors.verbs import signed_in
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.workdays.queries import NATIONAL, load
from kernel.workdays.zone import local_date

A_PAGE = 40
LONGEST = 60
# 法律用语 beside what it means at the window
LEGAL_WORDS = (
    (_("收件"), _("把材料交上来了，还没说收不收办")),
    (_("受理"), _("已收下，开始办，开始算天数")),
    (_("补正"), _("还缺材料，补齐再算")),
    (_("容缺"), _("这一样可以晚点补")),
    (_("办结"), _("办好了，可以来拿结果")),
    (_("工作日"), _("不算周末和节假日的天数")),
)


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Items by name, sound or what people call them; of one department (`?organ=`), for a situation (`?situation=`)."""
    asked = {name: line(request.GET.get(name, ""), LONGEST) for name in ("q", "organ", "situation")}
    organs, all_situations = departments(), situations()
    organ = next((each for each in organs if each["code"] == asked["organ"]), None)
    situation = next((each for each in all_situations if each.code == asked["situation"]), None)
    found = search(
        asked["q"],
        organ=asked["organ"] if organ is not None else "",
        situation=situation.code if situation is not None else "",
        case_kind=None,
        own=False,
        some=True,
    )
    facts = {
        "text": asked["q"],
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "organ": organ,
        "organs": organs,
        "situation": situation,
        "situations": all_situations,
    }
    return render(request, "public/items.html", facts)


@require_safe
def guide_page(request: HttpRequest, code: str) -> HttpResponse:
    """办事指南 of the version in force. Errors: NotFound."""
    version = in_force(line(code))
    if version is None:
        raise NotFound
    now = database_now()
    strip = None
    if version.statutory_unit != "unstated":
        strip = preview_strip(version, calendar=calendar_of(version), now=now)
    user = signed_in(request)
    found = guide(version)
    address = request.build_absolute_uri(reverse("item_guide", args=[version.item.code]))
    facts = {
        "address": address,
        "drawing": _drawing(address),
        "words": LEGAL_WORDS,
        "guide": found,
        "version": version,
        "own": version.at_a_counter,
        "carried": version.case_kind == ERRAND,
        "staff": user is not None and not user.is_citizen,
        "strip": strip,
        "statutory": amount(version.statutory_length, version.statutory_unit),
        "why": why_words(strip, answering=False) if strip is not None else "",
        "to_bring": [{"name": paper.name, "sub": _from_where(paper)} for paper in found.to_bring],
        "shared": [paper for paper in found.materials if paper.shared],
        "places": _places(found),
        "answers": who_answers(version, found.windows, at=now),
        "delivery": version.delivering_window,
        "remedies": remedies_of(version),
        "consult_phone": consult_phone(version),
        "complaint_phone": complaint_phone(version),
    }
    return render(request, "public/guide.html", facts)


@require_safe
def blank_form_file(request: HttpRequest, code: str) -> HttpResponse:
    """空白表格 of the version in force, to be printed and filled in by hand. Errors: NotFound, also without a form."""
    version = in_force(line(code))
    if version is None or not version.form_schema:
        raise NotFound
    guide_address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('item_guide', args=[version.item.code])}"
    answer = HttpResponse(blank_form(version, guide=guide_address), content_type="application/pdf")
    name = quote(f"{version.name}申请表.pdf")
    answer["Content-Disposition"] = f"inline; filename=\"{version.item.code}.pdf\"; filename*=UTF-8''{name}"
    return answer


def _from_where(paper: Material) -> str:
    """In which form it is brought, and who has it: a paper that an organ issues is not made at home."""
    said = (paper_words(paper), paper.get_source_display(), paper.issuer)
    return "·".join(str(words) for words in said if words)


def _drawing(address: str) -> SafeString:
    """The QR code of an address, as a drawing in the page."""
    drawing = segno.make(address, error="m", micro=False)
    return SafeString(drawing.svg_inline(border=0, omitsize=True, svgclass="qr"))


def _places(found: Guide) -> list[dict[str, Any]]:
    """The receiving windows by service point, each with the hours it keeps on a working day."""
    calendar = load(NATIONAL)
    working_day = calendar.next_working(local_date(database_now()))
    by_point: dict[int, dict[str, Any]] = {}
    for window in found.windows:
        point = window.service_point
        hours = hours_of(point, on=working_day, calendar=calendar)
        row = by_point.setdefault(point.pk, {"point": point, "hours": hours, "windows": {}})
        row["windows"].setdefault(window.name, []).append(window.code)
    return list(by_point.values())
