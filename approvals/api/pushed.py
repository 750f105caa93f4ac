"""The API's doors to decisions that were pushed to one's department."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from approvals import actions, typed
from approvals.api.serializers import SignedRow
from approvals.models import Decision, PushedDecision
from approvals.models.pushed import PushedDecisionQuerySet
from approvals.pushed import pushed_rows, pushed_to, require_pushed_to, search_pushed
from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now

MOST_AT_ONCE = 50
STAFF: list[Any] = [StaffOnly]


class PushedDecisionRow(SignedRow):
    """A pushed decision: what was decided, nothing of the applicant's papers. `serial` is its letter's 文号.

    `deemed`: nobody decided a renewal in time, and the law did; there is no letter then.
    """

    number = serializers.CharField(source="pushed.case.number")
    item = serializers.CharField(source="pushed.case.item_version.name")
    applicant = serializers.CharField(source="pushed.case.applicant.name_masked")
    organization = serializers.CharField(source="pushed.case.organization.code")
    outcome = serializers.ChoiceField(choices=Decision.Outcome.choices, source="pushed.case.decision.outcome")
    deemed = serializers.BooleanField(source="pushed.case.decision.deemed")
    content = serializers.CharField(source="pushed.case.decision.content")
    conditions = serializers.CharField(source="pushed.case.decision.conditions")
    valid_until = serializers.DateField(source="pushed.case.decision.valid_until", allow_null=True)
    reason = serializers.CharField(source="pushed.case.decision.reason")
    serial = serializers.CharField()


class PushedDecisionRows(serializers.Serializer[Any]):
    decisions = PushedDecisionRow(many=True)


class AcknowledgeInput(serializers.Serializer[Any]):
    """The numbers of the cases whose decisions are signed for, all of them or none."""

    numbers = serializers.ListField(
        child=serializers.CharField(max_length=40), allow_empty=False, max_length=MOST_AT_ONCE
    )


class LatestPushFirst(NewestFirst):
    ordering = ("-pushed_at", "-pk")


ASKED = [
    OpenApiParameter("q", str, description="受理号开头，事项、单位或申请人名称中的字"),
    OpenApiParameter("state", str, enum=["waiting", "signed"], description="等签收的或已签收的"),
]


@extend_schema_view(get=extend_schema(operation_id="pushed_decisions", parameters=ASKED))
class PushedDecisions(ListAPIView[PushedDecision]):
    """Decisions that were pushed to the departments one signs for, the latest first."""

    serializer_class = PushedDecisionRow  # type: ignore[assignment]
    pagination_class = LatestPushFirst
    permission_classes = STAFF
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> PushedDecisionQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return PushedDecision.objects.none()
        asked = self.request.query_params
        found = pushed_to(user_of(self.request), at=database_now()).with_row()
        if asked.get("state") == "waiting":
            found = found.waiting()
        elif asked.get("state") == "signed":
            found = found.exclude(acknowledged_at=None)
        return search_pushed(found, typed.line(asked.get("q", "")))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        rows = pushed_rows(page or [], now=database_now())
        return self.get_paginated_response(PushedDecisionRow(rows, many=True).data)


@extend_schema_view(
    post=extend_schema(
        operation_id="pushed_decisions_acknowledge", request=AcknowledgeInput, responses=PushedDecisionRows
    )
)
class Acknowledge(VerbView):
    """签收."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "approvals.acknowledge_decisions"
    input = AcknowledgeInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        user, now = user_of(request), database_now()
        numbers = [typed.number(each) for each in data["numbers"]]
        require_pushed_to(user, numbers, at=now)
        actions.acknowledge_decisions(numbers=numbers, by=user)
        rows = PushedDecision.objects.filter(case__number__in=numbers).with_row().order_by("pk")
        return 200, dict(PushedDecisionRows({"decisions": pushed_rows(rows, now=now)}).data)
