"""Absences: who is away, entering one, coming back."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from county_portal import absences
from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.organizations.models import Absence
from kernel.organizations.queries import absences_arranged


class AbsenceRow(serializers.ModelSerializer[Absence]):
    """One absence; `user` is the sign-in of the person."""

    user = serializers.CharField(source="user.username")

    class Meta:
        model = Absence
        fields = ("id", "user", "reason", "from_at", "until_at")


@extend_schema_view(get=extend_schema(operation_id="absences"))
class Absences(ListAPIView[Absence]):
    """The absences that the asker may enter and that are not over."""

    serializer_class = AbsenceRow
    pagination_class = NewestFirst
    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> QuerySet[Absence]:
        if getattr(self, "swagger_fake_view", False):
            return Absence.objects.none()
        return absences_arranged(user_of(self.request), database_now())


@extend_schema_view(
    post=extend_schema(operation_id="absence_enter", request=absences.AbsenceInput, responses={201: AbsenceRow})
)
class Enter(VerbView):
    """Enter an absence."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "absences.enter"
    input = absences.AbsenceInput

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 201, dict(AbsenceRow(absences.enter(user_of(request), **data)).data)


@extend_schema_view(post=extend_schema(operation_id="absence_back", request=None, responses=AbsenceRow))
class Back(VerbView):
    """The person is back."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "absences.back"

    def act(self, request: Request, data: Mapping[str, Any], **path: Any) -> tuple[int, Mapping[str, Any]]:
        return 200, dict(AbsenceRow(absences.back(user_of(request), absence_id=path["absence"])).data)
