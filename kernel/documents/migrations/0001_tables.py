import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import kernel.accounts.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("ledger", "0002_functions_and_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("source", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=50)),
                ("subject_id", models.BigIntegerField()),
                ("subject_number", models.CharField(max_length=100)),
                ("role", models.CharField(choices=[("upload", "提交的材料"), ("letter", "出具的文书")], max_length=8)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("material_code", models.CharField(blank=True, default="", max_length=64)),
                ("name", kernel.accounts.fields.EncryptedTextField(verbose_name="文件名")),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_name", models.CharField(max_length=40, unique=True)),
                ("issuer", models.CharField(blank=True, default="", help_text="出具机关", max_length=200)),
                ("at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subject_kind", "subject_id", "at"], name="document_by_subject")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="document_is_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="document_hash_is_sha256"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stored_name__regex", "^[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}$")),
                        name="document_stored_under_random_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issuer", ""), ("role", "upload")),
                            models.Q(
                                ("material_code", ""),
                                ("role", "letter"),
                                ("uploaded_by__isnull", True),
                                models.Q(("issuer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_came_in_or_went_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at__isnull", True), ("removed_by__isnull", True)),
                            models.Q(
                                ("removed_at__isnull", False),
                                ("role", "upload"),
                                models.Q(("removed_by__isnull", False), ("uploaded_by__isnull", True), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="document_removed_who_and_when",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True), ("role", "upload")),
                        fields=("subject_kind", "subject_id", "material_code", "sha256"),
                        name="document_same_file_once_a_material",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterSerial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organ_code", models.CharField(max_length=30)),
                ("letter_type", models.CharField(max_length=32)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organ_code", "letter_type", "year"), name="letter_serial_counts_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter_type", models.CharField(max_length=32)),
                ("subject_kind", models.CharField(max_length=50)),
                ("subject_id", models.BigIntegerField()),
                ("subject_number", models.CharField(max_length=100)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("serial", models.CharField(max_length=100)),
                ("organ_code", models.CharField(max_length=30)),
                ("organ_name", models.CharField(max_length=200)),
                ("year", models.PositiveSmallIntegerField()),
                ("running", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=60)),
                ("addressee_masked", models.CharField(max_length=200)),
                ("issued_at", models.DateTimeField()),
                ("words", kernel.accounts.fields.EncryptedTextField()),
                ("words_sha256", models.CharField(max_length=64)),
                ("seal", models.CharField(max_length=60)),
                ("seal_provider", models.CharField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "正在制作"), ("ready", "已出具"), ("failed", "没有做成")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("try_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("error", models.TextField(blank=True, default="")),
                ("requested_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("made_at", models.DateTimeField(null=True)),
                ("recipe", models.CharField(blank=True, default="", max_length=120)),
                ("printed_sha256", models.CharField(blank=True, default="", max_length=64)),
                ("stamped_at", models.DateTimeField(null=True)),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="documents.document",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"),
                ),
                (
                    "stamped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.lettertemplate"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "pending")), fields=["try_at"], name="letter_waiting"),
                    models.Index(fields=["subject_kind", "subject_id", "issued_at"], name="letter_by_subject"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "letter_type"), name="letter_asked_for_once_an_entry"),
                    models.UniqueConstraint(
                        fields=("organ_code", "letter_type", "year", "running"), name="letter_serial_given_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document__isnull", False),
                                ("made_at__isnull", False),
                                ("state", "ready"),
                                models.Q(("printed_sha256", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "ready"), _negated=True),
                                ("document__isnull", True),
                                ("made_at__isnull", True),
                                ("printed_sha256", ""),
                            ),
                            _connector="OR",
                        ),
                        name="letter_ready_has_its_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="letter_failed_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stamped_at__isnull", True), ("stamped_by__isnull", True)),
                            models.Q(
                                ("stamped_at__gte", models.F("made_at")),
                                ("stamped_at__isnull", False),
                                ("stamped_by__isnull", False),
                                ("state", "ready"),
                            ),
                            _connector="OR",
                        ),
                        name="letter_stamped_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartialUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=50)),
                ("subject_id", models.BigIntegerField()),
                ("material_code", models.CharField(blank=True, default="", max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField(default=0)),
                ("touched_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [models.Index(fields=["touched_at"], name="partial_upload_touched")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_kind", "subject_id", "material_code", "sha256"), name="partial_upload_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received__lte", models.F("size")), ("size__gt", 0)),
                        name="partial_upload_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="partial_upload_hash_is_sha256"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offset", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="documents.partialupload"
                    ),
                ),
            ],
            options={
                "ordering": ["offset"],
                "constraints": [models.UniqueConstraint(fields=("upload", "offset"), name="upload_piece_once")],
            },
        ),
    ]
