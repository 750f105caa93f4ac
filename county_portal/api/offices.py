"""For administrators and their monitoring: data health, and the access log."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.api.views import user_of
from county_portal.access_log import accesses, audited_counties, shown
from county_portal.api.older import BEFORE, before_of, page
from county_portal.data_health.access import asked_by
from county_portal.data_health.report import report
from kernel.ledger.locking import database_now

PAGE = 50
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


ACCESSES = inline_serializer(
    "AccessPage", {"next": serializers.URLField(allow_null=True), "results": AccessRow(many=True)}
)


class DataHealth(APIView):
    """What is out of order, since when, and what to do; 200 also when something is."""

    http_method_names = READ

    @extend_schema(operation_id="data_health", responses=HealthReport)
    def get(self, request: Request) -> Response:
        found = report(asked_by(user_of(request), at=database_now()))
        lines = HealthLine([*found.troubles, *found.fine], many=True).data
        return Response({"at": found.at, "in_order": found.in_order, "lines": lines})


class AccessLog(APIView):
    """The access log of the auditor's county, latest first."""

    http_method_names = READ

    @extend_schema(operation_id="access_log", parameters=[BEFORE], responses=ACCESSES)
    def get(self, request: Request) -> Response:
        entries = accesses(audited_counties(user_of(request), at=database_now()))
        before = before_of(request)
        if before is not None:
            entries = entries.filter(position__lt=before)
        rows = shown(entries[: PAGE + 1])
        return page(request, rows, limit=PAGE, number=lambda row: row.position, serializer=AccessRow)
