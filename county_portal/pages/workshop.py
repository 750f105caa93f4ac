"""事项库维护: the list of items, one item with its draft beside what is in force, and the acts that need no form."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from approvals.typed import line
from county_portal.workshop import acting, reading
from county_portal.workshop.comparing import compared
from county_portal.workshop.exporting import exported
from kernel.accounts.models import User
from kernel.catalogue.columns import COLUMNS
from kernel.catalogue.completeness import lacking
from kernel.catalogue.drafts import draft_of
from kernel.catalogue.models import ItemVersion, Unit
from kernel.catalogue.permissions import Workbench
from kernel.catalogue.queries.workshop import FILTERS, workshop_counts, workshop_items
from kernel.doors.entering import desk_user, signed_in_first
from kernel.doors.strip_words import amount
from kernel.doors.verbs import page_act
from kernel.identifiers.exports import XLSX, csv_bytes, xlsx_bytes
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.models import Organization

A_PAGE = 50
LONGEST = 60
FILTER_WORDS = (
    ("", gettext_lazy("全部")),
    ("review", gettext_lazy("待发布")),
    ("draft", gettext_lazy("起草中")),
    ("imported", gettext_lazy("导入待核对")),
    ("in_force", gettext_lazy("现行")),
    ("retired", gettext_lazy("停用")),
)


@never_cache
@require_safe
@signed_in_first
def items(request: HttpRequest) -> HttpResponse:
    """The items in the reader's hands: what waits, what is being drafted, what is in force."""
    user = desk_user(request)
    bench = reading.bench_of(user, at=database_now())
    asked = {name: line(request.GET.get(name, ""), LONGEST) for name in ("q", "organ", "state")}
    state = asked["state"] if asked["state"] in {*FILTERS, "retired"} else ""
    rows = workshop_items(bench, text=asked["q"], organ=asked["organ"], state=state)
    rows = rows.prefetch_related("steps", "fees", "materials", "joint", "receiving_windows")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    shown = [_row(version, user, bench) for version in page]
    # where nothing can be ticked, a button for what is ticked would be without effect
    several = _several(state, bench) if any(row["choosable"] for row in shown) else None
    facts = {
        "text": asked["q"], "organ": asked["organ"], "state": state, "page": page,
        "query": request_query(asked | {"state": state}), "rows": shown,
        "organs": organs_of(bench), "filters": _filters(bench, asked, state),
        "may_begin": bool(bench.counties or bench.units), "several": several,
    }  # fmt: skip
    return render(request, "workshop/items.html", facts)


def organs_of(bench: Workbench) -> list[Organization]:
    """The units whose items are in somebody's hands, by code."""
    ids = ItemVersion.objects.filter(bench.rows()).order_by().values("organization").distinct()
    return list(Organization.objects.filter(pk__in=ids).order_by("code"))


def _row(version: ItemVersion, user: User, bench: Workbench) -> dict[str, Any]:
    draft = version.state == ItemVersion.State.DRAFT
    mine = user.pk in (version.drafted_by_id, version.submitted_by_id)
    waits = draft and version.submitted_at is not None
    lacks = len(lacking(version)) if draft else 0
    for_me = waits and not mine and bench.publishes(version.organization)
    to_submit = draft and not waits and version.drafted_by_id is not None and bench.edits(version.organization)
    return {
        "version": version, "state": state_words(version), **lengths(version), "lacks": lacks, "for_me": for_me,
        "choosable": not lacks and (for_me or to_submit),
    }  # fmt: skip


def _several(state: str, bench: Workbench) -> dict[str, str] | None:
    """What may be done with several lines of this list at once: where it goes, and its words."""
    if state == "review" and bench.publishing:
        return {"url": reverse("workshop_publish_several"), "words": _("发布勾选的")}
    if state == "draft" and (bench.counties or bench.units):
        return {"url": reverse("workshop_submit_several"), "words": _("送审勾选的")}
    return None


def lengths(version: ItemVersion) -> dict[str, str]:
    """Law and promise in words; a draft may not know them yet."""
    law, promise = version.statutory_length, version.promised_length
    unstated = version.statutory_unit == Unit.UNSTATED
    promised = "" if promise is None else _("当场办结") if promise == 0 else amount(promise, "working_day")
    if law is None:
        return {"statutory": "", "promised": promised}
    statutory = _("{number}（单位待审）").format(number=law) if unstated else amount(law, version.statutory_unit)
    return {"statutory": statutory, "promised": promised}


def state_words(version: ItemVersion) -> str:
    """What a version is now, in a word."""
    if version.state != ItemVersion.State.DRAFT:
        return str(version.get_state_display())
    if version.submitted_at is not None:
        return _("待发布")
    return _("起草中") if version.drafted_by_id is not None else _("导入待核对")


