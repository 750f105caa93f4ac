"""Cross-tables person × item, organisation × item, agent × item, and the matters behind each of their figures.

One statement reads what was decided in the span; whether a term ran over is asked of the clocks, since a date may have
moved since, and closings are compared with all closings of the same hand, whatever the filter.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from ethics_monitor.models import Pattern, PatternRule
from ethics_monitor.patterns.wanted import Wanted
from kernel.organizations.queries import Scope

MOST: Final = 500
ROWS: Final = 200
# a grant within the hour says something only of what was not promised on the spot
_QUICK_WITHIN: Final = 60

# `late` goes by the partial index of clocks that did not end in time; `near` counts the closings of one hand from a
# minute before to a minute after, itself included
_FOUND: Final = """
WITH late AS MATERIALIZED (
    SELECT DISTINCT subject_id FROM clocks_clock
    WHERE subject_kind = 'case' AND kind = 'promised' AND ended_at > due_at AND NOT simulated
),
closings AS MATERIALIZED (
    SELECT case_id, count(*) OVER (
        PARTITION BY closed_unit, closed_post, closed_person ORDER BY closed_at
        RANGE BETWEEN interval '1 minute' PRECEDING AND interval '1 minute' FOLLOWING
    ) AS near
    FROM ethics_monitor_handled
    WHERE closed_at >= %(since)s AND substr(region, 1, 6) = ANY(%(counties)s)
),
found AS (
    SELECT h.*, h.{stage}_unit AS unit, h.{stage}_post AS post, h.{stage}_person AS person,
        late.subject_id IS NOT NULL AS late,
        coalesce(closings.near, 0) >= %(together)s AS burst,
        coalesce(h.granted AND h.promised_days > 0, false) AS timed,
        coalesce(h.granted AND h.promised_days > 0 AND h.minutes_to_decide < %(quick)s, false) AS quick
    FROM ethics_monitor_handled h
    LEFT JOIN late ON late.subject_id = h.case_id
    LEFT JOIN closings ON closings.case_id = h.case_id
    WHERE h.decided_at >= %(since)s AND h.decided_at < %(until)s AND substr(h.region, 1, 6) = ANY(%(counties)s)
        {narrowed}
)"""
_KEYS: Final = {
    "person": "unit, post, person, '' AS agent, item",
    "organization": "unit, '' AS post, '' AS person, '' AS agent, item",
    "agent": "'' AS unit, '' AS post, '' AS person, agent, item",
}
_ORDERS: Final = {
    "count": "many DESC",
    "median": "median NULLS LAST, many DESC",
    "late": "late::float / many DESC, late DESC, many DESC",
    "burst": "burst::float / many DESC, burst DESC, many DESC",
    "quick": "quick::float / greatest(timed, 1) DESC, quick DESC, many DESC",
}
_TABLE: Final = """
SELECT * FROM (SELECT {keys}, count(*) AS many, percentile_cont(0.5) WITHIN GROUP (ORDER BY worked_minutes) AS median,
    count(*) FILTER (WHERE late) AS late, count(*) FILTER (WHERE burst) AS burst,
    count(*) FILTER (WHERE timed) AS timed, count(*) FILTER (WHERE quick) AS quick
FROM found GROUP BY 1, 2, 3, 4, 5) cells ORDER BY {order}, 1, 2, 3, 4, 5 LIMIT %(most)s"""
_BEHIND: Final = """
SELECT case_id, number, item, received_at, accepted_at, decided_at, closed_at, worked_minutes, agent,
    late, burst, quick, unit, post, person
FROM found WHERE {figure} ORDER BY decided_at DESC, case_id DESC LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class Line:
    """A cell of the table: who with which item. `median` in office minutes from receipt to decision; `timed` are the
    grants that were not promised on the spot, of which `quick` were given within an hour of acceptance."""

    unit: str
    post: str
    person: str
    agent: str
    item: str
    count: int
    median: float | None
    late: int
    burst: int
    timed: int
    quick: int


@dataclass(frozen=True, slots=True)
class Behind:
    """One matter behind a figure."""

    case_id: int
    number: str
    item: str
    received_at: datetime | None
    accepted_at: datetime | None
    decided_at: datetime
    closed_at: datetime | None
    worked_minutes: int | None
    agent: str
    late: bool
    burst: bool
    quick: bool
    unit: str
    post: str
    person: str


def cross_table(wanted: Wanted, scope: Scope) -> list[Line]:
    """The cells, in the order asked for; no more than MOST + 1, so that a table that was cut can say so."""
    sql, params = _found(wanted, scope)
    sql += _TABLE.format(keys=_KEYS[wanted.axis], order=_ORDERS[wanted.sort])
    return [Line(*row) for row in _read(sql, {**params, "most": MOST + 1})]


def behind(wanted: Wanted, scope: Scope) -> list[Behind]:
    """The matters of one cell and figure, latest first; no more than ROWS + 1."""
    sql, params = _found(wanted, scope)
    sql += _BEHIND.format(figure="true" if wanted.figure == "count" else wanted.figure)
    return [Behind(*row) for row in _read(sql, {**params, "most": ROWS + 1})]


def _found(wanted: Wanted, scope: Scope) -> tuple[str, dict[str, Any]]:
    since, until = wanted.span
    together = PatternRule.objects.filter(pattern=Pattern.SAME_MINUTE).first()
    params: dict[str, Any] = {
        "since": since, "until": until, "counties": sorted(scope.counties), "quick": _QUICK_WITHIN,
        "together": together.number("beside") + 1 if together is not None else 4,
    }  # fmt: skip
    narrowed = _narrowed(wanted, params)
    return _FOUND.format(stage=wanted.stage, narrowed=narrowed), params


def _narrowed(wanted: Wanted, params: dict[str, Any]) -> str:
    """The filters as SQL, their values put into `params`."""
    columns = {
        f"h.{wanted.stage}_unit": wanted.unit or wanted.organization,
        f"h.{wanted.stage}_post": wanted.post,
        f"h.{wanted.stage}_person": wanted.person,
        "h.agent": wanted.agent,
        "h.item": wanted.item,
    }
    clauses = [f"h.{wanted.stage}_at IS NOT NULL"]
    if wanted.axis == "agent":
        clauses.append("h.agent <> ''")
    if wanted.region:
        params["region"] = wanted.region
        clauses.append("starts_with(h.region, %(region)s)")
    for place, (column, value) in enumerate(columns.items()):
        if value:
            params[f"value_{place}"] = value
            clauses.append(f"{column} = %(value_{place})s")
    return "".join(f" AND {clause}" for clause in clauses)


def _read(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
