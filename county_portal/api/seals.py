"""Daily seals for machines: every figure a seal's hash is made of."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.seals import public, seal_of
from kernel.doors.paging import NewestFirst
from kernel.ledger.models import Seal
from kernel.ledger.queries import all_seals
from kernel.ledger.refusals import NotFound

READ = ["get", "head", "options"]


class SealRow(serializers.Serializer[Any]):
    """日封存. Hashes are hexadecimal. The two hashes are SHA-256 and SM3 over these, joined by U+001F:
    `ledger-seal/1`, number, date, first_no, last_no, stream_chain, access_position, access_hash, sealed_at_us, the root
    and the previous hash of the same kind."""

    number = serializers.IntegerField()
    date = serializers.DateField()
    first_no = serializers.IntegerField()
    last_no = serializers.IntegerField()
    entries = serializers.IntegerField()
    stream_chain = serializers.CharField()
    access_position = serializers.IntegerField()
    access_hash = serializers.CharField()
    sealed_at = serializers.DateTimeField()
    sealed_at_us = serializers.IntegerField()
    root_sha256 = serializers.CharField()
    root_sm3 = serializers.CharField()
    hash_sha256 = serializers.CharField()
    hash_sm3 = serializers.CharField()
    previous_sha256 = serializers.CharField()
    previous_sm3 = serializers.CharField()


class LatestFirst(NewestFirst):
    """A month a page."""

    page_size = 30
    ordering = "-number"


@extend_schema_view(get=extend_schema(operation_id="seals"))
class SealList(ListAPIView[Seal]):
    """Daily seals, latest first."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    serializer_class = SealRow  # type: ignore[assignment]
    pagination_class = LatestFirst
    http_method_names = READ

    def get_queryset(self) -> QuerySet[Seal]:
        return all_seals()

    def paginate_queryset(self, queryset: Any) -> Any:
        """The page, each seal with what its hash takes from the one before it."""
        seals: list[Seal] = list(super().paginate_queryset(queryset) or [])
        if not seals:
            return seals
        before = [*seals[1:], all_seals().filter(number__lt=seals[-1].number).first()]
        return [public(seal, older) for seal, older in zip(seals, before, strict=True)]


class SealDetail(APIView):
    """One daily seal."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="seal", responses=SealRow)
    def get(self, request: Request, number: int) -> Response:
        found = seal_of(number)
        if found is None:
            raise NotFound
        return Response(SealRow(found).data)
