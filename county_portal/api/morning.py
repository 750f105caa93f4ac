"""晨会单 for machines."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.morning import sheet_for
from kernel.doors.verbs import StaffOnly, user_of
from kernel.ledger.locking import database_now


class AwayLine(serializers.Serializer[Any]):
    """Who is away, from when, until when (null: until he is back); who stands in, and the posts left without anyone."""

    person = serializers.CharField(source="row.absence.user.full_name")
    units = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField(source="row.absence.reason")
    from_at = serializers.DateTimeField(source="row.absence.from_at")
    until_at = serializers.DateTimeField(source="row.absence.until_at", allow_null=True)
    stand_ins = serializers.SerializerMethodField()
    nobody = serializers.ListField(child=serializers.CharField(), source="row.nobody")

    def get_stand_ins(self, away: Any) -> list[str]:
        return [person for _post, person in away.row.acting]


class WindowLine(serializers.Serializer[Any]):
    """A window that nobody serves now, and whose clerks are away."""

    window = serializers.CharField(source="window.code")
    unit = serializers.CharField(source="window.organization.name")
    away = serializers.ListField(child=serializers.CharField())


class DueLine(serializers.Serializer[Any]):
    """A case with a term that runs out today; `step` and `person` say whose turn it is."""

    number = serializers.CharField(source="case.number")
    item = serializers.CharField(source="case.item_version.name")
    unit = serializers.CharField(source="case.organization.name")
    step = serializers.CharField(source="turn.step_name", default="")
    person = serializers.CharField(source="person.full_name", default="")
    light = serializers.CharField()


class CardLine(serializers.Serializer[Any]):
    """A card that stands and was found since the last working day began."""

    number = serializers.CharField(source="card.number")
    colour = serializers.CharField(source="card.colour")
    matter = serializers.CharField()
    unit = serializers.CharField()


class SheetRow(serializers.Serializer[Any]):
    """The sheet as of `at`; `due_in_all` and `cards_in_all` count what the lists were cut from."""

    at = serializers.DateTimeField()
    since = serializers.DateField()
    away = AwayLine(many=True)
    empty_windows = WindowLine(many=True, source="empty")
    due = DueLine(many=True)
    due_in_all = serializers.IntegerField()
    cards = CardLine(many=True)
    cards_in_all = serializers.IntegerField()


@extend_schema_view(get=extend_schema(operation_id="morning", responses=SheetRow))
class Morning(APIView):
    """The sheet of the asker's county as of now."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    def get(self, request: Request) -> Response:
        return Response(SheetRow(sheet_for(user_of(request), at=database_now())).data)
