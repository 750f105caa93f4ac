"""What a body names by code: the thing itself, or a sentence that there is none."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Window
from kernel.organizations.queries.addresses import windows_named


class ItemField(serializers.CharField):
    """An item by its code: the version in force."""

    def to_internal_value(self, data: Any) -> ItemVersion:  # type: ignore[override]
        version = ItemVersion.objects.in_force().with_details().filter(item__code=str(data)).first()
        if version is None:
            raise serializers.ValidationError(_("没有这个事项，或它现在不受理。"))
        return version


@extend_schema_field({"type": "string", "example": "ZX01/C01"})
class WindowField(serializers.CharField):
    """A window by its code; where several have that, by unit and code, or by its whole address."""

    def to_internal_value(self, data: Any) -> Window:  # type: ignore[override]
        found = list(windows_named(str(data))[:2])
        if not found:
            raise serializers.ValidationError(_("没有这个窗口。"))
        if len(found) > 1:
            said = _("有几个窗口都叫 {code}，请连服务点一起写，例如 {one} 或 {other}。")
            one, other = (window.full_code for window in found)
            raise serializers.ValidationError(said.format(code=found[0].code, one=one, other=other))
        return found[0]
