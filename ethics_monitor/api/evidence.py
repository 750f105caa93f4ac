"""The API's doors to evidence packages and their hand-overs."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ethics_monitor import actions, permissions
from ethics_monitor.evidence.collecting import KINDS
from ethics_monitor.models import Evidence, HandOver
from kernel.doors.paging import NewestFirst
from kernel.doors.verbs import StaffOnly, VerbView, user_of
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound
from kernel.organizations.queries import scope_of

READ: list[str] = ["get", "head", "options"]
ZIP = "application/zip"


class CustodyRow(serializers.ModelSerializer[HandOver]):
    """One hand-over."""

    class Meta:
        model = HandOver
        fields = ("ordinal", "unit", "receiver", "receipt", "by_words", "at")


class EvidenceRow(serializers.ModelSerializer[Evidence]):
    """One package: about what, why, by whom, how much is in it, its digests in hex, and where it went."""

    hand_overs = CustodyRow(many=True, read_only=True)

    class Meta:
        model = Evidence
        fields = (
            "number", "subject_kind", "subject_number", "reason", "by_words", "at", "entries", "sealed", "size",
            "sha256", "manifest_sha256", "hand_overs",
        )  # fmt: skip


class EvidenceAsked(serializers.Serializer[Any]):
    """Of what, and why."""

    subject_kind = serializers.ChoiceField(choices=KINDS)
    number = serializers.CharField(max_length=100)
    reason = serializers.CharField(max_length=2_000, allow_blank=True, trim_whitespace=True)


class HandOverAsked(serializers.Serializer[Any]):
    """To whom, and by which signature or receipt."""

    unit = serializers.CharField(max_length=100)
    receiver = serializers.CharField(max_length=60)
    receipt = serializers.CharField(max_length=100)


def evidence_for(request: Request) -> QuerySet[Evidence]:
    """The packages of the asker's county, without their bytes. Errors: NotYourPost."""
    user, now = user_of(request), database_now()
    permissions.inspector(user, at=now)
    return Evidence.objects.visible_to(scope_of(user, now)).defer("archive").prefetch_related("hand_overs")


class LatestMade(NewestFirst):
    """By the time that is shown."""

    ordering = ("-at", "-pk")


@extend_schema_view(get=extend_schema(operation_id="evidence_list"))
class EvidenceList(ListAPIView[Evidence]):
    """Every package of the county, the newest first."""

    serializer_class = EvidenceRow
    pagination_class = LatestMade
    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    def get_queryset(self) -> QuerySet[Evidence]:
        if getattr(self, "swagger_fake_view", False):
            return Evidence.objects.none()
        return evidence_for(self.request)


class EvidenceDetail(APIView):
    """One package with its hand-overs."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="evidence_detail", responses=EvidenceRow)
    def get(self, request: Request, number: str) -> Response:
        return Response(EvidenceRow(_one(request, number)).data)


def _one(request: Request, number: str) -> Evidence:
    row = evidence_for(request).filter(number=number).first()
    if row is None:
        raise NotFound
    return row


class ZipRenderer(JSONRenderer):
    """Named for whoever asks for a package: its bytes are sent as they are, and a refusal is a problem document."""

    media_type = ZIP
    format = "zip"


class EvidenceFile(APIView):
    """The package's bytes; each taking is another line of the access log."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    renderer_classes: ClassVar[list[Any]] = [JSONRenderer, ZipRenderer]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="evidence_file", responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request, number: str) -> HttpResponse:
        row = actions.open_evidence(number=number, by=user_of(request))
        answer = HttpResponse(bytes(row.archive), content_type=ZIP)
        answer["Content-Disposition"] = f'attachment; filename="{row.number}.zip"'
        return answer


@extend_schema_view(post=extend_schema(operation_id="evidence_make", request=EvidenceAsked, responses=EvidenceRow))
class EvidenceMake(VerbView):
    """A new package of a case, a card or a lead."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "ethics_monitor.evidence_make"
    input = EvidenceAsked

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        kind, number, reason = data["subject_kind"], data["number"], data["reason"]
        made = actions.make_evidence(kind=kind, number=number, by=user_of(request), reason=reason)
        return 200, dict(EvidenceRow(made).data)


@extend_schema_view(post=extend_schema(operation_id="evidence_hand_over", request=HandOverAsked, responses=EvidenceRow))
class EvidenceHandOver(VerbView):
    """To whom the package went."""

    permission_classes: ClassVar[list[Any]] = [StaffOnly]  # type: ignore[misc]
    route = "ethics_monitor.evidence_hand_over"
    input = HandOverAsked

    def act(self, request: Request, data: Mapping[str, Any], **path: str) -> tuple[int, Mapping[str, Any]]:
        actions.hand_over_evidence(number=path["number"], by=user_of(request), **data)
        return 200, dict(EvidenceRow(_one(request, path["number"])).data)