def _filters(bench: Workbench, asked: dict[str, str], state: str) -> list[dict[str, Any]]:
    counts = workshop_counts(bench)
    found = []
    for code, words in FILTER_WORDS:
        query = request_query(asked, state=code)
        count = counts["all"] if not code else counts.get(code)
        found.append({"url": f"?{query}", "words": words, "count": count, "current": code == state})
    return found


def request_query(asked: dict[str, str], **changes: str) -> str:
    """The query of the same list, changed in one place."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in {**asked, **changes}.items() if value})
    return query.urlencode()


@never_cache
@require_safe
@signed_in_first
def export(request: HttpRequest, shape: str) -> HttpResponse:
    """The reader's items as a list that the import takes back."""
    rows = exported(reading.bench_of(desk_user(request), at=database_now()))
    if shape == "csv":
        answer = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    elif shape == "xlsx":
        answer = HttpResponse(xlsx_bytes(rows, title=_("事项")), content_type=XLSX)
    else:
        raise NotFound
    answer["Content-Disposition"] = f'attachment; filename="items.{shape}"'
    return answer


@never_cache
@require_safe
@signed_in_first
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: the draft beside what is in force, what it lacks, and what may be done with it."""
    user = desk_user(request)
    bench, edition = reading.edition_for(user, line(code))
    draft, in_force = edition.draft, edition.in_force
    leading = edition.leading
    entries = reading.history(edition)
    mine = draft is not None and user.pk in (draft.drafted_by_id, draft.submitted_by_id)
    facts = {
        "edition": edition, "version": leading, "state": state_words(leading),
        "sections": compared(
            draft_of(in_force) if in_force is not None and draft is not None else None, draft_of(leading)
        ),
        "hindrances": reading.hindrances(draft) if draft is not None else [],
        "promise": reading.promise_words(leading),
        "overrides": [{"name": COLUMNS[each.column], "reason": each.reason} for each in leading.overrides.all()],
        "open_cases": reading.open_cases(edition), "history": entries, "editions": reading.editions(edition),
        "sent_back": reading.sent_back_for(entries, draft),
        "edits": bench.edits(leading.organization), "publishes": bench.publishes(leading.organization), "mine": mine,
    }  # fmt: skip
    return render(request, "workshop/item.html", facts)


def _act(request: HttpRequest, code: str, route: str, said: str, verb: Callable[[User, str], object]) -> HttpResponse:
    user = desk_user(request)

    def act() -> str:
        verb(user, line(code))
        return reverse("workshop_item", args=[line(code)])

    return page_act(request, route=route, act=act, said=said, refused_template="workshop/refused.html")


def _revision(request: HttpRequest) -> int:
    return number_typed(request.POST.get("revision", ""))


def number_typed(typed: str) -> int:
    """A revision as a form says it, 0 for what is none."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def _reason(request: HttpRequest) -> str:
    return line(request.POST.get("reason", ""), 200)


@never_cache
@require_POST
@signed_in_first
def open_next(request: HttpRequest, code: str) -> HttpResponse:
    """起新版."""
    return _act(request, code, "workshop.open", _("已起新版，改完送审"), acting.open_next)


@never_cache
@require_POST
@signed_in_first
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """送审."""
    revision = _revision(request)

    def verb(user: User, code: str) -> object:
        return acting.submit(user, code, revision=revision)

    return _act(request, code, "workshop.submit", _("已送审，等另一人发布"), verb)


@never_cache
@require_POST
@signed_in_first
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """发布."""
    revision = _revision(request)

    def verb(user: User, code: str) -> object:
        return acting.put_in_force(user, code, revision=revision)

    return _act(request, code, "workshop.publish", _("已发布，新收的件按这一版办"), verb)


@never_cache
@require_POST
@signed_in_first
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """退回."""
    reason = _reason(request)
    return _act(
        request, code, "workshop.send_back", _("已退回"), lambda user, code: acting.give_back(user, code, reason=reason)
    )


@never_cache
@require_POST
@signed_in_first
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """撤回草稿; an item that only was a draft is then nobody's to open, so the list comes next."""
    user, reason = desk_user(request), _reason(request)

    def act() -> str:
        acting.withdraw(user, line(code), reason=reason)
        return reverse("workshop")

    return page_act(
        request, route="workshop.withdraw", act=act, said=_("草稿已撤回"), refused_template="workshop/refused.html"
    )


@never_cache
@require_POST
@signed_in_first
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """停用."""
    reason = _reason(request)
    return _act(
        request, code, "workshop.retire", _("已停用"), lambda user, code: acting.take_out(user, code, reason=reason)
    )
