"""Daily seals for machines: every figure a seal's hash is made of."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.api.older import BEFORE, before_of, page
from county_portal.seals import latest_seals, seal_of
from kernel.ledger.refusals import NotFound

PAGE = 30
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


SEALS = inline_serializer("SealPage", {"next": serializers.URLField(allow_null=True), "results": SealRow(many=True)})


class SealList(APIView):
    """Daily seals, latest first."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names = READ

    @extend_schema(operation_id="seals", parameters=[BEFORE], responses=SEALS)
    def get(self, request: Request) -> Response:
        rows = latest_seals(before=before_of(request), limit=PAGE + 1)
        return page(request, rows, limit=PAGE, number=lambda seal: seal.number, serializer=SealRow)


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
