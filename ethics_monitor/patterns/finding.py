"""The finder: closings in one minute, an agent who is always fastest, late entries, the ends of months.

Each list is found anew from `Handled` and `LateEntry` by the numbers of its `PatternRule`; what a person has said
something of does not come back.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from django.db import connection

from ethics_monitor.models import Clue, Pattern, PatternRule
from ethics_monitor.patterns.found import PARTS, Found
from ethics_monitor.patterns.numbers import chance_of
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import Scope
from kernel.workdays.queries import calendar_code_of, load
from kernel.workdays.working_calendar import OutsideCalendar, WorkCalendar
from kernel.workdays.zone import day_start, local_date

KEY_DIGITS: Final = 24
_SAME_MINUTE: Final = """
SELECT max(region), closed_unit, closed_post, closed_person, date_trunc('minute', closed_at) AS minute,
    count(*), array_agg(case_id ORDER BY closed_at, case_id)
FROM ethics_monitor_handled
WHERE closed_at >= %(since)s AND substr(region, 1, 6) = ANY(%(counties)s) AND closed_person <> ''
GROUP BY 2, 3, 4, 5 HAVING count(*) >= %(least)s ORDER BY minute DESC, 2, 3, 4"""
_AGENTS: Final = """
WITH matters AS MATERIALIZED (
    SELECT case_id, region, item, agent, worked_minutes, decided_at FROM ethics_monitor_handled
    WHERE decided_at >= %(since)s AND substr(region, 1, 6) = ANY(%(counties)s) AND worked_minutes IS NOT NULL
)
SELECT region, item, agent, worked_minutes, decided_at, case_id FROM matters
WHERE item IN (SELECT item FROM matters WHERE agent <> '' GROUP BY item, agent HAVING count(*) >= %(cases)s)
ORDER BY item, case_id"""
_LATE: Final = """
SELECT max(region), unit, post, person, min(recorded_at), count(*), array_agg(DISTINCT case_id),
    (extract(epoch FROM max(recorded_at - at)) / 3600)::int, array_agg(at)
FROM ethics_monitor_lateentry
WHERE recorded_at >= greatest(%(since)s, %(installed)s) AND recorded_at - at >= %(hours)s * interval '1 hour'
    AND substr(region, 1, 6) = ANY(%(counties)s)
