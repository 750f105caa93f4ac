"""The API's door to who stands behind a case: the page's action, its permission, its line in the access log."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals.pages.reveal import LONGEST_REASON
from approvals.revealing import Revealed, reveal
from kernel.accounts.models import User
from kernel.doors.parsers import ReadableJSON
from kernel.doors.verbs import signed_in
from kernel.ledger.refusals import NotFound


class Why(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True)


class RevealedField(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class RevealedRow(serializers.Serializer[Any]):
    whose = serializers.CharField()
    fields_in_full = serializers.SerializerMethodField()

    @extend_schema_field(RevealedField(many=True))
    def get_fields_in_full(self, found: Revealed) -> list[dict[str, str]]:
        return [{"label": str(label), "value": value} for label, value in found.fields]


class Reveal(APIView):
    """Name, document and phone in full, once. Every asking is another line of the access log, so it carries no key."""

    permission_classes: ClassVar[list[Any]] = [IsAuthenticated]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]
    parser_classes = [ReadableJSON]

    @extend_schema(operation_id="case_reveal", request=Why, responses=RevealedRow(many=True))
    def post(self, request: Request, number: str) -> Response:
        form = Why(data=request.data)
        form.is_valid(raise_exception=True)
        user = signed_in(request)
        if not isinstance(user, User):
            raise NotFound
        found = reveal(number=number, by=user, why=form.validated_data["why"])
        return Response(RevealedRow(found, many=True).data, headers={"Cache-Control": "no-store"})
