import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("version", models.PositiveIntegerField()),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derived",
                        to="workdays.calendar",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作日历",
                "verbose_name_plural": "工作日历",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("base__isnull", True), models.Q(("base", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="calendar_base_is_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_version", models.PositiveIntegerField()),
                ("until_version", models.PositiveIntegerField(null=True)),
                ("own", models.BooleanField(default=False, help_text="本县自定，不随上级日历变动")),
                ("date", models.DateField()),
                ("kind", models.CharField(choices=[("rest", "放假"), ("work", "上班")], max_length=4)),
                ("name", models.CharField(max_length=40)),
                ("notice", models.CharField(max_length=200)),
                ("notice_year", models.PositiveSmallIntegerField(null=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="workdays.calendar",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_version__isnull", True)),
                        fields=("calendar", "date"),
                        name="calendar_day_once_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_version__isnull", True),
                            ("until_version__gt", models.F("since_version")),
                            _connector="OR",
                        ),
                        name="calendar_day_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_version", models.PositiveIntegerField()),
                ("until_version", models.PositiveIntegerField(null=True)),
                ("own", models.BooleanField(default=False, help_text="本县自定，不随上级日历变动")),
                ("first_date", models.DateField()),
                ("hours", models.JSONField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="workdays.calendar",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_version__isnull", True)),
                        fields=("calendar", "first_date"),
                        name="calendar_hours_once_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_version__isnull", True),
                            ("until_version__gt", models.F("since_version")),
                            _connector="OR",
                        ),
                        name="calendar_hours_end_after_they_begin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_version", models.PositiveIntegerField()),
                ("until_version", models.PositiveIntegerField(null=True)),
                ("own", models.BooleanField(default=False, help_text="本县自定，不随上级日历变动")),
                ("year", models.PositiveSmallIntegerField()),
                ("published", models.BooleanField()),
                ("notice", models.CharField(max_length=200)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)s_set",
                        to="workdays.calendar",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_version__isnull", True)),
                        fields=("calendar", "year"),
                        name="calendar_year_once_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_version__isnull", True),
                            ("until_version__gt", models.F("since_version")),
                            _connector="OR",
                        ),
                        name="calendar_year_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayOrdinal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField()),
                ("ordinal", models.IntegerField()),
                ("is_working", models.BooleanField()),
                ("provisional", models.BooleanField()),
                ("unsettled", models.IntegerField()),
                ("next_working", models.DateField()),
                ("label", models.CharField(blank=True, default="", max_length=40)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ordinals", to="workdays.calendar"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "date"), name="day_ordinal_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_working", True)),
                        fields=("calendar", "ordinal"),
                        name="working_day_by_ordinal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_working", True), ("next_working", models.F("date"))),
                            models.Q(("is_working", False), ("next_working__gt", models.F("date"))),
                            _connector="OR",
                        ),
                        name="day_ordinal_next_working_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("first_date", models.DateField()),
                ("notice", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisions", to="workdays.calendar"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "version"), name="calendar_version_made_once")
                ],
            },
        ),
    ]
