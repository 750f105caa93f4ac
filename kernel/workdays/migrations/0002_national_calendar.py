"""The sequence of calendar versions, and the national calendar in its first one."""

from django.db import migrations

from kernel.workdays.seed import plant_national


def plant(apps, schema_editor):
    plant_national(apps)


def uproot(apps, schema_editor):
    for name in ("DayOrdinal", "CalendarHours", "CalendarYear", "CalendarDay", "Revision", "Calendar"):
        apps.get_model("workdays", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE workdays_calendar_version", reverse_sql="DROP SEQUENCE workdays_calendar_version"
        ),
        migrations.RunPython(plant, uproot),
    ]
