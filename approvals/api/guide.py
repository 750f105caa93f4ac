"""办事指南 for programs: every fact that the guide's page shows."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from approvals.public.queries import complaint_phone, consult_phone, remedies_of, who_answers
from kernel.catalogue.form_schema import json_schema
from kernel.catalogue.models import FeeItem, ItemVersion
from kernel.catalogue.queries import Guide, Part, guide
from kernel.ledger.locking import database_now
from kernel.organizations.models import Window
from kernel.organizations.queries import Answering, Head, Remedies


class ItemRow(serializers.Serializer[Any]):
    """A line of the catalogue; `promised_length` is in working days, 0 is decided on the spot."""

    code = serializers.CharField(source="item.code")
    name = serializers.CharField()
    organization = serializers.CharField(source="organization.name")
    handling = serializers.ChoiceField(choices=ItemVersion.Handling.choices)
    case_kind = serializers.CharField(help_text=_("licence 向机关申请；proxy 由村里代办"))
    promised_length = serializers.IntegerField()
    statutory_length = serializers.IntegerField()
    statutory_unit = serializers.CharField()
    start_event = serializers.CharField()


class PaperRow(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    form = serializers.CharField()
    copies = serializers.IntegerField()
    needed = serializers.BooleanField(source="required")
    tolerable = serializers.BooleanField()
    shared = serializers.BooleanField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    issuer = serializers.CharField(allow_blank=True)


class HeadRow(serializers.Serializer[Head]):
    """Who answers for a receiving window: post and name."""

    post = serializers.CharField()
    name = serializers.CharField()


class AnsweringRow(serializers.Serializer[Answering]):
    """A unit that receives the item: its office's phone, and the heads of its windows who are there today."""

    unit = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    heads = HeadRow(many=True)


class FeeRow(serializers.Serializer[FeeItem]):
    """A published charge with the law that allows it."""

    name = serializers.CharField()
    standard = serializers.CharField()
    basis = serializers.CharField()
    reducible = serializers.BooleanField()


class CounterRow(serializers.Serializer[Window]):
    """A window, and the place where it stands."""

    place = serializers.CharField(source="service_point.name")
    address = serializers.CharField(source="service_point.address", allow_blank=True)
    code = serializers.CharField()
    name = serializers.CharField()


class RemedyRow(serializers.Serializer[Remedies]):
    """What may be done against a decision, and within which terms; null where that way is not open."""

    remedy = serializers.CharField()
    review_organ = serializers.CharField(allow_blank=True)
    review_days = serializers.IntegerField()
    court = serializers.CharField(allow_blank=True)
    court_months = serializers.IntegerField(allow_null=True)
    court_days = serializers.IntegerField(allow_null=True)


class ListedPart(serializers.Serializer[Part]):
    """One of the items that are handled together; `limit` in working days, `after` the name of the one before it."""

    code = serializers.CharField()
    name = serializers.CharField()
    organization = serializers.CharField()
    limit = serializers.IntegerField()
    after = serializers.CharField(allow_blank=True)


class ItemGuide(ItemRow):
    """办事指南: what the public posting of an item must hold (行政许可法 30).

    `supervisor` watches over what is granted; `complaint_phone` is the 监督电话; `remedies` is null while the unit's
    review organ and court are not entered.
    """

    legal_basis = serializers.CharField(allow_blank=True)
    statutory_basis = serializers.CharField(allow_blank=True)
    acceptance_condition = serializers.CharField(allow_blank=True)
    handle_flow = serializers.CharField(allow_blank=True)
    result_name = serializers.CharField(allow_blank=True)
    quantity_limit = serializers.CharField(allow_blank=True)
    on_site_times = serializers.IntegerField(allow_null=True)
    needs_person = serializers.CharField(help_text=_("不能请人代办的理由，空就是可以代办"))
    charged = serializers.BooleanField(allow_null=True)
    fees = serializers.SerializerMethodField()
    no_materials = serializers.BooleanField()
    materials = serializers.SerializerMethodField()
    windows = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField(help_text=_("联办事项由哪些事项组成；不是联办的为空"))
    delivered_at = CounterRow(source="delivering_window", allow_null=True)
    supervisor = serializers.CharField(source="supervising_organization.name", allow_null=True, default=None)
    consult_phone = serializers.SerializerMethodField()
    complaint_phone = serializers.SerializerMethodField()
    ask_whom = serializers.SerializerMethodField()
    remedies = serializers.SerializerMethodField()
    blank_form = serializers.SerializerMethodField()
    renewal_days = serializers.IntegerField(
        read_only=True, allow_null=True, help_text=_("延续：原许可有效期届满多少日前提出；不是延续的为空")
    )
    form = serializers.JSONField(source="form_schema")
    form_json_schema = serializers.SerializerMethodField()
    _found: Guide

    def to_representation(self, instance: ItemVersion) -> Any:
        self._found = guide(instance)
        return super().to_representation(instance)

    @extend_schema_field(PaperRow(many=True))
    def get_materials(self, version: ItemVersion) -> list[Mapping[str, Any]]:
        return [dict(PaperRow(paper).data) for paper in self._found.materials]

    @extend_schema_field(FeeRow(many=True))
    def get_fees(self, version: ItemVersion) -> list[Mapping[str, Any]]:
        return [dict(FeeRow(fee).data) for fee in self._found.fees]

    @extend_schema_field(CounterRow(many=True))
    def get_windows(self, version: ItemVersion) -> list[Mapping[str, Any]]:
        return [dict(CounterRow(window).data) for window in self._found.windows]

    @extend_schema_field(ListedPart(many=True))
    def get_parts(self, version: ItemVersion) -> list[Mapping[str, Any]]:
        return [dict(ListedPart(part).data) for part in self._found.parts]

    def get_consult_phone(self, version: ItemVersion) -> str:
        return consult_phone(version)

    def get_complaint_phone(self, version: ItemVersion) -> str:
        return complaint_phone(version)

    @extend_schema_field(RemedyRow(allow_null=True))
    def get_remedies(self, version: ItemVersion) -> Mapping[str, Any] | None:
        open_ways = remedies_of(version)
        return None if open_ways is None else dict(RemedyRow(open_ways).data)

    @extend_schema_field(AnsweringRow(many=True))
    def get_ask_whom(self, version: ItemVersion) -> list[Mapping[str, Any]]:
        told = who_answers(version, self._found.windows, at=database_now())
        return [dict(AnsweringRow(each).data) for each in told]

    @extend_schema_field(serializers.CharField(allow_blank=True, help_text=_("空白申请表的地址，没有表的为空")))
    def get_blank_form(self, version: ItemVersion) -> str:
        return reverse("item_blank_form", args=[version.item.code]) if version.form_schema else ""

    @extend_schema_field(serializers.DictField())
    def get_form_json_schema(self, version: ItemVersion) -> Mapping[str, Any]:
        return json_schema(version.form_schema, version.name)
