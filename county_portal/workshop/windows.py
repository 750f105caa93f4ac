"""How a form and a program name a window: by its service point and its code, for codes repeat between points."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.organizations.models import Window
from kernel.organizations.models.places import BETWEEN
from kernel.organizations.queries.addresses import windows_with_points


@extend_schema_field({"type": "string", "example": "ZX01/县政务大厅/C01"})
class WindowField(serializers.RelatedField[Window, str, str]):
    """A window by its address."""

    default_error_messages = {"unknown": _("没有这个窗口：{address}")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"queryset": windows_with_points()} | options)

    def use_pk_only_optimization(self) -> bool:
        return False

    def to_representation(self, value: Any) -> str:
        return value.full_code

    def to_internal_value(self, data: Any) -> Window:
        unit, _first, rest = str(data).partition(BETWEEN)
        point, _last, code = rest.rpartition(BETWEEN)
        rows = windows_with_points().filter(
            service_point__organization__code=unit, service_point__name=point, code=code
        )
        found = rows.first()
        if found is None:
            self.fail("unknown", address=str(data)[:60])
        return found
