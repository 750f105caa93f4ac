from django.db import migrations


class Migration(migrations.Migration):
    """The sequence behind case numbers. Gaps are allowed; a lock for the sake of a counter is not."""

    dependencies = [("cases", "0001_tables")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE cases_number AS bigint", "DROP SEQUENCE cases_number"),
    ]
