"""研判: cross-tables, the matters behind each figure, and both as files. The reader's own reading is written down."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from ethics_monitor.actions import unmask_agent
from ethics_monitor.pages.access import Viewer, with_roles
from ethics_monitor.pages.board import percent
from ethics_monitor.pages.frame import frame
from ethics_monitor.patterns.table import MOST, ROWS, Line, behind, cross_table
from ethics_monitor.patterns.wanted import AXES, FIGURES, STAGES, Wanted
from ethics_monitor.patterns.words import figure_words, spent_words, what_is_read
from ethics_monitor.permissions import INSPECTORS
from ethics_monitor.queries.pages import short_names
from ethics_monitor.queries.patterns import agents_of, files_of, regions_with_patterns, units_with_patterns
from ethics_monitor.reading import note_reading, whose_rows
from kernel.doors.verbs import page_piece, signed_in
from kernel.identifiers.exports import XLSX, csv_bytes, xlsx_bytes
from kernel.ledger.refusals import NotFound


def tabs(current: str) -> list[dict[str, Any]]:
    """The three pages of 研判 as a segmented choice."""
    words = {"patterns": _("交叉表"), "clues": _("线索"), "evidence_list": _("证据包")}
    return [
        {"url": reverse(f"ethics_monitor:{name}"), "words": said, "current": name == current}
        for name, said in words.items()
    ]


@never_cache
@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """The cross-table asked for; each figure opens to its matters."""
    viewer = with_roles(request, INSPECTORS)
    wanted = Wanted.of(request.GET.dict(), now=viewer.at)
    lines = cross_table(wanted, viewer.scope)
    facts = {
        **frame(viewer),
        "tabs": tabs("patterns"),
        "wanted": wanted,
        "axes": [
            {"url": f"?{wanted.query(axis=axis)}", "words": words, "current": axis == wanted.axis}
            for axis, words in AXES.items()
        ],
        "stages": STAGES,
        "units": units_with_patterns(viewer.scope),
        "regions": regions_with_patterns(viewer.scope),
        "rows": _rows(lines[:MOST], wanted, viewer),
        "heads": _heads(wanted),
        "cut": len(lines) > MOST,
        "most": MOST,
        "exports": {shape: _export_url(wanted, shape) for shape in ("csv", "xlsx")},
        "today": viewer.at,
    }
    return render(request, "ethics_monitor/patterns.html", facts)


def _export_url(wanted: Wanted, shape: str) -> str:
    return f"{reverse('ethics_monitor:pattern_export', args=[shape])}?{wanted.query()}"


def _heads(wanted: Wanted) -> list[dict[str, Any]]:
    words = {
        "count": _("件数"), "median": _("中位用时"), "late": _("超过承诺"), "burst": _("一分钟内集中办结"),
        "quick": _("受理后一小时内批准"),
    }  # fmt: skip
    return [
        {"words": said, "url": f"?{wanted.query(sort=sort)}", "current": sort == wanted.sort}
        for sort, said in words.items()
    ]


def _rows(lines: Sequence[Line], wanted: Wanted, viewer: Viewer) -> list[dict[str, Any]]:
    units = short_names({line.unit for line in lines})
    agents = agents_of({line.agent for line in lines} - {""}, viewer.scope)
    return [
        {
            "line": line,
            "unit": units.get(line.unit, line.unit) or _("系统"),
            "agent": agents.get(line.agent, ""),
            "median": spent_words(line.median),
            "figures": [_figure(line, figure, wanted) for figure in FIGURES],
        }
        for line in lines
    ]


def _figure(line: Line, figure: str, wanted: Wanted) -> dict[str, Any]:
    count = getattr(line, figure)
    of = line.timed if figure == "quick" else line.count
    cell = {"unit": line.unit, "post": line.post, "person": line.person, "agent": line.agent, "item": line.item}
    return {
        "name": figure,
        "words": figure_words(figure),
        "count": count,
        "share": "" if figure == "count" or not of else percent(count / of),
        "url": f"{reverse('ethics_monitor:pattern_rows')}?{wanted.query(figure=figure, **cell)}" if count else "",
    }


@never_cache
@require_safe
def pattern_rows(request: HttpRequest) -> HttpResponse:
    """The matters behind one figure; that they were opened stands in the access log before they are shown."""
    viewer = with_roles(request, INSPECTORS)
    wanted = Wanted.of(request.GET.dict(), now=viewer.at)
    note_reading(
        by=viewer.user, whom=whose_rows(wanted), fields=["pattern_rows"], why=what_is_read(wanted), at=viewer.at
    )
    found = behind(wanted, viewer.scope)
    units = short_names({row.unit for row in found} | {wanted.unit})
    agents = agents_of({row.agent for row in found} - {""}, viewer.scope)
    files = files_of([row.case_id for row in found], viewer.scope)
    facts = {
        **frame(viewer),
        "tabs": tabs("patterns"),
        "wanted": wanted,
        "unit": units.get(wanted.unit, wanted.unit),
        "figure": figure_words(wanted.figure),
        "agent": agents.get(wanted.agent, ""),
        "rows": [
            {
                "row": row,
                "url": files.get(row.case_id, ""),
                "unit": units.get(row.unit, row.unit),
                "agent": agents.get(row.agent, ""),
                "spent": spent_words(row.worked_minutes),
            }
            for row in found[:ROWS]
        ],
        "cut": len(found) > ROWS,
        "most": ROWS,
        "back": f"{reverse('ethics_monitor:patterns')}?{wanted.query()}",
    }
    return render(request, "ethics_monitor/pattern_rows.html", facts)


@never_cache
@require_safe
def pattern_export(request: HttpRequest, shape: str) -> HttpResponse:
    """The table as CSV or XLSX, written down as an export. Errors: NotFound for another shape."""
    viewer = with_roles(request, INSPECTORS)
    if shape not in ("csv", "xlsx"):
        raise NotFound
    wanted = Wanted.of(request.GET.dict(), now=viewer.at)
    note_reading(
        by=viewer.user, whom=whose_rows(wanted), fields=["pattern_table"], why=what_is_read(wanted), at=viewer.at
    )
    lines = cross_table(wanted, viewer.scope)[:MOST]
    cells = list(_cells(_rows(lines, wanted, viewer)))
    if shape == "csv":
        answer = HttpResponse(csv_bytes(cells), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(xlsx_bytes(cells, title=_("研判交叉表")), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="patterns.{shape}"'
    return answer


def _cells(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[str | int | None]]:
    yield [
        _("单位"), _("岗位"), _("人员"), _("经办人"), _("事项"), _("件数"), _("中位办公用时（分钟）"), _("超过承诺"),
        _("一分钟内集中办结"), _("非当场批准"), _("受理后一小时内批准"),
    ]  # fmt: skip
    for row in rows:
        line: Line = row["line"]
        median = None if line.median is None else round(line.median)
        yield [
            row["unit"], line.post, line.person, row["agent"] or line.agent[:8], line.item, line.count, median,
            line.late, line.burst, line.timed, line.quick,
        ]  # fmt: skip


@never_cache
@require_POST
def pattern_agent(request: HttpRequest) -> HttpResponse:
    """The agent's name in full, for a reason: a part of the page, kept nowhere."""
    with_roles(request, INSPECTORS)
    user = signed_in(request)
    assert user is not None
    asked, why = request.POST.get("agent", "")[:32], request.POST.get("reason", "")[:200]
    return page_piece(
        request, "ethics_monitor/agent_name.html", lambda: {"name": unmask_agent(agent=asked, by=user, why=why)}
    )
