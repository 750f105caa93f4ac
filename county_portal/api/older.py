"""Lists that go back by number: a page, and the address of the next older one."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

Row = TypeVar("Row")

MOST_DIGITS = 9
BEFORE = OpenApiParameter("before", int, description="只列编号小于它的，接着上一页往前翻")


def before_of(request: Request) -> int | None:
    """The number asked for; None for the newest page and for what is no number."""
    asked = request.query_params.get("before", "")
    return int(asked) if asked.isdecimal() and asked.isascii() and len(asked) <= MOST_DIGITS else None


def page(
    request: Request,
    rows: Sequence[Row],
    *,
    limit: int,
    number: Callable[[Row], int],
    serializer: type[serializers.Serializer[Any]],
) -> Response:
    """`rows` are one more than `limit` where there is an older page."""
    shown = rows[:limit]
    address = request.build_absolute_uri(f"{request.path}?before={number(shown[-1])}") if len(rows) > limit else None
    return Response({"next": address, "results": serializer(shown, many=True).data})
