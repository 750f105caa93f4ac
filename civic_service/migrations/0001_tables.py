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
        ("cases", "0002_numbers"),
        ("catalogue", "0001_tables"),
        ("organizations", "0002_sql"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "leg",
                    models.CharField(
                        choices=[
                            ("to_town", "村到乡镇"),
                            ("to_county", "乡镇到县"),
                            ("back_to_town", "县回乡镇"),
                            ("back_to_village", "乡镇回村"),
                        ],
                        max_length=16,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("lost_because", models.CharField(blank=True, default="", max_length=200)),
                (
                    "found_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "lost_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.window",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lost_at__isnull", True), ("received_at__isnull", True)),
                        fields=["receiver", "sent_at"],
                        name="bag_on_the_road_to",
                    ),
                    models.Index(fields=["sender", "-sent_at"], name="bag_sent_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_at__isnull", True), ("received_by__isnull", True)),
                            models.Q(("received_at__gte", models.F("sent_at")), ("received_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="bag_received_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lost_at__isnull", True), ("lost_because", ""), ("lost_by__isnull", True)),
                            models.Q(
                                ("lost_at__gte", models.F("sent_at")),
                                ("lost_at__isnull", False),
                                ("lost_by__isnull", False),
                                models.Q(("lost_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bag_lost_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("found_with__isnull", True), ("lost_at__isnull", True)),
                            models.Q(
                                ("found_with__isnull", True),
                                ("lost_at__isnull", False),
                                ("received_at__isnull", True),
                            ),
                            models.Q(
                                ("found_with__isnull", False),
                                ("lost_at__isnull", False),
                                ("received_at__gte", models.F("lost_at")),
                                ("received_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="bag_received_after_it_was_lost_was_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leg__in", ("to_town", "back_to_village")), ("window__isnull", True)),
                            models.Q(("leg__in", ("to_county", "back_to_town")), ("window__isnull", False)),
                            _connector="OR",
                        ),
                        name="bag_of_the_county_names_its_counter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Errand",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="errand",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("packet", models.UUIDField(unique=True)),
                ("content", models.CharField(help_text="数据包内容的摘要", max_length=64)),
                ("came_by", models.CharField(blank=True, default="", max_length=16)),
                ("originals", models.PositiveSmallIntegerField(default=0, help_text="原件份数，以最后一次点清为准")),
                ("ahead", models.PositiveSmallIntegerField(null=True)),
                ("filed_at", models.DateTimeField(help_text="接件：代办员接受委托的时刻")),
                ("synced_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("arrived_at", models.DateTimeField(help_text="送到受理点的时刻", null=True)),
                ("returned_at", models.DateTimeField(help_text="结果交到村民手里的时刻", null=True)),
                ("returned_to", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                (
                    "reached",
                    models.CharField(
                        blank=True, choices=[("yes", "已回访"), ("no", "没联系上")], default="", max_length=4
                    ),
                ),
                ("call_note", models.CharField(blank=True, default="", max_length=200)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "town",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BagLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("originals_out", models.PositiveSmallIntegerField(default=0)),
                ("originals_in", models.PositiveSmallIntegerField(null=True)),
                ("arrived", models.BooleanField(null=True)),
                ("open", models.BooleanField(default=True)),
                ("aside", models.BooleanField(default=False)),
                ("given_at", models.DateTimeField(null=True)),
                ("given_to", kernel.accounts.fields.EncryptedTextField(null=True)),
                (
                    "bag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="civic_service.bag"
                    ),
                ),
                (
                    "errand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="civic_service.errand"
                    ),
                ),
            ],
            options={
                "ordering": ["bag_id", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("bag", "errand"), name="bag_holds_a_matter_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("open", True)), fields=("errand",), name="matter_lies_in_one_bag"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arrived__isnull", True), ("originals_in__isnull", True)),
                            models.Q(("arrived", False), ("originals_in__isnull", True)),
                            models.Q(("arrived", True), ("originals_in__isnull", False)),
                            _connector="OR",
                        ),
                        name="bag_line_counted_when_it_arrived",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("aside", False), models.Q(("arrived", True), ("open", False)), _connector="OR"
                        ),
                        name="bag_line_aside_was_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_at__isnull", True), ("given_to__isnull", True)),
                            models.Q(("aside", True), ("given_at__isnull", False), ("given_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="bag_line_given_to_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[("whole", "全程代办"), ("part", "环节帮办"), ("guide", "现场导办")],
                        default="whole",
                        max_length=8,
                    ),
                ),
                (
                    "scope",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("submit", "代交材料"),
                                ("supplement", "代为补正"),
                                ("sign", "代收文书"),
                                ("receive", "代领结果"),
                            ],
                            max_length=12,
                        ),
                        size=None,
                    ),
                ),
                ("signed_at", models.DateTimeField()),
                ("until_day", models.DateField()),
                (
                    "sign",
                    models.CharField(choices=[("glass", "手写签名"), ("thumb", "按手印，两人见证")], max_length=8),
                ),
                ("first_witness", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("second_witness", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("signature", kernel.accounts.fields.EncryptedTextField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_because", models.CharField(blank=True, default="", max_length=200)),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.itemversion"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organizations.post"
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mandates", to="accounts.applicant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scope", []), _negated=True), name="mandate_allows_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sign", "thumb"), _negated=True),
                            models.Q(("first_witness__isnull", False), ("second_witness__isnull", False)),
                            _connector="OR",
                        ),
                        name="mandate_thumb_print_has_two_witnesses",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sign", "glass"), _negated=True), ("signature__isnull", False), _connector="OR"
                        ),
                        name="mandate_on_glass_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_at__isnull", True), ("revoked_at__gte", models.F("signed_at")), _connector="OR"
                        ),
                        name="mandate_revoked_after_it_was_signed",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="errand",
            name="mandate",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="errand", to="civic_service.mandate"
            ),
        ),
        migrations.CreateModel(
            name="PaperHanded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("originals", models.PositiveSmallIntegerField(default=0)),
                ("copies", models.PositiveSmallIntegerField(default=0)),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="civic_service.mandate"
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.material"
                    ),
                ),
            ],
            options={
                "ordering": ["material__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("mandate", "material"), name="paper_handed_over_once"),
                    models.CheckConstraint(
                        condition=models.Q(("originals__gt", 0), ("copies__gt", 0), _connector="OR"),
                        name="paper_handed_is_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("material_code", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                (
                    "errand",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="civic_service.errand"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("errand", "position"), name="photo_has_its_place"),
                    models.UniqueConstraint(fields=("errand", "material_code", "sha256"), name="photo_announced_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="photo_hash_is_sha256"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="photo_is_not_empty"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="errand",
            index=models.Index(fields=["room", "-filed_at"], name="errand_of_a_room"),
        ),
        migrations.AddIndex(
            model_name="errand",
            index=models.Index(fields=["town", "-filed_at"], name="errand_of_a_town"),
        ),
        migrations.AddIndex(
            model_name="errand",
            index=models.Index(
                condition=models.Q(("returned_at__isnull", True)), fields=["place", "filed_at"], name="errand_lying_at"
            ),
        ),
        migrations.AddConstraint(
            model_name="errand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("returned_at__isnull", True), ("returned_to__isnull", True)),
                    models.Q(("returned_at__isnull", False), ("returned_to__isnull", False)),
                    _connector="OR",
                ),
                name="errand_returned_to_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="errand",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("called_at__isnull", True), ("reached", "")),
                    models.Q(("called_at__isnull", False), models.Q(("reached", ""), _negated=True)),
                    _connector="OR",
                ),
                name="errand_called_and_reached_or_not",
            ),
        ),
    ]
