"""The API's public doors: items, their guides, and the look-up by number and code."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from approvals import typed
from approvals.api.guide import ItemGuide, ItemRow
from approvals.api.told import FollowedCase
from approvals.lookup import try_code
from approvals.public.story import story
from approvals.queries import told
from kernel.catalogue.models import ItemVersion
from kernel.catalogue.queries import in_force, search
from kernel.doors.paging import NewestFirst
from kernel.ledger.locking import database_now
from kernel.ledger.refusals import NotFound

LONGEST = 60
READ = ["get", "head", "options"]


class TrackInput(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=40)
    code = serializers.CharField(max_length=20)


class ByName(NewestFirst):
    """The catalogue's own order: best matches first, then by sound."""

    ordering = ("rank", "sort_key", "pk")


@extend_schema_view(
    get=extend_schema(
        operation_id="items",
        parameters=[OpenApiParameter(name, str, required=False) for name in ("q", "organ", "situation")],
    )
)
class ItemList(ListAPIView[ItemVersion]):
    """Items in force that `q` means by name, initials, code or everyday word; of an `organ`, for a `situation`."""

    serializer_class = ItemRow
    pagination_class = ByName
    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names = READ

    def get_queryset(self) -> QuerySet[ItemVersion]:
        if getattr(self, "swagger_fake_view", False):
            return ItemVersion.objects.none()
        text, organ, situation = (
            typed.line(self.request.query_params.get(name, ""), LONGEST) for name in ("q", "organ", "situation")
        )
        return search(text, organ=organ, situation=situation, case_kind=None, own=False, some=True)


class ItemDetail(APIView):
    """The guide of one item."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="item", responses=ItemGuide)
    def get(self, request: Request, code: str) -> Response:
        version = in_force(code)
        if version is None:
            raise NotFound
        return Response(ItemGuide(version).data)


class Track(APIView):
    """A case by number and six-digit code; by POST, so that no code stands in an address. Throttled as the page is."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]

    @extend_schema(operation_id="track", request=TrackInput, responses=FollowedCase)
    def post(self, request: Request) -> Response:
        form = TrackInput(data=request.data)
        form.is_valid(raise_exception=True)
        number = typed.number(form.validated_data["number"])
        if try_code(request._request, number, form.validated_data["code"]) is None:
            raise NotFound
        return Response(FollowedCase(story(told(number), now=database_now(), with_pass=True)).data)
