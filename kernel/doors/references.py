"""What a body names by code: the thing itself, or a sentence that there is none."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from kernel.catalogue.models import ItemVersion
from kernel.organizations.models import Window


class ItemField(serializers.CharField):
    """An item by its code: the version in force."""

    def to_internal_value(self, data: Any) -> ItemVersion:  # type: ignore[override]
        version = ItemVersion.objects.in_force().with_details().filter(item__code=str(data)).first()
        if version is None:
            raise serializers.ValidationError(_("没有这个事项，或它现在不受理。"))
        return version


class WindowField(serializers.CharField):
    """A window by its number."""

    def to_internal_value(self, data: Any) -> Window:  # type: ignore[override]
        window = Window.objects.select_related("organization").filter(code=str(data)).first()
        if window is None:
            raise serializers.ValidationError(_("没有这个窗口。"))
        return window
