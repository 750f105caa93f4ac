"""The API's doors for somebody who only asks at a window."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request

from approvals import actions
from approvals.models import Consultation
from approvals.typed import number
from kernel.doors.references import ItemField, WindowField
from kernel.doors.verbs import StaffOnly, VerbView, user_of


class ConsultInput(serializers.Serializer[Any]):
    """Where somebody asked, and about which item if about one."""

    window = WindowField()
    item = ItemField(required=False, allow_null=True, default=None)


class UndoInput(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=40)


class ConsultationRow(serializers.ModelSerializer[Consultation]):
    """One enquiry; nobody's name belongs to it."""

    number = serializers.CharField(read_only=True)
    window = serializers.CharField(source="window.full_code", read_only=True)

    class Meta:
        model = Consultation
        fields = ("number", "window", "noted_at", "undone_at")


@extend_schema_view(
    post=extend_schema(operation_id="consultation", request=ConsultInput, responses={201: ConsultationRow})
)
class Consult(VerbView):
    """咨询件."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "approvals.consult"
    input = ConsultInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        noted = actions.consult(by=user_of(request), window=data["window"], version=data["item"])
        return 201, dict(ConsultationRow(noted).data)


@extend_schema_view(post=extend_schema(operation_id="consultation_undo", request=UndoInput, responses=ConsultationRow))
class Undo(VerbView):
    """Taken back by the clerk who noted it, within five minutes."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "approvals.undo_consultation"
    input = UndoInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        noted = actions.undo_consultation(number=number(data["number"]), by=user_of(request))
        return 200, dict(ConsultationRow(noted).data)
