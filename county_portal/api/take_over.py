"""Taking a matter back from its agent, with number and code."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from county_portal.taking_over import take_back


class TakeOverInput(serializers.Serializer[Any]):
    """As they stand on the agent's receipt."""

    number = serializers.CharField(max_length=40)
    code = serializers.CharField(max_length=12)


class TakenOver(serializers.Serializer[Any]):
    """`place` is the unit where the papers are to be fetched; `code` is good from now on, the agent's no longer."""

    number = serializers.CharField(source="case.number")
    place = serializers.CharField(source="place.name")
    code = serializers.CharField(source="case.query_code")


class TakeOver(APIView):
    """End the mandate. What has been taken over stays so: asked again it is refused."""

    permission_classes: ClassVar[list[Any]] = [AllowAny]  # type: ignore[misc]
    http_method_names: ClassVar[list[str]] = ["post", "options"]  # type: ignore[misc]

    @extend_schema(operation_id="errand_take_over", request=TakeOverInput, responses=TakenOver)
    def post(self, request: Request) -> Response:
        form = TakeOverInput(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(TakenOver(take_back(request._request, **form.validated_data)).data)
