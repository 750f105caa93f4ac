"""The one statement that turns what is newly due into cards, their rectification terms and their ledger entries.

Everything a card says is taken in the statement that issues it: the clock as locked, whose turn it was when the rule
became true, who held that post then, the hash of the matter's last entry. The text is joined from this file's own
constants and a checked condition; every value is bound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ethics_monitor.leads import Part
from ethics_monitor.models import Rule
from ethics_monitor.numbers import SEQUENCE, number_sql
from kernel.organizations.models import Role
from kernel.workdays.zone import local_date

# who answers for an organisation where a turn names no post that was held then; never nobody by oversight
LADDER: Final = (Role.WINDOW_HEAD, Role.CHIEF_REPRESENTATIVE, Role.DEPARTMENT_LEADER, Role.DEPARTMENT_HEAD)

# `found` rows: what was found, of which matter, when it became true; `frozen` is what the card keeps of it
CLOCKS_FOUND: Final = """
found AS MATERIALIZED (
    SELECT 'clock' AS subject_kind, c.id AS subject_id, c.subject_kind AS about_kind, c.subject_id AS about_id,
        c.subject_number AS about_number, c.organization_code, c.region_code, c.simulated, c.provisional, c.due_at,
        {period} AS period_key, {true_at} AS true_at, {true_at} AS turn_at,
        jsonb_build_object('clock', to_jsonb(c), 'pauses', (
            SELECT coalesce(jsonb_agg(to_jsonb(p) ORDER BY p.from_at), '[]') FROM clocks_pause p WHERE p.clock_id = c.id
        )) AS frozen
    FROM clocks_clock c {joins}
    WHERE c.kind = ANY(%(clock_kinds)s) AND c.calendar_code = %(calendar)s AND {which} AND c.due_at < %(cutoff)s
        AND (c.ended_at IS NULL OR c.ended_at > c.due_at)
        AND c.length BETWEEN %(min_length)s AND %(max_length)s AND {county}
        AND {true_at} >= %(valid_from)s AND {true_at} < %(valid_until)s
        AND {condition}
    ORDER BY c.id
    FOR NO KEY UPDATE OF c
)"""

# a lead counts back from the due day on the prefix table of the calendar
_LEAD_JOINS: Final = """
    LEFT JOIN workdays_dayordinal o ON o.calendar_id = %(calendar_id)s
        AND o.date = (c.due_at AT TIME ZONE 'Asia/Shanghai')::date
    LEFT JOIN workdays_dayordinal b ON b.calendar_id = %(calendar_id)s AND b.is_working
        AND b.ordinal = o.ordinal - %(lead_days)s + (NOT o.is_working)::int"""
_TRUE_AT_LEAD: Final = (
    "greatest(c.started_at, coalesce(b.date, (c.due_at AT TIME ZONE 'Asia/Shanghai')::date)::timestamp"
    " AT TIME ZONE 'Asia/Shanghai')"
)
_TRUE_AT_TIME: Final = (
    "greatest(c.started_at, ((c.due_at AT TIME ZONE 'Asia/Shanghai')::date + %(lead_time)s::time)"
    " AT TIME ZONE 'Asia/Shanghai')"
)
_DUE_DAY: Final = "to_char(c.due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"
_LIVE: Final = "NOT c.simulated"
_SIMULATED: Final = "c.simulated AND c.region_code = %(simulation)s"
_NEWLY_DUE: Final = "c.due_at >= %(since)s"
# a changed clock was mostly judged before: looking first spares the numbers that a conflict would burn
_CHANGED: Final = """c.id = ANY(%(ids)s) AND NOT EXISTS (
            SELECT FROM ethics_monitor_card k WHERE k.rule_code = %(rule_code)s AND k.subject_kind = 'clock'
                AND k.subject_id = c.id AND k.period_key = {period} AND NOT k.replaced)"""

# an event is found by its entry; the system's own entries name no organisation, the matter's clock does
ENTRIES_FOUND: Final = """
found AS MATERIALIZED (
    SELECT 'entry' AS subject_kind, e.id AS subject_id, e.subject_kind AS about_kind, e.subject_id AS about_id,
        e.subject_number AS about_number, coalesce(nullif(e.organization, ''), c.organization_code, '')
            AS organization_code,
        coalesce(nullif(e.region, ''), c.region_code, '') AS region_code, coalesce(c.simulated, false) AS simulated,
        false AS provisional, 'once' AS period_key, {true_at} AS true_at, {turn_at} AS turn_at,
        jsonb_build_object('event', jsonb_build_object(
            'entry', e.id, 'type', e.type, 'at', e.at, 'hash', encode(e.hash, 'hex'), 'payload', e.payload)) AS frozen
    FROM ledger_entry e
    LEFT JOIN LATERAL (
        SELECT k.organization_code, k.region_code, k.simulated FROM clocks_clock k
        WHERE k.subject_kind = e.subject_kind AND k.subject_id = e.subject_id ORDER BY k.id DESC LIMIT 1
    ) c ON true
    WHERE e.id = ANY(%(ids)s) AND e.type = %(event)s AND {true_at} >= %(valid_from)s AND {true_at} < %(valid_until)s
        AND {condition}
        AND NOT EXISTS (SELECT FROM ethics_monitor_card k WHERE k.rule_code = %(rule_code)s
            AND k.subject_kind = 'entry' AND k.subject_id = e.id AND k.period_key = 'once' AND NOT k.replaced)
)"""
# a day that a payload names is over with its last instant
_FIELD_AS_INSTANT: Final = {
    "date": "(((e.payload->>'{0}')::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' - interval '1 microsecond')",
    "instant": "(e.payload->>'{0}')::timestamptz",
}

PLACED: Final = """,
placed AS MATERIALIZED (
    SELECT f.*, t.post_id AS turn_post, coalesce(t.step_name, '') AS step_name,
        coalesce(t.organization_id, g.id) AS organization_id
    FROM found f
    LEFT JOIN LATERAL (
        SELECT t.post_id, t.step_name, t.organization_id FROM cases_turn t
        WHERE f.about_kind = 'case' AND t.case_id = f.about_id AND t.from_at <= f.turn_at
            AND (t.until_at IS NULL OR t.until_at > f.turn_at)
        ORDER BY t.from_at DESC LIMIT 1
    ) t ON true
    LEFT JOIN organizations_organization g ON g.code = f.organization_code
),
seats AS MATERIALIZED (
    SELECT k.organization_id, k.turn_post, k.turn_at, g.code, g.name, s.id AS post_id, s.title, s.user_id,
        coalesce(m.name, '') AS person_name
    FROM (SELECT DISTINCT organization_id, turn_post, turn_at FROM placed) k
    LEFT JOIN organizations_organization g ON g.id = k.organization_id
    LEFT JOIN LATERAL (
        SELECT p.id, acting_holder(p.id, k.turn_at) AS user_id,
            coalesce(nullif(p.title, ''), (%(role_labels)s::text[])[array_position(%(roles)s::text[], p.role::text)])
                AS title
        FROM organizations_post p
        WHERE (p.id = k.turn_post OR (p.organization_id = k.organization_id AND p.role = ANY(%(ladder)s)))
            AND p.from_date <= (k.turn_at AT TIME ZONE 'Asia/Shanghai')::date
            AND (p.until_date IS NULL OR p.until_date >= (k.turn_at AT TIME ZONE 'Asia/Shanghai')::date)
        ORDER BY (p.id = k.turn_post) DESC NULLS LAST, array_position(%(ladder)s::text[], p.role::text), p.id LIMIT 1
    ) s ON true
    LEFT JOIN unnest(%(person_ids)s::bigint[], %(person_names)s::text[]) AS m (id, name) ON m.id = s.user_id
)"""

ISSUED: Final = """,
new AS (
    INSERT INTO ethics_monitor_card (
        number, rule_id, rule_code, rule_version, subject_kind, subject_id, period_key, replaced,
        about_kind, about_id, about_number, family, colour, state, points, provisional, simulated,
        true_at, found_at, counts_at, region_code, organization_id, organization_code, organization_name,
        post_id, post_title, person_id, person_name, step_name, inputs, superseded_by_id,
        rectification, taken_over_reason, revocation_ground, revocation_by_move, end_reason)
    SELECT {number}, %(rule_id)s, %(rule_code)s, %(rule_version)s, f.subject_kind, f.subject_id, f.period_key, false,
        f.about_kind, f.about_id, f.about_number, %(family)s,
        CASE WHEN f.provisional THEN 'warning' ELSE %(colour)s END,
        CASE WHEN f.provisional THEN 'issued' ELSE %(state)s END,
        CASE WHEN f.provisional THEN 0 ELSE %(points)s END, f.provisional AND %(colour)s <> 'warning', f.simulated,
        f.true_at, %(at)s, CASE WHEN f.provisional THEN %(at)s ELSE %(counts_at)s::timestamptz END,
        f.region_code, f.organization_id, coalesce(s.code, f.organization_code), coalesce(s.name, f.organization_code),
        s.post_id, coalesce(s.title, ''), s.user_id, s.person_name, left(f.step_name, 40),
        f.frozen || jsonb_build_object('chain', chain.head), high.id, '', '', '', false, ''
    FROM placed f
    JOIN seats s ON s.turn_at = f.turn_at AND coalesce(s.organization_id, 0) = coalesce(f.organization_id, 0)
        AND coalesce(s.turn_post, 0) = coalesce(f.turn_post, 0)
    CROSS JOIN LATERAL (SELECT nextval('{sequence}') AS n WHERE f.subject_id IS NOT NULL) q
    LEFT JOIN LATERAL (
        SELECT jsonb_build_object('entry', e.id, 'position', e.position, 'hash', encode(e.hash, 'hex')) AS head
        FROM ledger_entry e WHERE e.subject_kind = f.about_kind AND e.subject_id = f.about_id AND e.at <= %(at)s
        ORDER BY e.position DESC LIMIT 1
    ) chain ON true
    LEFT JOIN LATERAL (
        SELECT h.id FROM ethics_monitor_card h
        WHERE h.about_kind = f.about_kind AND h.about_id = f.about_id AND h.family = %(family)s
            AND h.severity > CASE WHEN f.provisional THEN 1 ELSE %(severity)s END
            AND h.state NOT IN ('to_verify', 'revoked', 'dismissed')
        ORDER BY h.severity DESC, h.id LIMIT 1
    ) high ON true
    ON CONFLICT (rule_code, subject_kind, subject_id, period_key) WHERE NOT replaced DO NOTHING
    RETURNING *
),
superseded AS (
    UPDATE ethics_monitor_card low SET superseded_by_id = n.id FROM new n
    WHERE low.about_kind = n.about_kind AND low.about_id = n.about_id AND low.family = n.family
        AND low.colour = 'warning' AND n.colour = 'yellow' AND n.state = 'issued'
        AND low.superseded_by_id IS NULL AND low.state IN ('issued', 'acknowledged')
)"""

# every entry of one card is its own chain; its `about` is the matter, which without a case only the event can name
ENTRIES: Final = """
    SELECT 'card' AS subject_kind, n.number AS subject_number, n.id AS subject_id, n.found_at AS at,
        n.about_kind, n.about_number, n.about_id, coalesce(v.name, n.inputs->'event'->'payload'->>'item', '') AS matter,
        n.rule_code AS rule, n.rule_version, %(rule_name)s AS rule_name, %(category)s AS category, n.colour, n.state,
        n.organization_name AS department, n.organization_code AS department_code, n.step_name AS step,
        n.person_name AS responsible, n.post_title AS responsible_post, n.points, n.provisional, n.true_at,
        (n.inputs->'clock'->>'due_at')::timestamptz AS due_at, n.counts_at,
        CASE WHEN n.state = 'issued' AND n.colour <> 'warning' AND n.superseded_by_id IS NULL
             THEN %(answer_by)s::date END AS answer_by,
        n.inputs->'chain'->>'hash' AS evidence
    FROM new n
    LEFT JOIN cases_case a ON n.about_kind = 'case' AND a.id = n.about_id
    LEFT JOIN catalogue_itemversion v ON v.id = a.item_version_id"""
TERMS_STARTED: Final = """,
terms AS ({insert} FROM new n WHERE n.state = 'issued' AND n.colour <> 'warning' AND n.superseded_by_id IS NULL)"""


@dataclass(frozen=True)
class Names:
    """Words that the statement looks up: roles and masked names of staff, read once per sweep."""

    person_ids: Sequence[int]
    person_names: Sequence[str]
    roles: Sequence[str]
    role_labels: Sequence[str]

    @property
    def params(self) -> dict[str, Any]:
        return {
            "person_ids": list(self.person_ids),
            "person_names": list(self.person_names),
            "roles": list(self.roles),
            "role_labels": list(self.role_labels),
            "ladder": list(LADDER),
        }


def clocks_found(part: Part, *, condition: str, changed: bool, simulation: str) -> str:
    """The `found` part over clocks: newly due ones, or (`changed`) those of a list of ids."""
    if part.over:
        joins, true_at, period = "", "c.due_at", "CASE WHEN c.provisional THEN 'provisional' ELSE 'over' END"
    elif part.clock_time is not None:
        joins, true_at, period = "", _TRUE_AT_TIME, _DUE_DAY
    else:
        joins, true_at, period = _LEAD_JOINS, _TRUE_AT_LEAD, _DUE_DAY
    return CLOCKS_FOUND.format(
        joins=joins,
        true_at=true_at,
        period=period,
        which=_CHANGED.format(period=period) if changed else _NEWLY_DUE,
        county=_SIMULATED if simulation else _LIVE,
        condition=condition,
    )


def entries_found(*, condition: str, true_at: tuple[str, str] | None) -> str:
    """The `found` part over ledger entries; `true_at` is (name, type) of the payload field that dates it, or None.

    The turn is read just before that instant, or before the entry: the act of then may have handed the turn on. What an
    entry tells was true when it was written, so a later day, or none, in that field is dated by the entry.
    """
    if true_at is None:
        return ENTRIES_FOUND.format(true_at="e.at", turn_at="e.at - interval '1 microsecond'", condition=condition)
    instant = _FIELD_AS_INSTANT[true_at[1]].format(true_at[0])
    return ENTRIES_FOUND.format(
        true_at=f"least({instant}, e.at)",
        turn_at=f"least({instant}, e.at) - interval '1 microsecond'",
        condition=condition,
    )


def with_cards(found: str, *, at: datetime, terms: str) -> str:
    """The WITH list from findings to cards and their terms; `terms` is empty where no answer is asked."""
    issued = ISSUED.format(number=number_sql(local_date(at), "q.n"), sequence=SEQUENCE)
    started = TERMS_STARTED.format(insert=terms) if terms else ""
    return f"WITH {found}{PLACED}{issued}{started}"


def rule_params(rule: Rule) -> Mapping[str, Any]:
    """What the statement says of the rule, by its names."""
    severity = {"warning": 1, "yellow": 2, "red": 3}[rule.colour]
    waits = rule.issue_mode == Rule.IssueMode.CONFIRM or rule.colour == "red"
    return {
        "rule_id": rule.pk,
        "rule_code": rule.code,
        "rule_version": rule.version,
        "rule_name": rule.name,
        "category": rule.category,
        "family": rule.family,
        "colour": rule.colour,
        "severity": severity,
        "points": rule.points,
        "state": "to_verify" if waits else "issued",
    }
