import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("organizations", "0002_sql"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8)),
                ("version", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=60)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("time", "时限"),
                            ("procedure", "程序"),
                            ("content", "内容"),
                            ("material", "材料"),
                            ("fee", "收费"),
                            ("attitude", "态度"),
                            ("disclosure", "公开"),
                            ("data", "数据"),
                            ("hotline", "热线"),
                            ("trade", "交易"),
                            ("on_site", "现场"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("clock", "期限"), ("event", "事件"), ("tally", "累计")], max_length=8),
                ),
                ("condition", models.TextField(default="true")),
                (
                    "colour",
                    models.CharField(choices=[("warning", "预警"), ("yellow", "黄牌"), ("red", "红牌")], max_length=8),
                ),
                (
                    "issue_mode",
                    models.CharField(
                        choices=[("auto", "自动发出"), ("confirm", "核实后发出")], default="auto", max_length=8
                    ),
                ),
                ("family", models.CharField(help_text="同一办件同一族只计最高一张", max_length=24)),
                (
                    "clock_kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), blank=True, default=list, size=None
                    ),
                ),
                ("lead", models.JSONField(blank=True, default=list, help_text="提前量；空为超期")),
                ("event", models.CharField(blank=True, default="", max_length=100)),
                (
                    "true_at_field",
                    models.CharField(blank=True, default="", help_text="成立时刻所在的栏", max_length=40),
                ),
                (
                    "notify_roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("H", "承办人"),
                                ("W", "窗口负责人"),
                                ("D", "部门分管领导"),
                                ("U", "部门主要负责人"),
                                ("O", "督查科"),
                                ("C", "中心领导"),
                                ("J", "纪检监察"),
                            ],
                            max_length=1,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("rectify_length", models.PositiveSmallIntegerField(default=0, help_text="整改期限；0 为不用答复")),
                ("rectify_unit", models.CharField(default="working_day", max_length=16)),
                ("points", models.PositiveSmallIntegerField(default=0, help_text="扣分")),
                ("legal_basis", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("awaiting_events", "待事件登记"),
                            ("active", "启用"),
                            ("retired", "停用"),
                        ],
                        default="draft",
                        max_length=16,
                    ),
                ),
                ("activated_at", models.DateTimeField(null=True)),
                ("first_start", models.BooleanField(default=False, help_text="首次启用，记录在案的例外")),
                (
                    "activated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
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
                    models.UniqueConstraint(fields=("code", "version"), name="rule_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")), fields=("code",), name="rule_active_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="rule_version_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("event", ""), ("kind", "clock"), models.Q(("clock_kinds", []), _negated=True)),
                            models.Q(("clock_kinds", []), ("kind", "event"), models.Q(("event", ""), _negated=True)),
                            models.Q(("clock_kinds", []), ("event", ""), ("kind", "tally")),
                            _connector="OR",
                        ),
                        name="rule_watches_what_its_kind_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "clock"), ("lead", []), _connector="OR"),
                        name="rule_lead_only_of_clocks",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("colour", "warning"), ("issue_mode", "auto"), ("points", 0), ("rectify_length", 0)
                            ),
                            models.Q(("colour__in", ("yellow", "red")), ("rectify_length__gte", 1)),
                            _connector="OR",
                        ),
                        name="rule_warning_asks_nothing_and_others_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rectify_unit__in", ("working_day", "natural_day", "working_hour"))),
                        name="rule_rectify_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("activated_at__isnull", True), ("state__in", ("draft", "awaiting_events"))),
                            models.Q(("activated_at__isnull", False), ("state__in", ("active", "retired"))),
                            _connector="OR",
                        ),
                        name="rule_active_since_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("activated_at__isnull", True), ("activated_by__isnull", True)),
                            models.Q(("activated_at__isnull", False), ("activated_by__isnull", False)),
                            models.Q(("activated_at__isnull", False), ("first_start", True)),
                            _connector="OR",
                        ),
                        name="rule_activated_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activated_at__isnull", True),
                            ("first_start", True),
                            models.Q(
                                ("author__isnull", False), models.Q(("activated_by", models.F("author")), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="rule_activated_by_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="rule_valid_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "retired"), _negated=True),
                            ("valid_until__isnull", False),
                            _connector="OR",
                        ),
                        name="rule_retired_has_its_last_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                ("rule_code", models.CharField(max_length=8)),
                ("rule_version", models.PositiveSmallIntegerField()),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("period_key", models.CharField(max_length=32)),
                ("replaced", models.BooleanField(default=False, help_text="期限变动后撤销，可另行发牌")),
                ("about_kind", models.CharField(max_length=32)),
                ("about_id", models.BigIntegerField()),
                ("about_number", models.CharField(max_length=64)),
                ("family", models.CharField(max_length=24)),
                (
                    "colour",
                    models.CharField(choices=[("warning", "预警"), ("yellow", "黄牌"), ("red", "红牌")], max_length=8),
                ),
                (
                    "severity",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(colour="red", then=models.Value(3)),
                            models.When(colour="yellow", then=models.Value(2)),
                            default=models.Value(1),
                            output_field=models.PositiveSmallIntegerField(),
                        ),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_verify", "提请核实"),
                            ("issued", "已发出"),
                            ("acknowledged", "已签收"),
                            ("reported", "已报整改"),
                            ("returned", "退回整改"),
                            ("closed", "已销号"),
                            ("revoked", "已撤销"),
                            ("dismissed", "核实不成立"),
                        ],
                        max_length=12,
                    ),
                ),
                ("points", models.PositiveSmallIntegerField(default=0)),
                ("provisional", models.BooleanField(default=False, help_text="期限暂定，只作预警")),
                ("simulated", models.BooleanField(default=False)),
                ("true_at", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
                ("counts_at", models.DateTimeField(null=True)),
                ("region_code", models.CharField(max_length=12)),
                ("organization_code", models.CharField(max_length=40)),
                ("organization_name", models.CharField(max_length=200)),
                ("post_title", models.CharField(blank=True, default="", max_length=100)),
                ("person_name", models.CharField(blank=True, default="", max_length=100)),
                ("step_name", models.CharField(blank=True, default="", max_length=40)),
                ("inputs", models.JSONField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True)),
                ("rectification", models.TextField(blank=True, default="")),
                ("taken_over_at", models.DateTimeField(null=True)),
                ("taken_over_reason", models.TextField(blank=True, default="")),
                ("revocation_proposed_at", models.DateTimeField(null=True)),
                ("revocation_ground", models.CharField(blank=True, default="", max_length=200)),
                ("revocation_by_move", models.BooleanField(default=False, help_text="系统因期限变动提请撤销")),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.TextField(blank=True, default="")),
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
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "organization",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="organizations.organization",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.post",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revocation_proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="ethics_monitor.card",
                    ),
                ),
                (
                    "taken_over_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cards", to="ethics_monitor.rule"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["about_kind", "about_id", "family"], name="card_about"),
                    models.Index(
                        condition=models.Q(
                            ("simulated", False),
                            ("state__in", ("to_verify", "issued", "acknowledged", "reported", "returned")),
                            ("superseded_by__isnull", True),
                            models.Q(("colour", "warning"), _negated=True),
                        ),
                        fields=["-found_at", "-id"],
                        name="card_standing_grave",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("simulated", False),
                            ("superseded_by__isnull", True),
                            models.Q(
                                ("state__in", ("to_verify", "reported")),
                                ("revocation_proposed_at__isnull", False),
                                _connector="OR",
                            ),
                        ),
                        fields=["state"],
                        name="card_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("simulated", False)), fields=["-found_at", "-id"], name="card_newest"
                    ),
                    models.Index(
                        condition=models.Q(("simulated", False)),
                        fields=["organization_code", "-found_at", "-id"],
                        name="card_newest_of_unit",
                    ),
                    models.Index(
                        condition=models.Q(("simulated", False), ("state__in", ("closed", "revoked", "dismissed"))),
                        fields=["-ended_at", "-id"],
                        name="card_newest_ended",
                    ),
                    models.Index(
                        condition=models.Q(("taken_over_at__isnull", False)),
                        fields=["-taken_over_at", "-id"],
                        name="card_taken_over",
                    ),
                    models.Index(fields=["about_number"], name="card_about_number", opclasses=["varchar_pattern_ops"]),
                    models.Index(
                        condition=models.Q(("state", "to_verify")), fields=["counts_at"], name="card_to_be_counted"
                    ),
                    models.Index(fields=["subject_kind", "subject_id"], name="card_of_subject"),
                    models.Index(
                        condition=models.Q(
                            ("simulated", False),
                            ("state__in", ("to_verify", "issued", "acknowledged", "reported", "returned")),
                        ),
                        fields=["-found_at", "-id"],
                        name="card_standing",
                    ),
                    models.Index(condition=models.Q(("simulated", False)), fields=["true_at"], name="card_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced", False)),
                        fields=("rule_code", "subject_kind", "subject_id", "period_key"),
                        name="card_once_per_finding",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("found_at__gte", models.F("true_at"))),
                        name="card_found_not_before_it_was_true",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="card_confirmed_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)),
                            models.Q(("acknowledged_at__isnull", False), ("acknowledged_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="card_acknowledged_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("rectification", ""), ("reported_at__isnull", True), ("reported_by__isnull", True)
                            ),
                            models.Q(
                                ("reported_at__isnull", False),
                                ("reported_by__isnull", False),
                                models.Q(("rectification", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="card_reported_who_when_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("taken_over_at__isnull", True),
                                ("taken_over_by__isnull", True),
                                ("taken_over_reason", ""),
                            ),
                            models.Q(
                                ("taken_over_at__isnull", False),
                                ("taken_over_by__isnull", False),
                                models.Q(("taken_over_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="card_taken_over_who_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("revocation_proposed_at__isnull", True),
                                ("revocation_proposed_by__isnull", True),
                                ("revocation_by_move", False),
                                ("revocation_ground", ""),
                            ),
                            models.Q(
                                ("revocation_proposed_at__isnull", False),
                                ("revocation_proposed_by__isnull", False),
                                ("revocation_by_move", False),
                                models.Q(("revocation_ground", ""), _negated=True),
                            ),
                            models.Q(
                                ("revocation_proposed_at__isnull", False),
                                ("revocation_proposed_by__isnull", True),
                                ("revocation_by_move", True),
                                models.Q(("revocation_ground", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="card_revocation_proposed_who_when_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("state__in", ("closed", "revoked", "dismissed")),
                            ),
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                                models.Q(("state__in", ("closed", "revoked", "dismissed")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="card_ended_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("revoked", "dismissed")), _negated=True),
                            models.Q(("end_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="card_struck_out_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaced", False),
                            models.Q(("revocation_by_move", True), ("state", "revoked")),
                            _connector="OR",
                        ),
                        name="card_replaced_only_when_its_date_moved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("colour", "warning"), _negated=True),
                            models.Q(("points", 0), ("state__in", ("issued", "acknowledged", "revoked"))),
                            _connector="OR",
                        ),
                        name="card_warning_asks_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provisional", False), ("colour", "warning"), _connector="OR"),
                        name="card_provisional_only_warns",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("superseded_by", models.F("id")), _negated=True),
                        name="card_not_superseded_by_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SweepRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField()),
                ("at", models.DateTimeField(help_text="扫描到的时刻")),
                ("simulation", models.CharField(blank=True, default="", max_length=12)),
                ("milliseconds", models.PositiveIntegerField()),
                ("statements", models.PositiveIntegerField()),
                ("cards", models.PositiveIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("proposed", models.PositiveIntegerField()),
                ("rechecked", models.PositiveIntegerField()),
                ("error", models.TextField(blank=True, default="")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("simulation", "")), fields=["-started_at"], name="sweep_heartbeat")
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("calendar_code", models.CharField(max_length=32)),
                ("part", models.CharField(max_length=40)),
                ("simulation", models.CharField(blank=True, default="", max_length=12)),
                ("swept_until", models.DateTimeField()),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="ethics_monitor.rule"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "calendar_code", "part", "simulation"), name="watch_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PatternRule",
            fields=[
                (
                    "pattern",
                    models.CharField(
                        choices=[
                            ("same_minute", "同一分钟集中办结"),
                            ("fastest_agent", "同一经办人总是最快"),
                            ("late_entry", "事后补录"),
                            ("month_end", "月末集中办结"),
                        ],
                        max_length=16,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("numbers", models.JSONField(help_text="起点和比例")),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_number", models.CharField(max_length=100)),
                ("subject_id", models.BigIntegerField()),
                ("region", models.CharField(max_length=12)),
                ("reason", models.TextField()),
                ("by_words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("entries", models.PositiveIntegerField()),
                ("sealed", models.PositiveIntegerField(help_text="已被日封存覆盖的记录")),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("manifest_sha256", models.CharField(max_length=64)),
                ("archive", models.BinaryField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handled",
            fields=[
                ("case_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=100)),
                ("region", models.CharField(max_length=12)),
                ("item", models.CharField(max_length=200)),
                ("agent", models.CharField(blank=True, default="", help_text="经办人摘要", max_length=32)),
                ("received_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_unit", models.CharField(blank=True, default="", max_length=50)),
                ("accepted_post", models.CharField(blank=True, default="", max_length=100)),
                ("accepted_person", models.CharField(blank=True, default="", max_length=100)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_unit", models.CharField(blank=True, default="", max_length=50)),
                ("decided_post", models.CharField(blank=True, default="", max_length=100)),
                ("decided_person", models.CharField(blank=True, default="", max_length=100)),
                ("granted", models.BooleanField(null=True)),
                ("promised_days", models.IntegerField(null=True)),
                ("minutes_to_decide", models.BigIntegerField(null=True)),
                ("worked_minutes", models.IntegerField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_unit", models.CharField(blank=True, default="", max_length=50)),
                ("closed_post", models.CharField(blank=True, default="", max_length=100)),
                ("closed_person", models.CharField(blank=True, default="", max_length=100)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["decided_at"], name="handled_by_decision"),
                    models.Index(fields=["closed_at"], name="handled_by_closing"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=100)),
                ("receiver", models.CharField(max_length=60)),
                ("receipt", models.CharField(help_text="签收方式或回执编号", max_length=100)),
                ("by_words", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_overs",
                        to="ethics_monitor.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ["evidence_id", "ordinal"],
            },
        ),
        migrations.CreateModel(
            name="LateEntry",
            fields=[
                ("entry_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("case_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=100)),
                ("type", models.CharField(max_length=100)),
                ("region", models.CharField(max_length=12)),
                ("unit", models.CharField(max_length=50)),
                ("post", models.CharField(max_length=100)),
                ("person", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["recorded_at"], name="late_entry_by_day")],
            },
        ),
        migrations.CreateModel(
            name="Clue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "pattern",
                    models.CharField(
                        choices=[
                            ("same_minute", "同一分钟集中办结"),
                            ("fastest_agent", "同一经办人总是最快"),
                            ("late_entry", "事后补录"),
                            ("month_end", "月末集中办结"),
                        ],
                        max_length=16,
                    ),
                ),
                ("key", models.CharField(max_length=24)),
                ("region", models.CharField(max_length=12)),
                ("facts", models.JSONField()),
                (
                    "outcome",
                    models.CharField(choices=[("cleared", "已看无异常"), ("proposed", "已提请核实")], max_length=8),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "card",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clue",
                        to="ethics_monitor.card",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("pattern", "key"), name="clue_once"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="clue_says_why"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("card__isnull", True), ("outcome", "cleared")),
                            models.Q(("card__isnull", False), ("outcome", "proposed")),
                            _connector="OR",
                        ),
                        name="clue_proposed_has_its_card",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="evidence_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(fields=("evidence", "ordinal"), name="hand_over_in_order"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("unit", ""), _negated=True),
                    models.Q(("receiver", ""), _negated=True),
                    models.Q(("receipt", ""), _negated=True),
                ),
                name="hand_over_to_whom_and_how",
            ),
        ),
    ]
