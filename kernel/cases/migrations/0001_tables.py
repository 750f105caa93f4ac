import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import kernel.accounts.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("catalogue", "0001_tables"),
        ("organizations", "0002_sql"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True)),
                ("query_code", kernel.accounts.fields.EncryptedTextField(help_text="六位查询码")),
                ("kind", models.CharField(max_length=32)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("window", "窗口"),
                            ("online", "网上"),
                            ("town", "乡镇便民服务中心"),
                            ("village", "村代办"),
                            ("post", "邮寄"),
                            ("imported", "导入"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("open", "在办"),
                            ("paused", "暂停"),
                            ("ended", "已办结"),
                            ("closed", "已归档"),
                        ],
                        max_length=8,
                    ),
                ),
                ("state", models.CharField(max_length=32)),
                ("simulated", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("received_at", models.DateTimeField(help_text="收件：到达本机关或其系统的时刻", null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agent_cases",
                        to="accounts.applicant",
                    ),
                ),
                (
                    "applicant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.applicant",
                    ),
                ),
                (
                    "applicant_words",
                    models.CharField(blank=True, default="", help_text="没有证件的申请人：脱敏的姓名", max_length=200),
                ),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="catalogue.itemversion"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="organizations.organization",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.region"
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="organizations.window",
                    ),
                ),
            ],
            options={
                "permissions": [("follow_case", "跟着看进度"), ("supplement_case", "替申请人补材料")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("phase__in", ("open", "paused"))),
                        fields=["organization", "received_at"],
                        name="case_open_by_organization",
                    ),
                    models.Index(fields=["window", "-received_at"], name="case_by_window"),
                    models.Index(
                        condition=models.Q(("phase", "open")),
                        fields=["state", "received_at"],
                        name="case_open_by_state",
                    ),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass(
                            django.db.models.functions.text.Reverse("number"), name="text_pattern_ops"
                        ),
                        name="case_by_last_digits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("applicant__isnull", False),
                            models.Q(("applicant_words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_names_its_applicant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phase__in", ("open", "paused")), _negated=True),
                            ("received_at__isnull", False),
                            _connector="OR",
                        ),
                        name="case_open_was_received",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", False), ("phase__in", ("ended", "closed"))),
                            models.Q(
                                models.Q(("phase__in", ("ended", "closed")), _negated=True), ("ended_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="case_ended_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at__isnull", True),
                            ("accepted_at__gte", models.F("received_at")),
                            _connector="OR",
                        ),
                        name="case_accepted_not_before_receipt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=24)),
                ("step_name", models.CharField(max_length=20)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="cases.case"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="turns",
                        to="organizations.post",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        help_text="实际经办人",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["case_id", "from_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("until_at__isnull", True)), fields=["post"], name="turn_waiting_for_post"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gte", models.F("from_at")), _connector="OR"
                        ),
                        name="turn_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_at__isnull", True)), fields=("case",), name="turn_is_one_at_a_time"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("case", "="),
                            (
                                models.Func(
                                    models.F("from_at"),
                                    models.F("until_at"),
                                    function="TSTZRANGE",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="turns_do_not_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                (
                    "side",
                    models.CharField(choices=[("applicant", "申请人提问"), ("organ", "书面询问申请人")], max_length=10),
                ),
                ("text", kernel.accounts.fields.EncryptedTextField()),
                ("salt", models.CharField(max_length=32)),
                ("asked_at", models.DateTimeField()),
                ("asked_as", models.CharField(max_length=120)),
                ("answer", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_as", models.CharField(blank=True, default="", max_length=120)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["case_id", "ordinal"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True)), fields=["asked_at"], name="question_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "ordinal"), name="question_has_its_ordinal"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer__isnull", True),
                                ("answered_as", ""),
                                ("answered_at__isnull", True),
                                ("answered_by__isnull", True),
                            ),
                            models.Q(
                                ("answer__isnull", False),
                                ("answered_at__gte", models.F("asked_at")),
                                models.Q(("side", "organ"), ("answered_by__isnull", False), _connector="OR"),
                                models.Q(("answered_as", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="question_answered_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("side", "applicant"),
                            models.Q(("asked_by__isnull", False), ("side", "organ")),
                            _connector="OR",
                        ),
                        name="enquiry_names_who_asks",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("typed", kernel.accounts.fields.EncryptedTextField()),
                ("may_supplement", models.BooleanField()),
                ("until", models.DateField(null=True)),
                ("shared_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="cases.case",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["case_id", "ordinal"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "ordinal"), name="share_has_its_ordinal"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__gte", models.F("shared_at")), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="share_ended_by_whom_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("helper__isnull", True),
                            models.Q(("helper", models.F("shared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="share_is_with_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="cases.case"
                    ),
                ),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="cases.share"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("share", "permission"), name="grant_once_a_share")],
            },
        ),
    ]
