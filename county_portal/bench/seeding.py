"""Rows by the hundred thousand: one INSERT … SELECT over a series, without the queue that single acts fill."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

from kernel.cases.models import Case, Turn
from kernel.clocks.models import Clock
from kernel.ledger.writer import record_many
from kernel.workdays.queries import NATIONAL, load

FIRST_NUMBER = 900_000_000  # subjects of seeded clocks that have no case


def clocks(
    count: int, *, start: int, due_at: str, started_at: str = "now() - interval '20 days'", **facts: Any
) -> None:
    """`count` running statutory clocks; `due_at` and `started_at` are SQL over `n` from 1 to `count`."""
    fixed: dict[str, Any] = {
        "subject_kind": "case",
        "kind": "statutory",
        "unit": "working_day",
        "length": 20,
        "start_event": "accepted",
        "counts_from": "start_day",
        "calendar_code": NATIONAL,
        "calendar_version": load(NATIONAL).version,
        "organization_code": "BM01",
        "region_code": "990101000000",
        **facts,
    }
    computed = {
        "subject_id": f"{start} + n",
        "subject_number": f"'bench' || ({start} + n)",
        "started_at": started_at,
        "due_at": due_at,
    }
    _series(Clock, count, computed, fixed)
    with connection.cursor() as cursor:
        # the trigger has queued every one of them; they are told to be old, not new
        cursor.execute("TRUNCATE clocks_changed")


def cases(template: Case, count: int) -> tuple[int, int]:
    """`count` copies of a case with its present turn; the first and last id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM cases_case")
        (last,) = cursor.fetchone()
    same = {field.attname: getattr(template, field.attname) for field in Case._meta.concrete_fields}
    same = {name: value for name, value in same.items() if name not in ("id", "number")}
    _series(Case, count, {"id": f"{last} + n", "number": "'bench' || n"}, same)
    turn = template.turns.current().get()
    turned = {field.attname: getattr(turn, field.attname) for field in Turn._meta.concrete_fields}
    _series(Turn, count, {"case_id": f"{last} + n"}, {k: v for k, v in turned.items() if k not in ("id", "case_id")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), %s)", [last + count])
    return last + 1, last + count


def begun(first: int, last: int, event: Any) -> None:
    """One entry for each of these cases, so that a card finds a chain to freeze."""
    source = """SELECT 'case' AS subject_kind, number AS subject_number, id AS subject_id,
        now() - interval '20 days' AS at, '' AS actor_organization, '' AS actor_region, '' AS actor_post,
        '' AS actor_person FROM cases_case WHERE id BETWEEN %(first)s AND %(last)s"""
    record_many(event, source=source, params={"first": first, "last": last}, first=True)


def _series(model: type[Model], count: int, computed: Mapping[str, str], fixed: Mapping[str, Any]) -> None:
    """INSERT … SELECT over n = 1 … count; a column that is neither given nor made by the database has its default."""
    columns: dict[str, str] = {}
    params: dict[str, Any] = {"count": count}
    for field in model._meta.concrete_fields:
        name, column = field.attname, str(field.column)
        if name in computed:
            columns[column] = computed[name]
        elif name in fixed or not (field.primary_key or field.db_default is not NOT_PROVIDED or field.generated):
            value = fixed[name] if name in fixed else field.get_default()
            columns[column] = f"%({name})s"
            params[name] = field.get_db_prep_save(value, connection)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())}"  # noqa: S608
            " FROM generate_series(1, %(count)s) n",
            params,
        )
