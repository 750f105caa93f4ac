import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    # there btree_gist is installed, which pauses need to exclude each other
    dependencies = [("organizations", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="ClockChanged",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clock_id", models.BigIntegerField()),
                ("simulated", models.BooleanField()),
            ],
            options={
                "db_table": "clocks_changed",
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("subject_number", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=16)),
                (
                    "name",
                    models.CharField(blank=True, default="", help_text="同类期限之间的区别，如环节名称", max_length=40),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("working_day", "工作日"),
                            ("natural_day", "日"),
                            ("month", "个月"),
                            ("working_hour", "工作时"),
                            ("instant", "指定时刻"),
                        ],
                        max_length=16,
                    ),
                ),
                ("length", models.PositiveIntegerField()),
                ("start_event", models.CharField(max_length=40)),
                ("started_at", models.DateTimeField()),
                (
                    "counts_from",
                    models.CharField(
                        choices=[("start_day", "自当日起，当日不计"), ("next_day", "自次日起")],
                        default="start_day",
                        max_length=12,
                    ),
                ),
                ("extension_length", models.PositiveIntegerField(default=0)),
                ("extended_at", models.DateTimeField(null=True)),
                ("extension_approver", models.CharField(blank=True, default="", max_length=80)),
                ("extension_basis", models.CharField(blank=True, default="", max_length=200)),
                ("until", models.DateTimeField(null=True)),
                ("calendar_code", models.CharField(max_length=32)),
                ("calendar_version", models.PositiveIntegerField()),
                ("due_at", models.DateTimeField(null=True)),
                ("provisional", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=32)),
                ("organization_code", models.CharField(max_length=40)),
                ("region_code", models.CharField(max_length=12)),
                ("simulated", models.BooleanField(default=False)),
                ("basis", models.CharField(blank=True, default="", max_length=300)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "capped_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capping",
                        to="clocks.clock",
                    ),
                ),
            ],
            options={
                "verbose_name": "期限",
                "verbose_name_plural": "期限",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gt", models.F("due_at")), _connector="OR"
                        ),
                        fields=["kind", "calendar_code", "due_at"],
                        name="clock_due_unless_in_time",
                    ),
                    models.Index(fields=["subject_kind", "subject_id"], name="clock_of_subject"),
                    models.Index(
                        condition=models.Q(("capped_by__isnull", False)), fields=["capped_by"], name="clock_capped"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["organization_code", "due_at"],
                        name="clock_running_by_organization",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("subject_kind", "subject_id", "kind", "name"),
                        name="clock_runs_once_per_subject_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("unit__in", ["working_day", "natural_day", "month", "working_hour"]),
                                ("until__isnull", True),
                            ),
                            models.Q(("unit", "instant"), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="clock_unit_is_known_and_instant_has_its_instant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counts_from__in", ["start_day", "next_day"])),
                        name="clock_counts_from_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("extended_at__isnull", True),
                                ("extension_approver", ""),
                                ("extension_basis", ""),
                                ("extension_length", 0),
                            ),
                            models.Q(
                                ("extended_at__isnull", False),
                                ("extension_length__gt", 0),
                                models.Q(("extension_approver", ""), _negated=True),
                                models.Q(("extension_basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="clock_extension_who_when_how_long_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="clock_end_has_its_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="clock_ends_not_before_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("capped_by__isnull", True), ("capped_by__lt", models.F("id")), _connector="OR"
                        ),
                        name="clock_cap_is_older",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DueMoved",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "calendar_version", "clock", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("old", models.DateTimeField()),
                ("new", models.DateTimeField()),
                ("calendar_version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "clock",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="clocks.clock",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True), name="due_moved_did_move"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=40)),
                ("legal_basis", models.CharField(max_length=200)),
                ("notice_number", models.CharField(max_length=80)),
                ("approver", models.CharField(max_length=80)),
                ("from_at", models.DateTimeField()),
                ("planned_until", models.DateTimeField(null=True)),
                ("to_at", models.DateTimeField(null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pauses",
                        to="clocks.clock",
                    ),
                ),
            ],
            options={
                "verbose_name": "暂停计时",
                "verbose_name_plural": "暂停计时",
                "ordering": ["clock_id", "from_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="pause_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_until__isnull", True), ("planned_until__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="pause_is_planned_to_end_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("legal_basis", ""), _negated=True),
                            models.Q(("notice_number", ""), _negated=True),
                            models.Q(("approver", ""), _negated=True),
                        ),
                        name="pause_names_article_notice_and_approver",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("clock", "="),
                            (
                                models.Func(
                                    models.F("from_at"),
                                    models.F("to_at"),
                                    function="TSTZRANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="pauses_do_not_overlap",
                    ),
                ],
            },
        ),
    ]
