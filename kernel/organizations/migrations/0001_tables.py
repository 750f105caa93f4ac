import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="LevelName",
            fields=[
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省级"),
                            ("city", "地级"),
                            ("county", "县级"),
                            ("town", "乡级"),
                            ("village", "村级"),
                        ],
                        max_length=10,
                        primary_key=True,
                        serialize=False,
                        verbose_name="级别",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
            ],
            options={
                "verbose_name": "三级名称",
                "verbose_name_plural": "三级名称",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["county", "town", "village"])),
                        name="level_name_of_three_levels",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=12,
                        validators=[django.core.validators.RegexValidator("^\\d{12}$")],
                        verbose_name="区划代码",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "省级"),
                            ("city", "地级"),
                            ("county", "县级"),
                            ("town", "乡级"),
                            ("village", "村级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="设立日期")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="撤销日期")),
                ("simulated", models.BooleanField(default=False, verbose_name="模拟")),
                ("sort_key", models.CharField(db_collation="C", max_length=400)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="organizations.region",
                        verbose_name="并入",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organizations.region",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "区划",
                "verbose_name_plural": "区划",
                "ordering": ["sort_key", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{12}$")), name="region_code_12_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until__isnull", True),
                            ("valid_from__isnull", True),
                            ("valid_until__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="region_until_not_before_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), ("valid_until__isnull", False), _connector="OR"
                        ),
                        name="region_merged_only_when_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True), name="region_not_its_own_parent"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_until__isnull", True)),
                        fields=("code",),
                        name="region_code_lives_once",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_until",
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="region_code_one_name_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="单位编号")),
                ("identifier", models.SlugField(max_length=60, unique=True, verbose_name="标识")),
                ("name", models.CharField(max_length=200, verbose_name="单位名称")),
                ("short_name", models.CharField(blank=True, max_length=60, verbose_name="简称")),
                ("document_mark", models.CharField(blank=True, max_length=20, verbose_name="机关代字")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("own", "本级部门"),
                            ("city", "市派机构"),
                            ("vertical", "垂直管理"),
                            ("mass", "群团组织"),
                            ("enterprise", "公共服务企业"),
                            ("centre", "县级服务中心"),
                            ("town_centre", "乡级服务中心"),
                            ("village_room", "村级服务室"),
                            ("supervision", "纪检监察机关"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("credit_code", models.CharField(blank=True, max_length=18, verbose_name="统一社会信用代码")),
                ("ranked", models.BooleanField(default=False, verbose_name="参加考核排名")),
                ("in_hall", models.BooleanField(default=True, verbose_name="进驻大厅")),
                ("off_hall_reason", models.CharField(blank=True, max_length=200, verbose_name="未进厅原因")),
                ("off_hall_review_on", models.DateField(blank=True, null=True, verbose_name="清理复核日期")),
                ("review_organ", models.CharField(blank=True, max_length=200, verbose_name="行政复议机关")),
                ("court", models.CharField(blank=True, max_length=200, verbose_name="管辖法院")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="organizations.organization",
                        verbose_name="上级单位",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organizations",
                        to="organizations.region",
                        verbose_name="区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ranked", False), ("kind__in", ["own", "mass"]), _connector="OR"),
                        name="organization_ranked_only_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_hall", True),
                            models.Q(("off_hall_reason", ""), _negated=True),
                            ("kind__in", ["town_centre", "village_room", "supervision", "centre"]),
                            _connector="OR",
                        ),
                        name="organization_off_hall_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="organization_not_its_own_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="服务点")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                ("hours", models.JSONField(default=dict, verbose_name="作息")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_points",
                        to="organizations.organization",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务点",
                "verbose_name_plural": "服务点",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "name"), name="service_point_once_per_organization")
                ],
            },
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=10, verbose_name="窗口号")),
                ("name", models.CharField(max_length=100, verbose_name="窗口名称")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="windows",
                        to="organizations.organization",
                        verbose_name="单位",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="windows",
                        to="organizations.servicepoint",
                        verbose_name="服务点",
                    ),
                ),
            ],
            options={
                "verbose_name": "窗口",
                "verbose_name_plural": "窗口",
                "ordering": ["service_point", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("service_point", "code"), name="window_code_once_per_point")
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("window_clerk", "窗口人员"),
                            ("window_head", "窗口负责人"),
                            ("reviewer", "审查人员"),
                            ("site_inspector", "现场勘验人员"),
                            ("approver", "批准人"),
                            ("chief_representative", "首席代表"),
                            ("department_leader", "分管领导"),
                            ("department_head", "主要负责人"),
                            ("participant_handler", "联办经办人"),
                            ("hall_manager", "值班长"),
                            ("center_director", "中心主任"),
                            ("deputy_director", "中心副主任"),
                            ("supervision_office", "督查科"),
                            ("discipline_inspection", "纪检监察"),
                            ("town_clerk", "乡镇经办人员"),
                            ("village_agent", "村级代办员"),
                            ("hotline_operator", "热线话务员"),
                            ("assessor", "考核人员"),
                            ("trading_officer", "交易经办人"),
                            ("admin_system", "系统管理员"),
                            ("admin_security", "安全管理员"),
                            ("admin_audit", "审计管理员"),
                        ],
                        max_length=30,
                        verbose_name="岗位角色",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="职务")),
                ("from_date", models.DateField(verbose_name="任职自")),
                ("until_date", models.DateField(blank=True, null=True, verbose_name="任职至")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organizations.organization",
                        verbose_name="单位",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="organizations.window",
                        verbose_name="窗口",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "verbose_name_plural": "岗位",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                        ),
                        name="post_until_not_before_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "window_clerk",
                                    "window_head",
                                    "reviewer",
                                    "site_inspector",
                                    "approver",
                                    "chief_representative",
                                    "department_leader",
                                    "department_head",
                                    "participant_handler",
                                    "hall_manager",
                                    "center_director",
                                    "deputy_director",
                                    "supervision_office",
                                    "discipline_inspection",
                                    "town_clerk",
                                    "village_agent",
                                    "hotline_operator",
                                    "assessor",
                                    "trading_officer",
                                    "admin_system",
                                    "admin_security",
                                    "admin_audit",
                                ],
                            )
                        ),
                        name="post_role_known",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("user", "="),
                            ("role", "="),
                            ("organization", "="),
                            (django.db.models.functions.comparison.Coalesce("window", models.Value(0)), "="),
                            (
                                models.Func(
                                    "from_date",
                                    "until_date",
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="post_held_once_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("user", "="),
                            (
                                models.Case(
                                    models.When(
                                        role__in=["admin_system", "admin_security", "admin_audit"],
                                        then=models.F("role"),
                                    ),
                                    default=models.Value("case_work"),
                                    output_field=models.CharField(max_length=30),
                                ),
                                "<>",
                            ),
                            (
                                models.Func(
                                    "from_date",
                                    "until_date",
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="post_administrators_apart",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField(verbose_name="离岗")),
                ("until_at", models.DateTimeField(blank=True, null=True, verbose_name="返岗")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("annual_leave", "年休假"),
                            ("site_visit", "勘验外出"),
                            ("training", "培训"),
                            ("sick_leave", "病假"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="原因",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "离岗",
                "verbose_name_plural": "离岗",
                "ordering": ["from_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_at__isnull", True), ("until_at__gt", models.F("from_at")), _connector="OR"
                        ),
                        name="absence_until_after_from",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("user", "="),
                            (
                                models.Func(
                                    "from_at",
                                    "until_at",
                                    function="tstzrange",
                                    output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="absence_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Deputy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(default=1, verbose_name="顺序")),
                ("from_date", models.DateField(verbose_name="顶岗自")),
                ("until_date", models.DateField(blank=True, null=True, verbose_name="顶岗至")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputy_duties",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="顶岗人",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deputies",
                        to="organizations.post",
                        verbose_name="岗位",
                    ),
                ),
            ],
            options={
                "verbose_name": "顶岗人",
                "verbose_name_plural": "顶岗人",
                "ordering": ["post", "rank"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_date__isnull", True), ("until_date__gte", models.F("from_date")), _connector="OR"
                        ),
                        name="deputy_until_not_before_from",
                    ),
                    models.CheckConstraint(condition=models.Q(("rank__gte", 1)), name="deputy_rank_from_one"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("post", "="),
                            ("user", "="),
                            (
                                models.Func(
                                    "from_date",
                                    "until_date",
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="deputy_named_once_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("post", "="),
                            ("rank", "="),
                            (
                                models.Func(
                                    "from_date",
                                    "until_date",
                                    models.Value("[]"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="deputy_rank_once_at_a_time",
                    ),
                ],
            },
        ),
    ]
