"""A step that was stopped says so; nothing ends before it began."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_initial"),
        ("cases", "0003_numbers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="steprecord",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("agreed", "同意"),
                    ("returned", "退回"),
                    ("granted", "准予"),
                    ("denied", "不予"),
                    ("stopped", "未办完"),
                ],
                max_length=12,
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="steprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="step_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplementnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answered_at__isnull", True), ("answered_at__gte", models.F("told_at")), _connector="OR"
                ),
                name="supplement_answered_after_it_was_told",
            ),
        ),
    ]
