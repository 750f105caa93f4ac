from django.db import migrations


class Migration(migrations.Migration):
    """The sequences behind the numbers of mandates and bags. Gaps are allowed."""

    dependencies = [("civic_service", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE civic_service_number AS bigint",
            "DROP SEQUENCE civic_service_number",
        ),
    ]
