"""What the API takes for acts that begin a matter; references are codes, persons are found by document."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from approvals.models import Application
from kernel.accounts.actions import register_applicant
from kernel.accounts.models import Applicant
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


class Person(serializers.Serializer[Any]):
    """A person or firm, by the document that was shown; registered when new."""

    kind = serializers.ChoiceField(choices=Applicant.Kind.choices)
    name = serializers.CharField(max_length=100)
    id_kind = serializers.ChoiceField(choices=Applicant.IdKind.choices)
    id_number = serializers.CharField(max_length=40)
    phone = serializers.CharField(max_length=30)
    agent_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")

    def create(self, validated_data: dict[str, Any]) -> Applicant:
        facts = {key: value for key, value in validated_data.items() if value}
        return register_applicant(**facts)


class OwnApplicantField(serializers.IntegerField):
    """One of the signed-in person's own applicants, by its key. Another's looks absent."""

    def to_internal_value(self, data: Any) -> Applicant:  # type: ignore[override]
        key = super().to_internal_value(data)
        user = self.context["request"].user
        found = Applicant.objects.of_user(user).filter(pk=key).first()
        if found is None:
            raise serializers.ValidationError(_("没有找到申请人。"))
        return found


class Values(serializers.DictField):
    """The fields of the item's form, as texts."""

    child = serializers.CharField(max_length=4_000, allow_blank=True)


class DraftInput(serializers.Serializer[Any]):
    item = ItemField()
    applicant = OwnApplicantField()
    values = Values()
    number = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class PostTo(serializers.Serializer[Any]):
    """Where a decision is sent by post; all three are needed then."""

    receiver = serializers.CharField(max_length=60, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, allow_blank=True, default="")
    address = serializers.CharField(max_length=200, allow_blank=True, default="")


class SubmitInput(serializers.Serializer[Any]):
    materials = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50, default=list)
    delivery = serializers.ChoiceField(choices=Application.Delivery.choices, default=Application.Delivery.WINDOW)
    post_to = PostTo(required=False, default=dict)


class AtWindow(serializers.Serializer[Any]):
    window = WindowField()
    item = ItemField()
    person = Person()


class ReceiveInput(AtWindow):
    values = Values()
    materials = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)
    delivery = serializers.ChoiceField(choices=Application.Delivery.choices, default=Application.Delivery.WINDOW)
    post_to = PostTo(required=False, default=dict)


class SpotInput(AtWindow):
    """`knowing_new`: told although the list names what an earlier one did not; it stays on record."""

    missing = serializers.ListField(child=serializers.CharField(max_length=24), max_length=50)
    knowing_new = serializers.BooleanField(default=False)
