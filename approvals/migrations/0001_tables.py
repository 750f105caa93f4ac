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
        ("cases", "0002_numbers"),
        ("catalogue", "0001_tables"),
        ("organizations", "0002_sql"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplementNotice",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="supplement_notice",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("term_until", models.DateField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", True), ("answered_at__gte", models.F("told_at")), _connector="OR"
                        ),
                        name="supplement_answered_after_it_was_told",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupplementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(blank=True, default="", max_length=200)),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.material"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="approvals.supplementnotice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "material"), name="supplement_names_a_paper_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tolerance",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="tolerance",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("until", models.DateField()),
                ("supplied_at", models.DateTimeField(null=True)),
                ("papers", models.ManyToManyField(related_name="tolerances", to="catalogue.material")),
            ],
        ),
        migrations.CreateModel(
            name="Delay",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="delay",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("site", "现场勘验或检测还没有做完"),
                            ("other_unit", "还在等别的部门的意见"),
                            ("hard", "情况复杂，要集体研究"),
                            ("many", "近期办件集中，人手不够"),
                            ("system", "信息系统故障"),
                            ("ours", "我们耽误了，没有别的原因"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ready_by", models.DateField()),
                ("told_at", models.DateTimeField()),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="application",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("form", kernel.accounts.fields.EncryptedTextField(default="{}")),
                (
                    "delivery",
                    models.CharField(
                        choices=[("window", "窗口领取"), ("post", "邮寄"), ("electronic", "电子送达")],
                        default="window",
                        max_length=12,
                    ),
                ),
                ("draft_number", models.CharField(blank=True, default="", max_length=24)),
                ("post_to", kernel.accounts.fields.EncryptedTextField(default="{}")),
                (
                    "accept_mode",
                    models.CharField(choices=[("said", "告知受理"), ("deemed", "视为受理")], max_length=8, null=True),
                ),
                ("saved_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("draft_number", ""), _negated=True),
                        fields=("draft_number",),
                        name="draft_number_names_one_application",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="decision",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(choices=[("grant", "准予行政许可"), ("deny", "不予行政许可")], max_length=8),
                ),
                ("content", models.TextField(blank=True, default="")),
                ("conditions", models.TextField(blank=True, default="")),
                ("valid_until", models.DateField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("basis", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", ""), ("outcome", "grant"), ("reason", "")),
                            models.Q(
                                ("outcome", "deny"),
                                models.Q(("reason", ""), _negated=True),
                                models.Q(("basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="denial_gives_its_reasons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "grant"), models.Q(("content", ""), _negated=True)),
                            models.Q(
                                ("conditions", ""), ("content", ""), ("outcome", "deny"), ("valid_until__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="grant_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", False),
                            models.Q(("conditions", ""), ("outcome", "grant"), ("valid_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="decided_by_nobody_only_where_deemed_renewed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryRecord",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="delivery_record",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[("window", "窗口领取"), ("post", "邮寄"), ("electronic", "电子送达")], max_length=12
                    ),
                ),
                ("receiver", kernel.accounts.fields.EncryptedTextField(default="")),
                (
                    "receiver_is",
                    models.CharField(
                        blank=True,
                        choices=[("applicant", "申请人本人"), ("agent", "代办人")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("tracking_number", models.CharField(blank=True, default="", max_length=40)),
                ("delivered_at", models.DateTimeField()),
                (
                    "delivered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tracking_number", ""), ("method", "post"), _connector="OR"),
                        name="tracking_number_only_of_the_post",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="ending",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("refused", "不予受理"), ("withdrawn", "撤回申请"), ("terminated", "终止办理")],
                        max_length=12,
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_needed", "依法不需要办理"),
                            ("not_our_power", "不属于本机关职权范围"),
                            ("other", "其他法定情形"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("other_organ", models.CharField(blank=True, default="", max_length=200)),
                ("reason", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField()),
                (
                    "ended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "withdrawn"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="ending_gives_its_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "refused"), models.Q(("ground", ""), _negated=True)),
                            models.Q(models.Q(("kind", "refused"), _negated=True), ("ground", "")),
                            _connector="OR",
                        ),
                        name="refusal_has_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "not_our_power"), models.Q(("other_organ", ""), _negated=True)),
                            models.Q(models.Q(("ground", "not_our_power"), _negated=True), ("other_organ", "")),
                            _connector="OR",
                        ),
                        name="other_organ_where_it_is_not_ours",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MaterialTick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ticks", to="cases.case"
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.material"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["material__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "material"), name="material_ticked_once_a_case"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("received_by__isnull", True), ("received_at__isnull", False), _connector="OR"
                        ),
                        name="tick_by_whom_has_its_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpotNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField()),
                ("added", models.ManyToManyField(related_name="+", to="catalogue.material")),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spot_notices",
                        to="accounts.applicant",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later",
                        to="approvals.spotnotice",
                    ),
                ),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.itemversion"
                    ),
                ),
                (
                    "next_case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="spot_notices",
                        to="cases.case",
                    ),
                ),
                (
                    "told_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.window"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_case__isnull", True)),
                        fields=["applicant", "item_version"],
                        name="spot_notice_awaiting_visit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpotLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(blank=True, default="", max_length=200)),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.material"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="approvals.spotnotice"
                    ),
                ),
            ],
            options={
                "ordering": ["material__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "material"), name="spot_notice_names_a_paper_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="spotnotice",
            name="missing",
            field=models.ManyToManyField(related_name="+", through="approvals.SpotLine", to="catalogue.material"),
        ),
        migrations.CreateModel(
            name="StepRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=20)),
                ("role", models.CharField(max_length=32)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("agreed", "同意"),
                            ("opposed", "建议不予"),
                            ("returned", "退回"),
                            ("granted", "准予"),
                            ("denied", "不予"),
                            ("stopped", "未办完"),
                        ],
                        max_length=12,
                        null=True,
                    ),
                ),
                ("opinion", models.TextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="step_records", to="cases.case"
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
            ],
            options={
                "ordering": ["case_id", "started_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "position", "round"), name="step_passed_once_a_round"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("case",), name="step_is_one_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("outcome__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("outcome__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_ended_has_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="step_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PushedDecision",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pushed_decision",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("pushed_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged_at__isnull", True)),
                        fields=["organization", "pushed_at"],
                        name="pushed_decision_waiting",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="acknowledged_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acknowledged_at__isnull", True),
                            ("acknowledged_at__gte", models.F("pushed_at")),
                            _connector="OR",
                        ),
                        name="acknowledged_after_the_push",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="registration",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("foreign_number", models.CharField(max_length=64)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("granted", "办成"), ("denied", "不予办理"), ("other", "其他（撤回、转办等）")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("cancelled", models.BooleanField(default=False)),
                (
                    "finished_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="catalogue.item"
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["foreign_number"], name="registration_by_number")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled", False)),
                        fields=("item", "foreign_number"),
                        name="foreign_number_once_an_item",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("foreign_number", ""), _negated=True),
                        name="registration_has_its_foreign_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["", "granted", "denied", "other"])),
                        name="registration_result_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("noted_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.window"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["window", "noted_at"], name="consultation_of_a_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("undone_at__isnull", True), ("undone_at__gte", models.F("noted_at")), _connector="OR"
                        ),
                        name="consultation_undone_after_it_was_noted",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JointPart",
            fields=[
                (
                    "part",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="joint_part",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened",
                        to="approvals.jointpart",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="joint_parts", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["lead_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("lead", "position"), name="joint_part_opened_once"),
                    models.CheckConstraint(
                        condition=models.Q(("part", models.F("lead")), _negated=True), name="joint_part_is_not_its_lead"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after__isnull", True),
                            models.Q(("after", models.F("part")), _negated=True),
                            _connector="OR",
                        ),
                        name="joint_part_waits_for_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(max_length=200)),
                ("given_at", models.DateTimeField()),
                ("back_at", models.DateTimeField(null=True)),
                (
                    "back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "from_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.post"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.post"
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.window"
                    ),
                ),
            ],
            options={
                "verbose_name": "交接",
                "verbose_name_plural": "交接",
                "ordering": ["-given_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("back_at__isnull", True)), fields=["window"], name="hand_over_under_way"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_post", models.F("to_post")), _negated=True),
                        name="handed_over_to_another_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("back_at__isnull", True), ("back_by__isnull", True)),
                            models.Q(("back_at__gte", models.F("given_at")), ("back_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="handed_back_by_whom_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandedOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "turn",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handed_over", to="cases.turn"
                    ),
                ),
                (
                    "hand_over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="approvals.handover"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField()),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.applicant"
                    ),
                ),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.itemversion"
                    ),
                ),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.window"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["window", "-received_at"], name="batch_of_a_window")],
            },
        ),
        migrations.CreateModel(
            name="BatchLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="approvals.batch",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="batch_line", to="cases.case"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "position"), name="batch_place_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 20)), name="batch_of_twenty_at_most"
                    ),
                ],
            },
        ),
    ]
