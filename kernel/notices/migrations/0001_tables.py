import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import kernel.accounts.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ledger", "0002_functions_and_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="SmsTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("words", models.CharField(max_length=500)),
                ("revision", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "电子邮件"), ("sms", "短信"), ("call", "电话告知")], max_length=8
                    ),
                ),
                ("whom", models.CharField(help_text="姓名（脱敏）", max_length=200)),
                ("as_what", models.CharField(max_length=60)),
                ("organization", models.CharField(blank=True, default="", max_length=50)),
                ("desk", models.CharField(blank=True, default="", max_length=50)),
                ("matter", models.CharField(blank=True, default="", max_length=40)),
                ("region", models.CharField(blank=True, default="", max_length=12)),
                ("token", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("title", models.CharField(max_length=120)),
                ("text", kernel.accounts.fields.EncryptedTextField()),
                ("whole", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("template", models.CharField(blank=True, default="", max_length=60)),
                ("params", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("address", kernel.accounts.fields.EncryptedTextField()),
                ("address_masked", models.CharField(max_length=254)),
                ("urgent", models.BooleanField(default=False)),
                ("for_digest", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待发"),
                            ("trying", "正在发"),
                            ("sent", "已发出"),
                            ("failed", "没有发成"),
                            ("gathered", "并入当日汇总"),
                            ("kept", "未接通，只留存"),
                            ("dropped", "不用再告知"),
                            ("given_up", "打不通，不再打"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("ordered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("tried_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, default="", max_length=200)),
                (
                    "applicant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.applicant",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"),
                ),
                (
                    "gathered_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gathered",
                        to="notices.delivery",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "trying"])),
                        fields=["channel", "due_at"],
                        name="delivery_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("matter", ""), _negated=True),
                        fields=["matter", "-ordered_at", "-id"],
                        name="delivery_of_matter",
                    ),
                    models.Index(fields=["organization", "-ordered_at", "-id"], name="delivery_by_unit"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "channel", "recipient", "applicant"),
                        name="delivery_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applicant__isnull", True), ("recipient__isnull", False)),
                            models.Q(("applicant__isnull", False), ("recipient__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivery_to_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivery_sent_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="delivery_failed_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["dropped", "given_up"]), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="delivery_dropped_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given_up"), _negated=True), ("channel", "call"), _connector="OR"
                        ),
                        name="delivery_given_up_is_a_call",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gathered_into__isnull", False), ("state", "gathered")),
                            models.Q(models.Q(("state", "gathered"), _negated=True), ("gathered_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="delivery_gathered_says_where",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("channel", "sms"), ("params__isnull", False), models.Q(("template", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("channel", "sms"), _negated=True), ("params__isnull", True), ("template", "")
                            ),
                            _connector="OR",
                        ),
                        name="delivery_sms_has_its_template",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("tried_at__isnull", True), ("tries", 0)),
                            models.Q(("tried_at__isnull", False), ("tries__gt", 0)),
                            _connector="OR",
                        ),
                        name="delivery_tried_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Call",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reached", models.BooleanField()),
                ("note", kernel.accounts.fields.EncryptedTextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="calls", to="notices.delivery"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reached", True)), fields=("delivery",), name="call_reached_once"
                    )
                ],
            },
        ),
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
                ("texts", models.JSONField(default=dict)),
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
        migrations.CreateModel(
            name="SendingHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "电子邮件"), ("sms", "短信"), ("call", "电话告知")], max_length=8
                    ),
                ),
                ("citizens", models.BooleanField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("working_days", models.BooleanField(default=False)),
                ("digest_at", models.TimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["channel", "citizens"],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "citizens"), name="hours_once"),
                    models.CheckConstraint(
                        condition=models.Q(("opens__lt", models.F("closes"))), name="hours_open_before_they_close"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("digest_at", None),
                            models.Q(
                                ("channel", "email"),
                                ("citizens", False),
                                ("digest_at__gte", models.F("opens")),
                                ("digest_at__lt", models.F("closes")),
                            ),
                            _connector="OR",
                        ),
                        name="hours_digest_is_mail_to_staff_while_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Route",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=100)),
                ("audience", models.CharField(max_length=40)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "电子邮件"), ("sms", "短信"), ("call", "电话告知")], max_length=8
                    ),
                ),
                ("enabled", models.BooleanField(default=True, verbose_name="启用")),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="notices.smstemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["event", "audience", "channel"],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "audience", "channel"), name="route_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "sms"), ("template__isnull", False)),
                            models.Q(models.Q(("channel", "sms"), _negated=True), ("template__isnull", True)),
                            _connector="OR",
                        ),
                        name="route_sms_has_its_template",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.SlugField(max_length=60, unique=True)),
                ("url", models.CharField(max_length=500)),
                ("secret", kernel.accounts.fields.EncryptedTextField()),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None),
                ),
                ("county", models.CharField(max_length=6)),
                (
                    "state",
                    models.CharField(
                        choices=[("on", "在用"), ("off", "停用"), ("failed", "推送失败，已停")],
                        default="on",
                        max_length=8,
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("tried_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("said", models.CharField(blank=True, default="", max_length=200)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 0)), name="subscription_position_from_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("county__regex", "^[0-9]{6}$")), name="subscription_of_one_county"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("events__len__gt", 0)), name="subscription_of_some_event"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("said", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="subscription_failed_says_why",
                    ),
                ],
            },
        ),
    ]
