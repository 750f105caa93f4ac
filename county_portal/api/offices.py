"""For administrators and their monitoring: data health, and the access log."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.access_log import accesses, audited_counties, shown
from county_portal.data_health.access import asked_by
from county_portal.data_health.report import report
from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import user_of
from kernel.ledger.locking import database_now
from kernel.ledger.models import AccessEntry

READ = ["get", "head", "options"]


class HealthRow(serializers.Serializer[Any]):
    """One thing behind a line."""

    name = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class HealthLine(serializers.Serializer[Any]):
    """One check. `level`: ok, notice or grave; `since` is null where nobody can know."""

    code = serializers.CharField()
    level = serializers.CharField()
    title = serializers.CharField()
    words = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)
    todo = serializers.CharField(allow_blank=True)
    count = serializers.SerializerMethodField()
    rows = HealthRow(many=True)

    def get_count(self, line: Any) -> int:
        return len(line.rows)


class HealthReport(serializers.Serializer[Any]):
    """All checks: troubles with the gravest first, then what is in order."""

    at = serializers.DateTimeField()
    in_order = serializers.BooleanField()
    lines = HealthLine(many=True)


class AccessRow(serializers.Serializer[Any]):
    """Who saw whose data unmasked, and why. Names and numbers are masked."""

    position = serializers.IntegerField()
    at = serializers.DateTimeField()
    reader = serializers.CharField()
    post = serializers.CharField()
    organization = serializers.CharField()
    whom = serializers.CharField()
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]
    why = serializers.CharField()
    hash = serializers.CharField()


class LatestFirst(NewestFirst):
    """By their place in the log."""

    ordering = "-position"


class DataHealth(APIView):
    """What is out of order, since when, and what to do; 200 also when something is."""

    http_method_names = READ

    @extend_schema(operation_id="data_health", responses=HealthReport)
    def get(self, request: Request) -> Response:
        found = report(asked_by(user_of(request), at=database_now()))
        lines = HealthLine([*found.troubles, *found.fine], many=True).data
        return Response({"at": found.at, "in_order": found.in_order, "lines": lines})


@extend_schema_view(get=extend_schema(operation_id="access_log"))
class AccessLog(ListAPIView[AccessEntry]):
    """The access log of the auditor's county, latest first."""

    serializer_class = AccessRow  # type: ignore[assignment]
    pagination_class = LatestFirst
    http_method_names = READ

    def get_queryset(self) -> QuerySet[AccessEntry]:
        if getattr(self, "swagger_fake_view", False):
            return AccessEntry.objects.none()
        return accesses(audited_counties(user_of(self.request), at=database_now()))

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page in words."""
        return shown(super().paginate_queryset(queryset) or [])
