import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import kernel.accounts.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="用户名",
                    ),
                ),
                ("full_name", models.CharField(blank=True, max_length=100, verbose_name="姓名")),
                ("phone", kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="电话")),
                ("email", kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="电子邮箱")),
                ("is_active", models.BooleanField(default=True, verbose_name="可以登录")),
                ("is_staff_member", models.BooleanField(default=False, verbose_name="工作人员")),
                (
                    "joined_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="开户时间"
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "用户",
                "verbose_name_plural": "用户",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_staff_member", True), ("full_name", ""), ("full_name__contains", "*"), _connector="OR"
                        ),
                        name="citizen_name_is_masked",
                    ),
                    models.CheckConstraint(condition=models.Q(("is_superuser", False)), name="user_is_no_superuser"),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("username"), name="username_once_in_any_case"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Applicant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("natural", "自然人"), ("legal", "法人或非法人组织")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("name", kernel.accounts.fields.EncryptedTextField(verbose_name="姓名或名称")),
                ("name_masked", models.CharField(max_length=200, verbose_name="姓名（脱敏）")),
                ("name_index", models.CharField(editable=False, max_length=64)),
                (
                    "id_kind",
                    models.CharField(
                        choices=[
                            ("resident_id", "居民身份证"),
                            ("passport", "护照"),
                            ("hmt_residence", "港澳台居民居住证"),
                            ("uscc", "统一社会信用代码"),
                            ("org_code", "组织机构代码"),
                        ],
                        max_length=20,
                        verbose_name="证件类型",
                    ),
                ),
                ("id_number", kernel.accounts.fields.EncryptedTextField(verbose_name="证件号码")),
                ("id_masked", models.CharField(max_length=40, verbose_name="证件号码（脱敏）")),
                ("id_index", models.CharField(editable=False, max_length=64)),
                ("phone", kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="电话")),
                ("phone_masked", models.CharField(blank=True, max_length=30, verbose_name="电话（脱敏）")),
                ("phone_index", models.CharField(editable=False, max_length=64, null=True)),
                ("address", kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="住址")),
                ("minor", models.BooleanField(default=False, verbose_name="未成年人")),
                (
                    "contact_name",
                    kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="联系人"),
                ),
                (
                    "contact_phone",
                    kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="联系人电话"),
                ),
                ("agent_name", kernel.accounts.fields.EncryptedTextField(blank=True, null=True, verbose_name="经办人")),
                ("agent_masked", models.CharField(blank=True, max_length=100, verbose_name="经办人（脱敏）")),
                (
                    "registered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="登记时间"
                    ),
                ),
                (
                    "guardian",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wards",
                        to="accounts.applicant",
                        verbose_name="监护人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applicants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "申请人",
                "verbose_name_plural": "申请人",
                "indexes": [
                    models.Index(fields=["phone_index"], name="applicant_by_phone"),
                    models.Index(fields=["name_index"], name="applicant_by_name"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id_kind", "id_index"), name="applicant_once_per_document"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("id_kind__in", ["resident_id", "passport", "hmt_residence"]), ("kind", "natural")
                            ),
                            models.Q(("id_kind__in", ["uscc", "org_code"]), ("kind", "legal")),
                            _connector="OR",
                        ),
                        name="applicant_document_of_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("minor", False),
                            models.Q(("guardian__isnull", False), ("kind", "natural")),
                            _connector="OR",
                        ),
                        name="minor_has_guardian",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "natural"), ("user__isnull", False)),
                        fields=("user",),
                        name="account_of_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minor", False), ("user__isnull", True), _connector="OR"),
                        name="minor_has_no_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guardian", models.F("id")), _negated=True), name="guardian_is_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("guardian__isnull", True), ("kind", "natural"), _connector="OR"),
                        name="guardian_only_of_natural",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("phone__isnull", True), ("phone_index__isnull", True)),
                            models.Q(("phone__isnull", False), ("phone_index__isnull", False)),
                            _connector="OR",
                        ),
                        name="phone_with_index",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact_name__isnull", True), ("contact_phone__isnull", True)),
                            models.Q(("contact_name__isnull", False), ("contact_phone__isnull", False)),
                            _connector="OR",
                        ),
                        name="contact_name_with_phone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone__isnull", False),
                            ("contact_phone__isnull", False),
                            ("guardian__isnull", False),
                            _connector="OR",
                        ),
                        name="applicant_can_be_reached",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agent_typed", kernel.accounts.fields.EncryptedTextField()),
                ("from_date", models.DateField()),
                ("until_date", models.DateField()),
                ("every_item", models.BooleanField()),
                ("paper_date", models.DateField(null=True)),
                ("granted_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency",
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
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agency", to="accounts.applicant"
                    ),
                ),
            ],
            options={
                "verbose_name": "授权委托",
                "verbose_name_plural": "授权委托",
                "ordering": ["-until_date", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_date__gte", models.F("from_date"))),
                        name="agency_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__gte", models.F("granted_at")), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="agency_ended_by_whom_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MandateItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_code", models.CharField(max_length=40)),
                (
                    "mandate",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="accounts.mandate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mandate", "item_code"), name="agency_names_an_item_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignInSlip",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=128)),
                ("issued_at", models.DateTimeField()),
                ("good_until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("used", models.BooleanField(default=False)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slips", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "登录凭条",
                "verbose_name_plural": "登录凭条",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("user",), name="one_open_slip"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good_until__gt", models.F("issued_at"))), name="slip_good_for_a_while"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("used", False), ("ended_at__isnull", False), _connector="OR"),
                        name="used_slip_is_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerPhone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone", kernel.accounts.fields.EncryptedTextField()),
                ("until_at", models.DateTimeField()),
                (
                    "applicant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_phones",
                        to="accounts.applicant",
                    ),
                ),
            ],
            options={
                "verbose_name": "原来的电话",
                "verbose_name_plural": "原来的电话",
                "constraints": [
                    models.UniqueConstraint(fields=("applicant", "until_at"), name="one_former_phone_an_instant")
                ],
            },
        ),
    ]
