"""The API's doors to the second factors of staff."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.typed import line, prose
from county_portal.pages.second_factors import LONGEST_REASON
from county_portal.second_factors import factor_rows
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.organizations.actions import reset_second_factor

STAFF: list[Any] = [StaffOnly]


class FactorPerson(serializers.Serializer[Any]):
    """`kinds`: what he registered; `owes`: a post of his asks for one and he has none."""

    username = serializers.CharField(source="person.username")
    name = serializers.CharField(source="person.full_name")
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=Authenticator.Type.choices))
    owes = serializers.BooleanField()


class FactorRows(serializers.Serializer[Any]):
    people = FactorPerson(many=True)


class ResetInput(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True)


class ResetAnswer(serializers.Serializer[Any]):
    username = serializers.CharField()


@extend_schema_view(get=extend_schema(operation_id="second_factors", responses=FactorRows))
class SecondFactors(APIView):
    """Whose post asks for a second factor, and who has one."""

    permission_classes = STAFF
    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]  # type: ignore[misc]

    def get(self, request: Request) -> Response:
        return Response(FactorRows({"people": factor_rows(user_of(request), at=database_now())}).data)


@extend_schema_view(post=extend_schema(operation_id="second_factor_reset", request=ResetInput, responses=ResetAnswer))
class Reset(VerbView):
    """A lost key or token: what was registered is taken away, and the person's sessions end."""

    permission_classes: ClassVar[list[Any]] = STAFF  # type: ignore[misc]
    route = "organizations.reset_second_factor"
    input = ResetInput

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        reason = prose(data["reason"], most=LONGEST_REASON)
        whom = reset_second_factor(username=line(data["username"]), reason=reason, by=user_of(request))
        return 200, {"username": whom.username}
