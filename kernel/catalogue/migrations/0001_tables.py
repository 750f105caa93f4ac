import django.db.models.deletion
import django.db.models.functions.datetime
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
            name="Situation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=24, unique=True)),
                ("name", models.CharField(max_length=30, verbose_name="情形")),
                (
                    "audience",
                    models.CharField(choices=[("person", "个人"), ("firm", "企业")], max_length=8, verbose_name="谁"),
                ),
                ("words", models.JSONField(default=list, verbose_name="事项名称里的词")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
            ],
            options={
                "ordering": ["position", "code"],
            },
        ),
        migrations.CreateModel(
            name="EverydayWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=30, verbose_name="俗称")),
                ("means", models.CharField(max_length=60, verbose_name="事项名称里的词")),
                ("in_use", models.BooleanField(default=True, verbose_name="在用")),
            ],
            options={
                "ordering": ["word", "means"],
                "constraints": [
                    models.UniqueConstraint(fields=("word", "means"), name="everyday_word_means_it_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("word", ""), _negated=True), models.Q(("means", ""), _negated=True)
                        ),
                        name="everyday_word_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=36, unique=True)),
                ("off_hall_reason", models.CharField(blank=True, default="", help_text="未进厅原因", max_length=200)),
                ("off_hall_review_on", models.DateField(blank=True, help_text="清理复核日期", null=True)),
                ("from_list", models.CharField(blank=True, default="", help_text="来自哪份清单", max_length=120)),
                ("above", models.JSONField(blank=True, default=dict, help_text="上级清单所写")),
                ("yearly_volume", models.PositiveIntegerField(blank=True, help_text="年办件量", null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("off_hall_reason", ""), ("off_hall_review_on__isnull", True)),
                            models.Q(
                                models.Q(("off_hall_reason", ""), _negated=True), ("off_hall_review_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="item_off_hall_says_why_and_until_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("published", "现行"),
                            ("retired", "停用"),
                            ("withdrawn", "撤回的草稿"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("case_kind", models.CharField(default="licence", help_text="办件种类代码", max_length=32)),
                ("name", models.CharField(max_length=200)),
                ("sort_key", models.CharField(blank=True, default="", help_text="拼音首字母", max_length=200)),
                ("parent_name", models.CharField(blank=True, default="", help_text="主项名称", max_length=200)),
                ("task_type", models.CharField(blank=True, default="01", max_length=2)),
                ("use_level", models.CharField(default="4", max_length=1)),
                (
                    "project_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("instant", "即办件"),
                            ("promise", "承诺件"),
                            ("forwarded", "上报件"),
                            ("joint", "联办件"),
                        ],
                        default="promise",
                        max_length=12,
                    ),
                ),
                (
                    "handling",
                    models.CharField(
                        choices=[("own", "本系统办理"), ("external", "部门自有系统办理，本系统登记")],
                        default="own",
                        max_length=12,
                    ),
                ),
                (
                    "department_name",
                    models.CharField(
                        blank=True, default="", help_text="清单所写的实施部门，尚未对应到本县单位", max_length=200
                    ),
                ),
                ("legal_basis", models.TextField(blank=True, default="")),
                ("statutory_length", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "statutory_unit",
                    models.CharField(
                        choices=[
                            ("working_day", "工作日"),
                            ("natural_day", "日"),
                            ("month", "个月"),
                            ("working_hour", "工作时"),
                            ("unstated", "单位待法制审核"),
                        ],
                        default="unstated",
                        max_length=16,
                    ),
                ),
                ("statutory_basis", models.TextField(blank=True, default="")),
                (
                    "start_event",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "收到申请之日"),
                            ("accepted", "受理之日"),
                            ("all_documents_received", "收到全部材料之日"),
                            ("next_day", "收到申请次日"),
                        ],
                        default="",
                        max_length=24,
                    ),
                ),
                (
                    "promised_length",
                    models.PositiveSmallIntegerField(blank=True, help_text="承诺工作日；0 为当场办结", null=True),
                ),
                ("acceptance_condition", models.TextField(blank=True, default="")),
                ("handle_flow", models.TextField(blank=True, default="")),
                ("result_name", models.CharField(blank=True, default="", max_length=120)),
                ("on_site_times", models.PositiveSmallIntegerField(blank=True, default=1, null=True)),
                ("charged", models.BooleanField(help_text="是否收费", null=True)),
                ("no_materials", models.BooleanField(default=False, help_text="是否无需材料")),
                ("quantity_limit", models.CharField(blank=True, default="", max_length=120)),
                ("form_schema", models.JSONField(default=list, help_text="申请表字段")),
                (
                    "expiry_field",
                    models.CharField(
                        blank=True, default="", help_text="填要延续的许可到期日的字段；空为不是延续", max_length=31
                    ),
                ),
                ("consult_phone", models.CharField(blank=True, default="", max_length=32)),
                ("complaint_phone", models.CharField(blank=True, default="", max_length=32)),
                (
                    "needs_person",
                    models.CharField(
                        blank=True, default="", help_text="须本人到场的理由；空为可以代办", max_length=200
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("drafted_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "delivering_window",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.window",
                    ),
                ),
                (
                    "drafted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="catalogue.item"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("receiving_windows", models.ManyToManyField(related_name="received_items", to="organizations.window")),
                (
                    "supervising_organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FeeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("standard", models.CharField(max_length=200)),
                ("basis", models.CharField(max_length=200)),
                ("reducible", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fees", to="catalogue.itemversion"
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=20, unique=True, verbose_name="词")),
                ("initials", models.CharField(max_length=20, verbose_name="拼音首字母")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("initials__regex", "^[a-z0-9]+$")), name="reading_is_of_small_letters"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Regime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("legal_basis", models.TextField()),
                ("intake_days", models.PositiveSmallIntegerField()),
                (
                    "intake_unit",
                    models.CharField(
                        choices=[
                            ("working_day", "工作日"),
                            ("natural_day", "日"),
                            ("month", "个月"),
                            ("working_hour", "工作时"),
                            ("unstated", "单位待法制审核"),
                        ],
                        default="working_day",
                        max_length=16,
                    ),
                ),
                ("intake_basis", models.CharField(blank=True, default="", max_length=120)),
                (
                    "silence",
                    models.CharField(
                        choices=[("deemed_accepted", "逾期不告知的，自收到之日起即为受理"), ("nothing", "无推定效果")],
                        max_length=16,
                    ),
                ),
                ("supplement_term_days", models.PositiveSmallIntegerField(help_text="申请人补正期限，工作日")),
                ("statutory_days", models.PositiveSmallIntegerField(help_text="事项未另行规定时的法定期限", null=True)),
                ("extension_days", models.PositiveSmallIntegerField(default=0)),
                ("extension_role", models.CharField(blank=True, default="", max_length=32)),
                ("extension_basis", models.CharField(blank=True, default="", max_length=120)),
                ("delivery_days", models.PositiveSmallIntegerField(null=True)),
                ("delivery_basis", models.CharField(blank=True, default="", max_length=120)),
                (
                    "renewal_days",
                    models.PositiveSmallIntegerField(help_text="有效期届满多少日前提出延续", null=True),
                ),
                ("renewal_basis", models.CharField(blank=True, default="", max_length=120)),
                (
                    "remedy",
                    models.CharField(
                        choices=[
                            ("either", "复议或者诉讼"),
                            ("review_first", "先复议，再诉讼"),
                            ("petition_review", "复查、复核"),
                        ],
                        default="either",
                        max_length=16,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("intake_unit", "unstated"), _negated=True),
                        name="regime_intake_unit_is_stated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extension_days", 0), models.Q(("extension_role", ""), _negated=True), _connector="OR"
                        ),
                        name="regime_extension_names_its_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("renewal_basis", ""), ("renewal_days__isnull", True)),
                            models.Q(("renewal_days__isnull", False), models.Q(("renewal_basis", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="regime_renewal_names_its_basis",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="itemversion",
            name="regime",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalogue.regime",
            ),
        ),
        migrations.CreateModel(
            name="RegimePause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clock_kind", models.CharField(max_length=16)),
                ("code", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=30)),
                ("legal_basis", models.CharField(max_length=120)),
                (
                    "regime",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="catalogue.regime"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("regime", "clock_kind", "code"), name="regime_pause_named_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChainStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=20)),
                ("role", models.CharField(max_length=32)),
                ("limit_length", models.PositiveSmallIntegerField(help_text="本环节限时，工作日", null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="catalogue.itemversion"
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "position"), name="chain_step_in_its_place"),
                    models.UniqueConstraint(fields=("version", "code"), name="chain_step_named_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Material",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=200)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("original", "原件"),
                            ("copy", "复印件"),
                            ("electronic", "电子件"),
                            ("original_seen", "复印件（核对原件）"),
                        ],
                        default="copy",
                        max_length=16,
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(default=1)),
                ("required", models.BooleanField(default=True)),
                ("condition", models.CharField(blank=True, default="", help_text="仅在此情形下需要", max_length=200)),
                ("tolerable", models.BooleanField(default=False, help_text="可容缺")),
                ("shared", models.BooleanField(default=False, help_text="共享取得，免提交")),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        choices=[("applicant", "申请人自备"), ("government", "政府部门核发"), ("other", "其他来源")],
                        default="",
                        help_text="来源渠道",
                        max_length=12,
                    ),
                ),
                ("issuer", models.CharField(blank=True, default="", max_length=120)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="materials",
                        to="catalogue.itemversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "code"), name="material_coded_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name__startswith", "其他"), _negated=True), name="material_is_no_catch_all"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("column", models.CharField(max_length=40)),
                ("reason", models.CharField(max_length=200)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="catalogue.itemversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "column"), name="override_of_a_column_once"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="override_says_why"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="itemversion",
            index=models.Index(
                condition=models.Q(("state", "published")), fields=["sort_key"], name="item_in_force_by_sound"
            ),
        ),
        migrations.AddIndex(
            model_name="itemversion",
            index=models.Index(
                condition=models.Q(("state__in", ["draft", "published"])),
                fields=["state", "sort_key", "id"],
                name="item_leading_by_sound",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("item",), name="item_has_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                    models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                    _connector="OR",
                ),
                name="item_submitted_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(fields=("item", "number"), name="item_version_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")), fields=("item",), name="item_has_one_version_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(
                        models.Q(("published_by", models.F("drafted_by")), _negated=True),
                        models.Q(
                            ("submitted_by__isnull", True),
                            models.Q(("published_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="item_published_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                    models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                    _connector="OR",
                ),
                name="item_published_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "withdrawn"]),
                    models.Q(
                        ("drafted_by__isnull", False),
                        ("organization__isnull", False),
                        ("published_at__isnull", False),
                        ("regime__isnull", False),
                        ("on_site_times__isnull", False),
                        ("promised_length__isnull", False),
                        ("statutory_length__isnull", False),
                        ("charged__isnull", False),
                        models.Q(("statutory_unit", "unstated"), _negated=True),
                        models.Q(
                            ("task_type", ""),
                            ("project_type", ""),
                            ("start_event", ""),
                            ("legal_basis", ""),
                            ("statutory_basis", ""),
                            _connector="OR",
                            _negated=True,
                        ),
                        models.Q(
                            ("acceptance_condition", ""),
                            ("handle_flow", ""),
                            ("result_name", ""),
                            _connector="OR",
                            _negated=True,
                        ),
                        models.Q(("consult_phone", ""), ("complaint_phone", ""), _connector="OR", _negated=True),
                    ),
                    _connector="OR",
                ),
                name="item_in_force_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True),
                    models.Q(
                        ("organization__isnull", False),
                        models.Q(("department_name", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="item_has_a_name_and_a_department",
            ),
        ),
        migrations.CreateModel(
            name="JointItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("limit_length", models.PositiveSmallIntegerField(help_text="本部门限时，工作日")),
                (
                    "after",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.item"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="joined_in", to="catalogue.item"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="joint", to="catalogue.itemversion"
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "position"), name="joint_item_in_its_place"),
                    models.UniqueConstraint(fields=("version", "item"), name="joint_item_listed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("after__isnull", True),
                            models.Q(("after", models.F("item")), _negated=True),
                            _connector="OR",
                        ),
                        name="joint_item_waits_for_another",
                    ),
                ],
            },
        ),
    ]
