import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("ledger", "0002_functions_and_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_what", models.CharField(help_text="以什么身份收到：承办人、窗口负责人……", max_length=60)),
                (
                    "weight",
                    models.CharField(choices=[("plain", "通知"), ("urgent", "急")], default="plain", max_length=8),
                ),
                ("title", models.CharField(max_length=120)),
                ("text", models.TextField()),
                ("link", models.CharField(blank=True, default="", max_length=200)),
                ("told_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("read_at", None)), fields=["recipient"], name="notice_unread"),
                    models.Index(fields=["recipient", "-told_at"], name="notice_inbox"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "recipient"), name="notice_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("read_at", None), ("read_at__gte", models.F("told_at")), _connector="OR"),
                        name="notice_read_after_told",
                    ),
                ],
            },
        ),
    ]
