import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
from django.db import migrations, models

import kernel.ledger.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("type", models.CharField(max_length=100)),
                ("type_version", models.PositiveSmallIntegerField()),
                ("subject_kind", models.CharField(max_length=50)),
                ("subject_number", models.CharField(max_length=100)),
                ("subject_id", models.BigIntegerField()),
                ("about_kind", models.CharField(max_length=50, null=True)),
                ("about_number", models.CharField(max_length=100, null=True)),
                ("about_id", models.BigIntegerField(null=True)),
                ("organization", models.CharField(max_length=50)),
                ("region", models.CharField(max_length=12)),
                ("post", models.CharField(max_length=100)),
                ("person", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("body", models.TextField()),
                (
                    "payload",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Cast("body", models.JSONField()),
                        output_field=models.JSONField(),
                    ),
                ),
                ("salt", kernel.ledger.fields.BytesField(max_length=16)),
                ("position", models.PositiveIntegerField()),
                ("prev_hash", kernel.ledger.fields.BytesField(max_length=32)),
                ("hash", kernel.ledger.fields.BytesField(max_length=32)),
                ("xact", models.BigIntegerField()),
                ("cluster", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("about_id", None), _negated=True),
                        fields=["about_kind", "about_id"],
                        name="ledger_entry_about",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "position"), name="ledger_entry_chain"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1)), name="ledger_entry_position_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about_id", None), ("about_kind", None), ("about_number", None)),
                            models.Q(("about_id__isnull", False), ("about_kind__gt", ""), ("about_number__gt", "")),
                            _connector="OR",
                        ),
                        name="ledger_entry_about_whole_or_absent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObserverCursor",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("stream_no", models.BigIntegerField()),
                ("moved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ObserverFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("observer", models.CharField(max_length=100)),
                ("stream_no", models.BigIntegerField()),
                ("error", models.TextField()),
                ("trace", models.TextField()),
                ("at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("observer", "stream_no"), name="ledger_failure_once")],
            },
        ),
        migrations.CreateModel(
            name="RelayState",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
                ("process", models.CharField(max_length=100)),
                ("horizon", models.BigIntegerField()),
                ("horizon_since", models.DateTimeField()),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="ledger_relay_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("date", models.DateField(unique=True)),
                ("first_no", models.BigIntegerField()),
                ("last_no", models.BigIntegerField()),
                ("stream_chain", kernel.ledger.fields.BytesField(max_length=32)),
                ("access_position", models.BigIntegerField()),
                ("access_hash", kernel.ledger.fields.BytesField(max_length=32)),
                ("root_sha256", kernel.ledger.fields.BytesField(max_length=32)),
                ("root_sm3", kernel.ledger.fields.BytesField(max_length=32)),
                ("hash_sha256", kernel.ledger.fields.BytesField(max_length=32)),
                ("hash_sm3", kernel.ledger.fields.BytesField(max_length=32)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="ledger_seal_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "last_no__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("first_no"), "-", models.Value(1)
                                ),
                            )
                        ),
                        name="ledger_seal_range_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StreamPosition",
            fields=[
                ("stream_no", models.BigIntegerField(primary_key=True, serialize=False)),
                ("chain", kernel.ledger.fields.BytesField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("stream_no__gte", 1)), name="ledger_stream_from_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessEntry",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("reader_kind", models.CharField(max_length=50)),
                ("reader_number", models.CharField(max_length=100)),
                ("reader_id", models.BigIntegerField()),
                ("person", models.CharField(max_length=100)),
                ("post", models.CharField(max_length=100)),
                ("organization", models.CharField(max_length=50)),
                ("region", models.CharField(max_length=12)),
                ("whom_kind", models.CharField(max_length=50)),
                ("whom_number", models.CharField(max_length=100)),
                ("whom_id", models.BigIntegerField()),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), size=None),
                ),
                ("why", models.TextField()),
                ("at", models.DateTimeField()),
                ("salt", kernel.ledger.fields.BytesField(max_length=16)),
                ("prev_hash", kernel.ledger.fields.BytesField(max_length=32)),
                ("hash", kernel.ledger.fields.BytesField(max_length=32)),
            ],
            options={
                "indexes": [models.Index(fields=["whom_kind", "whom_id", "position"], name="ledger_access_whom")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="ledger_access_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="ledger_access_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="pending",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("xact", models.BigIntegerField()),
                ("cluster", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="StreamedEntry",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("ledger.entry",),
        ),
        migrations.AddField(
            model_name="streamposition",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="stream", to="ledger.entry"
            ),
        ),
    ]