GROUP BY unit, post, person, (recorded_at AT TIME ZONE 'Asia/Shanghai')::date
HAVING count(*) >= %(least)s ORDER BY min(recorded_at) DESC, unit, post, person"""
_DAYS: Final = """
SELECT substr(region, 1, 6), closed_unit, (closed_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
    array_agg(case_id ORDER BY case_id)
FROM ethics_monitor_handled
WHERE closed_at >= %(since)s AND substr(region, 1, 6) = ANY(%(counties)s) AND closed_unit <> ''
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


def leads(pattern: str, scope: Scope, *, at: datetime) -> list[Found]:
    """The leads of a pattern that nobody has looked at yet, latest first; none where the pattern is not in use."""
    rule = PatternRule.objects.filter(pattern=pattern).first()
    if rule is None or not scope.counties:
        return []
    known = set(Clue.objects.visible_to(scope).filter(pattern=pattern).values_list("key", flat=True))
    return [each for each in _FINDERS[Pattern(pattern)](rule, scope, at) if each.key not in known]


def lead(pattern: str, key: str, scope: Scope, *, at: datetime) -> Found:
    """The lead of that key, looked at or not. Errors: NotFound when the finder does not find it."""
    rule = PatternRule.objects.filter(pattern=pattern).first()
    if rule is None or not scope.counties:
        raise NotFound
    for each in _FINDERS[Pattern(pattern)](rule, scope, at):
        if each.key == key:
            return each
    raise NotFound


def _key(*parts: str) -> str:
    """A short word that is the same for the same lead, and fit for a form."""
    return hashlib.sha256(PARTS.join(parts).encode()).hexdigest()[:KEY_DIGITS]


def _read(sql: str, rule: PatternRule, scope: Scope, at: datetime, **more: Any) -> list[tuple[Any, ...]]:
    since = day_start(local_date(at) - timedelta(days=int(rule.number("days"))))
    with connection.cursor() as cursor:
        cursor.execute(sql, {**rule.numbers, "since": since, "counties": sorted(scope.counties), **more})
        return cursor.fetchall()


def _same_minute(rule: PatternRule, scope: Scope, at: datetime) -> Iterator[Found]:
    for region, unit, post, person, minute, many, cases in _read(_SAME_MINUTE, rule, scope, at):
        key = _key(unit, post, person, minute.isoformat())
        yield Found(Pattern.SAME_MINUTE, key, region, minute, tuple(cases), unit, post, person, numbers={"many": many})


def _fastest_agents(rule: PatternRule, scope: Scope, at: datetime) -> Iterator[Found]:
    by_item: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _read(_AGENTS, rule, scope, at):
        by_item[row[1]].append(row)
    found = [each for item, rows in by_item.items() for each in _fastest_of(item, rows, rule)]
    yield from sorted(found, key=lambda each: each.numbers["many"], reverse=True)


def _fastest_of(item: str, rows: Sequence[tuple[Any, ...]], rule: PatternRule) -> Iterator[Found]:
    """The agents of one item whose matters are decided faster than the others of it, by median and by sign test."""
    by_agent: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_agent[row[2]].append(row)
    for agent, own in sorted(by_agent.items()):
        others = [row[3] for row in rows if row[2] != agent]
        if not agent or len(own) < rule.number("cases") or not others:
            continue
        mine, usual = median(row[3] for row in own), median(others)
        faster = sum(row[3] < usual for row in own)
        chance = chance_of(faster, len(own))
        if mine > usual * rule.number("ratio") or chance > rule.number("chance"):
            continue
        last = max(own, key=lambda row: row[4])
        numbers = {
            "many": len(own), "own": round(mine), "others": len(others), "usual": round(usual), "faster": faster,
            "chance": f"{chance:.4f}",
        }  # fmt: skip
        # a new year is a new question
        key = _key(agent, item, str(local_date(last[4]).year))
        cases = tuple(row[5] for row in own)
        yield Found(Pattern.FASTEST_AGENT, key, last[0], last[4], cases, agent=agent, item=item, numbers=numbers)


def _late_entries(rule: PatternRule, scope: Scope, at: datetime) -> Iterator[Found]:
    calendars: dict[str, WorkCalendar] = {}
    for region, unit, post, person, entered, many, cases, hours, acts in _read(
        _LATE, rule, scope, at, installed=rule.since
    ):
        calendar = calendars.setdefault(region[:6], load(calendar_code_of(region)))
        rest = sum(_rests(calendar, act) for act in acts)
        key = _key(unit, post, person, local_date(entered).isoformat())
        numbers = {"many": many, "hours": hours, "rest": rest}
        yield Found(
            Pattern.LATE_ENTRY, key, region, entered, tuple(cases), unit, post, person, numbers=numbers
        )  # fmt: skip


def _rests(calendar: WorkCalendar, at: datetime) -> bool:
    try:
        return not calendar.is_working(local_date(at))
    except OutsideCalendar:
        return False


def _month_ends(rule: PatternRule, scope: Scope, at: datetime) -> Iterator[Found]:
    months: dict[tuple[str, str, date], dict[date, list[int]]] = defaultdict(dict)
    for county, unit, day, cases in _read(_DAYS, rule, scope, at):
        months[county, unit, day.replace(day=1)][day] = cases
    found = []
    for (county, unit, month), days in months.items():
        each = _burst_of(county, unit, month, days, rule, local_date(at))
        if each is not None:
            found.append(each)
    yield from sorted(found, key=lambda each: (each.at, each.unit), reverse=True)


def _burst_of(
    county: str, unit: str, month: date, days: Mapping[date, list[int]], rule: PatternRule, today: date
) -> Found | None:
    """A unit's month whose last working days stand out; None for others, and for a month that is not over."""
    calendar = load(calendar_code_of(county))
    following = (month + timedelta(days=32)).replace(day=1)
    if following > today:
        return None
    working = [day for day in _days(month, following) if calendar.is_working(day)]
    last = working[-int(rule.number("last_days")) :]
    cases = [case for day in last for case in days.get(day, ())]
    usual = sum(len(found) for day, found in days.items() if day not in last) / max(len(working) - len(last), 1)
    each_day = len(cases) / len(last)
    times = each_day / max(usual, 1 / len(working))
    if len(cases) < rule.number("least") or times < rule.number("times"):
        return None
    numbers = {"month": f"{month:%Y-%m}", "last_days": len(last), "many": len(cases), "times": f"{times:.1f}"}
    at, key = day_start(last[-1]), _key(unit, f"{month:%Y-%m}")
    return Found(Pattern.MONTH_END, key, county.ljust(12, "0"), at, tuple(cases), unit, numbers=numbers)


def _days(first: date, behind: date) -> Iterator[date]:
    return (first + timedelta(days=place) for place in range((behind - first).days))


_Finder = Callable[[PatternRule, Scope, datetime], Iterator[Found]]
_FINDERS: Final[Mapping[Pattern, _Finder]] = {
    Pattern.SAME_MINUTE: _same_minute,
    Pattern.FASTEST_AGENT: _fastest_agents,
    Pattern.LATE_ENTRY: _late_entries,
    Pattern.MONTH_END: _month_ends,
}
