"""应进必进台账 for machines: the register with its rates, and writing one line."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal import hall_register
from kernel.doors.verbs import StaffOnly, VerbView, user_of


class UnitLine(serializers.Serializer[Any]):
    """A unit with its items in force of county level, and how many of them are in the hall."""

    code = serializers.CharField()
    name = serializers.CharField()
    in_hall = serializers.BooleanField()
    items = serializers.IntegerField()
    items_in = serializers.IntegerField()


class OffLine(serializers.Serializer[Any]):
    """What is outside, why, and when that is looked at again; `late` when that day has passed."""

    subject = serializers.ChoiceField(choices=hall_register.SUBJECTS)
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    review_on = serializers.DateField(allow_null=True)
    late = serializers.BooleanField()


class ItemLine(serializers.Serializer[Any]):
    """An item that no window of the county's hall receives and that nobody has excused."""

    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()


class HallRegister(serializers.Serializer[Any]):
    """应进必进台账. Rates in percent, null where there is nothing to count."""

    items = serializers.IntegerField()
    items_in = serializers.IntegerField()
    item_rate = serializers.FloatField(allow_null=True)
    unit_rate = serializers.FloatField(allow_null=True)
    units = UnitLine(many=True)
    inside = ItemLine(many=True)
    outside = OffLine(many=True)
    with_unit = ItemLine(many=True)
    unexplained = ItemLine(many=True)


class Read(APIView):
    """The register of the asker's county."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    @extend_schema(operation_id="hall_register", responses=HallRegister)
    def get(self, request: Request) -> Response:
        return Response(HallRegister(hall_register.register_for(user_of(request))).data)


@extend_schema_view(
    post=extend_schema(
        operation_id="hall_register_enter", request=hall_register.EntryInput, responses={200: HallRegister}
    )
)
class Enter(VerbView):
    """Write one line: outside with a reason and a day, or in the hall."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "hall_register.enter"
    input = hall_register.EntryInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        user = user_of(request)
        hall_register.enter(user, **data)
        return 200, dict(HallRegister(hall_register.register_for(user)).data)
