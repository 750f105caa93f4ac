"""Every declared fact can be said, and every migration can be taken back."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from kernel.ledger import events
from kernel.ledger.events import EventType
from kernel.ledger.sentences import sentence_of
from tests.structure.house import floor_of, sources

SAMPLES: dict[str, Any] = {
    "text": "样例",
    "integer": 3,
    "decimal": Decimal("1.50"),
    "boolean": True,
    "date": date(2026, 9, 7),
    "instant": datetime(2026, 9, 7, 2, tzinfo=UTC),
    "text_list": ("甲", "乙"),
}
DECLARED = re.compile(r"""EventType\(\s*(?:code=)?["']([a-z][a-z0-9_.]+)["']""")


@dataclass
class Told:
    """An entry of a type, filled with samples."""

    event: EventType
    values: dict[str, Any] = field(default_factory=dict)
    subject_number: str = "990101202609071000015"
    about_number: str | None = "JC00000001"
    person: str = "韩*"
    post: str = "C01 窗口人员"
    organization: str = "BM01"
    at: datetime = datetime(2026, 9, 7, 2, tzinfo=UTC)

    @property
    def type(self) -> str:
        return self.event.code

    def facts(self) -> dict[str, Any]:
        return self.values or {each.name: SAMPLES[each.type] for each in self.event.fields}


def declared_codes() -> set[str]:
    """Codes that stand in the source of our rooms; other tests bring types of their own."""
    return {code for path in sources() for code in DECLARED.findall(path.read_text(encoding="utf-8"))}


def ours() -> list[EventType]:
    codes = declared_codes()
    return [event for event in events.all_types() if event.code in codes]


def test_every_declared_type_is_known_once_the_apps_are_ready() -> None:
    codes = declared_codes()
    assert len(codes) > 30
    assert codes - {event.code for event in events.all_types()} == set()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_type_says_its_sentence(language: str) -> None:
    with translation.override(language):
        for event in ours():
            event.check_sentence()
            said = sentence_of(Told(event))
            assert said.strip() and "{" not in said and "}" not in said, event.code
            assert event.code not in said, event.code


def test_a_fact_that_is_not_known_is_said_as_a_dash() -> None:
    for event in ours():
        optional = {each.name: None if each.optional else SAMPLES[each.type] for each in event.fields}
        assert "None" not in sentence_of(Told(event, optional)), event.code


def test_both_languages_tell_the_same_facts() -> None:
    """A translation may leave a fact out of the sentence, but may not name one that the type lacks."""
    for event in ours():
        with translation.override("zh-hans"):
            chinese = set(re.findall(r"{(\w+)}", str(event.sentence)))
        with translation.override("en"):
            english = set(re.findall(r"{(\w+)}", str(event.sentence)))
        assert chinese == english, event.code


def test_every_field_is_named_for_people() -> None:
    for event in ours():
        for each in event.fields:
            assert str(each.label).strip(), f"{event.code}.{each.name}"


def test_every_link_leads_somewhere() -> None:
    broken = []
    for event in ours():
        try:
            if event.link:
                reverse(event.link, args=["990101202609071000015"])
        except NoReverseMatch:
            broken.append((event.code, event.link))
    assert broken == []


def own_migrations() -> dict[tuple[str, str], Migration]:
    labels = {config.label for config in apps.get_app_configs() if floor_of(config.name)[0]}
    return {key: found for key, found in MigrationLoader(None).disk_migrations.items() if key[0] in labels}


def test_every_migration_can_be_reversed() -> None:
    found = own_migrations()
    assert len(found) > 15
    wrong = [
        f"{app}.{name}: {operation.describe()}"
        for (app, name), migration in found.items()
        for operation in migration.operations
        if not operation.reversible
    ]
    assert wrong == []


def objects_in_schema() -> set[str]:
    """Tables, sequences, functions and triggers that the schema holds now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'S', 'v', 'm')"
            " UNION ALL SELECT 'f ' || proname FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            " UNION ALL SELECT 't ' || tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        return {row[0] for row in cursor.fetchall()}


def own_labels_in(names: set[str]) -> set[str]:
    labels = {app for app, _name in own_migrations()}
    return {name for name in names if name.split(" ", 1)[1].split("_")[0] in labels}


@pytest.mark.long
@pytest.mark.django_db
def test_all_the_way_down_and_up_again_leaves_the_same_schema() -> None:
    before = objects_in_schema()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    executor.migrate([(app, None) for app in sorted({app for app, _name in own_migrations()})])
    assert own_labels_in(objects_in_schema()) == set()
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert objects_in_schema() == before
